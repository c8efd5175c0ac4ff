//! Access reviews: in the sandbox everybody is the same person and may do everything.

use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::{
    answer::{self, SandboxBody},
    protobuf,
    route::ReviewKind,
};
use crate::{clock, refusal::Refusal, world::World};

/// Answers a review.
pub(super) fn answer(
    kind: ReviewKind,
    body: &[u8],
    world: &World,
) -> Result<Response<SandboxBody>, Refusal> {
    // kubectl sends reviews as protobuf, which is not read here: the answer is the same for all.
    let mut review: Value = if protobuf::is_protobuf(body) {
        json!({})
    } else {
        serde_json::from_slice(body)
            .map_err(|error| Refusal::bad_request(format!("error decoding the review: {error}")))?
    };
    if !review.is_object() {
        return Err(Refusal::bad_request("a review is a mapping"));
    }
    let Some((_, group, _, name)) = ReviewKind::ALL.iter().find(|(known, ..)| *known == kind)
    else {
        return Err(Refusal::unknown_resource());
    };
    review["kind"] = (*name).into();
    review["apiVersion"] = format!("{group}/v1").into();
    if review["metadata"].is_null() {
        review["metadata"] = json!({});
    }
    let user = json!({"username": "sandbox", "groups": ["system:masters", "system:authenticated"]});
    review["status"] = match kind {
        ReviewKind::SelfSubjectAccess | ReviewKind::SubjectAccess => json!({"allowed": true}),
        ReviewKind::SelfSubjectRules => json!({
            "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
            "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
            "incomplete": false,
        }),
        ReviewKind::SelfSubject => {
            review["metadata"] = json!({"creationTimestamp": clock::seconds(world.clock.now())});
            json!({"userInfo": user})
        }
        ReviewKind::Token => json!({"authenticated": true, "user": user}),
    };
    Ok(answer::json(StatusCode::CREATED, &review))
}
