//! The result as SARIF 2.1.0, which code hosts show beside the lines of a change.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use preflight::Severity;
use serde_json::{Value, json};

use super::told::{Finding, Told};

pub(super) fn write(all: &[Told], output: &mut impl Write) -> io::Result<()> {
    // What no cluster was asked of is one run, as is nothing at all.
    let mut runs: Vec<Value> = all
        .chunk_by(|one, next| one.context == next.context)
        .map(run)
        .collect();
    if runs.is_empty() {
        runs.push(run(&[]));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": runs,
    });
    serde_json::to_writer_pretty(&mut *output, &log)?;
    output.write_all(b"\n")
}

/// What is said by one cluster, or by none.
fn run(all: &[Told]) -> Value {
    let findings = || all.iter().flat_map(|told| &told.findings);
    let rules: BTreeSet<&str> = findings().map(|finding| finding.reason.as_str()).collect();
    let rules: Vec<Value> = rules.into_iter().map(|id| json!({"id": id})).collect();
    let results = all.iter().flat_map(|told| {
        let results = told.findings.iter();
        results.map(|finding| result(&told.file, finding))
    });
    let mut run = json!({
        "tool": {"driver": {
            "name": "everynode",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        }},
        // Columns are characters, not units of UTF-16.
        "columnKind": "unicodeCodePoints",
        "results": results.collect::<Vec<_>>(),
    });
    if let Some(context) = all.first().and_then(|told| told.context.as_ref()) {
        // Code hosts keep the results of each category apart (SARIF 2.1.0, 3.17.3).
        run["automationDetails"] = json!({"id": format!("everynode/{context}/")});
    }
    run
}

fn result(file: &str, finding: &Finding) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let (line, column) = finding.place;
    json!({
        "ruleId": finding.reason,
        "level": level,
        "message": {"text": finding.words()},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(file)},
            "region": {"startLine": line, "startColumn": column},
        }}],
    })
}

/// A path as a relative reference (RFC 3986).
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = String::new();
    for byte in path.trim_start_matches("./").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
