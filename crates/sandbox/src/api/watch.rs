//! Watching: a stream of changes that begins where the client says.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::stream;
use http::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::{
    answer::{self, SandboxBody},
    format::Format,
    query::Query,
    read::{self, Selection},
    route::ObjectPath,
    table,
};
use crate::{
    faults::Outage,
    kind::Kind,
    refusal::Refusal,
    store::{Change, Object, StoreError, WatchEventType},
    world::World,
};

/// How often a client that wants bookmarks learns up to where it has seen everything.
const BOOKMARK_INTERVAL: Duration = Duration::from_mins(1);
/// How long a watch lasts that names no time, at least; up to twice as long.
const SHORTEST_WATCH: u64 = 30 * 60;
/// How many objects or changes are written in one piece.
const PIECE: usize = 500;

/// Answers a watch.
pub(super) fn watch(
    world: &Arc<World>,
    path: &ObjectPath,
    format: Format,
    query: &Query,
) -> Result<Response<SandboxBody>, Refusal> {
    let mut selection = Selection::of(path.kind, query)?;
    if let Some(name) = &path.name {
        selection.fields = crate::field_selector::FieldSelector::parse(
            path.kind,
            &format!("metadata.name={name}"),
        )
        .map_err(Refusal::bad_request)?;
    }
    let asked = query.revision("resourceVersion")?;
    let bookmarks = query.flag("allowWatchBookmarks");
    let send_initial = query.flag("sendInitialEvents");
    if send_initial && query.text("resourceVersionMatch") != "NotOlderThan" {
        return Err(initial_events_need_match());
    }
    // Without a revision, or with 0, a watch begins with all that is there, unless it was told not to.
    let from_anywhere = asked.unwrap_or_default() == 0;
    let told_not_to = !send_initial && !query.text("sendInitialEvents").is_empty();
    let lists_first = send_initial || (from_anywhere && !told_not_to);

    let seconds = query
        .number("timeoutSeconds")
        .filter(|seconds| *seconds > 0)
        .unwrap_or_else(|| world.random.between(SHORTEST_WATCH..=2 * SHORTEST_WATCH));
    let mut watcher = Watcher {
        encoder: Encoder {
            world: Arc::clone(world),
            kind: path.kind,
            format,
            include: read::include(query),
            columns_sent: false,
        },
        namespace: path.namespace.clone(),
        selection,
        cursor: asked.unwrap_or_default(),
        initial: Vec::new(),
        initial_end: None,
        revisions: world.store.subscribe(),
        outages: world.faults.watch_outage(),
        bookmarks,
        next_bookmark: Instant::now() + BOOKMARK_INTERVAL,
        deadline: Instant::now() + Duration::from_secs(seconds),
        ended: false,
    };
    if lists_first {
        let page = world.store.list(path.kind, path.namespace.as_deref(), None);
        watcher.cursor = page.revision;
        watcher.initial = page.objects;
        watcher
            .initial
            .retain(|object| watcher.selection.matches(object));
        // Taken from the end, piece by piece.
        watcher.initial.reverse();
        watcher.initial_end = (send_initial && bookmarks).then_some(page.revision);
    } else if from_anywhere {
        watcher.cursor = world.store.revision();
    }
    let pieces = stream::unfold(watcher, |mut watcher| async move {
        watcher.next().await.map(|piece| (piece, watcher))
    });
    Ok(answer::response(
        StatusCode::OK,
        "application/json",
        SandboxBody::stream(pieces),
    ))
}

fn initial_events_need_match() -> Refusal {
    let cause = crate::refusal::Cause::new(
        "FieldValueForbidden",
        "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        "resourceVersionMatch",
    );
    Refusal::invalid_kind("meta.k8s.io", "ListOptions", "", &[cause])
}

/// One watch under way.
struct Watcher {
    encoder: Encoder,
    namespace: Option<String>,
    selection: Selection,
    /// Everything up to this revision has been sent.
    cursor: u64,
    /// What was there at the beginning and has not been sent yet, last first.
    initial: Vec<Arc<Object>>,
    /// The revision of the bookmark that ends the beginning.
    initial_end: Option<u64>,
    revisions: watch::Receiver<u64>,
    outages: watch::Receiver<Option<Outage>>,
    bookmarks: bool,
    next_bookmark: Instant,
    deadline: Instant,
    ended: bool,
}

impl Watcher {
    /// The next piece of the stream; none at its end.
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        if self.ended {
            return None;
        }
        if !self.initial.is_empty() {
            let mut piece = Vec::new();
            for object in self
                .initial
                .split_off(self.initial.len().saturating_sub(PIECE))
                .iter()
                .rev()
            {
                self.encoder
                    .write(WatchEventType::Added, object, &mut piece);
            }
            return Some(Ok(piece.into()));
        }
        if let Some(revision) = self.initial_end.take() {
            let annotations = json!({"k8s.io/initial-events-end": "true"});
            return Some(Ok(self
                .encoder
                .bookmark(revision, Some(annotations))
                .into()));
        }
        loop {
            // Mark before reading, so that a change in between wakes the next round.
            self.revisions.borrow_and_update();
            let outage = *self.outages.borrow_and_update();
            if let Some(outage) = outage {
                return self.break_off(outage);
            }
            match self.drain() {
                Ok(piece) if piece.is_empty() => {}
                Ok(piece) => {
                    let latency = self.encoder.world.faults.latency();
                    if !latency.is_zero() {
                        tokio::time::sleep(latency).await;
                    }
                    return Some(Ok(piece.into()));
                }
                Err(refusal) => {
                    self.ended = true;
                    return Some(Ok(error_event(&refusal).into()));
                }
            }
            tokio::select! {
                biased;
                _ = self.outages.changed() => {}
                changed = self.revisions.changed() => if changed.is_err() { return None },
                () = sleep_until(self.deadline) => return None,
                () = sleep_until(self.next_bookmark), if self.bookmarks => {
                    self.next_bookmark = Instant::now() + BOOKMARK_INTERVAL;
                    return Some(Ok(self.encoder.bookmark(self.cursor, None).into()));
                }
            }
        }
    }

    /// A server that shuts down ends its watches; a connection that breaks tears them.
    fn break_off(&mut self, outage: Outage) -> Option<io::Result<Bytes>> {
        self.ended = true;
        match outage {
            Outage::ServiceUnavailable => None,
            Outage::ConnectionRefused => Some(Err(io::ErrorKind::ConnectionReset.into())),
        }
    }

    /// The changes that have come since, as far as they are of interest.
    fn drain(&mut self) -> Result<Vec<u8>, Refusal> {
        let kind = self.encoder.kind;
        let namespace = self.namespace.as_deref();
        let wanted = |change: &Change| {
            change.object.kind() == kind
                && namespace.is_none_or(|namespace| change.object.namespace() == namespace)
        };
        let (changes, reached) = match self.encoder.world.store.changes_after(self.cursor, wanted) {
            Ok(found) => found,
            Err(StoreError::Expired { asked, floor }) => {
                return Err(Refusal::expired(format!(
                    "too old resource version: {asked} ({floor})"
                )));
            }
            Err(other) => return Err(Refusal::internal_error(&other.to_string())),
        };
        let mut piece = Vec::new();
        for change in &changes {
            if let Some(kind) = self.seen_as(change) {
                self.encoder.write(kind, &change.object, &mut piece);
            }
        }
        // A client may ask for a revision that is still to come.
        self.cursor = self.cursor.max(reached);
        Ok(piece)
    }

    /// With a selector, an object that begins or ceases to match appears or disappears.
    fn seen_as(&self, change: &Change) -> Option<WatchEventType> {
        if self.selection.is_empty() {
            return Some(change.what);
        }
        let was = change
            .previous
            .as_ref()
            .is_some_and(|previous| self.selection.matches(previous));
        let is = change.what != WatchEventType::Deleted && self.selection.matches(&change.object);
        match (was, is) {
            (false, false) => None,
            (false, true) => Some(WatchEventType::Added),
            (true, true) => Some(WatchEventType::Modified),
            (true, false) => Some(WatchEventType::Deleted),
        }
    }
}

/// Writes events in the form that the client wants.
struct Encoder {
    world: Arc<World>,
    kind: Kind,
    format: Format,
    include: table::Include,
    /// A table describes its columns once.
    columns_sent: bool,
}

impl Encoder {
    fn write(&mut self, change: WatchEventType, object: &Object, out: &mut Vec<u8>) {
        out.extend_from_slice(match change {
            WatchEventType::Added => br#"{"type":"ADDED","object":"#,
            WatchEventType::Modified => br#"{"type":"MODIFIED","object":"#,
            WatchEventType::Deleted => br#"{"type":"DELETED","object":"#,
        });
        match self.format {
            Format::Whole => object.write_json(out),
            Format::Metadata => {
                out.extend_from_slice(read::partial(&object.value()).to_string().as_bytes());
            }
            Format::Table => {
                let metadata = json!({"resourceVersion": object.revision().to_string()});
                let row = table::row(
                    self.kind,
                    &object.value(),
                    self.include,
                    self.world.clock.now(),
                );
                let table = table::table(self.kind, &metadata, &[row], !self.columns_sent);
                self.columns_sent = true;
                out.extend_from_slice(table.to_string().as_bytes());
            }
        }
        out.extend_from_slice(b"}\n");
    }

    fn bookmark(&self, revision: u64, annotations: Option<Value>) -> Vec<u8> {
        let resource = self.kind.resource();
        let mut metadata = json!({"resourceVersion": revision.to_string()});
        if let Some(annotations) = annotations {
            metadata["annotations"] = annotations;
        }
        let object = match self.format {
            Format::Whole => {
                json!({"kind": resource.kind, "apiVersion": resource.api_version(), "metadata": metadata})
            }
            Format::Metadata => read::partial(&json!({"metadata": metadata})),
            Format::Table => table::table(self.kind, &metadata, &[], !self.columns_sent),
        };
        format!("{}\n", json!({"type": "BOOKMARK", "object": object})).into_bytes()
    }
}

fn error_event(refusal: &Refusal) -> Vec<u8> {
    format!("{}\n", json!({"type": "ERROR", "object": refusal.status()})).into_bytes()
}
