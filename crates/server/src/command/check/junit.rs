//! The result as the XML of `junit`, which CI servers show as tests: a suite a file, a test a document.

use std::fmt::Write as _;
use std::io::{self, Write};

use preflight::Severity;

use super::told::{Finding, Told};

pub(super) fn write(all: &[Told], output: &mut impl Write) -> io::Result<()> {
    let failed = |told: &&Told| told.findings.iter().any(is_error);
    writeln!(output, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let failures = all.iter().filter(failed).count();
    writeln!(
        output,
        r#"<testsuites name="everynode check" tests="{}" failures="{failures}">"#,
        all.len()
    )?;
    let is_same = |one: &Told, next: &Told| one.file == next.file && one.context == next.context;
    for suite in all.chunk_by(is_same) {
        let failures = suite.iter().filter(failed).count();
        let name = suite.first().map(Told::suite).unwrap_or_default();
        writeln!(
            output,
            r#"  <testsuite name="{}" tests="{}" failures="{failures}">"#,
            escaped(&name),
            suite.len()
        )?;
        for told in suite {
            case(told, output)?;
        }
        writeln!(output, "  </testsuite>")?;
    }
    writeln!(output, "</testsuites>")
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

fn case(told: &Told, output: &mut impl Write) -> io::Result<()> {
    writeln!(
        output,
        r#"    <testcase name="{}" classname="{}">"#,
        escaped(&told.subject),
        escaped(&told.suite())
    )?;
    let line = |finding: &Finding| {
        let (line, column) = finding.place;
        format!("{}:{line}:{column}: {}", told.file, finding.words())
    };
    let (errors, others): (Vec<_>, Vec<_>) = told.findings.iter().partition(|it| is_error(it));
    if let Some(first) = errors.first() {
        let lines: Vec<String> = errors.iter().map(|finding| line(finding)).collect();
        writeln!(
            output,
            r#"      <failure type="{}" message="{}">{}</failure>"#,
            escaped(&first.reason),
            escaped(&first.words()),
            escaped(&lines.join("\n"))
        )?;
    }
    if !others.is_empty() {
        let lines: Vec<String> = others.iter().map(|finding| line(finding)).collect();
        writeln!(
            output,
            "      <system-out>{}</system-out>",
            escaped(&lines.join("\n"))
        )?;
    }
    writeln!(output, "    </testcase>")
}

/// A text as it stands in an element or an attribute. What XML 1.0 cannot hold becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for found in text.chars() {
        match found {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "&#{};", u32::from(found));
            }
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(found),
        }
    }
    escaped
}
