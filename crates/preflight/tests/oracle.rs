//! Agreement with what Kubernetes 1.36.2 itself printed, over every manifest of the shared oracle.
//!
//! The data lies beside the checkout and is no part of the project; where it is not there, the test
//! says so and has nothing to compare.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its data must stop"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use preflight::{Facts, NodeFacts, Policy, Report, Severity, Source};
use serde_json::Value;

/// A line of the oracle compared in each aspect; what differs is told in words.
struct Comparison {
    file: String,
    differences: Vec<String>,
}

#[test]
fn agrees_with_kubernetes() {
    let shared = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let oracle = shared.join("oracle");
    if !oracle.is_dir() {
        println!("skipped: there is no ../shared/oracle beside the checkout");
        return;
    }
    let mut sets = vec![
        (oracle.join("cases.jsonl"), oracle.join("cases")),
        (oracle.join("corpus.jsonl"), shared.join("corpus/manifests")),
    ];
    // Further answers of the oracle program, for a run on freshly made manifests.
    if let Ok(extra) = std::env::var("EVERYNODE_ORACLE") {
        let extra = PathBuf::from(extra);
        sets = vec![(extra.join("answers.jsonl"), extra.join("manifests"))];
    }
    let facts = Facts {
        nodes: Some(nodes(&oracle.join("nodes.json")).into()),
        ..Facts::default()
    };
    let mut count = 0;
    let mut failed = Vec::new();
    for (answers, manifests) in sets {
        for line in read(&answers).lines() {
            let expected: Value = serde_json::from_str(line).unwrap();
            let comparison = compare(&expected, &manifests, &facts);
            count += 1;
            if !comparison.differences.is_empty() {
                failed.push(comparison);
            }
        }
    }
    for comparison in &failed {
        println!("{}", comparison.file);
        for difference in &comparison.differences {
            println!("    {difference}");
        }
    }
    assert!(count > 0, "the oracle has no answers");
    assert!(
        failed.is_empty(),
        "{} of {count} manifests differ",
        failed.len()
    );
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn nodes(path: &Path) -> Vec<NodeFacts> {
    let nodes: Vec<Value> = serde_json::from_str(&read(path)).unwrap();
    nodes.iter().map(NodeFacts::from_node).collect()
}

fn compare(expected: &Value, manifests: &Path, facts: &Facts) -> Comparison {
    let file = expected["File"].as_str().unwrap().to_owned();
    let document = manifest::Document::parse(read(&manifests.join(&file)));
    let report = preflight::report(&document, facts, &Policy::kubernetes());
    let mut differences = Vec::new();
    if !expected["DecodeError"].is_null() {
        let has_error = report
            .problems
            .iter()
            .any(|problem| matches!(problem.source, Source::Syntax | Source::Decode));
        if !has_error {
            differences.push(format!(
                "should not be decoded: {}",
                expected["DecodeError"]
            ));
        }
        return Comparison { file, differences };
    }
    if expected["StrictError"].is_null() != report_is_strict(&report) {
        differences.push(format!("strictness differs: {}", expected["StrictError"]));
    }
    compare_sets(
        "errors",
        &errors_expected(expected),
        &errors(&report),
        &mut differences,
    );
    let warnings = report.warnings.iter().cloned().collect();
    compare_sets(
        "warnings",
        &texts(&expected["Warnings"]),
        &warnings,
        &mut differences,
    );
    let text = |name: &str| expected[name].as_str().unwrap_or_default();
    for (name, actual) in [
        ("Baseline", &report.pod_security.baseline),
        ("Restricted", &report.pod_security.restricted),
    ] {
        if text(name) != actual {
            differences.push(format!("{name}: expected {:?}, got {actual:?}", text(name)));
        }
    }
    let placement = report.placement.iter().map(|node| {
        let (runs, keeps) = (node.runs, node.keeps_running);
        format!("{}: run={runs} continue={keeps} {}", node.node, node.reason)
    });
    let expected_placement = expected["Placement"].as_object().unwrap();
    let expected_placement = expected_placement
        .iter()
        .map(|(node, verdict)| format!("{node}: {}", verdict.as_str().unwrap()));
    let expected_placement = expected_placement.collect();
    compare_sets(
        "placement",
        &expected_placement,
        &placement.collect(),
        &mut differences,
    );
    let stored = &expected["Defaulted"];
    if report.object.as_ref() != Some(stored) {
        differences.push(format!("object: expected {stored}"));
        differences.push(format!("object:      got {}", Value::from(report.object)));
    }
    Comparison { file, differences }
}

/// Whether a strict reader has nothing to say.
fn report_is_strict(report: &Report) -> bool {
    !report
        .problems
        .iter()
        .any(|problem| problem.source == Source::Decode)
}

fn errors(report: &Report) -> BTreeSet<String> {
    let problems = report.problems.iter();
    problems
        .filter(|problem| {
            problem.severity == Severity::Error && problem.source == Source::Validation
        })
        .map(|problem| format!("{} {}: {}", problem.reason, problem.field, problem.message))
        .collect()
}

fn errors_expected(expected: &Value) -> BTreeSet<String> {
    let errors = expected["Errors"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    errors
        .iter()
        .map(|error| {
            let text = |name: &str| error[name].as_str().unwrap();
            format!("{} {}", text("Type"), text("Message"))
        })
        .collect()
}

fn texts(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

fn compare_sets(
    what: &str,
    expected: &BTreeSet<String>,
    actual: &BTreeSet<String>,
    differences: &mut Vec<String>,
) {
    for missing in expected.difference(actual) {
        differences.push(format!("{what} missing: {missing}"));
    }
    for surplus in actual.difference(expected) {
        differences.push(format!("{what} surplus: {surplus}"));
    }
}
