//! What would meet a text if it were created now: which of its objects are there already and say something else, and
//! which this user may not create.

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};

use super::{
    AT_ONCE, READ_BACK_TIMEOUT, Stored, documents::is_repeat, likeness::differences, order::Step,
};
use crate::{AsUser, error::ClusterError, resource::Resource, rest::Call};

/// One object of a text, as it would be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// In which versions the cluster serves its kind, where it does not serve it as it is written; else none.
    pub served_as: Option<Vec<String>>,
    /// Where it goes; empty for what lives outside of namespaces, and where its kind is not served.
    pub namespace: String,
    /// In which step it is created, counted from 0.
    pub step: u8,
    /// Whether an earlier object of the text says the very same.
    pub is_repeated: bool,
    /// Whether there is one of its name; none where that cannot be seen.
    pub exists: Option<bool>,
    /// The fields in which that says something else.
    pub differs: Vec<String>,
    /// Whether this user may create it; none where the cluster does not say.
    pub may_create: Option<bool>,
}

impl AsUser<'_> {
    /// Looks at each object of a text; those that name no namespace go to this one. Nothing is written.
    ///
    /// # Errors
    /// It cannot be told which kinds the cluster serves.
    pub async fn look(
        &self,
        namespace: &str,
        manifests: &[Value],
    ) -> Result<Vec<Look>, ClusterError> {
        let mut looks = Vec::with_capacity(manifests.len());
        let places: Vec<usize> = (0..manifests.len()).collect();
        for some in places.chunks(AT_ONCE) {
            let each = some
                .iter()
                .map(|&place| self.look_at(namespace, manifests, place));
            for look in join_all(each).await {
                looks.push(look?);
            }
        }
        Ok(looks)
    }

    async fn look_at(
        &self,
        namespace: &str,
        manifests: &[Value],
        place: usize,
    ) -> Result<Look, ClusterError> {
        let manifest = &manifests[place];
        let text = |field: &str| manifest["metadata"][field].as_str().unwrap_or_default();
        let (resource, is_defined_here) = match self.resource_of(manifest, manifests).await? {
            Ok(found) => found,
            Err(served) => {
                return Ok(Look {
                    served_as: Some(served),
                    namespace: String::new(),
                    step: Step::Rest as u8,
                    is_repeated: false,
                    exists: None,
                    differs: Vec::new(),
                    may_create: None,
                });
            }
        };
        let namespace = match text("namespace") {
            _ if !resource.is_namespaced() => "",
            "" => namespace,
            own => own,
        };
        let there = async {
            if text("name").is_empty() || is_defined_here {
                return Ok(None);
            }
            let path = resource.object(namespace, text("name"));
            let operation = format!("read the {}", resource.kind());
            let call = Call::new(operation, Method::GET, path).timeout(READ_BACK_TIMEOUT);
            match call.read::<Stored>(&self.transport()).await {
                Ok(object) => Ok(Some(object.to_value())),
                Err(ClusterError::Refused { code: 404, .. }) => Ok(None),
                Err(error) => Err(error),
            }
        };
        let may_create = self.may_create(&resource, namespace);
        let (there, may_create) = futures::join!(there, may_create);
        Ok(Look {
            served_as: None,
            step: Step::of(&resource) as u8,
            is_repeated: is_repeat(&manifests[..place], manifest),
            exists: there.as_ref().ok().map(Option::is_some),
            differs: match &there {
                Ok(Some(object)) => differences(object, manifest),
                Ok(None) | Err(_) => Vec::new(),
            },
            may_create: may_create.ok(),
            namespace: namespace.to_owned(),
        })
    }

    /// Whether this user may create objects of a kind there (`SelfSubjectAccessReview` of authorization.k8s.io/v1).
    async fn may_create(&self, resource: &Resource, namespace: &str) -> Result<bool, ClusterError> {
        let attributes = json!({
            "verb": "create", "group": resource.group(), "resource": resource.plural, "namespace": namespace,
        });
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": attributes},
        });
        let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews".to_owned();
        let answer: Value = Call::new("ask what you may do", Method::POST, path)
            .json(&review)
            .timeout(READ_BACK_TIMEOUT)
            .read(&self.transport())
            .await?;
        Ok(answer["status"]["allowed"] == true)
    }
}
