//! One manifest to the API server and to us, and what the two verdicts differ in.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::{Result, bail};
use manifest::Document;
use preflight::{CONFLICT, Facts, Policy, Report, Severity, Source};
use serde_json::{Value, json};

use super::clutter;
use super::generate::{Case, Question};
use crate::control_plane::{Answer, Api, Write};

/// The levels of Pod Security, each with a namespace of its name that warns of what violates it.
pub(super) const LEVELS: [&str; 2] = ["baseline", "restricted"];

/// Makes the namespaces that manifests are posted to. Nothing is ever created in them, only tried.
///
/// # Errors
/// The API server refuses one.
pub(super) fn make_namespaces(api: &Api) -> Result<()> {
    for level in LEVELS {
        let labels = json!({"pod-security.kubernetes.io/warn": level});
        let namespace = json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": level, "labels": labels},
        });
        api.create("/api/v1/namespaces", &namespace)?;
    }
    Ok(())
}

/// What came of one manifest.
pub(super) struct Verdict {
    /// Whether the API server took it.
    pub(super) accepted: bool,
    pub(super) differences: Vec<Difference>,
}

/// One thing that one side says and the other does not.
pub(super) struct Difference {
    /// What is compared: `error`, `warning`, `object`, `decoding`.
    aspect: &'static str,
    /// Said by the API server alone.
    theirs: Option<String>,
    /// Said by us alone.
    ours: Option<String>,
}

impl Difference {
    /// Differences of one class have one cause, most often: the same words without their numbers.
    pub(super) fn class(&self) -> String {
        let words = |text: &Option<String>| {
            let text: String = text
                .as_deref()
                .unwrap_or("nothing")
                .chars()
                .filter(|c| !c.is_ascii_digit())
                .take(160)
                .collect();
            text
        };
        format!(
            "{}: they say {} — we say {}",
            self.aspect,
            words(&self.theirs),
            words(&self.ours)
        )
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nothing = "nothing";
        write!(
            formatter,
            "{}\n    they say: {}\n    we say:   {}",
            self.aspect,
            self.theirs.as_deref().unwrap_or(nothing),
            self.ours.as_deref().unwrap_or(nothing)
        )
    }
}

/// Asks both.
///
/// # Errors
/// The API server cannot be reached or answers with what is no verdict.
pub(super) fn ask(api: &Api, number: usize, case: &Case, stored: &[Value]) -> Result<Verdict> {
    let (facts, policy) = (Facts::default(), Policy::kubernetes());
    let document = Document::parse(case.body.text());
    let tried = "dryRun=All&fieldValidation=Strict";
    let (level, answer, report) = match case.question {
        Question::Create => {
            let level = LEVELS[number % LEVELS.len()];
            let path = format!("/apis/apps/v1/namespaces/{level}/daemonsets?{tried}");
            let answer = api.try_write(Write::Create, &path, &case.body)?;
            (level, answer, preflight::report(&document, &facts, &policy))
        }
        Question::Replace(number) => {
            let level = LEVELS[0];
            let old = &stored[number];
            let name = old["metadata"]["name"].as_str().unwrap_or_default();
            let path = format!("/apis/apps/v1/namespaces/{level}/daemonsets/{name}?{tried}");
            let answer = api.try_write(Write::Replace, &path, &case.body)?;
            let report = preflight::report_update(&document, old, &facts, &policy);
            (level, answer, report)
        }
    };
    let mut differences = Vec::new();
    match answer.status {
        200 | 201 => {
            compare_errors(&BTreeSet::new(), &report, &mut differences);
            compare_objects(case.question, &answer, &report, &mut differences);
            compare_warnings(&answer, &report, level, &mut differences);
        }
        409 => {
            let is_said = report.problems.iter().any(|it| it.reason == CONFLICT);
            if !is_said {
                differences.push(Difference {
                    aspect: "conflict",
                    theirs: message(&answer.body),
                    ours: None,
                });
            }
        }
        // The API server warns only of what it accepts.
        422 => {
            let is_generated = report.name.is_empty() && matches!(case.question, Question::Create);
            let theirs = causes(&answer.body, is_generated);
            compare_errors(&theirs, &report, &mut differences);
        }
        400 => {
            let decode = report
                .problems
                .iter()
                .any(|problem| problem.source == Source::Decode);
            if !decode {
                differences.push(Difference {
                    aspect: "decoding",
                    theirs: message(&answer.body),
                    ours: None,
                });
            }
        }
        status => bail!("the API server answers {status}: {}", answer.body),
    }
    Ok(Verdict {
        accepted: matches!(answer.status, 200 | 201),
        differences,
    })
}

/// `details.causes` as `reason field: message`.
fn causes(status: &Value, is_generated: bool) -> BTreeSet<String> {
    let text = |cause: &Value, key: &str| cause[key].as_str().unwrap_or_default().to_owned();
    status["details"]["causes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|cause| {
            format!(
                "{} {}: {}",
                text(cause, "reason"),
                text(cause, "field"),
                match text(cause, "field").as_str() {
                    "metadata.name" if is_generated => {
                        clutter::without_chance(&text(cause, "message"))
                    }
                    _ => text(cause, "message"),
                }
            )
        })
        .collect()
}

fn message(status: &Value) -> Option<String> {
    status["message"].as_str().map(ToOwned::to_owned)
}

fn compare_errors(theirs: &BTreeSet<String>, report: &Report, differences: &mut Vec<Difference>) {
    let ours: BTreeSet<String> = report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| format!("{} {}: {}", problem.reason, problem.field, problem.message))
        .collect();
    difference_of("error", theirs, &ours, differences);
}

fn compare_warnings(
    answer: &Answer,
    report: &Report,
    level: &str,
    differences: &mut Vec<Difference>,
) {
    let theirs = answer.warnings.iter().cloned().collect();
    let mut ours: BTreeSet<String> = report.warnings.iter().cloned().collect();
    let violation = match level {
        "baseline" => &report.pod_security.baseline,
        _ => &report.pod_security.restricted,
    };
    if !violation.is_empty() {
        ours.insert(format!(
            "would violate PodSecurity \"{level}:latest\": {violation}"
        ));
    }
    difference_of("warning", &theirs, &ours, differences);
}

fn difference_of(
    aspect: &'static str,
    theirs: &BTreeSet<String>,
    ours: &BTreeSet<String>,
    differences: &mut Vec<Difference>,
) {
    for text in theirs.difference(ours) {
        differences.push(Difference {
            aspect,
            theirs: Some(text.clone()),
            ours: None,
        });
    }
    for text in ours.difference(theirs) {
        differences.push(Difference {
            aspect,
            theirs: None,
            ours: Some(text.clone()),
        });
    }
}

fn compare_objects(
    question: Question,
    answer: &Answer,
    report: &Report,
    differences: &mut Vec<Difference>,
) {
    let mut theirs = answer.body.clone();
    let mut ours = report.object.clone().unwrap_or_default();
    for object in [&mut theirs, &mut ours] {
        if let (Question::Replace(_), Some(object)) = (question, object.as_object_mut()) {
            // A controller may have written it since the stored object was read.
            object.remove("status");
        }
        let Some(metadata) = object["metadata"].as_object_mut() else {
            continue;
        };
        // What only the act of storing gives.
        for name in ["managedFields", "resourceVersion", "selfLink"] {
            metadata.remove(name);
        }
        if question == Question::Create {
            // And what a new object gets from the request.
            for name in ["uid", "creationTimestamp", "namespace"] {
                metadata.remove(name);
            }
            if metadata.contains_key("generateName") {
                metadata.remove("name");
            }
        }
    }
    compare_values("", &theirs, &ours, differences);
}

fn compare_values(path: &str, theirs: &Value, ours: &Value, differences: &mut Vec<Difference>) {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let keys: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
            for key in keys {
                let nothing = Value::Null;
                let pair = (
                    theirs.get(key).unwrap_or(&nothing),
                    ours.get(key).unwrap_or(&nothing),
                );
                compare_values(&format!("{path}.{key}"), pair.0, pair.1, differences);
            }
        }
        (Value::Array(theirs), Value::Array(ours)) if theirs.len() == ours.len() => {
            for (index, pair) in theirs.iter().zip(ours).enumerate() {
                compare_values(&format!("{path}[{index}]"), pair.0, pair.1, differences);
            }
        }
        _ if theirs == ours => {}
        _ => differences.push(Difference {
            aspect: "object",
            theirs: Some(format!("{path} = {theirs}")),
            ours: Some(format!("{path} = {ours}")),
        }),
    }
}
