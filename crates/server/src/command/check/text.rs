//! The result for people: each problem with the line of the manifest, what is wrong, what is allowed.

mod forecast;

use std::collections::BTreeMap;
use std::io::{self, Write};

use manifest::{Document, FieldPath};
use preflight::{NodePlacement, PodSecurity, Problem, Severity};

use super::Tally;
use super::documents::Checked;
use super::snippet::{self, Place};
use super::style::Style;

/// How many nodes of a group are named.
const NAMED: usize = 4;

pub(super) fn document(
    checked: &Checked,
    text: &str,
    style: Style,
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
    for finding in problems.chain(warnings) {
        finding.print(checked.file, text, style, output)?;
    }
    verdict(checked, style, output)
}

/// One thing that is told with its line.
struct Finding<'a> {
    severity: Severity,
    message: &'a str,
    field: &'a str,
    place: Option<Place>,
}

impl<'a> Finding<'a> {
    fn of_problem(problem: &'a Problem, checked: &Checked) -> Self {
        let place = problem.line.zip(problem.column).map(|(line, column)| {
            let place = place_of(&checked.document, &problem.path);
            // A fault of the text lies at a character, not at a field.
            place
                .filter(|place| (place.line, place.column) == (line as usize, column as usize))
                .unwrap_or(Place {
                    line: line as usize,
                    column: column as usize,
                    width: 1,
                })
        });
        Self {
            severity: problem.severity,
            message: &problem.message,
            field: &problem.field,
            place,
        }
    }

    /// A warning begins with its field, as far as it has one.
    fn of_warning(warning: &'a str, checked: &Checked) -> Self {
        let with_field = warning
            .split_once(": ")
            .filter(|(field, _)| field.starts_with("spec."));
        let (field, message) = with_field.unwrap_or(("", warning));
        let path: Option<FieldPath> = field.parse().ok().filter(|_| !field.is_empty());
        Self {
            severity: Severity::Warning,
            message,
            field,
            place: path.and_then(|path| place_of(&checked.document, &path)),
        }
    }

    fn print(
        &self,
        file: &str,
        text: &str,
        style: Style,
        output: &mut impl Write,
    ) -> io::Result<()> {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        };
        let (message, allowed) = explain(self.message);
        let word = style.severity(self.severity, word);
        writeln!(output, "{word}: {}", style.strong(message))?;
        let mut margin = String::new();
        if let Some(place) = self.place {
            margin = " ".repeat(place.line.to_string().len());
            let arrow = style.faint("──▶");
            writeln!(
                output,
                "{margin}{arrow} {file}:{}:{}",
                place.line, place.column
            )?;
            let paint = |marker: &str| style.severity(self.severity, marker);
            output.write_all(snippet::draw(text, place, paint, style).as_bytes())?;
        }
        let field = Some(self.field).filter(|field| !field.is_empty());
        for note in allowed.iter().map(String::as_str).chain(field) {
            writeln!(output, "{margin} {} {note}", style.faint("="))?;
        }
        writeln!(output)
    }
}

/// The field, or what there is of the way to it, as far as it stands on its first line.
fn place_of(document: &Document, path: &FieldPath) -> Option<Place> {
    let position = document.position(path)?;
    let meant = document.text().get(position.start..position.end)?;
    let first_line = meant.lines().next().unwrap_or_default();
    Some(Place {
        line: position.line as usize,
        column: position.column as usize,
        width: first_line.trim_end().chars().count(),
    })
}

/// What is wrong, and what would be right, out of a message of Kubernetes'. Regular expressions are
/// left to the JSON output.
fn explain(message: &str) -> (&str, Option<String>) {
    if let Some((wrong, supported)) = message.split_once(": supported values: ") {
        return (wrong, Some(format!("allowed: {supported}")));
    }
    if let Some((wrong, examples)) = message.split_once(" (e.g. ") {
        let examples = examples.split(", regex used").next().unwrap_or_default();
        let examples = examples.trim_end_matches(')').replace(",  or", " or");
        return (wrong, Some(format!("for example {examples}")));
    }
    (message, None)
}

/// One line on the whole document, one on Pod Security, and the nodes in groups.
fn verdict(checked: &Checked, style: Style, output: &mut impl Write) -> io::Result<()> {
    let report = &checked.report;
    let name = if report.name.is_empty() {
        "a DaemonSet without a name"
    } else {
        &report.name
    };
    let count = |severity| {
        let problems = report.problems.iter();
        problems
            .filter(|problem| problem.severity == severity)
            .count()
    };
    let errors = count(Severity::Error);
    let warnings = count(Severity::Warning) + report.warnings.len();
    let mut line = if report.accepted {
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
    writeln!(
        output,
        "{}: {}/{name}: {line}",
        checked.file, report.namespace
    )?;
    // Of what could not be read the pod is not known.
    if report.object.is_some() {
        pod_security(&report.pod_security, style, output)?;
        placement(&report.placement, style, output)?;
        if let Some(forecast) = &report.forecast {
            forecast::print(forecast, &report.placement, style, output)?;
        }
    }
    Ok(())
}

/// The levels, and for one that forbids the reasons without their details.
fn pod_security(security: &PodSecurity, style: Style, output: &mut impl Write) -> io::Result<()> {
    let level = |name: &str, detail: &str| match reasons(detail).join(", ") {
        reasons if reasons.is_empty() => format!("{name} allows it"),
        reasons => format!("{name} forbids it {}", style.faint(&format!("({reasons})"))),
    };
    let baseline = level("baseline", &security.baseline);
    let restricted = level("restricted", &security.restricted);
    writeln!(output, "  Pod Security: {baseline}; {restricted}")
}

/// The reasons in `reason (detail), reason (detail)`.
fn reasons(detail: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut reasons = Vec::new();
    for (position, character) in detail.char_indices() {
        match character {
            '(' if depth == 0 => {
                reasons.push(detail[start..position].trim());
                depth = 1;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => start = position + 1,
            _ => {}
        }
    }
    reasons
}

/// How many nodes get a pod, and why the others do not.
fn placement(nodes: &[NodePlacement], style: Style, output: &mut impl Write) -> io::Result<()> {
    if nodes.is_empty() {
        return Ok(());
    }
    let running = nodes.iter().filter(|node| node.runs).count();
    writeln!(
        output,
        "  {running} of {} get a pod",
        counted(nodes.len(), "node")
    )?;
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in nodes.iter().filter(|node| !node.runs) {
        groups.entry(&node.reason).or_default().push(&node.node);
    }
    let widest = groups
        .keys()
        .map(|reason| reason.len())
        .max()
        .unwrap_or_default();
    for (reason, names) in groups {
        let list = style.faint(&some_of(&names));
        writeln!(
            output,
            "  {:>5} left out: {reason:widest$}  {list}",
            names.len()
        )?;
    }
    Ok(())
}

/// The first few of the names.
fn some_of(names: &[&str]) -> String {
    let mut list = names[..names.len().min(NAMED)].join(", ");
    if names.len() > NAMED {
        list.push_str(" …");
    }
    list
}

/// The last line, over all files.
pub(super) fn summary(tally: Tally, style: Style, output: &mut impl Write) -> io::Result<()> {
    let checked = tally.accepted + tally.refused;
    let mut parts = Vec::new();
    if tally.accepted > 0 {
        parts.push(style.good(&format!("{} accepted", tally.accepted)));
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
    writeln!(
        output,
        "{} checked{colon}{}",
        counted(checked, "DaemonSet"),
        parts.join(", ")
    )
}

fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use preflight::{Facts, NodeFacts, Policy};
    use serde_json::json;

    use super::{document, explain, reasons, summary};
    use crate::command::check::Tally;
    use crate::command::check::documents::Checked;
    use crate::command::check::style::Style;

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
        let checked = Checked::new("agent.yaml", 0, text, &facts, &Policy::kubernetes());
        let mut output = Vec::new();
        document(&checked, text, Style::plain(), &mut output).unwrap();
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
        let checked = Checked::new("agent.yaml", 0, text, &facts, &Policy::kubernetes());
        let mut output = Vec::new();
        document(&checked, text, Style::plain(), &mut output).unwrap();
        insta::assert_snapshot!(String::from_utf8(output).unwrap());
    }

    #[test]
    fn tells_what_is_wrong_and_what_is_allowed() {
        assert_eq!(
            explain("Unsupported value: \"x\": supported values: \"a\", \"b\""),
            (
                "Unsupported value: \"x\"",
                Some("allowed: \"a\", \"b\"".to_owned())
            )
        );
        assert_eq!(
            explain("must be so (e.g. 'a',  or 'b', regex used for validation is '(e.g. x)')"),
            ("must be so", Some("for example 'a' or 'b'".to_owned()))
        );
        assert_eq!(explain("Required value"), ("Required value", None));
    }

    #[test]
    fn takes_the_reasons_out_of_a_detail() {
        assert_eq!(reasons("a (b (c, d)), e f (g)"), ["a", "e f"]);
        assert!(reasons("").is_empty());
    }
}
