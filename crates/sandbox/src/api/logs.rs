//! `/log`: what a container wrote and writes, as a kubelet answers.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::{Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::time::Instant;

use super::{
    answer::{self, SandboxBody},
    query::Query,
    route::ObjectPath,
};
use crate::{
    kind::Kind,
    logs::{Run, Story},
    refusal::Refusal,
    registry,
    world::World,
};

/// How often who follows is given what was written.
const BEAT: Duration = Duration::from_millis(100);

/// Answers a GET of `/log`.
pub(super) fn logs(
    world: &Arc<World>,
    path: &ObjectPath,
    name: &str,
    query: &Query,
) -> Result<Response<SandboxBody>, Refusal> {
    let key = registry::key(path.namespace.as_deref(), name);
    let object = world
        .store
        .get(Kind::Pod, &key)
        .ok_or_else(|| Refusal::not_found(Kind::Pod, name))?;
    let pod = object.value();
    let container = choose_container(&pod, name, query.text("container"))?;
    let node = pod["spec"]["nodeName"].as_str().unwrap_or_default();
    if node.is_empty() {
        // Nobody can be asked.
        return Ok(answer::text(StatusCode::OK, ""));
    }
    if world.logs.now().refused {
        let address = pod["status"]["hostIP"].as_str().unwrap_or("10.0.0.1");
        return Err(Refusal::internal_error(&format!(
            "Get \"https://{address}:10250/containerLogs/{}/{name}/{container}\": dial tcp {address}:10250: \
             connect: connection refused",
            path.namespace.as_deref().unwrap_or_default(),
        )));
    }
    let Some(run) = find_run(&pod, &container, name, query.flag("previous"))? else {
        return Ok(answer::text(StatusCode::OK, ""));
    };
    let now = world.clock.now();
    let is_running = run.ended.is_none();
    let reader = Reader {
        world: Arc::clone(world),
        key,
        began: run.began,
        container,
        with_times: query.flag("timestamps"),
        story_of: run,
    };
    let from = since(query, now);
    let story = reader.story();
    // The end of a run is told as soon as its state says that it is over.
    let to = story.last().unwrap_or(now);
    let lines = match query.number("tailLines").map(usize::try_from) {
        Some(count) => story.tail(count.unwrap_or(usize::MAX), from, to),
        None => story.between(from, to),
    };
    let mut begun = reader.write(&lines);
    if let Some(limit) = query.number("limitBytes").map(usize::try_from) {
        begun.truncate(limit.unwrap_or(usize::MAX));
    }
    let follows = query.flag("follow") && is_running;
    let body = with_faults(world, begun, follows.then(|| reader.follow(now)));
    Ok(answer::response(StatusCode::OK, "text/plain", body))
}

/// Before when nothing is wanted: a line of that very moment is.
fn since(query: &Query, now: Timestamp) -> Timestamp {
    let moment = match query.number("sinceSeconds") {
        Some(ago) => {
            let ago = SignedDuration::from_secs(i64::try_from(ago).unwrap_or(i64::MAX));
            now.checked_sub(ago).ok()
        }
        None => query.text("sinceTime").parse().ok(),
    };
    let moment = moment.unwrap_or(Timestamp::MIN);
    moment
        .checked_sub(SignedDuration::from_nanos(1))
        .unwrap_or(moment)
}

/// The answer, with what goes wrong on command.
fn with_faults(
    world: &Arc<World>,
    begun: Vec<u8>,
    further: Option<impl Stream<Item = Bytes> + Send + 'static>,
) -> SandboxBody {
    let faults = world.logs.now();
    let silence = Duration::from_millis(faults.silent_milliseconds);
    let ends = |milliseconds: Option<u64>| milliseconds.map(Duration::from_millis);
    let (cut, end) = (
        ends(faults.cut_after_milliseconds),
        ends(faults.end_after_milliseconds),
    );
    let follows = further.is_some();
    if !follows && silence.is_zero() && cut.is_none() {
        return SandboxBody::whole(begun);
    }
    let start = Instant::now();
    let begun = stream::once(async move {
        tokio::time::sleep(silence).await;
        Bytes::from(begun)
    });
    let further = further.map_or_else(|| stream::empty().boxed(), StreamExt::boxed);
    let pieces = begun.chain(further).map(io::Result::Ok);
    let until = move |after: Option<Duration>| async move {
        match after {
            Some(after) => tokio::time::sleep_until(start + after).await,
            None => std::future::pending().await,
        }
    };
    let pieces = pieces.take_until(until(end.filter(|_| follows)));
    let broken = stream::once(async move {
        until(cut).await;
        io::Result::Err(io::ErrorKind::ConnectionReset.into())
    });
    match cut {
        None => SandboxBody::stream(pieces),
        // Whichever comes first: what is over in time is whole.
        Some(_) => SandboxBody::stream(first_error_ends(pieces, broken)),
    }
}

/// The pieces, until `broken` comes.
fn first_error_ends(
    pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    broken: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let state = (Box::pin(pieces), Box::pin(broken), false);
    stream::unfold(state, |(mut pieces, mut broken, is_over)| async move {
        if is_over {
            return None;
        }
        tokio::select! {
            biased;
            piece = broken.next() => piece.map(|piece| (piece, (pieces, broken, true))),
            piece = pieces.next() => piece.map(|piece| (piece, (pieces, broken, false))),
        }
    })
}

fn choose_container(pod: &Value, name: &str, asked: &str) -> Result<String, Refusal> {
    let names: Vec<&str> = ["containers", "initContainers"]
        .iter()
        .flat_map(|list| pod["spec"][list].as_array().into_iter().flatten())
        .filter_map(|container| container["name"].as_str())
        .collect();
    let regular = pod["spec"]["containers"].as_array().map_or(0, Vec::len);
    if asked.is_empty() {
        return match names.get(..regular) {
            Some([only]) => Ok((*only).to_owned()),
            _ => Err(Refusal::bad_request(format!(
                "a container name must be specified for pod {name}, choose one of: [{}]",
                names[..regular].join(" ")
            ))),
        };
    }
    if names.contains(&asked) {
        return Ok(asked.to_owned());
    }
    Err(Refusal::bad_request(format!(
        "container {asked} is not valid for pod {name}"
    )))
}

fn status_of<'a>(pod: &'a Value, container: &str) -> Option<&'a Value> {
    ["containerStatuses", "initContainerStatuses"]
        .iter()
        .flat_map(|list| pod["status"][list].as_array().into_iter().flatten())
        .find(|status| status["name"] == container)
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

/// The run whose log is wanted (`validateContainerLogStatus` in `pkg/kubelet/kubelet_pods.go`); none where no kubelet has
/// taken the pod on.
fn find_run(
    pod: &Value,
    container: &str,
    name: &str,
    previous: bool,
) -> Result<Option<Run>, Refusal> {
    let Some(status) = status_of(pod, container) else {
        return Ok(None);
    };
    let last = &status["lastState"]["terminated"];
    let state = &status["state"];
    let (running, terminated) = (&state["running"], &state["terminated"]);
    let found = if previous {
        if !last.is_object() {
            return Err(Refusal::bad_request(format!(
                "previous terminated container \"{container}\" in pod \"{name}\" not found"
            )));
        }
        last
    } else if running.is_object() {
        running
    } else if terminated.is_object() {
        terminated
    } else if last.is_object() {
        last
    } else {
        let reason = match state["waiting"]["reason"].as_str() {
            Some("ErrImagePull") => "image can't be pulled",
            Some("ImagePullBackOff") => "trying and failing to pull image",
            Some(reason) => reason,
            None => "ContainerCreating",
        };
        return Err(Refusal::bad_request(format!(
            "container \"{container}\" in pod \"{name}\" is waiting to start: {reason}"
        )));
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(Some(Run {
        container: container.to_owned(),
        image: text(&status["image"]),
        node: text(&pod["spec"]["nodeName"]),
        began: time(&found["startedAt"]).unwrap_or_default(),
        ended: time(&found["finishedAt"]),
        exit_code: found["exitCode"].as_i64().unwrap_or_default(),
    }))
}

/// Who reads the log of one run.
struct Reader {
    world: Arc<World>,
    /// The pod's.
    key: String,
    container: String,
    began: Timestamp,
    with_times: bool,
    story_of: Run,
}

impl Reader {
    fn story(&self) -> Story {
        Story::new(self.story_of.clone(), &self.world.logs)
    }

    fn write(&self, lines: &[(Timestamp, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (time, line) in lines {
            if self.with_times {
                let stamp = time.strftime("%Y-%m-%dT%H:%M:%S.%9fZ ");
                bytes.extend_from_slice(stamp.to_string().as_bytes());
            }
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
        }
        bytes
    }

    /// Goes on until the container has ended or is gone.
    fn follow(self, from: Timestamp) -> impl Stream<Item = Bytes> + Send + 'static {
        stream::unfold(Some((self, from)), |state| async move {
            let (mut reader, from) = state?;
            loop {
                tokio::time::sleep(BEAT).await;
                let now = reader.world.clock.now();
                let is_over = !reader.is_running();
                let story = reader.story();
                let lines = story.between(from, story.last().unwrap_or(now));
                if !lines.is_empty() || is_over {
                    let bytes = Bytes::from(reader.write(&lines));
                    return Some((bytes, (!is_over).then_some((reader, now))));
                }
            }
        })
    }

    /// Whether the run still goes on; if not, its end is known from now on.
    fn is_running(&mut self) -> bool {
        let Some(object) = self.world.store.get(Kind::Pod, &self.key) else {
            return false;
        };
        let pod = object.value();
        let Some(status) = status_of(&pod, &self.container) else {
            return false;
        };
        let began = time(&status["state"]["running"]["startedAt"]);
        let ended = [
            &status["state"]["terminated"],
            &status["lastState"]["terminated"],
        ]
        .into_iter()
        .find(|ended| time(&ended["startedAt"]) == Some(self.began));
        if began == Some(self.began) {
            return true;
        }
        if let Some(ended) = ended {
            self.story_of.ended = time(&ended["finishedAt"]);
            self.story_of.exit_code = ended["exitCode"].as_i64().unwrap_or_default();
        }
        false
    }
}
