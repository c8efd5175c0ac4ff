//! Drafts of the signed-in user.

pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod put;

use manifest::message::console as said;
use store::drafts::Limits;

use crate::problem::{Problem, ProblemType};

/// The most drafts of one user, and the most bytes of all of them: some at the limit of a manifest, or very many
/// of the usual length.
const LIMITS: Limits = Limits {
    drafts: 100,
    bytes: 16 << 20,
};

fn to_contract(draft: store::drafts::Draft) -> contract::Draft {
    contract::Draft {
        id: draft.id,
        cluster: draft.cluster,
        text: draft.text,
        name: draft.name,
        namespace: draft.namespace,
        origin: draft.origin.map(|origin| contract::DraftOrigin {
            namespace: origin.namespace,
            name: origin.name,
            text: origin.text,
        }),
        updated: draft.updated.to_string(),
    }
}

fn no_such_draft() -> Problem {
    Problem::new(ProblemType::NotFound, said::no_draft())
}
