//! Who is signed in.

use axum::{
    RequestPartsExt as _,
    extract::{FromRequestParts, RawPathParams},
};
use http::request::Parts;

use crate::{app::App, problem::Problem, sign_in::Identity};

/// The signed-in user, put there by the middleware that lets nobody else past. Where the path names a cluster, as who that one
/// is there: what goes to that cluster, and nothing that goes elsewhere.
pub(crate) struct SignedIn(pub(crate) Identity);

/// The same as who signed in, for what is about the console alone, though the path may name a cluster.
pub(crate) struct OfConsole(pub(crate) Identity);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let OfConsole(identity) = OfConsole::from_request_parts(parts, app).await?;
        let Ok(names) = parts.extract::<RawPathParams>().await else {
            return Ok(Self(identity));
        };
        let mut names = names.iter();
        match names.find(|(name, _)| *name == "cluster") {
            Some((_, cluster)) => app.sign_in.at(&app.clusters, identity, cluster).await,
            None => Ok(identity),
        }
        .map(Self)
    }
}

impl FromRequestParts<App> for OfConsole {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Identity>()
            .cloned()
            .map(Self)
            .ok_or_else(|| Problem::internal("a route that needs an identity is not guarded"))
    }
}
