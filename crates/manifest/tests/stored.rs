//! What becomes of a manifest, held to what Kubernetes itself printed for the collected ones.
//!
//! Reads the manifests and the answers where they lie beside the project, and says so where they do not.

use std::error::Error;
use std::fs;
use std::path::Path;

use manifest::{DecodeProblemKind, Document, decode};
use serde_json::Value;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");

/// Every line of an answer file with its manifest, and how many there were; `None` without the file.
fn each(
    answers: &str,
    manifests: &str,
    mut check: impl FnMut(&str, &Document, &Value),
) -> Result<Option<usize>, Box<dyn Error>> {
    let Ok(lines) = fs::read_to_string(Path::new(SHARED).join(answers)) else {
        return Ok(None);
    };
    let folder = Path::new(SHARED).join(manifests);
    for line in lines.lines() {
        let answer: Value = serde_json::from_str(line)?;
        let name = answer["File"].as_str().ok_or("an answer names no file")?;
        let text = fs::read_to_string(folder.join(name))?;
        check(name, &Document::parse(text), &answer);
    }
    Ok(Some(lines.lines().count()))
}

/// Where two values differ first.
fn difference(ours: &Value, theirs: &Value) -> Option<String> {
    let at = |key: &str, found: String| format!("{key}.{found}");
    match (ours, theirs) {
        (Value::Object(one), Value::Object(two)) => {
            let missing = two.keys().find(|key| !one.contains_key(*key));
            missing.map(|key| format!("{key} is missing")).or_else(|| {
                one.iter().find_map(|(key, value)| match two.get(key) {
                    None => Some(format!("{key} is too much")),
                    Some(other) => difference(value, other).map(|found| at(key, found)),
                })
            })
        }
        (Value::Array(one), Value::Array(two)) if one.len() == two.len() => one
            .iter()
            .zip(two)
            .enumerate()
            .find_map(|(index, (value, other))| {
                difference(value, other).map(|found| at(&index.to_string(), found))
            }),
        _ => (ours != theirs).then(|| format!("{ours} and not {theirs}")),
    }
}

fn check(name: &str, document: &Document, answer: &Value, failures: &mut Vec<String>) {
    let text = |key: &str| answer[key].as_str().unwrap_or_default();
    let decoded = decode(document.value());
    let refused = !text("DecodeError").is_empty();
    let readable = document.is_intact() && decoded.is_readable();
    if readable == refused {
        failures.push(format!(
            "{name}: readable {readable}, but {:?}",
            text("DecodeError")
        ));
    }
    if refused {
        return;
    }
    let object = decoded.object.unwrap_or_default();
    if let Some(found) = difference(&object, &answer["Defaulted"]) {
        failures.push(format!("{name}: {found}"));
    }
    // Duplicate keys are the reader's to find, unknown fields are the decoder's.
    let unknown = text("StrictError").matches("unknown field").count();
    let found = decoded
        .problems
        .iter()
        .filter(|problem| problem.kind == DecodeProblemKind::UnknownField);
    if found.clone().count() != unknown {
        failures.push(format!("{name}: unknown fields, {}", text("StrictError")));
    }
    for problem in found {
        if !text("StrictError").contains(&problem.field) {
            failures.push(format!("{name}: {} is known to Kubernetes", problem.field));
        }
    }
}

#[test]
fn stored_as_kubernetes_stores_it() -> Result<(), Box<dyn Error>> {
    let mut failures = Vec::new();
    let mut compare = |name: &str, document: &Document, answer: &Value| {
        check(name, document, answer, &mut failures);
    };
    let cases = each("oracle/cases.jsonl", "oracle/cases", &mut compare)?;
    let corpus = each("oracle/corpus.jsonl", "corpus/manifests", &mut compare)?;
    let (Some(cases), Some(corpus)) = (cases, corpus) else {
        println!("skipped: no answers of Kubernetes at ../shared/oracle");
        return Ok(());
    };
    println!("{cases} cases and {corpus} collected manifests compared");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}
