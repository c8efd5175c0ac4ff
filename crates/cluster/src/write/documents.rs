//! What the manifests of a text are: of which kind, in which namespace, and which of them others stand on.

use serde_json::Value;

use super::order::Step;
use crate::{
    AsUser,
    error::{ClusterError, ManifestError, NotServed},
    resource::{DAEMON_SET, DEFINITION, Resource, SERVICE, group_of},
};

/// A manifest that is to be created.
#[derive(Clone, Debug)]
pub(super) struct Document<'a> {
    /// Its place among the manifests.
    pub(super) place: usize,
    pub(super) resource: Resource,
    /// Where it goes; empty for what lives outside of namespaces.
    pub(super) namespace: String,
    pub(super) manifest: &'a Value,
    /// Whether its kind is defined by another of the manifests.
    pub(super) is_defined_here: bool,
    /// The place of an earlier manifest that says the very same: then this one asks for nothing.
    pub(super) repeats: Option<usize>,
}

/// What is to be created, and where each of it goes.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub(super) documents: Vec<Document<'a>>,
}

/// One object of a [`Plan`].
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// Its kind, as the cluster serves it or one of the manifests defines it.
    pub resource: &'a Resource,
    /// Where it goes; empty for what lives outside of namespaces.
    pub namespace: &'a str,
    /// Its name, as written.
    pub name: &'a str,
    /// Whether an earlier manifest says the very same, so that this one asks for nothing.
    pub is_repeated: bool,
}

impl Plan<'_> {
    /// The objects, in the order of their manifests.
    pub fn objects(&self) -> impl Iterator<Item = Planned<'_>> {
        self.documents.iter().map(|document| Planned {
            resource: &document.resource,
            namespace: &document.namespace,
            name: document.name(),
            is_repeated: document.repeats.is_some(),
        })
    }

    /// The places of the manifests in the order in which they are created, without those that are repeated.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let ordered = in_order(&self.documents).into_iter();
        ordered.map(|document| document.place).collect()
    }
}

impl Document<'_> {
    /// Its name, as written.
    pub(super) fn name(&self) -> &str {
        text(&self.manifest["metadata"]["name"])
    }

    /// `create the DaemonSet`
    pub(super) fn operation(&self) -> String {
        format!("create the {}", self.resource.kind())
    }

    /// The path of the objects of its kind and namespace.
    pub(super) fn collection(&self) -> String {
        self.resource.collection(&self.namespace)
    }

    /// Its path.
    pub(super) fn path(&self) -> String {
        self.resource.object(&self.namespace, self.name())
    }

    /// As `Kind namespace/name`.
    pub(super) fn words(&self) -> String {
        let kind = self.resource.kind();
        match &*self.namespace {
            "" => format!("{kind} {}", self.name()),
            namespace => format!("{kind} {namespace}/{}", self.name()),
        }
    }
}

impl AsUser<'_> {
    /// What each manifest is, by the cluster's own discovery and by what the manifests define themselves. Those that
    /// name no namespace go to this one, as kubectl puts them into that of its context.
    ///
    /// # Errors
    /// There is none, the first is no DaemonSet, the cluster does not serve one of them
    /// ([`ClusterError::NotServed`]), or it cannot be asked.
    pub async fn plan<'m>(
        &self,
        namespace: &str,
        manifests: &'m [Value],
    ) -> Result<Plan<'m>, ClusterError> {
        let first = manifests.first().ok_or(ManifestError::Empty)?;
        if !is_of(first, &DAEMON_SET) {
            return Err(ManifestError::NotADaemonSet {
                given: given(first),
            }
            .into());
        }
        let mut documents = Vec::with_capacity(manifests.len());
        let mut not_served = Vec::new();
        for (place, manifest) in manifests.iter().enumerate() {
            match self.resource_of(manifest, manifests).await? {
                Ok((resource, is_defined_here)) => {
                    let own = text(&manifest["metadata"]["namespace"]);
                    let namespace = match own {
                        _ if !resource.namespaced => "",
                        "" => namespace,
                        own => own,
                    };
                    let mut document = Document {
                        place,
                        resource,
                        namespace: namespace.to_owned(),
                        manifest,
                        is_defined_here,
                        repeats: None,
                    };
                    document.repeats = repeated(&documents, &document);
                    documents.push(document);
                }
                Err(served) => not_served.push(NotServed {
                    document: place,
                    given: given(manifest),
                    kind: text(&manifest["kind"]).to_owned(),
                    served,
                }),
            }
        }
        if not_served.is_empty() {
            Ok(Plan { documents })
        } else {
            Err(ClusterError::NotServed(not_served))
        }
    }

    /// The kind of a manifest, and whether another of the manifests defines it; else in which versions the cluster
    /// serves that kind.
    pub(super) async fn resource_of(
        &self,
        manifest: &Value,
        manifests: &[Value],
    ) -> Result<Result<(Resource, bool), Vec<String>>, ClusterError> {
        for known in [&DAEMON_SET, &SERVICE] {
            if is_of(manifest, known) {
                return Ok(Ok((known.clone(), false)));
            }
        }
        let (api_version, kind) = (text(&manifest["apiVersion"]), text(&manifest["kind"]));
        if api_version.is_empty() || kind.is_empty() {
            return Ok(Err(Vec::new()));
        }
        let (discovery, transport) = (self.discovery(), &self.transport());
        if let Some(found) = discovery.find(transport, api_version, kind).await? {
            return Ok(Ok((found, false)));
        }
        let mut defined = manifests.iter().filter(|it| is_of(it, &DEFINITION));
        if let Some(found) = defined.find_map(|it| defined_by(it, api_version, kind)) {
            return Ok(Ok((found, true)));
        }
        let served = discovery.served_as(transport, api_version, kind).await;
        Ok(Err(served.unwrap_or_default()))
    }
}

/// The place of a document that says the very same of the same object. Files that were put together of others hold the
/// namespace of each.
fn repeated(documents: &[Document<'_>], document: &Document<'_>) -> Option<usize> {
    let mut before = documents.iter();
    let is_same = |it: &&Document<'_>| {
        it.resource == document.resource
            && it.namespace == document.namespace
            && it.manifest == document.manifest
    };
    let named = !document.name().is_empty();
    before.find(is_same).filter(|_| named).map(|it| it.place)
}

/// Whether a manifest says the very same as one of those before it.
pub(super) fn is_repeat(before: &[Value], manifest: &Value) -> bool {
    !text(&manifest["metadata"]["name"]).is_empty() && before.contains(manifest)
}

/// The documents in the order in which they are created, without those that ask for nothing.
pub(super) fn in_order<'d, 'm>(documents: &'d [Document<'m>]) -> Vec<&'d Document<'m>> {
    let asked = documents.iter().filter(|it| it.repeats.is_none());
    let mut ordered: Vec<&Document<'_>> = asked.collect();
    // Stable: what is alike stays in the order of the text.
    ordered.sort_by_key(|document| Step::of(&document.resource));
    ordered
}

/// The kind that a definition makes of this `apiVersion` and `kind`.
fn defined_by(definition: &Value, api_version: &str, kind: &str) -> Option<Resource> {
    let spec = &definition["spec"];
    let (group, version) = api_version.split_once('/')?;
    let mut versions = spec["versions"].as_array()?.iter();
    let is_served = versions.any(|it| it["name"] == version && it["served"] == true);
    if !is_served || spec["group"] != group || spec["names"]["kind"] != kind {
        return None;
    }
    Some(Resource {
        api_version: api_version.to_owned().into(),
        kind: kind.to_owned().into(),
        plural: spec["names"]["plural"].as_str()?.to_owned().into(),
        namespaced: spec["scope"] == "Namespaced",
    })
}

/// Whether a manifest is of this kind in this version.
fn is_of(manifest: &Value, resource: &Resource) -> bool {
    text(&manifest["apiVersion"]) == resource.api_version
        && text(&manifest["kind"]) == resource.kind
}

/// What a manifest says that it is.
pub(super) fn given(manifest: &Value) -> String {
    match (text(&manifest["kind"]), text(&manifest["apiVersion"])) {
        ("", _) => "something without a kind".to_owned(),
        (kind, "") => format!("{kind} without an apiVersion"),
        (kind, api_version) => format!("{kind} of {api_version}"),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Whether a refusal of one document lacks only what other documents bring: the namespace that it lies in, the
/// definition of its kind, a role that it binds.
pub(super) fn awaits(
    error: &ClusterError,
    document: &Document<'_>,
    documents: &[Document<'_>],
) -> bool {
    let ClusterError::Refused {
        code: 404, status, ..
    } = error
    else {
        return false;
    };
    let details = &status["details"];
    let (name, plural) = (text(&details["name"]), text(&details["kind"]));
    if name.is_empty() {
        return document.is_defined_here;
    }
    let group = text(&details["group"]);
    documents.iter().any(|other| {
        let resource = &other.resource;
        other.place != document.place
            && other.name() == name
            && resource.plural == plural
            && group_of(&resource.api_version) == group
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{defined_by, given};

    #[test]
    fn what_a_manifest_is_stands_in_it() {
        for (manifest, expected) in [
            (json!({"apiVersion": "v1", "kind": "Pod"}), "Pod of v1"),
            (json!({"kind": "Pod"}), "Pod without an apiVersion"),
            (json!(null), "something without a kind"),
        ] {
            assert_eq!(given(&manifest), expected);
        }
    }

    #[test]
    fn a_definition_makes_the_kinds_of_its_served_versions() {
        let definition = json!({"spec": {
            "group": "example.com", "scope": "Cluster",
            "names": {"kind": "Widget", "plural": "widgets"},
            "versions": [{"name": "v1", "served": true}, {"name": "v1alpha1", "served": false}],
        }});
        let path = |api_version, kind| {
            defined_by(&definition, api_version, kind).map(|it| it.object("n", "w"))
        };
        assert_eq!(
            path("example.com/v1", "Widget").as_deref(),
            Some("/apis/example.com/v1/widgets/w")
        );
        assert_eq!(path("example.com/v1alpha1", "Widget"), None);
        assert_eq!(path("example.com/v1", "Gadget"), None);
        assert_eq!(path("v1", "Widget"), None);
    }
}
