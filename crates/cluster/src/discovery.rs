//! Which kinds a cluster serves, by its own discovery (`k8s.io/client-go/discovery`): asked once for each version of a
//! group, and anew where a kind is not found.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use http::Method;
use serde_json::Value;

use crate::{
    error::ClusterError,
    resource::{Resource, group_of, version_path},
    rest::Call,
    transport::Transport,
};

/// What a cluster was found to serve.
#[derive(Debug, Default)]
pub(crate) struct Discovery {
    /// By `apiVersion`.
    found: Mutex<HashMap<String, Arc<[Resource]>>>,
}

impl Discovery {
    /// The kind of an object with this `apiVersion` and `kind`; none where the cluster does not serve it.
    ///
    /// # Errors
    /// It cannot be asked.
    pub(crate) async fn find(
        &self,
        transport: &Transport,
        api_version: &str,
        kind: &str,
    ) -> Result<Option<Resource>, ClusterError> {
        let of_kind = |it: &&Resource| it.kind == kind;
        let known = self.known(api_version);
        if let Some(found) = known.and_then(|known| known.iter().find(of_kind).cloned()) {
            return Ok(Some(found));
        }
        let asked = self.ask(transport, api_version).await?;
        Ok(asked.iter().find(of_kind).cloned())
    }

    /// The versions in which the cluster serves a kind that it does not serve in this one: in its own group, else in
    /// any other.
    ///
    /// # Errors
    /// It cannot be asked.
    pub(crate) async fn served_as(
        &self,
        transport: &Transport,
        api_version: &str,
        kind: &str,
    ) -> Result<Vec<String>, ClusterError> {
        let call = Call::new("list the API groups", Method::GET, "/apis".to_owned());
        let groups: Value = call.read(transport).await?;
        let groups = groups["groups"].as_array().map_or(&[][..], Vec::as_slice);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let own = group_of(api_version);
        let mut of_group: Vec<String> = Vec::new();
        let mut of_others = vec!["v1".to_owned()];
        for group in groups {
            if group["name"] == own {
                let versions = group["versions"].as_array().into_iter().flatten();
                of_group.extend(versions.map(|version| text(&version["groupVersion"])));
            } else {
                of_others.push(text(&group["preferredVersion"]["groupVersion"]));
            }
        }
        for versions in [of_group, of_others] {
            let mut served = Vec::new();
            for version in versions {
                // A group whose own server is away hides no other.
                let found = self.find(transport, &version, kind).await;
                if matches!(found, Ok(Some(_))) {
                    served.push(version);
                }
            }
            if !served.is_empty() {
                return Ok(served);
            }
        }
        Ok(Vec::new())
    }

    /// A kind of this name in whatever group and version it is served.
    ///
    /// # Errors
    /// It cannot be asked.
    pub(crate) async fn of_name(
        &self,
        transport: &Transport,
        kind: &str,
    ) -> Result<Option<Resource>, ClusterError> {
        let served = self.served_as(transport, "", kind).await?;
        // Of several nobody knows which is meant.
        match served.as_slice() {
            [only] => self.find(transport, only, kind).await,
            _ => Ok(None),
        }
    }

    fn known(&self, api_version: &str) -> Option<Arc<[Resource]>> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(api_version).cloned()
    }

    async fn ask(
        &self,
        transport: &Transport,
        api_version: &str,
    ) -> Result<Arc<[Resource]>, ClusterError> {
        let operation = format!("list the resources of {api_version}");
        let call = Call::new(operation, Method::GET, version_path(api_version));
        let list: Value = match call.read(transport).await {
            Err(ClusterError::Refused { code: 404, .. }) => Value::Null,
            list => list?,
        };
        let resources = list["resources"].as_array().into_iter().flatten();
        let resources: Arc<[Resource]> = resources
            .filter_map(|resource| read(api_version, resource))
            .collect();
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if resources.is_empty() {
            found.remove(api_version);
        } else {
            found.insert(api_version.to_owned(), Arc::clone(&resources));
        }
        Ok(resources)
    }
}

/// One entry of an `APIResourceList`; none of a subresource, or of what is not created.
fn read(api_version: &str, resource: &Value) -> Option<Resource> {
    let plural = resource["name"].as_str()?;
    let mut verbs = resource["verbs"].as_array()?.iter();
    if plural.contains('/') || !verbs.any(|verb| verb == "create") {
        return None;
    }
    Some(Resource {
        api_version: api_version.to_owned().into(),
        kind: resource["kind"].as_str()?.to_owned().into(),
        plural: plural.to_owned().into(),
        namespaced: resource["namespaced"] == true,
    })
}
