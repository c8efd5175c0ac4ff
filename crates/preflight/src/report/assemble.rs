//! The way from a text to its report: read, decode, judge, place.

use manifest::gather::Gather;
use manifest::{Decoded, Document, FieldPath};
use serde_json::Value;

use super::place::place_in_text;
use super::reading::{decode_problems, hides_placement, syntax_problems, wrong_places};
use super::{PodSecurity, Report, documents, outlook};
use crate::facts::{Facts, companions};
use crate::policy::{self, Policy};
use crate::problem::tally::condensed;
use crate::problem::{Problem, Severity, Source};
use crate::{admission, placement, rules, warnings};

/// What is going to be done with the object.
#[derive(Clone, Copy)]
enum Act<'a> {
    /// A new object is made.
    Create,
    /// This one, as it is stored, is replaced.
    Update(&'a Value),
}

/// How much of a text is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The chosen object alone.
    Object,
    /// The whole text: what stands beside the object is written with it, or refused.
    Text,
}

/// Judges a text of which a DaemonSet is to be created: what will be refused and why, what will be warned
/// of, and what happens on each node that is known.
///
/// A document that is broken, or has a field of the wrong type, is refused for that alone by the API
/// server. Here the rest of it is judged all the same, save for what the broken part makes unsure. What
/// stands beside the DaemonSet counts as there.
#[must_use]
pub fn report(document: &Document, facts: &Facts, policy: &Policy) -> Report {
    assemble(document, Act::Create, Scope::Text, facts, policy)
}

/// As [`report`], for a document that is to replace a DaemonSet as it is `stored` (apps/v1): what may
/// not change is told, and what the stored one got away with is let through.
#[must_use]
pub fn report_update(
    document: &Document,
    stored: &Value,
    facts: &Facts,
    policy: &Policy,
) -> Report {
    assemble(document, Act::Update(stored), Scope::Text, facts, policy)
}

/// As [`report`] or, where one is `stored`, [`report_update`], but of the chosen object alone: that it is
/// written without those beside it, or in another request, is no fault of it.
#[must_use]
pub fn report_object(
    document: &Document,
    stored: Option<&Value>,
    facts: &Facts,
    policy: &Policy,
) -> Report {
    assemble(document, act(stored), Scope::Object, facts, policy)
}

/// The errors that [`report`] or, where one is `stored`, [`report_update`] finds in a document alone,
/// without facts of any cluster: for a server that only wants to know whether to send it on.
#[must_use]
pub fn refusals(document: &Document, stored: Option<&Value>, policy: &Policy) -> Vec<Problem> {
    let act = act(stored);
    let decoded = decode(document.value(), act);
    let facts = Facts::default();
    let mut problems = find(document, &decoded, act, Scope::Text, &facts, policy);
    place_in_text(&mut problems, document);
    problems.retain(|problem| problem.severity == Severity::Error);
    problems
}

/// Judges the chosen object as a Service (core/v1) that is to be made, by itself and without facts of any
/// cluster.
#[must_use]
pub fn report_service(document: &Document, facts: &Facts) -> Report {
    let value = document.value();
    let (mut report, named) = head(&value);
    facts
        .target_namespace(&named)
        .clone_into(&mut report.namespace);
    let mut problems = syntax_problems(document);
    problems.extend(documents::problems_of_service(value));
    let mut problems = condensed(problems);
    finish(&mut report, &mut problems, document);
    report
}

/// What a document says of itself: a report that has nothing else yet, and the namespace as written.
fn head(value: &Value) -> (Report, String) {
    let text = |owner: &Value, name: &str| owner[name].as_str().unwrap_or_default().to_owned();
    let metadata = &value["metadata"];
    let report = Report {
        api_version: text(value, "apiVersion"),
        kind: text(value, "kind"),
        name: text(metadata, "name"),
        ..Report::default()
    };
    (report, text(metadata, "namespace"))
}

/// Puts the problems into the report, each at its place in the text.
fn finish(report: &mut Report, problems: &mut Vec<Problem>, document: &Document) {
    place_in_text(problems, document);
    report.accepted = problems
        .iter()
        .all(|problem| problem.severity != Severity::Error);
    report.problems = std::mem::take(problems);
}

fn act(stored: Option<&Value>) -> Act<'_> {
    stored.map_or(Act::Create, Act::Update)
}

fn decode(value: Value, act: Act) -> Decoded {
    match act {
        Act::Create => manifest::decode(value),
        Act::Update(stored) => manifest::decode_update(value, stored),
    }
}

fn assemble(document: &Document, act: Act, scope: Scope, facts: &Facts, policy: &Policy) -> Report {
    let value = document.value();
    let (mut report, named) = head(&value);
    let stored_namespace = match act {
        Act::Create => None,
        Act::Update(stored) => stored["metadata"]["namespace"].as_str(),
    };
    report.namespace = match stored_namespace {
        Some(stored) if named.is_empty() => stored.to_owned(),
        _ => facts.target_namespace(&named).to_owned(),
    };
    let companions = companions(document);
    let with_companions;
    let facts = if companions.is_empty() {
        facts
    } else {
        with_companions = facts.beside(&companions, &report.namespace);
        &with_companions
    };
    let decoded = decode(value, act);
    let mut problems = find(document, &decoded, act, scope, facts, policy);
    if decoded.object.is_some() {
        problems.extend(documents::not_served(&report.api_version));
    }
    problems.extend(decoded.dropped.iter().map(documents::dropped));
    if let Some(object) = &decoded.object {
        if let Some(nodes) = &facts.nodes
            && !hides_placement(document, &decoded)
        {
            report.placement = placement::on_nodes(object, nodes);
        }
        let stored = match act {
            Act::Create => None,
            Act::Update(stored) => Some(stored),
        };
        if let Some(minor) = facts.minor_version() {
            for field in manifest::newer_fields(object, stored, minor) {
                problems.push(documents::newer(&field, minor));
            }
        }
        // What is forecast of a text that is half typed would be wrong more often than not.
        let is_readable = decoded.is_readable() && document.is_intact();
        if is_readable {
            let is_refused = |problem: &Problem| problem.severity == Severity::Error;
            let (found, more) = outlook::forecast(
                object,
                (&report.namespace, problems.iter().any(is_refused)),
                stored,
                facts,
                &mut report.placement,
            );
            report.forecast = found;
            add_of_pods(&mut problems, condensed(more));
        }
    }
    finish(&mut report, &mut problems, document);
    if let Some(object) = &decoded.object {
        report.warnings = match act {
            Act::Create => warnings::of(&decoded),
            Act::Update(stored) => warnings::of_update(stored, &decoded),
        };
        report.pod_security = PodSecurity {
            baseline: admission::pod_security::baseline(object),
            restricted: admission::pod_security::restricted(object),
        };
    }
    if decoded.is_readable() && document.is_intact() {
        report.object = decoded.object;
        if let (Act::Update(stored), Some(object)) = (act, &mut report.object) {
            manifest::replace(stored, object);
        }
    }
    report
}

/// Adds what is said of the pods; what the DaemonSet is refused for is not said of them again.
fn add_of_pods(problems: &mut Vec<Problem>, of_pods: Vec<Problem>) {
    let of_object = problems.len();
    for problem in of_pods {
        let is_said = problems[..of_object].iter().any(|said| {
            said.severity == Severity::Error
                && said.source == Source::Validation
                && said.path == problem.path
        });
        if !is_said {
            problems.push(problem);
        }
    }
}

/// What is wrong with the text, with what it decodes to, and with what that says.
fn find(
    document: &Document,
    decoded: &Decoded,
    act: Act,
    scope: Scope,
    facts: &Facts,
    policy: &Policy,
) -> Vec<Problem> {
    let mut problems = syntax_problems(document);
    // A text that breaks off may be about to say what it is.
    let is_sure = |problem: &Problem| document.is_intact() || problem.reason != "UnknownKind";
    // Of a text that is beyond a limit nothing was read.
    let is_read = document.is_intact() || document.object_count() > 0;
    if is_read {
        for problem in decode_problems(decoded).filter(is_sure) {
            problems.push(problem);
        }
    }
    if document.is_intact() {
        if scope == Scope::Text {
            let is_create = matches!(act, Act::Create);
            problems.extend(documents::beside(document, is_create));
        }
        let unsure: Vec<_> = wrong_places(decoded).gather();
        let is_sure = |problem: &Problem| {
            let path = &problem.path;
            let touches = |place: &&FieldPath| place.starts_with(path) || path.starts_with(place);
            !unsure.iter().any(touches)
        };
        for problem in judge(decoded, act, facts, policy) {
            if is_sure(&problem) {
                problems.push(problem);
            }
        }
    }
    condensed(problems)
}

/// What the rules, the house and the cluster say.
fn judge(decoded: &Decoded, act: Act, facts: &Facts, policy: &Policy) -> Vec<Problem> {
    let Some(object) = &decoded.object else {
        return Vec::new();
    };
    let mut problems = match act {
        Act::Create => rules::validate(decoded),
        Act::Update(stored) => {
            let mut problems = rules::conflicts(stored, decoded);
            problems.extend(rules::validate_update(stored, decoded));
            problems
        }
    };
    problems.extend(policy::check(policy, object));
    if matches!(act, Act::Create) {
        problems.extend(cluster_problems(object, facts));
    }
    problems
}

/// What the cluster at hand adds: a namespace that is not there, a name that is taken.
fn cluster_problems(object: &Value, facts: &Facts) -> Vec<Problem> {
    let text = |field: &str| object["metadata"][field].as_str().unwrap_or_default();
    let (namespace, name) = (text("namespace"), text("name"));
    let mut problems = Vec::new();
    let mut report = |field: &str, reason: &str, message: String| {
        let path = FieldPath::root().key("metadata").key(field);
        problems.push(Problem {
            severity: Severity::Error,
            source: Source::Cluster,
            reason: reason.to_owned(),
            field: path.to_string(),
            message: message.into(),
            path,
            line: None,
            column: None,
        });
    };
    if let Some(namespaces) = &facts.namespaces
        && !namespaces.iter().any(|known| known == namespace)
    {
        report(
            "namespace",
            "NotFound",
            format!("namespaces \"{namespace}\" not found"),
        );
    }
    let of_namespace = facts.of_namespace(namespace);
    if of_namespace.is_some_and(|facts| facts.is_terminating) {
        report(
            "namespace",
            "NamespaceTerminating",
            format!(
                "daemonsets.apps \"{name}\" is forbidden: unable to create new content in namespace {namespace} \
                 because it is being terminated"
            ),
        );
    }
    let full_name = format!("{namespace}/{name}");
    if let Some(daemon_sets) = &facts.daemon_sets
        && daemon_sets.contains(&full_name)
    {
        report(
            "name",
            "AlreadyExists",
            format!("daemonsets.apps \"{name}\" already exists"),
        );
    }
    problems
}
