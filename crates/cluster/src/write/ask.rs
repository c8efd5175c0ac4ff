//! Asking the API server what it would do with one object, and doing nothing.

use http::Method;
use serde_json::Value;

use super::{FIELD_MANAGER, Stored};
use crate::{
    AsUser,
    error::{ClusterError, NotServed},
    rest::Call,
};

impl AsUser<'_> {
    /// Asks what would become of an object if it were sent as it is: created, or put in the place of the one of its name.
    /// What names no namespace goes to this one. Gives the texts of the API server's `Warning` headers.
    ///
    /// # Errors
    /// The API server would refuse it, the cluster does not serve its kind, or it cannot be asked.
    pub async fn ask(&self, namespace: &str, object: &Value) -> Result<Vec<String>, ClusterError> {
        let text = |field: &str| object["metadata"][field].as_str().unwrap_or_default();
        let resource = match self.resource_of(object, &[]).await? {
            Ok((resource, _)) => resource,
            Err(served) => {
                return Err(ClusterError::NotServed(vec![NotServed {
                    document: 0,
                    given: super::documents::given(object),
                    kind: object["kind"].as_str().unwrap_or_default().to_owned(),
                    served,
                }]));
            }
        };
        let namespace = match text("namespace") {
            "" => namespace,
            own => own,
        };
        let name = text("name");
        let existing = if name.is_empty() {
            None
        } else {
            let path = resource.object(namespace, name);
            let operation = format!("read the {}", resource.kind());
            let call = Call::new(operation, Method::GET, path);
            match call.read::<Stored>(&self.transport()).await {
                Ok(existing) => Some(existing.to_value()),
                Err(ClusterError::Refused { code: 404, .. }) => None,
                Err(error) => return Err(error),
            }
        };
        let call = match existing {
            None => {
                let operation = format!("create the {}", resource.kind());
                let path = resource.collection(namespace);
                Call::new(operation, Method::POST, path).json(object)
            }
            Some(existing) => {
                let mut object = object.clone();
                if text("resourceVersion").is_empty() {
                    object["metadata"]["resourceVersion"] =
                        existing["metadata"]["resourceVersion"].clone();
                }
                let operation = format!("replace the {}", resource.kind());
                let path = resource.object(namespace, name);
                Call::new(operation, Method::PUT, path).json(&object)
            }
        };
        let answer = call
            .query("fieldManager", FIELD_MANAGER)
            .query("fieldValidation", "Strict")
            .query("dryRun", "All")
            .send::<Stored>(&self.transport())
            .await?;
        Ok(answer.warnings)
    }
}
