//! What pods wait for that are made and never start, and what cannot be known of it from here.

use manifest::json::items;
use manifest::message::outlook as said;
use manifest::{FieldPath, Message, StringMap};
use serde_json::Value;

use super::{Forecast, Outlook, Problem, Severity, Source};
use crate::admission::{limit_range, resource_quota};
use crate::facts::Facts;
use crate::placement::hindrance;
use crate::placement::volumes::{class_of, ephemeral_claims};
use crate::resources;

/// The kinds that matter to pods with claims of devices alone. Older clusters do not have them.
const OF_DEVICES: [&str; 3] = ["deviceclasses", "resourceclaims", "resourceclaimtemplates"];

/// What is not known of the cluster and matters to this DaemonSet.
pub(super) fn unknown(object: &Value, facts: &Facts) -> StringMap<Message> {
    let claims = &object["spec"]["template"]["spec"]["resourceClaims"];
    let has_claims = !items(claims).is_empty();
    let matters = |kind: &str| has_claims || !OF_DEVICES.contains(&kind);
    let unknown = facts.unknown.iter().filter(|(kind, _)| matters(kind));
    unknown
        .map(|(kind, why)| (kind.clone(), why.clone()))
        .collect()
}

/// The scheduler that every cluster has.
const DEFAULT_SCHEDULER: &str = "default-scheduler";

impl Outlook<'_> {
    /// Says what keeps the pods waiting, each at its place.
    pub(super) fn starts(&mut self, forecast: &mut Forecast) {
        let object = self.object;
        let spec = &object["spec"]["template"]["spec"];
        self.finalizers();
        let scheduler = spec["schedulerName"].as_str().unwrap_or(DEFAULT_SCHEDULER);
        let is_bound = !spec["nodeName"].as_str().unwrap_or_default().is_empty();
        if scheduler != DEFAULT_SCHEDULER && !is_bound {
            let message = said::scheduler_unknown(scheduler);
            self.at(&["schedulerName"], None, "UnknownScheduler", message);
        }
        if !items(&spec["schedulingGates"]).is_empty() {
            let message = said::scheduling_gates();
            self.at(&["schedulingGates"], None, "SchedulingGated", message);
        }
        self.resource_claims(spec, forecast);
        self.ephemeral_claims(spec);
        self.volume_limits(spec, forecast);
    }

    /// Claims of devices: one that is missing is waited for, and of one that is there it is not known
    /// whether it has a device for each pod.
    fn resource_claims(&mut self, spec: &Value, forecast: &mut Forecast) {
        let facts = self.facts.of_namespace(self.namespace);
        for (index, claim) in hindrance::resource_claims(spec).enumerate() {
            let Some(claim) = claim else {
                continue;
            };
            let field = claim.field;
            if let Some(missing) = claim.missing(facts, self.facts) {
                let message = said::missing(missing);
                let place = Some((index, field));
                self.at(&["resourceClaims"], place, "NotFound", message);
                continue;
            }
            let message = if field == "resourceClaimName" {
                said::claim_shared()
            } else {
                said::claim_each()
            };
            self.unknown_at("resourceClaims", index, message);
            let why = said::devices_unknown();
            forecast.unknown.insert("resourceslices".to_owned(), why);
        }
    }

    /// Claims that are made for each pod: what a LimitRange refuses, and a class that makes nothing.
    fn ephemeral_claims(&mut self, spec: &Value) {
        let facts = self.facts.of_namespace(self.namespace);
        let ranges = facts.and_then(|facts| facts.limit_ranges.as_deref());
        for (index, claim) in ephemeral_claims(spec) {
            let volume = spec["volumes"][index]["name"].as_str().unwrap_or_default();
            let requests = resources::read_list(&claim["spec"]["resources"]["requests"]);
            let violations = ranges.unwrap_or_default().iter();
            let violations = violations.map(|range| limit_range::of_claim(&requests, range));
            for violation in violations.filter(|found| !found.is_empty()) {
                let message = said::claims_refused(format!(
                    "persistentvolumeclaims \"{}-…-{volume}\" is forbidden: {}",
                    self.name,
                    limit_range::join(&violation)
                ));
                let place = Some((index, "ephemeral"));
                self.at(&["volumes"], place, "LimitRange", message);
            }
            if let Ok(Some(class)) = class_of(claim, self.facts)
                && !class.provisions
            {
                let message = said::no_provisioner(&class.name);
                let place = Some((index, "ephemeral"));
                self.at(&["volumes"], place, "NoProvisioner", message);
            }
        }
    }

    /// How many volumes a node can attach is a matter of its drivers.
    fn volume_limits(&mut self, spec: &Value, forecast: &mut Forecast) {
        let volumes = items(&spec["volumes"]).iter();
        let attached = volumes.enumerate().find(|(_, volume)| {
            let mut kinds = ["persistentVolumeClaim", "ephemeral"].iter();
            kinds.any(|kind| volume[*kind].is_object())
        });
        if let Some((index, _)) = attached {
            let message = said::volumes_unknown();
            self.unknown_at("volumes", index, message);
            let why = said::volume_limits_unknown();
            forecast.unknown.insert("csinodes".to_owned(), why);
        }
    }

    /// Pods keep the finalizers of the template, and with them their names and nodes when they are deleted.
    fn finalizers(&mut self) {
        let object = self.object;
        let finalizers = items(&object["spec"]["template"]["metadata"]["finalizers"]);
        let Some(first) = finalizers.first().and_then(Value::as_str) else {
            return;
        };
        let message = said::finalizers(first);
        let path = ["spec", "template", "metadata", "finalizers"];
        self.warn(&path, Source::Rollout, "Finalizers", message);
    }

    /// Warns at a field of the pod's spec, or at a field of an item of it.
    fn at(&mut self, keys: &[&str], item: Option<(usize, &str)>, reason: &str, message: Message) {
        let mut path = path_of(keys);
        if let Some((index, field)) = item {
            path = path.index(index).key(field);
        }
        let (severity, source) = (Severity::Warning, Source::Scheduling);
        self.problems
            .push(Problem::at(path, severity, source, reason, message));
    }

    /// Says at an item of a list of the pod's spec that something is not known.
    fn unknown_at(&mut self, list: &str, index: usize, message: Message) {
        let path = path_of(&[list]).index(index);
        let (severity, source) = (Severity::Info, Source::Scheduling);
        self.problems
            .push(Problem::at(path, severity, source, "Unknown", message));
    }

    /// What the controller makes before any pod: without a revision there is none.
    pub(super) fn revision_quota(&mut self, quota: &crate::facts::QuotaFacts) {
        let counted = "count/controllerrevisions.apps";
        if !quota.has_counted(counted) {
            return;
        }
        let usage = resource_quota::usage_of_object("apps", "controllerrevisions", self.object);
        if let Some(refusal) = resource_quota::check_object(quota, usage) {
            let refusal = format!(
                "controllerrevisions.apps \"{}-…\" is forbidden: {refusal}",
                self.name
            );
            self.refused.get_or_insert_with(|| refusal.clone());
            let path = ["metadata", "namespace"];
            let message = said::revision_refused(refusal);
            self.warn(&path, Source::Admission, "QuotaExceeded", message);
        }
    }
}

fn path_of(keys: &[&str]) -> FieldPath {
    let spec = ["spec", "template", "spec"];
    let keys = spec.iter().chain(keys);
    keys.fold(FieldPath::root(), |path, key| path.key(*key))
}
