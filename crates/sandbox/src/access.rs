//! Who asks and what they may: authentication by bearer token, impersonation, and Kubernetes' RBAC over the roles and
//! bindings that the cluster stores.
//!
//! A request that comes from this process is the cluster's own administrator or the console's service account, as it was
//! made; one that comes over the network is whoever its token says. Without people in the cluster
//! ([`SandboxOptions::people`](crate::SandboxOptions::people)) everybody is the administrator.
//!
//! Not simulated: other authorizers than RBAC.

mod attributes;
mod escalation;
mod impersonation;
mod resolve;
mod rule;
mod tokens;
mod user;

use http::{HeaderMap, Method, Uri};

pub use self::tokens::Person;
pub(crate) use self::{
    attributes::{Attributes, What},
    escalation::{check as check_grant, grants, only_for_garbage},
    resolve::{Decision, authorize, rules_for},
    rule::PolicyRule,
    tokens::Tokens,
    user::User,
};
use crate::{refusal::Refusal, world::World};

/// From where a request comes, which says who asks where no token does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From this process, as the administrator of the cluster.
    Administrator,
    /// From this process, as the console's own service account.
    Console,
    /// From somewhere else.
    Network,
}

/// Lets a request in: who asks, if that person may ask this.
///
/// # Errors
/// 401 for a token that is none; 403 for what RBAC does not give.
pub(crate) fn admit(
    world: &World,
    origin: Origin,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<User, Refusal> {
    let user = authenticate(world, origin, headers)?;
    let user = impersonation::effective(world, user, headers)?;
    let asked = Attributes::of_request(method, uri);
    match authorize(&world.store, &user, &asked) {
        Decision::Allowed(_) => Ok(user),
        Decision::NoOpinion(why) => Err(Refusal::not_authorized(&user.name, &asked, &why)),
    }
}

/// Mirrors `k8s.io/apiserver/pkg/authentication/request/bearertoken/bearertoken.go`: what is no bearer token is not
/// looked at.
fn authenticate(world: &World, origin: Origin, headers: &HeaderMap) -> Result<User, Refusal> {
    if let Some(token) = bearer(headers).filter(|_| world.has_people) {
        return world
            .tokens
            .look_up(world, token, &[])
            .map(|issued| issued.user)
            .ok_or_else(Refusal::unauthorized);
    }
    Ok(match origin {
        Origin::Network if world.has_people => User::anonymous(),
        Origin::Console if world.has_people => User::console(),
        _ => User::administrator(),
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests;
