//! Acting as somebody else, by the headers `Impersonate-User`, `-Group`, `-Uid` and `-Extra-…`
//! (`k8s.io/apiserver/pkg/endpoints/filters/impersonation/impersonation.go`).

use std::collections::BTreeMap;

use http::HeaderMap;

use super::{
    Attributes, Decision, User, What, authorize,
    user::{ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED},
};
use crate::{refusal::Refusal, world::World};

const EXTRA: &str = "impersonate-extra-";

/// Who a request counts as, if the one who sends it may act as that.
///
/// # Errors
/// 403 for each part of the other identity that the sender may not take; 500 for a group, uid or extra without a user,
/// as the API server answers.
pub(super) fn effective(world: &World, user: User, headers: &HeaderMap) -> Result<User, Refusal> {
    let values = |name: &str| -> Vec<String> {
        let values = headers.get_all(name).iter();
        values
            .filter_map(|value| value.to_str().ok().map(str::to_owned))
            .collect()
    };
    let name = values("impersonate-user").into_iter().next();
    let name = name.filter(|name| !name.is_empty());
    let groups = values("impersonate-group");
    let uid = values("impersonate-uid").into_iter().next();
    let extra = extra(headers);
    let Some(name) = name else {
        if groups.is_empty() && uid.is_none() && extra.is_empty() {
            return Ok(user);
        }
        return Err(Refusal::internal(
            "requested impersonation without impersonating a user",
        ));
    };
    let may = |group: &str, resource: &str, subresource: &str, namespace: &str, name: &str| {
        let asked = Attributes {
            verb: "impersonate".to_owned(),
            what: What::Resource {
                group: group.to_owned(),
                resource: resource.to_owned(),
                subresource: subresource.to_owned(),
                namespace: namespace.to_owned(),
                name: name.to_owned(),
            },
        };
        match authorize(&world.store, &user, &asked) {
            Decision::Allowed(_) => Ok(()),
            Decision::NoOpinion(why) => Err(Refusal::not_authorized(&user.name, &asked, &why)),
        }
    };
    let account = name.strip_prefix("system:serviceaccount:");
    let mut other =
        if let Some((namespace, account)) = account.and_then(|account| account.split_once(':')) {
            may("", "serviceaccounts", "", namespace, account)?;
            User::service_account(namespace, account)
        } else {
            may("", "users", "", "", &name)?;
            User::new(&name, &[])
        };
    for group in &groups {
        may("", "groups", "", "", group)?;
    }
    for (key, values) in &extra {
        for value in values {
            may("authentication.k8s.io", "userextras", key, "", value)?;
        }
    }
    if let Some(uid) = uid {
        may("authentication.k8s.io", "uids", "", "", &uid)?;
        other.uid = uid;
    }
    if !groups.is_empty() {
        other.groups = groups;
    }
    let is_said = |said: &str| other.groups.iter().any(|group| group == said);
    if name == ANONYMOUS {
        if !is_said(UNAUTHENTICATED) {
            other.groups.push(UNAUTHENTICATED.to_owned());
        }
    } else if !is_said(AUTHENTICATED) && !is_said(UNAUTHENTICATED) {
        other.groups.push(AUTHENTICATED.to_owned());
    }
    other.extra = extra;
    Ok(other)
}

fn extra(headers: &HeaderMap) -> BTreeMap<String, Vec<String>> {
    let mut extra: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in headers {
        if let (Some(key), Ok(value)) = (name.as_str().strip_prefix(EXTRA), value.to_str()) {
            extra
                .entry(unescaped(key))
                .or_default()
                .push(value.to_owned());
        }
    }
    extra
}

/// A key as it was before `%` stood for what a header's name cannot hold.
fn unescaped(key: &str) -> String {
    // A plus stays one: this is an address, not a form.
    let read = form_urlencoded::parse(key.replace('+', "%2B").as_bytes())
        .next()
        .map(|(key, _)| key.into_owned());
    read.unwrap_or_else(|| key.to_owned())
}
