//! Reading: one object, or a list of them page by page.

use std::{io, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures::stream;
use http::{Response, StatusCode};
use manifest::{LabelSelector, label_selector::ParseSelectorError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer::{self, SandboxBody},
    format::Format,
    query::Query,
    route::ObjectPath,
    table,
};
use crate::{
    field_selector::FieldSelector,
    kind::Kind,
    refusal::Refusal,
    registry,
    store::{Object, StoreError},
    world::World,
};

/// How many objects of a list are written in one piece.
const PIECE: usize = 500;

/// Which objects of a list are wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    pub(super) labels: LabelSelector,
    pub(super) fields: FieldSelector,
}

impl Selection {
    pub(super) fn of(kind: Kind, query: &Query) -> Result<Selection, Refusal> {
        Ok(Selection {
            labels: query
                .text("labelSelector")
                .parse()
                .map_err(|error: ParseSelectorError| Refusal::bad_request(error.to_string()))?,
            fields: FieldSelector::parse(kind, query.text("fieldSelector"))
                .map_err(Refusal::bad_request)?,
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty()
    }

    pub(super) fn matches(&self, object: &Object) -> bool {
        // Labels are only read where somebody asks for them.
        (self.labels.is_empty() || self.labels.matches(&object.labels().labels))
            && (self.fields.is_empty() || self.fields.matches(object))
    }
}

/// Where the next page begins. Opaque to clients; the form is the API server's.
#[derive(Serialize, Deserialize)]
struct ContinueToken {
    v: String,
    rv: u64,
    start: String,
}

const TOKEN_VERSION: &str = "meta.k8s.io/v1";

/// Answers a GET of one object.
pub(super) fn get(
    world: &World,
    path: &ObjectPath,
    name: &str,
    format: Format,
    query: &Query,
) -> Result<Response<SandboxBody>, Refusal> {
    let key = registry::key(path.namespace.as_deref(), name);
    let object = world
        .store
        .get(path.kind, &key)
        .ok_or_else(|| Refusal::not_found(path.kind, name))?;
    let mut body = Vec::new();
    match format {
        Format::Whole => object.write_json(&mut body),
        Format::Metadata => body = partial(&object.value()).to_string().into_bytes(),
        Format::Table => {
            let rows = [table::row(
                path.kind,
                &object.value(),
                include(query),
                world.clock.now(),
            )];
            let metadata = json!({"resourceVersion": object.revision().to_string()});
            body = table::table(path.kind, &metadata, &rows, true)
                .to_string()
                .into_bytes();
        }
    }
    Ok(answer::response(
        StatusCode::OK,
        "application/json",
        SandboxBody::whole(body),
    ))
}

/// Answers a GET of a list.
pub(super) fn list(
    world: &World,
    path: &ObjectPath,
    format: Format,
    query: &Query,
) -> Result<Response<SandboxBody>, Refusal> {
    let kind = path.kind;
    let selection = Selection::of(kind, query)?;
    check_revision(world, query)?;
    let token = read_token(world, query.text("continue"))?;
    let after = token.as_ref().map(|token| token.start.as_str());
    let page = world.store.list(kind, path.namespace.as_deref(), after);
    // All pages say the revision of the first: a watch from there misses nothing that happened meanwhile.
    let revision = token.as_ref().map_or(page.revision, |token| token.rv);

    let limit = query
        .number("limit")
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(0);
    let limit = if limit == 0 { usize::MAX } else { limit };
    let mut objects = page.objects;
    if !selection.is_empty() {
        objects.retain(|object| selection.matches(object));
    }
    let remaining = objects.len().saturating_sub(limit);
    objects.truncate(limit);

    let mut metadata = json!({"resourceVersion": revision.to_string()});
    if let (Some(last), true) = (objects.last(), remaining > 0) {
        metadata["continue"] = write_token(revision, last.key()).into();
        if selection.is_empty() {
            metadata["remainingItemCount"] = remaining.into();
        }
    }
    let body = match format {
        Format::Whole => whole_list(kind, &metadata, objects),
        Format::Metadata => {
            let items: Vec<Value> = objects
                .iter()
                .map(|object| partial(&object.value()))
                .collect();
            let list = json!({
                "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
                "metadata": metadata, "items": items,
            });
            SandboxBody::whole(list.to_string())
        }
        Format::Table => {
            let (now, include) = (world.clock.now(), include(query));
            let rows: Vec<Value> = objects
                .iter()
                .map(|object| table::row(kind, &object.value(), include, now))
                .collect();
            SandboxBody::whole(table::table(kind, &metadata, &rows, true).to_string())
        }
    };
    Ok(answer::response(StatusCode::OK, "application/json", body))
}

fn whole_list(kind: Kind, metadata: &Value, objects: Vec<Arc<Object>>) -> SandboxBody {
    let resource = kind.resource();
    let head = format!(
        r#"{{"kind":"{}List","apiVersion":"{}","metadata":{metadata},"items":["#,
        resource.kind,
        resource.api_version()
    );
    if objects.len() <= PIECE {
        let mut body = head.into_bytes();
        write_items(&objects, true, &mut body);
        body.extend_from_slice(b"]}");
        return SandboxBody::whole(body);
    }
    // A long list is written piece by piece, so that it never lies in memory twice.
    let pieces = objects.len().div_ceil(PIECE);
    let mut head = Some(head.into_bytes());
    SandboxBody::stream(stream::iter((0..pieces).map(move |piece| {
        let range = piece * PIECE..((piece + 1) * PIECE).min(objects.len());
        let mut body = head.take().unwrap_or_default();
        write_items(&objects[range], piece == 0, &mut body);
        if piece + 1 == pieces {
            body.extend_from_slice(b"]}");
        }
        io::Result::Ok(Bytes::from(body))
    })))
}

fn write_items(objects: &[Arc<Object>], first: bool, body: &mut Vec<u8>) {
    for (index, object) in objects.iter().enumerate() {
        if !(first && index == 0) {
            body.push(b',');
        }
        object.write_json_item(body);
    }
}

/// An object without its content.
pub(super) fn partial(object: &Value) -> Value {
    json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"]})
}

/// Which part of an object goes with a row of a table (`includeObject`).
pub(super) fn include(query: &Query) -> table::Include {
    match query.text("includeObject") {
        "None" => table::Include::None,
        "Object" => table::Include::Object,
        _ => table::Include::Metadata,
    }
}

fn check_revision(world: &World, query: &Query) -> Result<(), Refusal> {
    let current = world.store.revision();
    match query.revision("resourceVersion")? {
        Some(asked) if asked > current => Err(Refusal::revision_too_large(asked, current)),
        Some(asked) if asked < current && query.text("resourceVersionMatch") == "Exact" => {
            Err(Refusal::expired(format!(
                "The resourceVersion for the provided list is too old: {asked}"
            )))
        }
        _ => Ok(()),
    }
}

fn write_token(revision: u64, last: &str) -> String {
    let token = ContinueToken {
        v: TOKEN_VERSION.to_owned(),
        rv: revision,
        start: last.to_owned(),
    };
    // Two texts and a number always have a JSON form.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&token).unwrap_or_default())
}

fn read_token(world: &World, text: &str) -> Result<Option<ContinueToken>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let token: Option<ContinueToken> = URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .filter(|token: &ContinueToken| token.v == TOKEN_VERSION);
    let Some(token) = token else {
        return Err(Refusal::bad_request(
            "invalid continue token: continue key is not valid",
        ));
    };
    if let Err(StoreError::Expired { .. }) = world.store.changes_after(token.rv, |_| false) {
        return Err(Refusal::expired(
            "The provided continue parameter is too old to display a consistent list result. You must start a new \
             list without the continue parameter.",
        ));
    }
    Ok(Some(token))
}
