//! What a route takes: the parameters of its path, its query and, where it has one, a JSON body; all of it held to
//! the rules that stand at its types (`validator`), and every broken one named with its field.
//!
//! The manifest is no such input: the judgement owns it.

use axum::{
    RequestPartsExt as _,
    extract::{
        FromRequest, FromRequestParts, RawPathParams, Request, rejection::RawPathParamsRejection,
    },
};
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::Validate;

use super::{
    broken::{self, Broken, Place},
    json,
};
use crate::{judgements, problem::Problem};

/// The parameters of path and query.
#[derive(Debug)]
pub(crate) struct Input<P, Q = Nothing> {
    pub(crate) path: P,
    pub(crate) query: Q,
}

/// The same with a JSON body.
#[derive(Debug)]
pub(crate) struct InputWithBody<P, Q, B> {
    pub(crate) path: P,
    pub(crate) query: Q,
    pub(crate) body: B,
}

/// No query: what stands there is not looked at.
#[derive(Debug, Default, serde::Deserialize, Validate)]
pub(crate) struct Nothing {}

impl<S, P, Q> FromRequestParts<S> for Input<P, Q>
where
    S: Send + Sync,
    P: DeserializeOwned + Validate + Send,
    Q: DeserializeOwned + Validate + Send,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let mut broken = Broken::default();
        let path = path(parts, &mut broken).await?;
        let query = query(parts, &mut broken);
        match (path, query) {
            (Some(path), Some(query)) if broken.is_empty() => Ok(Self { path, query }),
            _ => Err(broken.into()),
        }
    }
}

impl<S, P, Q, B> FromRequest<S> for InputWithBody<P, Q, B>
where
    S: Send + Sync,
    P: DeserializeOwned + Validate + Send,
    Q: DeserializeOwned + Validate + Send,
    B: DeserializeOwned + Validate + Send + 'static,
{
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let mut broken = Broken::default();
        let (mut parts, body) = request.into_parts();
        let path = path(&mut parts, &mut broken).await?;
        let query = query(&parts, &mut broken);
        let request = Request::from_parts(parts, body);
        let text = json::read(request).await?;
        let bytes = text.len();
        let read = move || {
            let read = json::parse(&text, &mut broken);
            let body = read.map(|read| broken::hold(Place::Body, read, &mut broken));
            (body, broken)
        };
        let (body, broken) = judgements::beside(bytes, read).await?;
        let body = body?;
        match (path, query, body) {
            (Some(path), Some(query), Some(body)) if broken.is_empty() => {
                Ok(Self { path, query, body })
            }
            _ => Err(broken.into()),
        }
    }
}

/// The parameters of the path.
async fn path<P: DeserializeOwned + Validate>(
    parts: &mut Parts,
    broken: &mut Broken,
) -> Result<Option<P>, Problem> {
    let pairs = match parts.extract::<RawPathParams>().await {
        Ok(parameters) => parameters
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        // A route without parameters.
        Err(RawPathParamsRejection::MissingPathParams(_)) => Vec::new(),
        Err(rejection) => {
            return Err(broken::unreadable(Place::Path, "", &rejection.body_text()));
        }
    };
    let read = from_pairs(Place::Path, pairs, broken);
    Ok(broken::hold(Place::Path, read, broken))
}

/// The query. Types refuse parameters that they do not know: a misspelt one that is passed over would do something
/// else than was meant.
fn query<Q: DeserializeOwned + Validate>(parts: &Parts, broken: &mut Broken) -> Option<Q> {
    let query = parts.uri.query().unwrap_or_default();
    let pairs = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let read = from_pairs(Place::Query, pairs, broken);
    broken::hold(Place::Query, read, broken)
}

/// How many values that are in the way are named. For each of them the whole is read once more.
const MOST_NAMED: usize = 20;

/// Reads names and values as `T`. What is in the way is noted and left out until the rest can be read, so that all
/// of it is noted, and the rest is held to its rules as well; where it is very much, the first of it.
pub(super) fn from_pairs<T: DeserializeOwned>(
    place: Place,
    mut pairs: Vec<(String, String)>,
    broken: &mut Broken,
) -> Option<T> {
    for _ in 0..MOST_NAMED {
        let text: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&pairs)
            .finish();
        let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
        let (field, words) = match serde_path_to_error::deserialize::<_, T>(reader) {
            Ok(value) => return Some(value),
            Err(error) => broken::field_of(&error),
        };
        broken.push(broken::unreadable_field(place, &field, &words));
        let before = pairs.len();
        pairs.retain(|(name, _)| *name != field);
        if pairs.len() == before {
            return None;
        }
    }
    None
}

/// The same of a JSON object.
pub(super) fn from_object<T: DeserializeOwned>(
    mut object: serde_json::Map<String, Value>,
    broken: &mut Broken,
) -> Option<T> {
    for _ in 0..MOST_NAMED {
        let value = Value::Object(object.clone());
        let (field, words) = match serde_path_to_error::deserialize::<_, T>(value) {
            Ok(value) => return Some(value),
            Err(error) => broken::field_of(&error),
        };
        broken.push(broken::unreadable_field(Place::Body, &field, &words));
        let top = field.split(['.', '[']).next().unwrap_or_default();
        object.remove(top)?;
    }
    None
}
