//! What people stumble over.

use manifest::Document;
use preflight::{Facts, Policy, report};

/// Each problem as `severity source reason line`, and whether the text is accepted.
fn hints(text: &str) -> (Vec<String>, bool) {
    let document = Document::parse(text);
    let report = report(&document, &Facts::default(), &Policy::kubernetes());
    let problems = report.problems.iter().map(|it| {
        let line = it.line.unwrap_or_default();
        format!("{:?} {:?} {} {line}", it.severity, it.source, it.reason)
    });
    (problems.collect(), report.accepted)
}

#[test]
fn what_people_stumble_over_is_named() {
    const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  labels: {app: agent}
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
      - name: agent
        image: agent:1
";
    let json = Document::parse(AGENT).value().to_string();
    for (text, expected) in [
        (AGENT.to_owned(), vec![]),
        // The reader's own words give way to the hint.
        (
            AGENT.replace("image: ", "image:\u{a0}"),
            vec!["Error Syntax NoBreakSpace 15"],
        ),
        (
            AGENT.replace("image: ", "image\u{ff1a}"),
            vec!["Error Syntax FullWidthPunctuation 15"],
        ),
        // Kubernetes' stay beside it.
        (
            AGENT.replace("  name: agent\n  l", "  name: \u{201c}agent\u{201d}\n  l"),
            vec![
                "Error Validation FieldValueInvalid 4",
                "Error Decode CurlyQuote 4",
            ],
        ),
        // What Kubernetes takes may still not be what was meant.
        (
            AGENT.replace(
                "labels: {app: agent}\nspec",
                "annotations: {a: \u{201c}b\u{201d}}\nspec",
            ),
            vec!["Warning Decode CurlyQuote 5"],
        ),
        (
            AGENT.replace("image: agent:1", "image: {{ .Values.image }}"),
            vec!["Error Syntax UnrenderedTemplate 15"],
        ),
        (
            AGENT.replace("image: agent:1", "image: \"{{ .Values.image }}\""),
            vec!["Warning Decode UnrenderedTemplate 15"],
        ),
        (
            AGENT.replace('\n', ""),
            vec!["Error Syntax LostLineBreaks 1"],
        ),
        (
            json.replacen('{', "{\n// by hand\n", 1),
            vec!["Error Decode UnknownKind 1", "Error Decode SlashComment 2"],
        ),
    ] {
        let (told, accepted) = hints(&text);
        assert_eq!(told, expected, "{text}");
        let is_refused = expected.iter().any(|it| it.starts_with("Error"));
        assert_eq!(accepted, !is_refused, "{text}");
    }
}
