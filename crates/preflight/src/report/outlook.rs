//! The way from the facts to the forecast and its problems: admission, placement, scheduler, rollout.

mod around;
mod namespace;
mod nodes;
mod own;
mod pending;
mod refused;
mod rollout;
mod schedule;
mod starts;
mod totals;
mod volumes;

use manifest::message::outlook as said;
use manifest::{FieldPath, Message};
use serde_json::Value;

use super::NodePlacement;
use super::forecast::{Forecast, QuotaForecast};
use crate::admission::admitted_pod::AdmittedPod;
use crate::admission::pod;
use crate::admission::refusal::Refusal;
use crate::admission::resource_quota::{self, Demand};
use crate::facts::{Facts, NodeFacts, OwnPod};
use crate::placement::fit::Fit;
use crate::placement::group::{self, NodeVerdict, Present};
use crate::placement::{Placement, daemon_pod};
use crate::problem::{Problem, Severity, Source};
use crate::rollout::{self as model, RolloutForecast};

/// One DaemonSet before these facts.
struct Outlook<'a> {
    object: &'a Value,
    /// As it is stored, where it is changed.
    stored: Option<&'a Value>,
    facts: &'a Facts,
    namespace: &'a str,
    name: &'a str,
    /// The pod that becomes of the template.
    pod: AdmittedPod,
    /// Why every new pod is refused.
    refused: Option<String>,
    /// How many new pods the tightest quota lets through, and what it says of the next; none where all
    /// quotas let all through.
    quota: Option<(u32, String)>,
    problems: Vec<Problem>,
}

/// Forecasts, and completes the placement with what the scheduler says. Where nothing is known of a
/// cluster there is no forecast, and only what refuses the pods anywhere is told. `is_refused`: the DaemonSet
/// itself is, and what it lacks its pods lack too, in words that lead nowhere.
pub(super) fn forecast(
    object: &Value,
    (namespace, is_refused): (&str, bool),
    stored: Option<&Value>,
    facts: &Facts,
    placement: &mut [NodePlacement],
) -> (Option<Forecast>, Vec<Problem>) {
    let metadata = |field: &str| object["metadata"][field].as_str().unwrap_or_default();
    let mut outlook = Outlook {
        object,
        stored,
        facts,
        namespace,
        name: metadata("name"),
        pod: admitted(object, namespace, facts),
        refused: None,
        quota: None,
        problems: Vec::new(),
    };
    let mut forecast = Forecast {
        unknown: starts::unknown(object, facts),
        ..Forecast::default()
    };
    if is_refused {
        let is_repeated = |refusal: &Refusal| matches!(refusal, Refusal::Invalid(_));
        outlook.pod.refusals.retain(|refusal| !is_repeated(refusal));
    }
    outlook.refused_pods();
    if facts.tell_nothing() {
        return (None, outlook.problems);
    }
    outlook.namespace();
    let plan = outlook.nodes(placement, &mut forecast);
    outlook.quotas(&plan, &mut forecast);
    let held_back = outlook.volumes(&plan, &mut forecast);
    outlook.starts(&mut forecast);
    forecast.refused = outlook.refused.take();
    let running = plan.running.saturating_sub(held_back);
    forecast.running = plan.is_known.then_some(running);
    if let Some((allowed, _)) = outlook.quota.as_mut().filter(|_| plan.is_known) {
        // What is given back comes bit by bit, and may not do for one whole pod.
        *allowed = plan.made.min(*allowed);
    }
    refused::turn(&mut forecast, &plan, outlook.quota.as_ref());
    (Some(forecast), outlook.problems)
}

/// What stands for a revision that is yet to be made.
const NEXT_REVISION: &str = "next";

/// The pod of a DaemonSet for any node, as admission makes it.
fn admitted(daemon_set: &Value, namespace: &str, facts: &Facts) -> AdmittedPod {
    let mut pod = daemon_pod::make(daemon_set, NEXT_REVISION, "1");
    pod["metadata"]["namespace"] = namespace.into();
    // Of an object that is yet to be made.
    pod["metadata"]["ownerReferences"][0]["uid"] = NEXT_REVISION.into();
    pod::admit(pod, facts)
}

/// What happens to how many pods.
#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    /// Whether the nodes are known.
    is_known: bool,
    max_surge: u32,
    /// How many nodes are to get a pod that have none.
    started: u32,
    /// How many nodes are to get a pod for the one that they have.
    replaced: u32,
    /// How many nodes lose theirs.
    stopped: u32,
    /// On how many nodes a pod runs in the end, at most.
    running: u32,
    /// How many new pods are made, at most.
    made: u32,
    /// How many pods a rollout takes away although none comes in their place.
    taken_in_vain: u32,
}

impl Outlook<'_> {
    fn warn(&mut self, keys: &[&str], source: Source, reason: &str, message: impl Into<Message>) {
        self.tell(keys, Severity::Warning, source, reason, message);
    }

    fn tell(
        &mut self,
        keys: &[&str],
        severity: Severity,
        source: Source,
        reason: &str,
        message: impl Into<Message>,
    ) {
        let path = keys
            .iter()
            .fold(FieldPath::root(), |path, key| path.key(*key));
        self.problems
            .push(Problem::at(path, severity, source, reason, message));
    }

    /// Says that every new pod is refused, as the API server says it.
    fn refuse(&mut self, keys: &[&str], reason: &str, message: String) {
        self.refused.get_or_insert_with(|| message.clone());
        self.warn(keys, Source::Admission, reason, message);
    }

    /// What the API server says when it refuses a pod.
    fn forbidden(&self, message: &str) -> String {
        format!("pods \"{}-\" is forbidden: {message}", self.name)
    }

    /// What refuses every pod alike. The DaemonSet itself is accepted, and its pods never come. The first
    /// is what the API server says; the others are what it would say then.
    fn refused_pods(&mut self) {
        const SPEC: [&str; 3] = ["spec", "template", "spec"];
        for refusal in std::mem::take(&mut self.pod.refusals) {
            let message = refusal.message(&format!("{}-", self.name));
            match refusal {
                Refusal::Forbidden { reason, field, .. } => {
                    self.refuse(&[&SPEC, field].concat(), reason, message);
                }
                Refusal::Invalid(causes) => {
                    self.refused.get_or_insert(message);
                    for cause in causes {
                        let message = format!(
                            "Pod \"{}-\" is invalid: {}: {}",
                            self.name,
                            cause.field,
                            cause.message.quoted()
                        );
                        let (severity, source) = (Severity::Warning, Source::Admission);
                        let (path, reason) = (cause.path, &cause.reason);
                        self.problems
                            .push(Problem::at(path, severity, source, reason, message));
                    }
                }
            }
        }
    }

    /// Quota × the nodes that get a pod.
    fn quotas(&mut self, plan: &Plan, forecast: &mut Forecast) {
        let facts = self.facts.of_namespace(self.namespace);
        let Some(quotas) = facts.and_then(|facts| facts.quotas.as_deref()) else {
            return;
        };
        let Plan {
            started,
            replaced,
            stopped,
            ..
        } = *plan;
        // Without surge the old pod goes first and gives back what it uses.
        let (wanted, freed) = if plan.max_surge > 0 && replaced > 0 {
            (started + plan.max_surge.min(replaced), stopped)
        } else {
            (started + replaced, replaced + stopped)
        };
        // Where the nodes are not known, one pod tells whether any could be made.
        let wanted = if plan.is_known { wanted } else { 1 };
        let mut demand = Demand::new(&self.pod.spec, wanted);
        if let Some(stored) = self.stored {
            let old = admitted(stored, self.namespace, self.facts);
            demand = demand.replacing(&old.spec, freed);
        }
        for quota in quotas {
            if self.stored.is_none() {
                self.object_quota(quota);
                self.revision_quota(quota);
            }
            let Some(verdict) = resource_quota::check(quota, &self.pod.spec, &demand) else {
                continue;
            };
            forecast.quotas.push(QuotaForecast {
                quota: verdict.quota,
                wanted,
                allowed: verdict.allowed,
                resources: demand.counted_by(quota),
            });
            if let Some(refusal) = verdict.refusal {
                let mut message = Message::from(self.forbidden(&refusal));
                if wanted > 1 {
                    message = said::quota_for(verdict.allowed, wanted, message);
                }
                let path = ["spec", "template", "spec", "containers"];
                if self
                    .quota
                    .as_ref()
                    .is_none_or(|(allowed, _)| verdict.allowed < *allowed)
                {
                    self.quota = Some((verdict.allowed, refusal));
                }
                self.warn(&path, Source::Admission, "QuotaExceeded", message);
            }
        }
    }

    /// A quota on the number of DaemonSets, the only one that refuses the DaemonSet itself.
    fn object_quota(&mut self, quota: &crate::facts::QuotaFacts) {
        // Until the quota controller has counted, which takes a moment, nothing is said.
        let is_counted = quota.has_counted("count/daemonsets.apps");
        let usage = resource_quota::usage_of_object("apps", "daemonsets", self.object);
        let refusal = resource_quota::check_object(quota, usage).filter(|_| is_counted);
        if let Some(refusal) = refusal {
            let message = format!("daemonsets.apps \"{}\" is forbidden: {refusal}", self.name);
            let path = ["metadata", "namespace"];
            self.tell(
                &path,
                Severity::Error,
                Source::Admission,
                "QuotaExceeded",
                message,
            );
        }
    }
}
