//! `cargo xtask differential pods`: what becomes of a DaemonSet's pods, asked of a real API server and of us.
//!
//! The API server takes many a DaemonSet whose pods it refuses. So each manifest that it takes is made a
//! pod of, as the controller makes it, and that is tried in a namespace with a random LimitRange, quota,
//! level of Pod Security and so on. The refusal must be the one that our report tells: the same one of
//! several, in the same words.

mod related;
mod surroundings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, anyhow, bail};
use fastrand::Rng;
use manifest::Document;
use preflight::admission::pod;
use preflight::placement::daemon_pod;
use preflight::{Policy, Report};
use serde_json::Value;

use super::generate::Generator;
use super::{SHOWN, WORKERS};
use crate::control_plane::{Api, Body, ControlPlane, Write};
use surroundings::Surroundings;

/// What tries and stores nothing.
const TRIED: &str = "dryRun=All&fieldValidation=Strict";

/// What is compared of the spec of a pod that is let in: what admission completes.
const COMPLETED: [&str; 6] = [
    "affinity",
    "nodeSelector",
    "overhead",
    "resources",
    "tolerations",
    "topologySpreadConstraints",
];

/// What came of one manifest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// The API server does not take the DaemonSet.
    Refused,
    /// It takes the DaemonSet and refuses its pods.
    PodsRefused,
    /// It takes both.
    Taken,
}

/// A manifest on whose pods the two sides differ.
struct Example {
    number: usize,
    manifest: String,
    theirs: String,
    ours: String,
}

/// Starts an API server and compares.
///
/// # Errors
/// It does not start, a request fails, or there is a difference.
pub(crate) fn run(seed: u64, count: usize) -> Result<()> {
    let control_plane = ControlPlane::start_api_server()?;
    compare_many(control_plane.api(), seed, count)
}

/// Compares the pods of `count` manifests; prints the seed, the differences by class and the sum.
///
/// # Errors
/// There is a difference, or a request fails.
fn compare_many(api: &Api, seed: u64, count: usize) -> Result<()> {
    println!("  the pods of {count} manifests from seed {seed}");
    let places = surroundings::make(api, &mut Rng::with_seed(seed))?;
    let generator = Generator::new()?;
    let next = AtomicUsize::new(0);
    let found: Mutex<BTreeMap<String, Vec<Example>>> = Mutex::default();
    let fates: Mutex<BTreeMap<Fate, usize>> = Mutex::default();
    let work = || -> Result<()> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(());
            }
            let own_seed = seed.wrapping_add(number as u64);
            let manifest = match number % 3 {
                0 => generator.manifest(own_seed),
                1 => generator.small_change(own_seed),
                _ => related::manifest(own_seed),
            };
            let place = &places[number % places.len()];
            let (fate, difference) = ask(api, place, &manifest)?;
            if let Ok(mut fates) = fates.lock() {
                *fates.entry(fate).or_default() += 1;
            }
            if let (Some((theirs, ours)), Ok(mut found)) = (difference, found.lock()) {
                let name = manifest["metadata"]["name"].as_str().unwrap_or_default();
                let class = |text: &str| class(text, name);
                let class = format!("they say {} — we say {}", class(&theirs), class(&ours));
                found.entry(class).or_default().push(Example {
                    number,
                    manifest: format!("in {}: {manifest}", place.name),
                    theirs,
                    ours,
                });
            }
        }
    };
    std::thread::scope(|scope| -> Result<()> {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().map_err(|_| anyhow!("a worker panicked"))??;
        }
        Ok(())
    })?;
    let found = found
        .into_inner()
        .map_err(|_| anyhow!("a worker panicked"))?;
    for (class, examples) in &found {
        println!("\n{} × {class}", examples.len());
        for example in examples.iter().take(SHOWN) {
            println!("  manifest {} {}", example.number, example.manifest);
            println!("    they say: {}", example.theirs);
            println!("    we say:   {}", example.ours);
        }
    }
    let fates = fates
        .into_inner()
        .map_err(|_| anyhow!("a worker panicked"))?;
    let of = |fate| fates.get(&fate).copied().unwrap_or_default();
    println!(
        "  {count} compared: {} DaemonSets refused, {} taken whose pods are refused, {} taken; {} classes of \
         difference",
        of(Fate::Refused),
        of(Fate::PodsRefused),
        of(Fate::Taken),
        found.len()
    );
    if !found.is_empty() {
        bail!("we and the API server differ on pods (seed {seed})");
    }
    Ok(())
}

/// Differences of one class have one cause, most often: the same words without numbers and names.
fn class(text: &str, name: &str) -> String {
    let text = text.replace(name, "NAME");
    let text = text.chars().filter(|character| !character.is_ascii_digit());
    text.take(170).collect()
}

/// What each side says of the pods, where it is not the same.
type Different = Option<(String, String)>;

fn ask(api: &Api, place: &Surroundings, manifest: &Value) -> Result<(Fate, Different)> {
    let text = manifest.to_string();
    let path = format!("/apis/apps/v1/namespaces/{}/daemonsets?{TRIED}", place.name);
    let answer = api.try_write(Write::Create, &path, &Body::Json(text.clone()))?;
    if answer.status != 201 {
        return Ok((Fate::Refused, None));
    }
    let mut pod = daemon_pod::make(&answer.body, "5f7c9d8b4", "1");
    daemon_pod::place(&mut pod, "worker-1");
    pod["apiVersion"] = "v1".into();
    pod["kind"] = "Pod".into();
    let path = format!("/api/v1/namespaces/{}/pods?{TRIED}", place.name);
    let answer = api.try_write(Write::Create, &path, &Body::Json(pod.to_string()))?;
    let report = preflight::report(&Document::parse(text), &place.facts, &Policy::kubernetes());
    let ours = refusal(&report);
    if answer.status == 201 {
        let different = match ours {
            Some(ours) => Some(("nothing".to_owned(), ours)),
            None => compare_pods(&answer.body["spec"], pod, place),
        };
        return Ok((Fate::Taken, different));
    }
    let theirs = answer.body["message"].as_str();
    let theirs = theirs.unwrap_or("something without a message").to_owned();
    let ours = ours.unwrap_or_else(|| "nothing".to_owned());
    let is_same = parts(&theirs) == parts(&ours);
    Ok((Fate::PodsRefused, (!is_same).then_some((theirs, ours))))
}

/// What our report says that the API server will say of each pod.
fn refusal(report: &Report) -> Option<String> {
    let refused = report.forecast.as_ref()?.refused.clone();
    let problems = report.problems.iter();
    // A quota for the claims of a pod leaves the pod waiting and does not refuse it.
    let mut of_quota = problems.filter(|problem| {
        problem.reason == "QuotaExceeded" && problem.field.ends_with(".containers")
    });
    refused.or_else(|| of_quota.next().map(|problem| problem.message.to_string()))
}

/// The parts of a message whose order is the API server's chance, without the name of the pod.
fn parts(message: &str) -> BTreeSet<String> {
    for middle in [" is forbidden: ", " is invalid: "] {
        if let Some((_, rest)) = message.split_once(middle) {
            let rest = rest.trim_start_matches('[').trim_end_matches(']');
            let parts = rest.split(", ").map(str::to_owned);
            return parts.chain([middle.to_owned()]).collect();
        }
    }
    BTreeSet::from([message.to_owned()])
}

/// What admission has made of a pod on both sides.
fn compare_pods(theirs: &Value, pod: Value, place: &Surroundings) -> Different {
    let ours = pod::admit(pod, &place.facts).spec;
    for field in COMPLETED {
        if is_other(&theirs[field], &ours[field]) {
            return Some((
                format!("{field} {}", theirs[field]),
                format!("{field} {}", ours[field]),
            ));
        }
    }
    for list in ["containers", "initContainers"] {
        let pairs = theirs[list].as_array().into_iter().flatten();
        let ours = ours[list].as_array().into_iter().flatten();
        for (theirs, ours) in pairs.zip(ours) {
            for field in ["resources", "ports"] {
                if is_other(&theirs[field], &ours[field]) {
                    return Some((
                        format!("{list} {field} {}", theirs[field]),
                        format!("{list} {field} {}", ours[field]),
                    ));
                }
            }
        }
    }
    None
}

/// Whether two values differ in more than what is there but empty.
fn is_other(theirs: &Value, ours: &Value) -> bool {
    let is_empty = |value: &Value| match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        value => value.is_null(),
    };
    if is_empty(theirs) || is_empty(ours) {
        return is_empty(theirs) != is_empty(ours);
    }
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let keys: BTreeSet<_> = theirs.keys().chain(ours.keys()).collect();
            let nothing = Value::Null;
            let get = |map: &serde_json::Map<String, Value>, key: &String| {
                map.get(key).unwrap_or(&nothing).clone()
            };
            keys.into_iter()
                .any(|key| is_other(&get(theirs, key), &get(ours, key)))
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            let mut pairs = theirs.iter().zip(ours);
            theirs.len() != ours.len() || pairs.any(|(theirs, ours)| is_other(theirs, ours))
        }
        _ => theirs != ours,
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn the_order_of_causes_and_the_name_are_chance() {
        let one = parts("Pod \"ds-x2k4p\" is invalid: [a: x, b: y]");
        assert_eq!(one, parts("Pod \"ds-\" is invalid: [b: y, a: x]"));
        assert_ne!(one, parts("pods \"ds-\" is forbidden: [b: y, a: x]"));
        assert_ne!(one, parts("Pod \"ds-\" is invalid: [b: y]"));
    }
}
