//! One watch, from its request to its end.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use tokio::time::Instant;

use super::{
    End, Part, Position,
    line::{Event, Lines},
    pace::Pace,
    trouble,
};
use crate::{
    error::ClusterError, index::apply::Indexed, objects::Kind, rest::Call, shared::Shared,
    transport::Transport,
};

/// Asks for the metadata of an object alone.
const METADATA: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
/// After how many seconds the API server is asked to end a watch; client-go asks for five to ten minutes.
const LENGTH: u64 = 300;
/// By how many each kind's is longer than that of the kind before: they shall not all end in one moment.
const SPREAD: u64 = 7;
/// After how long without a line a watch is given up. An API server sends a bookmark a minute.
const SILENCE: Duration = Duration::from_secs(150);
/// How long a watch after one that failed must hold to be believed, whatever it tells.
const STEADY: Duration = Duration::from_secs(1);

/// Follows a part of a kind from a version on, and takes what is told into the index.
pub(super) async fn watch<T: Indexed>(
    transport: &Transport,
    (shared, part): (&Shared, &Part),
    position: &mut Position,
    pace: &mut Pace,
) -> End {
    let body = match call(T::KIND, part, &position.version).open(transport).await {
        Ok(body) => body,
        Err(ClusterError::Refused { code: 410, .. }) => return End::Expired,
        Err(error) => return End::Failed(trouble::of_watch(T::KIND, &error)),
    };
    let mut lines = Lines::new(body);
    let steady = Instant::now() + STEADY;
    loop {
        let is_in_doubt = pace.is_in_doubt();
        let line = tokio::select! {
            // What has come is taken in before anything is believed, however late this is looked at.
            biased;
            line = tokio::time::timeout(SILENCE, lines.next()) => line,
            () = tokio::time::sleep_until(steady), if is_in_doubt => {
                believe(T::KIND, part, pace, shared);
                continue;
            }
        };
        let line = match line {
            Err(_) => return End::Silent,
            Ok(Ok(None)) => return End::Closed,
            Ok(Ok(Some(line))) => line,
            Ok(Err(error)) => return End::Failed(trouble::broken(T::KIND, &*error)),
        };
        if let Err(end) = take_in::<T>(&line, position, (shared, part)) {
            return end;
        }
    }
}

/// The watch runs: what is shown follows the cluster again.
fn believe(kind: Kind, part: &Part, pace: &mut Pace, shared: &Shared) {
    pace.is_believed();
    // Who is told that it does must find what was told.
    shared.publish();
    shared.told(shared.health.watching(kind, part));
}

/// Takes one line into the index.
fn take_in<T: Indexed>(
    line: &Bytes,
    position: &mut Position,
    (shared, part): (&Shared, &Part),
) -> Result<(), End> {
    let version = match Event::<T>::read(line) {
        Err(error) => return Err(End::Failed(trouble::unreadable(T::KIND, &error))),
        Ok(Event::Error(status)) => return Err(trouble::of_event(T::KIND, &status)),
        Ok(Event::Bookmark(version)) => {
            let versions = &mut shared.index_mut().versions;
            versions.read(T::KIND, part, &version);
            version
        }
        Ok(Event::Applied(item)) => {
            let version = item.version.clone();
            change(shared, |index| {
                index.versions.told(T::KIND, part, &version);
                item.apply(index);
            });
            version
        }
        Ok(Event::Deleted(item)) => {
            change(shared, |index| {
                index.versions.told(T::KIND, part, &item.version);
                index.delete::<T>(&item.namespace, &item.name);
            });
            item.version
        }
    };
    position.version = version;
    position.proven = Instant::now();
    Ok(())
}

/// Changes the index, and has it told.
fn change(shared: &Shared, change: impl FnOnce(&mut crate::index::Index)) {
    let mut index = shared.index_mut();
    change(&mut index);
    let has_changes = index.has_changes();
    drop(index);
    if has_changes {
        shared.wake.notify_one();
    }
}

fn call(kind: Kind, part: &Part, version: &str) -> Call {
    let seconds = LENGTH + SPREAD * kind as u64;
    let call = Call::new(
        format!("watch {}", kind.plural()),
        Method::GET,
        part.path(kind),
    )
    .query("watch", "true")
    .query_if("fieldSelector", kind.fields())
    .query("allowWatchBookmarks", "true")
    .query("timeoutSeconds", &seconds.to_string())
    .query("resourceVersion", version);
    if kind.is_metadata_enough() {
        call.accept(METADATA)
    } else {
        call
    }
}
