//! The objects of a file, each judged alone.

use manifest::{Document, FieldPath};
use preflight::{Facts, Policy, Problem, Questions, Report, Severity, Source};
use serde_json::Value;

use super::live::Live;
use super::parts::split;
use super::stored::Stored;

/// A part, and where it stands in its file.
pub(super) struct Placed {
    /// What was read of it.
    document: Document,
    /// How many lines of the file come before it.
    lines_before: u32,
    /// How many documents of the file come before it.
    documents_before: usize,
}

impl Placed {
    /// Reads the parts of a file.
    pub(super) fn read_all(content: &str) -> Vec<Self> {
        let mut documents_before = 0;
        let placed = split(content).into_iter().map(|part| {
            let document = part.read();
            let placed = Self {
                lines_before: part.lines_before,
                documents_before,
                document,
            };
            documents_before += placed.document.document_count().max(1);
            placed
        });
        let mut placed: Vec<Self> = placed.collect();
        // kubectl passes over what says null, unless nothing else is there.
        let says_something =
            |placed: &Self| !placed.document.is_intact() || placed.document.object_count() > 0;
        if placed.iter().any(says_something) {
            placed.retain(says_something);
        }
        placed
    }

    /// The objects that count as there for the DaemonSets of the same file.
    pub(super) fn companions(&self) -> Vec<Value> {
        if !self.document.is_intact() {
            return Vec::new();
        }
        let objects = self.document.object_values().into_iter();
        objects.filter(|it| it["kind"] != "DaemonSet").collect()
    }

    /// How many verdicts there are on it: one on each object, and one on a text that cannot be read or
    /// holds none.
    pub(super) fn count(&self) -> usize {
        if self.document.is_intact() {
            self.document.object_count().max(1)
        } else {
            1
        }
    }
}

/// What objects are judged by.
pub(super) struct Judge<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) policy: &'a Policy,
    /// What stands in the same file.
    pub(super) companions: &'a [Value],
}

/// From where a cluster is known.
pub(super) enum Known<'r> {
    /// From files of objects; from none nothing is.
    Files(Box<Given>),
    /// From the cluster itself.
    Live(Live<'r>),
}

/// What files of objects tell.
#[derive(Default)]
pub(super) struct Given {
    pub(super) facts: Facts,
    /// What the facts were read from, for what a manifest asks besides.
    pub(super) objects: Vec<Value>,
    /// What is stored already, where updates are judged.
    pub(super) stored: Option<Stored>,
}

/// One object and what is said of it.
pub(super) struct Checked<'f> {
    /// The context by which it was judged; none where no cluster was asked.
    pub(super) context: Option<&'f str>,
    /// The file, as it was named.
    pub(super) file: &'f str,
    /// The number of its document in the file, counted from zero.
    pub(super) number: usize,
    /// The text that it stands in; of its lines the first is 1, wherever it stands in the file.
    document: &'f Document,
    /// How many lines of the file come before it.
    lines_before: u32,
    /// The verdict, at the lines of the file.
    pub(super) report: Report,
    /// Whether it is neither DaemonSet nor Service, and so nothing is said of it.
    pub(super) is_other_kind: bool,
    /// Whether it is a Service.
    pub(super) is_service: bool,
}

impl<'f> Checked<'f> {
    /// Judges the object of this number in a part.
    pub(super) fn new(
        file: &'f str,
        part: &'f mut Placed,
        index: usize,
        judge: &Judge<'f>,
    ) -> Self {
        if part.document.is_intact() {
            part.document.turn_to(index);
        }
        let document = &part.document;
        let is_service = is_service(document);
        let mut report = if is_service {
            judge.report_service(document)
        } else {
            judge.report(document)
        };
        // A file often holds what the DaemonSet needs besides.
        let is_other_kind = document.is_intact()
            && !is_service
            && !report.api_version.is_empty()
            && !report.kind.is_empty()
            && report.kind != "DaemonSet"
            && manifest::may_be_other_kind(&report.api_version, &report.kind);
        if is_other_kind {
            report.accepted = true;
            report.problems = vec![not_checked(&report.kind, document)];
        }
        for line in report
            .problems
            .iter_mut()
            .filter_map(|problem| problem.line.as_mut())
        {
            *line += part.lines_before;
        }
        Self {
            context: judge.known.context(),
            file,
            number: part.documents_before + document.document_number(),
            document,
            lines_before: part.lines_before,
            report,
            is_other_kind,
            is_service,
        }
    }

    /// The line and the column in the file of a field, or of what there is of the way to it, and its text.
    pub(super) fn find(&self, path: &FieldPath) -> Option<(u32, u32, &str)> {
        let position = self.document.position(path)?;
        let text = self.document.text().get(position.start..position.end)?;
        Some((position.line + self.lines_before, position.column, text))
    }

    /// Whether it is accepted only because it was brought to a version that clusters serve.
    pub(super) fn is_converted(&self) -> bool {
        let mut problems = self.report.problems.iter();
        self.report.accepted && problems.any(|problem| problem.reason == preflight::NOT_SERVED)
    }
}

impl Known<'_> {
    /// The context of the cluster, where it is a live one.
    pub(super) fn context(&self) -> Option<&str> {
        match self {
            Self::Files(_) => None,
            Self::Live(live) => Some(&live.context),
        }
    }
}

impl Given {
    /// The facts with what the manifest asks of other pods.
    fn answered(&self, facts: &Facts, document: &Document) -> Facts {
        let mut facts = facts.clone();
        let decoded = manifest::decode(document.value());
        if let Some(mut object) = decoded.object {
            let named = object["metadata"]["namespace"].as_str().unwrap_or_default();
            let namespace = facts.target_namespace(named).to_owned();
            object["metadata"]["namespace"] = namespace.as_str().into();
            let questions = Questions::of(&object).neighbours;
            facts.answer(&self.objects, &namespace, &questions);
        }
        facts
    }

    fn report(&self, document: &Document, companions: &[Value], policy: &Policy) -> Report {
        let metadata = |name| FieldPath::root().key("metadata").key(name);
        let text = |name| document.text_at(&metadata(name)).unwrap_or_default();
        let (namespace, name) = (text("namespace"), text("name"));
        let with_companions;
        let facts = if companions.is_empty() {
            &self.facts
        } else {
            let target = self.facts.target_namespace(&namespace);
            with_companions = self.facts.beside(companions, target);
            &with_companions
        };
        let facts = &self.answered(facts, document);
        let Some(stored) = &self.stored else {
            return preflight::report_object(document, None, facts, policy);
        };
        let found = stored.find(&namespace, &name);
        let mut facts = facts.clone();
        if let Some(found) = found {
            facts.find_own(&self.objects, found, stored.at());
        }
        let facts = &facts;
        let mut report = preflight::report_object(document, found, facts, policy);
        if found.is_none() && report.kind == "DaemonSet" {
            let message = format!("no DaemonSet of this name is in {}", stored.file());
            report.accepted = false;
            report.problems.insert(
                0,
                problem_at(document, metadata("name"), Severity::Error, message),
            );
        }
        report
    }
}

impl Judge<'_> {
    fn report(&self, document: &Document) -> Report {
        match self.known {
            Known::Files(given) => given.report(document, self.companions, self.policy),
            Known::Live(live) => live.report(document, self.companions, self.policy),
        }
    }

    fn report_service(&self, document: &Document) -> Report {
        match self.known {
            Known::Files(given) => preflight::report_service(document, &given.facts),
            Known::Live(live) => live.report_service(document, self.companions),
        }
    }
}

fn problem_at(
    document: &Document,
    path: FieldPath,
    severity: Severity,
    message: String,
) -> Problem {
    let position = document.position(&path);
    Problem {
        severity,
        source: Source::Cluster,
        reason: "NotFound".to_owned(),
        field: path.to_string(),
        message: message.into(),
        path,
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
    }
}

/// Whether a Service is chosen of those that may be created with a DaemonSet.
fn is_service(document: &Document) -> bool {
    let text = |name| document.text_at(&FieldPath::root().key(name));
    document.is_intact()
        && text("kind").as_deref() == Some("Service")
        && text("apiVersion").as_deref() == Some("v1")
}

fn not_checked(kind: &str, document: &Document) -> Problem {
    let path = FieldPath::root().key("kind");
    let position = document.position(&path);
    Problem {
        severity: Severity::Info,
        source: Source::Decode,
        reason: "UnknownKind".to_owned(),
        field: path.to_string(),
        message: format!("only DaemonSets and Services are checked, and this is a {kind}").into(),
        path,
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
    }
}

#[cfg(test)]
mod tests {
    use preflight::Policy;

    use super::{Checked, Judge, Known, Placed};

    /// What is said of each object: its document, whether it is another kind, and the line and column of
    /// what is wrong with its name.
    fn said(text: &str) -> Vec<(usize, bool, Option<u32>, Option<u32>)> {
        let judge = Judge {
            known: &Known::Files(Box::default()),
            policy: &Policy::kubernetes(),
            companions: &[],
        };
        let mut said = Vec::new();
        for part in &mut Placed::read_all(text) {
            for index in 0..part.count() {
                let checked = Checked::new("f", part, index, &judge);
                let mut problems = checked.report.problems.iter();
                let name = problems.find(|problem| problem.field == "metadata.name");
                let (line, column) = name.map_or((None, None), |it| (it.line, it.column));
                said.push((checked.number, checked.is_other_kind, line, column));
            }
        }
        said
    }

    const BAD: &str = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: A}\n";

    #[test]
    fn problems_are_told_at_the_lines_of_the_file() {
        let expected = [4, 8, 12].into_iter().enumerate();
        let expected: Vec<_> = expected
            .map(|(number, line)| (number, false, Some(line), Some(12)))
            .collect();
        assert_eq!(said(&format!("---\n{BAD}").repeat(3)), expected);
    }

    #[test]
    fn each_object_of_a_list_or_of_json_has_its_verdict() {
        let item = BAD.trim_end().replace('\n', "\n  ");
        let list = format!("a: 1\n---\napiVersion: v1\nkind: List\nitems:\n- {item}\n- {item}\n");
        assert_eq!(
            said(&list)[1..],
            [
                (1, false, Some(8), Some(14)),
                (1, false, Some(11), Some(14))
            ]
        );
        let json = "{\"apiVersion\": \"apps/v1\", \"kind\": \"DaemonSet\", \"metadata\": {\"name\": \"A\"}}\n";
        assert_eq!(
            said(&format!("{json}{json}")),
            [(0, false, Some(1), Some(61)), (1, false, Some(2), Some(61))]
        );
        let typed = "apiVersion: apps/v1\nkind: DaemonSetList\nitems:\n- metadata: {name: A}\n";
        assert_eq!(said(typed), [(0, false, Some(4), Some(14))]);
    }

    #[test]
    fn what_is_meant_to_be_a_daemon_set_is_judged() {
        for (api_version, kind, is_other) in [
            ("apps/v1", "Deployment", true),
            ("v1", "Pod", true),
            ("v1", "PodList", true),
            ("example.com/v1", "AgentSet", true),
            ("apps/v1", "Daemonset", false),
            ("apps/v1", "DaemonSets", false),
            ("v1", "deamonset", false),
            ("apps/v1", "Widget", false),
            ("v1", "List", false),
            ("apps/v1", "DaemonSetList", false),
        ] {
            let text = format!("apiVersion: {api_version}\nkind: {kind}\n");
            assert_eq!(said(&text)[0].1, is_other, "{text}");
        }
    }
}
