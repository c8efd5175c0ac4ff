//! What is told of each document, for the outputs that programs of others read.

use preflight::{Report, Severity};

use super::documents::Checked;

/// What is told of one document, or of a file that could not be read.
pub(super) struct Told {
    /// The context of the cluster that it was judged by; none where no cluster was asked.
    pub(super) context: Option<String>,
    /// The file, as it was named.
    pub(super) file: String,
    /// What it is about: `DaemonSet logging/agent`.
    pub(super) subject: String,
    /// What is said of it.
    pub(super) findings: Vec<Finding>,
}

/// One thing that is said.
pub(super) struct Finding {
    pub(super) severity: Severity,
    /// Line and column, counted from 1.
    pub(super) place: (u32, u32),
    /// The field, as Kubernetes prints it; empty for none.
    pub(super) field: String,
    /// The machine's word: `FieldValueRequired`.
    pub(super) reason: String,
    pub(super) message: String,
}

impl Finding {
    /// Field and message in one line.
    pub(super) fn words(&self) -> String {
        match self.field.as_str() {
            "" => self.message.clone(),
            field => format!("{field}: {}", self.message),
        }
    }
}

impl Told {
    /// The file, and by which cluster it was judged.
    pub(super) fn suite(&self) -> String {
        match &self.context {
            Some(context) => format!("{} ({context})", self.file),
            None => self.file.clone(),
        }
    }

    pub(super) fn of(checked: &Checked) -> Self {
        let report = &checked.report;
        let problems = report.problems.iter().map(|problem| Finding {
            severity: problem.severity,
            place: (problem.line.unwrap_or(1), problem.column.unwrap_or(1)),
            field: problem.field.clone(),
            reason: problem.reason.clone(),
            message: problem.message.to_string(),
        });
        let warnings = report.warnings.iter().map(|warning| Finding {
            severity: Severity::Warning,
            place: (1, 1),
            field: String::new(),
            reason: "Warning".to_owned(),
            message: warning.clone(),
        });
        Self {
            context: checked.context.map(str::to_owned),
            file: checked.file.to_owned(),
            subject: subject(report, checked.number),
            findings: problems.chain(warnings).collect(),
        }
    }

    /// A cluster that cannot be looked at. Code hosts show nothing that is in no file, so it stands in one that was to be
    /// judged.
    pub(super) fn away(context: &str, file: String, message: String) -> Self {
        Self {
            context: Some(context.to_owned()),
            subject: format!("context {context}"),
            ..Self::unreadable(file, message)
        }
    }

    /// A file that could not be read.
    pub(super) fn unreadable(file: String, message: String) -> Self {
        Self {
            context: None,
            subject: file.clone(),
            file,
            findings: vec![Finding {
                severity: Severity::Error,
                place: (1, 1),
                field: String::new(),
                reason: "Unreadable".to_owned(),
                message,
            }],
        }
    }
}

fn subject(report: &Report, number: usize) -> String {
    match (report.kind.as_str(), report.name.as_str()) {
        ("", _) | (_, "") => format!("document {}", number + 1),
        (kind, name) => format!("{kind} {}/{name}", report.namespace),
    }
}

#[cfg(test)]
mod tests {
    use preflight::Severity;
    use serde_json::Value;

    use super::{Finding, Told};
    use crate::command::check::{github, junit, sarif};

    fn told() -> Vec<Told> {
        let finding = |severity, line, message: &str| Finding {
            severity,
            place: (line, 3),
            field: "spec.a".to_owned(),
            reason: "FieldValueInvalid".to_owned(),
            message: message.to_owned(),
        };
        let told = |subject: &str, findings| Told {
            context: None,
            file: "./a folder/x,y.yaml".to_owned(),
            subject: subject.to_owned(),
            findings,
        };
        vec![
            told(
                "DaemonSet web/agent",
                vec![
                    finding(Severity::Error, 4, "Invalid value: \"<\u{1}&>\"\n100%"),
                    finding(Severity::Warning, 7, "odd"),
                ],
            ),
            told("DaemonSet web/good", Vec::new()),
        ]
    }

    /// The same by two clusters, of which the second has nothing to say.
    fn of_two() -> Vec<Told> {
        let of = |context: &str, told: Told| Told {
            context: Some(context.to_owned()),
            ..told
        };
        let mut first = told();
        let second = first.remove(1);
        vec![
            of("staging", first.remove(0)),
            of("production, old", second),
        ]
    }

    #[test]
    fn each_cluster_is_told_by_itself() {
        let log: Value =
            serde_json::from_str(&written(|output| sarif::write(&of_two(), output))).unwrap();
        let runs = log["runs"].as_array().unwrap();
        let of = |run: &Value| {
            let id = run["automationDetails"]["id"].as_str().unwrap().to_owned();
            (id, run["results"].as_array().unwrap().len())
        };
        assert_eq!(
            runs.iter().map(of).collect::<Vec<_>>(),
            [
                ("everynode/staging/".to_owned(), 2),
                ("everynode/production, old/".to_owned(), 0)
            ]
        );
        let xml = written(|output| junit::write(&of_two(), output));
        assert!(
            xml.contains(
                r#"<testsuite name="./a folder/x,y.yaml (staging)" tests="1" failures="1">"#
            ) && xml.contains(r#"(production, old)" tests="1" failures="0">"#),
            "{xml}"
        );
        let lines = written(|output| {
            of_two()
                .iter()
                .try_for_each(|told| github::write(told, output))
        });
        assert!(
            lines.contains(",title=[staging] DaemonSet web/agent::"),
            "{lines}"
        );
    }

    fn written(write: impl Fn(&mut Vec<u8>) -> std::io::Result<()>) -> String {
        let mut output = Vec::new();
        write(&mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn sarif_names_file_line_and_rule() {
        let log: Value =
            serde_json::from_str(&written(|output| sarif::write(&told(), output))).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "FieldValueInvalid");
        let place = &run["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20folder/x%2Cy.yaml");
        assert_eq!(place["region"]["startLine"], 4);
        assert_eq!(run["results"][1]["level"], "warning");
    }

    #[test]
    fn junit_counts_documents_and_escapes_what_they_say() {
        let xml = written(|output| junit::write(&told(), output));
        assert!(
            xml.contains(r#"<testsuite name="./a folder/x,y.yaml" tests="2" failures="1">"#),
            "{xml}"
        );
        assert!(
            xml.contains(
                "message=\"spec.a: Invalid value: &quot;&lt;\u{fffd}&amp;&gt;&quot;&#10;100%\""
            ),
            "{xml}"
        );
        assert!(
            xml.contains("<system-out>./a folder/x,y.yaml:7:3: spec.a: odd</system-out>"),
            "{xml}"
        );
    }

    #[test]
    fn github_marks_lines_and_nothing_said_is_a_command() {
        let lines = written(|output| {
            told()
                .iter()
                .try_for_each(|told| github::write(told, output))
        });
        let first = lines.lines().next().unwrap();
        let expected = "::error file=./a folder/x%2Cy.yaml,line=4,col=3,title=DaemonSet web/agent::spec.a: Invalid value: \
                        \"<\u{1}&>\"%0A100%25";
        assert_eq!(first, expected);
        assert_eq!(lines.lines().count(), 2);
    }
}
