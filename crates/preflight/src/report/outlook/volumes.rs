//! Volumes: the claims that the pods share, and those that are made for each of them.

use manifest::gather::Gather;
use manifest::json::items;
use manifest::message::outlook as said;
use manifest::message::rollout::nodes as nodes_of;
use manifest::{FieldPath, Message};
use serde_json::Value;

use super::{Forecast, NodeVerdict, Outlook, Plan, Problem, QuotaForecast, Severity, Source};
use crate::admission::resource_quota;
use crate::facts::{ClaimFacts, claims_of};
use crate::placement::volumes::{class_of, ephemeral_claims};
use crate::resources::{self, ResourceList};

impl Outlook<'_> {
    /// Says what stands in the way of the volumes. How many pods wait because a quota leaves nothing for
    /// their claims.
    pub(super) fn volumes(&mut self, plan: &Plan, forecast: &mut Forecast) -> u32 {
        let facts = self.facts.of_namespace(self.namespace);
        for claim in facts
            .into_iter()
            .flat_map(|facts| facts.claims.iter().flatten())
        {
            if self.uses_claim(claim) {
                self.shared_claim(claim, plan, forecast);
            }
        }
        self.ephemeral_classes();
        self.ephemeral_quotas(plan, forecast)
    }

    /// Whether the pods use the claim.
    pub(super) fn uses_claim(&self, claim: &ClaimFacts) -> bool {
        let spec = &self.object["spec"]["template"]["spec"];
        claims_of(spec).any(|name| name == claim.name)
    }

    /// A claim that one node, or one pod, can use at a time. The scheduler looks at the latter alone, and
    /// whether a volume is kept from being mounted twice depends on what it is.
    fn shared_claim(&mut self, claim: &ClaimFacts, plan: &Plan, forecast: &Forecast) {
        let modes = &claim.access_modes;
        let is_shared = |mode: &String| mode == "ReadWriteMany" || mode == "ReadOnlyMany";
        if modes.is_empty() || modes.iter().any(is_shared) {
            return;
        }
        let groups = forecast.groups.iter();
        let running = groups.filter(|group| {
            let verdict = group.verdict;
            !matches!(
                verdict,
                NodeVerdict::Pending | NodeVerdict::LeftOut | NodeVerdict::Stopped
            )
        });
        let nodes: usize = running.map(|group| group.nodes.len()).sum();
        if plan.is_known && nodes < 2 {
            return;
        }
        let modes = modes.iter().map(Message::from);
        let (name, modes) = (&claim.name, Message::List(modes.gather()));
        let who = if plan.is_known {
            said::pods_of(nodes_of(nodes))
        } else {
            said::pods_of_all()
        };
        let message = if claim.is_of_one_pod() {
            said::claim_of_one_pod(name, modes, who)
        } else {
            said::claim_of_one_node(name, modes, who)
        };
        // At the volume that names it.
        let volumes = items(&self.object["spec"]["template"]["spec"]["volumes"]).iter();
        let mut numbered = volumes.enumerate();
        let is_named = |(_, volume): &(usize, &Value)| {
            volume["persistentVolumeClaim"]["claimName"] == claim.name.as_str()
        };
        let Some((index, _)) = numbered.find(is_named) else {
            return;
        };
        let path = ["spec", "template", "spec", "volumes"];
        let path = path
            .iter()
            .fold(FieldPath::root(), |path, key| path.key(*key));
        let path = path
            .index(index)
            .key("persistentVolumeClaim")
            .key("claimName");
        let (severity, source) = (Severity::Warning, Source::Scheduling);
        let problem = Problem::at(path, severity, source, "SharedClaim", message);
        self.problems.push(problem);
    }

    /// Claims that are made for each pod, of a class that is not there.
    fn ephemeral_classes(&mut self) {
        let spec = &self.object["spec"]["template"]["spec"];
        let missing = ephemeral_claims(spec).filter_map(|(index, claim)| {
            let missing = class_of(claim, self.facts).err()?;
            Some((index, missing))
        });
        for (index, missing) in missing.gather() {
            let what = if missing.is_empty() {
                said::no_default_class()
            } else {
                format!("storageclass.storage.k8s.io \"{missing}\" not found").into()
            };
            let message = said::no_class(what);
            let path = ["spec", "template", "spec", "volumes"];
            let path = path
                .iter()
                .fold(FieldPath::root(), |path, key| path.key(*key));
            let path = path
                .index(index)
                .key("ephemeral")
                .key("volumeClaimTemplate");
            let path = path.key("spec").key("storageClassName");
            let (severity, source) = (Severity::Warning, Source::Scheduling);
            let problem = Problem::at(path, severity, source, "NotFound", message);
            self.problems.push(problem);
        }
    }

    /// Quota × the claims that are made for each pod. The pods are made all the same, and wait.
    fn ephemeral_quotas(&mut self, plan: &Plan, forecast: &mut Forecast) -> u32 {
        let facts = self.facts.of_namespace(self.namespace);
        let Some(quotas) = facts.and_then(|facts| facts.quotas.as_deref()) else {
            return 0;
        };
        let spec = &self.object["spec"]["template"]["spec"];
        let mut usage = ResourceList::new();
        let mut volume = "";
        for (index, claim) in ephemeral_claims(spec) {
            let mut claim = claim.clone();
            // What the claim gets when it is made.
            if let Ok(Some(class)) = class_of(&claim, self.facts) {
                claim["spec"]["storageClassName"] = class.name.as_str().into();
            }
            let of_claim = resource_quota::usage_of_object("", "persistentvolumeclaims", &claim);
            resources::add(&mut usage, &of_claim);
            volume = spec["volumes"][index]["name"].as_str().unwrap_or_default();
        }
        if usage.is_empty() {
            return 0;
        }
        // The claims of a pod that is replaced go with it.
        let has_claims = self.stored.is_some_and(|stored| {
            let spec = &stored["spec"]["template"]["spec"];
            ephemeral_claims(spec).next().is_some()
        });
        let replaced = if has_claims { 0 } else { plan.replaced };
        let wanted = if plan.is_known {
            plan.started + replaced
        } else {
            1
        };
        let mut held_back = 0;
        for quota in quotas {
            let found = resource_quota::check_objects(quota, usage.clone(), wanted);
            let Some((verdict, resources)) = found else {
                continue;
            };
            let allowed = verdict.allowed;
            held_back = held_back.max(wanted.saturating_sub(allowed));
            forecast.quotas.push(QuotaForecast {
                quota: verdict.quota,
                wanted,
                allowed,
                resources,
            });
            if let Some(refusal) = verdict.refusal {
                let refusal = format!(
                    "persistentvolumeclaims \"{}-…-{volume}\" is forbidden: {refusal}",
                    self.name
                );
                let message = said::quota_for_claims(allowed, wanted, refusal);
                let path = ["spec", "template", "spec", "volumes"];
                self.warn(&path, Source::Admission, "QuotaExceeded", message);
            }
        }
        held_back
    }
}
