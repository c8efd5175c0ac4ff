//! A live cluster, read as the caller of a kubeconfig: nothing is seen or asked with other rights.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use cluster::{About, Cluster, ClusterError, ConnectError, ConnectOptions, Credential, Watched};
use contract::ClusterState;
use manifest::{Document, FieldPath};
use preflight::{Policy, Problem, Questions, Report, Severity, Source};
use serde_json::Value;
use thiserror::Error;
use tokio::runtime::Runtime;

use crate::error_chain::Chain;

/// How long a cluster may take until all that is looked at has been read.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long one that does not answer is waited for.
const SILENCE: Duration = Duration::from_secs(8);
/// How often it is looked whether it has been.
const STEP: Duration = Duration::from_millis(20);

/// Why a cluster cannot be looked at.
#[derive(Debug, Error)]
pub(super) enum LiveError {
    /// The context leads nowhere.
    #[error("context {context}")]
    Connect {
        context: String,
        #[source]
        source: Box<ConnectError>,
    },
    /// Nobody answers, or not with what is needed.
    #[error("context {context}: {why}")]
    Away { context: String, why: String },
    /// What this caller may read cannot be found out.
    #[error("context {context}")]
    Rights {
        context: String,
        #[source]
        source: Box<ClusterError>,
    },
}

/// A cluster that is being read.
pub(super) struct Begun {
    context: String,
    namespace: String,
    cluster: Cluster,
}

/// A cluster that has been read.
pub(super) struct Live<'r> {
    runtime: &'r Runtime,
    /// The name of the context.
    pub(super) context: String,
    /// Where objects go that name no namespace.
    namespace: String,
    cluster: Cluster,
    credential: Credential,
    seen: Watched,
    /// Whether the API server itself is asked, too.
    asks: bool,
}

/// The namespaces that objects of these texts name; an empty one stands for that of the context.
pub(super) fn namespaces<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeSet<String> {
    let objects = texts.flat_map(|text| Document::parse_objects(text).object_values());
    let named = objects.map(|object| {
        let namespace = object["metadata"]["namespace"].as_str();
        namespace.unwrap_or_default().to_owned()
    });
    named.collect()
}

/// Begins to read a cluster, as far as objects of these namespaces need it. Others can be begun meanwhile.
///
/// # Errors
/// The context leads nowhere.
pub(super) fn begin(
    runtime: &Runtime,
    kubeconfig: Option<&Path>,
    context: &str,
    named: &BTreeSet<String>,
) -> Result<Begun, LiveError> {
    let failed = |source| LiveError::Connect {
        context: context.to_owned(),
        source: Box::new(source),
    };
    let contexts = cluster::contexts(kubeconfig).map_err(failed)?;
    let known = contexts.into_iter().find(|known| known.name == context);
    let namespace = known.map(|known| known.namespace).unwrap_or_default();
    let namespace = if namespace.is_empty() {
        "default".to_owned()
    } else {
        namespace
    };
    let near = named.iter().map(|named| match named.as_str() {
        "" => &namespace,
        _ => named,
    });
    let near: BTreeSet<String> = near.cloned().collect();
    let near: Vec<String> = near.into_iter().collect();
    let options = ConnectOptions::Kubeconfig {
        path: kubeconfig.map(PathBuf::from),
        context: Some(context.to_owned()),
    };
    let cluster = runtime
        .block_on(Cluster::connect_to_judge(options, &near))
        .map_err(failed)?;
    Ok(Begun {
        context: context.to_owned(),
        namespace,
        cluster,
    })
}

impl Begun {
    /// Waits until it has been read.
    ///
    /// # Errors
    /// It does not answer.
    pub(super) fn finish(self, runtime: &Runtime, asks: bool) -> Result<Live<'_>, LiveError> {
        let Self {
            context,
            namespace,
            cluster,
        } = self;
        let credential = Credential::of_kubeconfig();
        let seen = runtime.block_on(async {
            let begun = Instant::now();
            let user = cluster.as_user(&credential);
            let seen = user.watched(&About::Everything).await?;
            while !seen.knows_facts() && begun.elapsed() < PATIENCE {
                // One that nobody hears of is not waited for as long.
                let is_silent = cluster.summary().state == ClusterState::Unreachable;
                if is_silent && begun.elapsed() > SILENCE {
                    break;
                }
                tokio::time::sleep(STEP).await;
            }
            Ok(seen)
        });
        let seen = seen.map_err(|source| LiveError::Rights {
            context: context.clone(),
            source: Box::new(source),
        })?;
        if !seen.knows_facts() {
            let why = cluster.freshness().message;
            return Err(LiveError::Away { context, why });
        }
        Ok(Live {
            runtime,
            context,
            namespace,
            cluster,
            credential,
            seen,
            asks,
        })
    }
}

impl Live<'_> {
    /// The version of the cluster, where it has told it.
    pub(super) fn version(&self) -> Option<String> {
        self.cluster.summary().version
    }

    /// The verdict on a DaemonSet: as an update where there is one of its name, else as a new one.
    pub(super) fn report(
        &self,
        document: &Document,
        companions: &[Value],
        policy: &Policy,
    ) -> Report {
        let (namespace, name) = self.place(document);
        let object = manifest::decode(document.value()).object;
        let questions = object.as_ref().map(Questions::of).unwrap_or_default();
        let user = self.cluster.as_user(&self.credential);
        let (stored, facts) = self.runtime.block_on(async {
            let stored = if name.is_empty() {
                Ok(None)
            } else {
                match user.get(&namespace, &name).await {
                    Ok(stored) => Ok(Some(stored.to_value())),
                    Err(ClusterError::Refused { code: 404, .. }) => Ok(None),
                    Err(error) => Err(error),
                }
            };
            let seen = &self.seen;
            let facts = seen.facts_for(user, &namespace, &name, &questions).await;
            (stored, facts)
        });
        let facts = if companions.is_empty() {
            facts
        } else {
            facts.beside(companions, &namespace).into()
        };
        let there = stored.as_ref().ok().and_then(Option::as_ref);
        let mut report = preflight::report_object(document, there, &facts, policy);
        if let Err(error) = stored {
            let field = FieldPath::root().key("metadata").key("name");
            let why = format!(
                "judged as a new one, since it could not be seen whether it is there: {}",
                Chain(&error)
            );
            let warning = problem(document, field, Severity::Warning, "Unreadable", why);
            report.problems.push(warning);
        }
        self.ask(document, companions, &mut report);
        report
    }

    /// The verdict on a Service.
    pub(super) fn report_service(&self, document: &Document, companions: &[Value]) -> Report {
        let (namespace, _) = self.place(document);
        let facts = self.seen.facts(&namespace, "");
        let mut report = preflight::report_service(document, &facts);
        self.ask(document, companions, &mut report);
        report
    }

    /// Where an object goes, and its name.
    fn place(&self, document: &Document) -> (String, String) {
        let text = |field| {
            let path = FieldPath::root().key("metadata").key(field);
            document.text_at(&path).unwrap_or_default()
        };
        let namespace = match text("namespace") {
            none if none.is_empty() => self.namespace.clone(),
            named => named,
        };
        (namespace, text("name"))
    }

    /// Adds what the API server itself says, where it is to be asked and it could be sent.
    fn ask(&self, document: &Document, companions: &[Value], report: &mut Report) {
        if !self.asks
            || !document.is_intact()
            || report.object.is_none() && report.kind != "Service"
        {
            return;
        }
        let (namespace, _) = self.place(document);
        let is_made_with_it = |object: &Value| {
            object["kind"] == "Namespace" && object["metadata"]["name"] == namespace.as_str()
        };
        let object = manifest::to_served_version(document.value());
        let user = self.cluster.as_user(&self.credential);
        match self.runtime.block_on(user.ask(&namespace, &object)) {
            Ok(warnings) => {
                for warning in warnings {
                    if !report.warnings.contains(&warning) {
                        report.warnings.push(warning);
                    }
                }
            }
            // What it would stand in is only made by the same file.
            Err(ClusterError::Refused { code: 404, .. })
                if companions.iter().any(is_made_with_it) => {}
            Err(error) => {
                for said in said(document, &error) {
                    let is_known = |known: &Problem| {
                        known.severity == Severity::Error
                            && known.field == said.field
                            && known.reason == said.reason
                    };
                    if !report.problems.iter().any(is_known) {
                        report.problems.push(said);
                    }
                }
                report.accepted = false;
            }
        }
    }
}

/// What the API server says of an object, at its fields.
fn said(document: &Document, error: &ClusterError) -> Vec<Problem> {
    let at = |field: &str| {
        field
            .parse::<FieldPath>()
            .unwrap_or_else(|_| FieldPath::root())
    };
    match error {
        ClusterError::Refused { causes, .. } if !causes.is_empty() => {
            let said = causes.iter().map(|cause| {
                let (reason, message) = (&cause.reason, cause.message.clone());
                problem(document, at(&cause.field), Severity::Error, reason, message)
            });
            said.collect()
        }
        ClusterError::Refused {
            reason, message, ..
        } => {
            let (root, message) = (FieldPath::root(), message.clone());
            vec![problem(document, root, Severity::Error, reason, message)]
        }
        other => {
            let message = Chain(other).to_string();
            let root = FieldPath::root();
            vec![problem(
                document,
                root,
                Severity::Error,
                "NotAsked",
                message,
            )]
        }
    }
}

fn problem(
    document: &Document,
    path: FieldPath,
    severity: Severity,
    reason: &str,
    message: String,
) -> Problem {
    let position = document.position(&path);
    Problem {
        severity,
        source: Source::Cluster,
        reason: reason.to_owned(),
        field: path.to_string(),
        message: message.into(),
        path,
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
    }
}
