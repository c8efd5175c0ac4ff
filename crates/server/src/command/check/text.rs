//! The result for people: each problem with the line of the manifest, what is wrong, what is allowed.

mod forecast;
mod pod;
mod problems;

use std::io::{self, Write};

use preflight::Severity;

use super::documents::Checked;
use super::live::Live;
use super::style::Style;
use super::tally::Tally;
use problems::Finding;

pub(super) fn document(
    checked: &Checked,
    text: &str,
    style: Style,
    is_first: bool,
    output: &mut impl Write,
) -> io::Result<()> {
    if checked.is_other_kind {
        return Ok(());
    }
    let report = &checked.report;
    let problems = report
        .problems
        .iter()
        .map(|problem| Finding::of_problem(problem, checked));
    let warnings = report
        .warnings
        .iter()
        .map(|warning| Finding::of_warning(warning, checked));
    let mut findings = problems.chain(warnings).peekable();
    // What belongs to the document before ends without a blank line.
    if !is_first && findings.peek().is_some() {
        writeln!(output)?;
    }
    for finding in findings {
        finding.print(checked.file, text, style, output)?;
    }
    verdict(checked, style, output)
}

/// One line on the whole document, one on Pod Security, and the nodes in groups.
fn verdict(checked: &Checked, style: Style, output: &mut impl Write) -> io::Result<()> {
    let report = &checked.report;
    // Of what has no name there is no more to say than where it stands.
    let name = match report.name.as_str() {
        "" => String::new(),
        // A Service beside a DaemonSet mostly has its name.
        name if report.kind == "Service" => format!("Service {}/{name}: ", report.namespace),
        name => format!("{}/{name}: ", report.namespace),
    };
    let count = |severity| {
        let problems = report.problems.iter();
        problems
            .filter(|problem| problem.severity == severity)
            .count()
    };
    let errors = count(Severity::Error);
    let warnings = count(Severity::Warning) + report.warnings.len();
    let mut line = if checked.is_converted() {
        let word = format!(
            "converted, not applied: kubectl would refuse {}",
            report.api_version
        );
        style.severity(Severity::Warning, &word)
    } else if report.accepted {
        style.good("accepted")
    } else {
        style.severity(Severity::Error, "refused")
    };
    for (count, word) in [(errors, "error"), (warnings, "warning")] {
        if count > 0 {
            line.push_str(", ");
            line.push_str(&counted(count, word));
        }
    }
    writeln!(output, "{}: {name}{line}", checked.file)?;
    // Of what could not be read the pod is not known.
    if report.object.is_some() {
        pod::pod_security(&report.pod_security, style, output)?;
        pod::placement(&report.placement, style, output)?;
        if let Some(forecast) = &report.forecast {
            forecast::print(forecast, &report.placement, style, output)?;
        }
    }
    Ok(())
}

/// What stands over the verdicts by one cluster.
pub(super) fn heading(
    live: &Live,
    is_first: bool,
    style: Style,
    output: &mut impl Write,
) -> io::Result<()> {
    if !is_first {
        writeln!(output)?;
    }
    let version = live.version().unwrap_or_default();
    let words = format!("Context {} {version}", live.context);
    writeln!(output, "{}", style.strong(words.trim_end()))
}

/// The last line, over all files.
pub(super) fn summary(tally: Tally, style: Style, output: &mut impl Write) -> io::Result<()> {
    let checked = tally.accepted + tally.converted + tally.refused;
    let mut parts = Vec::new();
    if tally.accepted > 0 {
        parts.push(style.good(&format!("{} accepted", tally.accepted)));
    }
    if tally.converted > 0 {
        let word = format!("{} converted, not applied", tally.converted);
        parts.push(style.severity(Severity::Warning, &word));
    }
    if tally.refused > 0 {
        parts.push(style.severity(Severity::Error, &format!("{} refused", tally.refused)));
    }
    if tally.skipped > 0 {
        let documents = counted(tally.skipped, "document");
        parts.push(format!("{documents} of other kinds not checked"));
    }
    if tally.unreadable > 0 {
        let files = counted(tally.unreadable, "file");
        parts.push(format!("{files} could not be read"));
    }
    let colon = if parts.is_empty() { "" } else { ": " };
    let mut objects = counted(checked - tally.services, "DaemonSet");
    if tally.services > 0 {
        objects.push_str(" and ");
        objects.push_str(&counted(tally.services, "Service"));
    }
    writeln!(output, "{objects} checked{colon}{}", parts.join(", "))
}

fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use preflight::{Facts, NodeFacts, Policy};
    use serde_json::json;

    use super::{document, summary};
    use crate::command::check::documents::{Checked, Given, Judge, Known, Placed};
    use crate::command::check::style::Style;
    use crate::command::check::tally::Tally;

    #[test]
    fn shows_each_problem_at_its_line() {
        let text = "\
# The node agent.
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: Agent
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy:
    type: Rolling
  template:
    metadata:
      labels: {app: agent}
    spec:
      nodeSelector: {beta.kubernetes.io/os: linux}
      containers:
        - name: agent
          image: agent:1
          ports:
            - containerPort: 80
              hostPort: 99999
          comand: [run]
";
        let node = |name: &str, taints: serde_json::Value| {
            NodeFacts::from_node(&json!({
                "metadata": {"name": name, "labels": {"beta.kubernetes.io/os": "linux"}},
                "spec": {"taints": taints},
            }))
        };
        let facts = Facts {
            nodes: Some(
                vec![
                    node("a", json!([])),
                    node("b", json!([{"key": "dedicated", "effect": "NoSchedule"}])),
                ]
                .into(),
            ),
            ..Facts::default()
        };
        let judge = Judge {
            known: &Known::Files(Box::new(Given {
                facts,
                ..Given::default()
            })),
            policy: &Policy::kubernetes(),
            companions: &[],
        };
        let part = &mut Placed::read_all(text)[0];
        let checked = Checked::new("agent.yaml", part, 0, &judge);
        let mut output = Vec::new();
        document(&checked, text, Style::plain(), true, &mut output).unwrap();
        let tally = Tally {
            refused: 1,
            ..Tally::default()
        };
        summary(tally, Style::plain(), &mut output).unwrap();
        insta::assert_snapshot!(String::from_utf8(output).unwrap());
    }

    #[test]
    fn shows_what_is_forecast() {
        let text = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: agent:1
          resources:
            requests: {memory: 1Gi}
";
        let node = |name: &str, memory: &str| {
            json!({
                "kind": "Node",
                "metadata": {"name": name},
                "status": {"allocatable": {"memory": memory, "pods": "10"}},
            })
        };
        let facts = Facts::from_objects(&[
            node("large", "8Gi"),
            node("larger", "16Gi"),
            node("small", "512Mi"),
            json!({"kind": "PodList", "items": []}),
            json!({"kind": "Namespace", "metadata": {"name": "web"}}),
            json!({
                "kind": "ResourceQuota",
                "metadata": {"name": "quota"},
                "status": {"hard": {"pods": "3"}, "used": {"pods": "1"}},
            }),
        ]);
        let judge = Judge {
            known: &Known::Files(Box::new(Given {
                facts,
                ..Given::default()
            })),
            policy: &Policy::kubernetes(),
            companions: &[],
        };
        let part = &mut Placed::read_all(text)[0];
        let checked = Checked::new("agent.yaml", part, 0, &judge);
        let mut output = Vec::new();
        document(&checked, text, Style::plain(), true, &mut output).unwrap();
        insta::assert_snapshot!(String::from_utf8(output).unwrap());
    }
}
