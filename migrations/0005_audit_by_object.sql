-- What was done to one object is asked for by its page.
CREATE INDEX audit_by_object ON audit (cluster, namespace, name, id);
