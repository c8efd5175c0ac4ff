//! What a cluster says of the structs of its API: the descriptions in its `/openapi/v3`.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use contract::StructDocumentation;
use http::Method;
use serde_json::Value;
use tokio::time::Instant;

use crate::{
    AsUser,
    error::ClusterError,
    rest::{Answer, Call},
};

/// The documents that a DaemonSet and a Service are described in.
const DOCUMENTS: [&str; 2] = ["api/v1", "apis/apps/v1"];

/// How long what was read is given out. A cluster says the same of a struct until it is upgraded.
const KEPT: Duration = Duration::from_mins(10);

/// What was read last. It is nobody's own: every user of a cluster may read its description
/// (`system:discovery`).
#[derive(Debug, Default)]
pub(crate) struct Documented(Mutex<Option<Reading>>);

#[derive(Debug)]
struct Reading {
    at: Instant,
    structs: Structs,
}

/// Structs by their names.
type Structs = Arc<BTreeMap<String, StructDocumentation>>;

impl Documented {
    /// What was read, unless that is too long ago.
    fn kept(&self) -> Option<Structs> {
        let reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let reading = reading.as_ref().filter(|it| it.at.elapsed() < KEPT)?;
        Some(Arc::clone(&reading.structs))
    }

    fn keep(&self, structs: Structs) {
        let at = Instant::now();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Reading { at, structs });
    }
}

impl AsUser<'_> {
    /// What the cluster says of a struct, such as `PodSpec`; none where it does not know one of this name.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub async fn documentation(
        &self,
        name: &str,
    ) -> Result<Option<StructDocumentation>, ClusterError> {
        if let Some(structs) = self.documented().kept() {
            return Ok(structs.get(name).cloned());
        }
        // Nobody waits for another's reading: where the API server is silent, each has its own end to wait for.
        let structs = Arc::new(self.read_documents().await?);
        self.documented().keep(Arc::clone(&structs));
        Ok(structs.get(name).cloned())
    }

    async fn read_documents(&self) -> Result<BTreeMap<String, StructDocumentation>, ClusterError> {
        let mut structs = BTreeMap::new();
        for document in DOCUMENTS {
            let path = format!("/openapi/v3/{document}");
            let answer: Answer<Value> =
                Call::new("read the description of the API", Method::GET, path)
                    .send(&self.transport())
                    .await?;
            describe(&answer.body, &mut structs);
        }
        Ok(structs)
    }
}

/// Takes the structs of a document over. They are called `io.k8s.api.core.v1.PodSpec` there.
fn describe(document: &Value, structs: &mut BTreeMap<String, StructDocumentation>) {
    let text = |value: &Value| {
        let text = value["description"].as_str().unwrap_or_default();
        text.to_owned()
    };
    let schemas = document["components"]["schemas"].as_object();
    for (long_name, schema) in schemas.into_iter().flatten() {
        let name = long_name.rsplit('.').next().unwrap_or(long_name);
        let fields = schema["properties"].as_object();
        let fields = fields.into_iter().flatten();
        structs.insert(
            name.to_owned(),
            StructDocumentation {
                name: name.to_owned(),
                description: text(schema),
                fields: fields
                    .map(|(field, schema)| (field.clone(), text(schema)))
                    .collect(),
            },
        );
    }
}
