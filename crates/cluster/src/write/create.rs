//! Creating a DaemonSet, and the Services that were asked for with it: all of them or none.

use http::Method;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::{FIELD_MANAGER, Resource, Stored, Written, dry_run};
use crate::{
    AsUser,
    error::{ClusterError, ManifestError},
    rest::Call,
    transport::Transport,
};

/// How to create.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CreateOptions {
    /// Whether the API server is only asked what it would do.
    pub dry_run: bool,
}

/// What was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The DaemonSet, as the API server stored it.
    pub object: Stored,
    /// The Services, in the order of their documents.
    pub services: Vec<Stored>,
    /// The texts of the API server's `Warning` headers on all of them.
    pub warnings: Vec<String>,
}

impl AsUser<'_> {
    /// Creates a DaemonSet (the first manifest, of apps/v1) and the Services that go with it in a
    /// namespace. If one of them cannot be created, none is: all are sent as a dry run first, and
    /// should one fail nevertheless, those before it are deleted again.
    ///
    /// # Errors
    /// The manifests are something else ([`ClusterError::Manifest`]), or the API server refuses
    /// one. For a document after the first that is [`ClusterError::Companion`].
    pub async fn create(
        &self,
        namespace: &str,
        manifests: &[Value],
        options: CreateOptions,
    ) -> Result<Created, ClusterError> {
        let documents = sort_out(manifests)?;
        // One object alone is created or not; asking beforehand would only double the time.
        let rehearse = documents.len() > 1 && !options.dry_run;
        if rehearse {
            for (index, (resource, manifest)) in documents.iter().enumerate() {
                send(self.transport(), *resource, namespace, manifest, true)
                    .await
                    .map_err(|error| in_document(index, Vec::new(), error))?;
            }
        }
        let mut written: Vec<Written> = Vec::with_capacity(documents.len());
        for (index, (resource, manifest)) in documents.iter().enumerate() {
            match send(
                self.transport(),
                *resource,
                namespace,
                manifest,
                options.dry_run,
            )
            .await
            {
                Ok(answer) => written.push(answer),
                Err(error) => {
                    let created = documents
                        .iter()
                        .map(|(resource, _)| *resource)
                        .zip(&written);
                    let left_behind = if options.dry_run {
                        Vec::new()
                    } else {
                        take_back(self.transport(), created).await
                    };
                    return Err(in_document(index, left_behind, error));
                }
            }
        }
        let mut warnings: Vec<String> = Vec::new();
        let mut objects = Vec::with_capacity(written.len());
        for answer in written {
            for warning in answer.warnings {
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
            objects.push(answer.object);
        }
        let mut objects = objects.into_iter();
        let object = objects.next().ok_or(ManifestError::Empty)?;
        Ok(Created {
            object,
            services: objects.collect(),
            warnings,
        })
    }
}

/// Which kind each manifest is, if they are what can be created together.
fn sort_out(manifests: &[Value]) -> Result<Vec<(Resource, &Value)>, ManifestError> {
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

/// Posts one object. The namespace of the request is the one of the address, so the API server
/// itself refuses a manifest that names another.
async fn send(
    transport: &Transport,
    resource: Resource,
    namespace: &str,
    manifest: &Value,
    only_ask: bool,
) -> Result<Written, ClusterError> {
    let operation = format!("create the {}", resource.kind());
    let answer = Call::new(operation, Method::POST, resource.collection(namespace))
        .query("fieldManager", FIELD_MANAGER)
        .query("fieldValidation", "Strict")
        .query_if("dryRun", dry_run(only_ask))
        .json(manifest)
        .send(transport)
        .await?;
    Ok(Written::from(answer))
}

/// Deletes what has been created, the last first. What cannot be deleted is returned by name.
async fn take_back<'a>(
    transport: &Transport,
    created: impl DoubleEndedIterator<Item = (Resource, &'a Written)> + ExactSizeIterator,
) -> Vec<String> {
    let mut left_behind = Vec::new();
    for (resource, written) in created.rev() {
        let object = written.object.to_value();
        let metadata = &object["metadata"];
        let text = |field: &str| metadata[field].as_str().unwrap_or_default();
        let (namespace, name) = (text("namespace"), text("name"));
        let deleted = Call::new(
            format!("delete the {}", resource.kind()),
            Method::DELETE,
            resource.object(namespace, name),
        )
        .json(&json!({
            "kind": "DeleteOptions",
            "apiVersion": "v1",
            // Never another object that somebody made under this name in between.
            "preconditions": {"uid": text("uid")},
            "propagationPolicy": "Background",
        }))
        .read::<IgnoredAny>(transport)
        .await;
        match deleted {
            Ok(_) | Err(ClusterError::Refused { code: 404, .. }) => {}
            Err(error) => {
                tracing::warn!(
                    kind = resource.kind(),
                    namespace,
                    name,
                    error = &error as &dyn std::error::Error,
                    "could not delete what was created before a later document failed"
                );
                left_behind.push(format!("{} {namespace}/{name}", resource.kind()));
            }
        }
    }
    left_behind
}

/// The error of one document, as the caller is to see it.
fn in_document(document: usize, left_behind: Vec<String>, source: ClusterError) -> ClusterError {
    if document == 0 {
        // The first document is what the user speaks of: its refusal needs no frame around it.
        return source;
    }
    ClusterError::Companion {
        document,
        left_behind,
        source: Box::new(source),
    }
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
