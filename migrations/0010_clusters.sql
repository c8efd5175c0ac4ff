-- Clusters that an admin added on the page. The kubeconfig holds credentials, so it is sealed; which key did so stands
-- beside it.
CREATE TABLE clusters (
    name TEXT NOT NULL PRIMARY KEY,
    kubeconfig TEXT NOT NULL,
    kubeconfig_key TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added BIGINT NOT NULL
);
