//! Which manifests can be created together: a DaemonSet first, then Services.

use serde_json::Value;

use super::Resource;
use crate::error::ManifestError;

/// Which kind each manifest is, if they are what can be created together.
pub(super) fn sort_out(manifests: &[Value]) -> Result<Vec<(Resource, &Value)>, ManifestError> {
    if manifests.is_empty() {
        return Err(ManifestError::Empty);
    }
    manifests
        .iter()
        .enumerate()
        .map(|(index, manifest)| {
            let text = |field: &str| manifest[field].as_str().unwrap_or_default();
            let (api_version, kind) = (text("apiVersion"), text("kind"));
            let given = || match (kind, api_version) {
                ("", _) => "something without a kind".to_owned(),
                (kind, "") => format!("{kind} without an apiVersion"),
                (kind, api_version) => format!("{kind} of {api_version}"),
            };
            match (index, api_version, kind) {
                (0, "apps/v1", "DaemonSet") => Ok((Resource::DaemonSet, manifest)),
                (0, ..) => Err(ManifestError::NotADaemonSet { given: given() }),
                (_, "v1", "Service") => Ok((Resource::Service, manifest)),
                (document, ..) => Err(ManifestError::NotAService {
                    document,
                    given: given(),
                }),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::sort_out;

    #[test]
    fn a_daemon_set_comes_first_and_services_after_it() {
        let daemon_set = json!({"apiVersion": "apps/v1", "kind": "DaemonSet"});
        let service = json!({"apiVersion": "v1", "kind": "Service"});
        let legacy = json!({"apiVersion": "extensions/v1beta1", "kind": "DaemonSet"});
        for (manifests, expected) in [
            (vec![daemon_set.clone()], ""),
            (
                vec![daemon_set.clone(), service.clone(), service.clone()],
                "",
            ),
            (vec![], "there is no manifest to create"),
            (
                vec![service],
                "the first document must be a DaemonSet of apps/v1, and is Service of v1",
            ),
            (
                vec![legacy],
                "the first document must be a DaemonSet of apps/v1, and is DaemonSet of extensions/v1beta1",
            ),
            (
                vec![daemon_set.clone(), daemon_set.clone()],
                "document 2 must be a Service of v1 to be created with the DaemonSet, and is DaemonSet of apps/v1",
            ),
            (
                vec![daemon_set, json!(null)],
                "document 2 must be a Service of v1 to be created with the DaemonSet, and is something without a kind",
            ),
        ] {
            let said = sort_out(&manifests).err().map(|error| error.to_string());
            assert_eq!(said.unwrap_or_default(), expected);
        }
    }
}
