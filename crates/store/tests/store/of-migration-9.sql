-- What a console writes that knows the migrations up to 0009 and none after, with ME for the name of a test. It runs beside
-- a newer one while that is rolled out, over the tables as the newer one has made them.
INSERT INTO sessions (id_digest, owner, data, expires) VALUES ('ME', 'ME', '{}', 4102444800000) ON CONFLICT DO NOTHING;
UPDATE sessions SET used = 7, browser = 'b', issuer = '', subject = '', sid = '', claims = '', tokens = '', tokens_end = 0, key_id = '' WHERE id_digest = 'ME';
UPDATE sessions SET owner = 'ME', data = '{"a":1}', expires = 4102444800000 WHERE id_digest = 'ME';
UPDATE sessions SET used = 8 WHERE id_digest = 'ME' AND used < 8;
INSERT INTO drafts (owner, id, cluster, text, updated, bytes, name, namespace, origin_namespace, origin_name, origin_text, origin_bytes, text_key, origin_key) SELECT 'ME', 'old', 'sandbox', 'a: b', 1, 4, 'n', '', '', '', '', 0, '', '' WHERE (SELECT COUNT(*) FROM drafts WHERE owner = 'ME' AND id <> 'old') < 10 ON CONFLICT (owner, id) DO UPDATE SET cluster = excluded.cluster, text = excluded.text, updated = excluded.updated, text_key = excluded.text_key, bytes = excluded.bytes, name = excluded.name, namespace = excluded.namespace WHERE -1 < 0 OR drafts.updated = -1;
INSERT INTO audit (id, request, occurred, actor, action, cluster, namespace, kind, name, outcome, status, detail, replica) VALUES ('ROW', 'ROW', 1764500000000, 'ME', 'create', 'sandbox', 'default', 'DaemonSet', 'old', 'begun', 0, '', 'another');
UPDATE audit SET outcome = 'done', status = 201, detail = '' WHERE id = 'ROW' AND (outcome = 'begun' OR outcome = 'unknown');
INSERT INTO idempotency (owner, request_key, fingerprint, status, media_type, body, expires, lease, request) VALUES ('ME', 'key', 'same', 0, '', '', 4102444800000, 4102444800000, 'ROW') ON CONFLICT (owner, request_key) DO UPDATE SET fingerprint = excluded.fingerprint, status = 0, media_type = '', body = '', expires = excluded.expires, lease = excluded.lease, request = excluded.request WHERE idempotency.expires <= 0;
UPDATE idempotency SET status = 201, media_type = 'application/json', body = '{}', expires = 4102444800000, body_key = '' WHERE owner = 'ME' AND request_key = 'key';
INSERT INTO replicas (id, beats, seen) VALUES ('ME', 1, 1) ON CONFLICT (id) DO UPDATE SET beats = replicas.beats + 1, seen = excluded.seen;
