//! What came of each object of a text, for the trail and for the answer.

use cluster::Fate;
use contract::{FieldError, ObjectFate, ObjectOutcome};
use http::StatusCode;
use manifest::message::trail as said;
use serde_json::Value;
use store::audit::{End, Outcome};

use super::super::trail;
use crate::{
    problem::Problem,
    routes::audit,
    told::{self, told},
};

/// An object of a text, as it was sent.
pub(super) struct Object {
    /// Which object of the text.
    pub(super) number: usize,
    api_version: String,
    kind: String,
    namespace: String,
    name: String,
}

impl Object {
    /// One that goes to a namespace, or to none.
    pub(super) fn new(number: usize, manifest: &Value, namespace: &str) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            number,
            api_version: text(&manifest["apiVersion"]),
            kind: text(&manifest["kind"]),
            namespace: namespace.to_owned(),
            name: text(&manifest["metadata"]["name"]),
        }
    }
}

/// What came of each object, where one failed with a problem; of those that were refused besides there are problems of
/// their own.
pub(super) fn ends(
    fates: &[Fate],
    problem: Option<&Problem>,
    further: &[(usize, Problem)],
) -> Vec<End> {
    let of_request = problem.map_or_else(
        || trail::outcome(Outcome::Done, StatusCode::CREATED, ""),
        trail::outcome_of_problem,
    );
    let why = problem.map(Problem::said).unwrap_or_default();
    let end = |(place, fate): (usize, &Fate)| match fate {
        Fate::Created => trail::outcome(Outcome::Done, StatusCode::CREATED, ""),
        Fate::Updated => trail::outcome(Outcome::Done, StatusCode::OK, said::updated()),
        Fate::Kept => trail::outcome(Outcome::Done, StatusCode::OK, said::kept()),
        Fate::Repeated => trail::outcome(Outcome::Done, StatusCode::OK, said::repeated()),
        Fate::LeftBehind(why) => trail::outcome(
            Outcome::Done,
            StatusCode::CREATED,
            said::left_behind(why.as_str()),
        ),
        Fate::TakenBack => End {
            detail: told(&said::taken_back(why.clone())),
            ..of_request.clone()
        },
        Fate::PutBack => End {
            detail: told(&said::put_back(why.clone())),
            ..of_request.clone()
        },
        Fate::NotSent if of_request.outcome == Outcome::Unknown => End {
            detail: told(&said::not_sent(why.clone())),
            ..of_request.clone()
        },
        Fate::Refused => {
            let mut further = further.iter();
            let own = further.find(|(refused, _)| *refused == place);
            own.map_or_else(
                || of_request.clone(),
                |(_, problem)| trail::outcome_of_problem(problem),
            )
        }
        Fate::NotSent | Fate::Unknown => of_request.clone(),
    };
    fates.iter().enumerate().map(end).collect()
}

/// The same as it is answered, in the order of the text.
pub(super) fn outcomes(
    objects: &[Object],
    fates: &[Fate],
    ends: &[End],
    errors: &[FieldError],
) -> Vec<ObjectOutcome> {
    let is_done = ends.iter().all(|end| end.outcome == Outcome::Done);
    let each = objects.iter().zip(fates).zip(ends);
    let mut outcomes: Vec<ObjectOutcome> = each
        .enumerate()
        .map(|(place, ((object, fate), end))| {
            let document = u32::try_from(object.number).unwrap_or(u32::MAX);
            // The errors of the DaemonSet name no document.
            let is_own = |error: &&FieldError| match error.document {
                Some(number) => number == document,
                None => place == 0,
            };
            let fate = as_answered(fate, is_done);
            let errors = errors.iter().filter(is_own).cloned();
            let (code, arguments) = told::parts(&end.detail);
            ObjectOutcome {
                document,
                api_version: object.api_version.clone(),
                kind: object.kind.clone(),
                namespace: object.namespace.clone(),
                name: object.name.clone(),
                fate,
                outcome: audit::outcome(end.outcome),
                status: end.status,
                detail: end.detail.words.clone(),
                code,
                arguments,
                errors: if fate == ObjectFate::Refused {
                    errors.collect()
                } else {
                    Vec::new()
                },
            }
        })
        .collect();
    outcomes.sort_by_key(|outcome| outcome.document);
    outcomes
}

fn as_answered(fate: &Fate, is_done: bool) -> ObjectFate {
    match fate {
        // Nothing was refused and yet it was not sent: it was a dry run.
        Fate::NotSent if is_done => ObjectFate::Tried,
        Fate::NotSent => ObjectFate::NotSent,
        Fate::Created => ObjectFate::Created,
        Fate::Kept | Fate::Repeated => ObjectFate::Kept,
        Fate::Updated => ObjectFate::Updated,
        Fate::Refused => ObjectFate::Refused,
        Fate::TakenBack => ObjectFate::TakenBack,
        Fate::PutBack => ObjectFate::PutBack,
        Fate::LeftBehind(_) => ObjectFate::LeftBehind,
        Fate::Unknown => ObjectFate::Unknown,
    }
}

/// Whether an object is in the cluster by this request, or may be.
pub(super) fn leaves_something(fate: &Fate) -> bool {
    matches!(
        fate,
        Fate::Created | Fate::Updated | Fate::LeftBehind(_) | Fate::Unknown
    )
}
