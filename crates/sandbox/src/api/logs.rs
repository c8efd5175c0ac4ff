//! Logs: lines that a container might have written, made up anew each time and always the same.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http::{Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    answer::{self, SandboxBody},
    query::Query,
    route::ObjectPath,
};
use crate::{kind::Kind, refusal::Refusal, registry, world::World};

/// How many seconds lie between two lines.
const RHYTHM: i64 = 5;
/// How many lines there are at most when nobody says how many are wanted.
const MOST: usize = 500;

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
    let Some(writer) = Writer::new(&pod, &container, name, query)? else {
        return Ok(answer::text(StatusCode::OK, ""));
    };
    let now = world.clock.now();
    let mut moments = writer.moments(now);
    if let Some(tail) = query
        .number("tailLines")
        .and_then(|lines| usize::try_from(lines).ok())
    {
        moments.drain(..moments.len().saturating_sub(tail));
    }
    let mut text: String = moments.iter().map(|moment| writer.line(*moment)).collect();
    if let Some(limit) = query
        .number("limitBytes")
        .and_then(|bytes| usize::try_from(bytes).ok())
    {
        text.truncate(limit);
    }
    let body = if query.flag("follow") && writer.ended.is_none() {
        follow(world, writer, text, now)
    } else {
        SandboxBody::whole(text)
    };
    Ok(answer::response(StatusCode::OK, "text/plain", body))
}

/// Goes on writing until the client has read enough.
fn follow(world: &Arc<World>, writer: Writer, begun: String, from: Timestamp) -> SandboxBody {
    let world = Arc::clone(world);
    let further = stream::unfold((world, writer, from), |(world, writer, from)| async move {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = world.clock.now();
            let lines: String = writer
                .moments(now)
                .into_iter()
                .filter(|moment| *moment > from)
                .map(|moment| writer.line(moment))
                .collect();
            if !lines.is_empty() {
                return Some((io::Result::Ok(Bytes::from(lines)), (world, writer, now)));
            }
        }
    });
    SandboxBody::stream(stream::iter([io::Result::Ok(Bytes::from(begun))]).chain(further))
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

/// What writes the lines of one container.
struct Writer {
    container: String,
    began: Timestamp,
    /// When it ended, if it has, with an error.
    ended: Option<Timestamp>,
    with_times: bool,
    since: Option<Timestamp>,
}

impl Writer {
    /// None where the pod has not been taken on by a kubelet.
    fn new(
        pod: &Value,
        container: &str,
        name: &str,
        query: &Query,
    ) -> Result<Option<Writer>, Refusal> {
        let status = ["containerStatuses", "initContainerStatuses"]
            .iter()
            .flat_map(|list| pod["status"][list].as_array().into_iter().flatten())
            .find(|status| status["name"] == container);
        let Some(status) = status else {
            return Ok(None);
        };
        let previous = query.flag("previous");
        let last = &status["lastState"]["terminated"];
        if previous && !last.is_object() {
            return Err(Refusal::bad_request(format!(
                "previous terminated container \"{container}\" in pod \"{name}\" not found"
            )));
        }
        let state = &status["state"];
        let (running, terminated) = (&state["running"], &state["terminated"]);
        let run = if previous || (!running.is_object() && last.is_object()) {
            last
        } else if running.is_object() {
            running
        } else if terminated.is_object() {
            terminated
        } else {
            let reason = state["waiting"]["reason"]
                .as_str()
                .unwrap_or("ContainerCreating");
            return Err(Refusal::bad_request(format!(
                "container \"{container}\" in pod \"{name}\" is waiting to start: {reason}"
            )));
        };
        let time = |value: &Value| {
            value
                .as_str()
                .and_then(|text| text.parse::<Timestamp>().ok())
        };
        let seconds = |seconds: u64| SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0));
        let since = match query.number("sinceSeconds") {
            Some(ago) => Timestamp::now().checked_sub(seconds(ago)).ok(),
            None => query.text("sinceTime").parse().ok(),
        };
        Ok(Some(Writer {
            container: container.to_owned(),
            began: time(&run["startedAt"]).unwrap_or_default(),
            ended: time(&run["finishedAt"]),
            with_times: query.flag("timestamps"),
            since,
        }))
    }

    /// When lines were written, up to `now`; the last [`MOST`] of them.
    fn moments(&self, now: Timestamp) -> Vec<Timestamp> {
        let end = self.ended.unwrap_or(now).as_second();
        let (begin, most) = (
            self.began.as_second(),
            i64::try_from(MOST).unwrap_or(i64::MAX),
        );
        let count = (end - begin).max(0) / RHYTHM;
        let mut moments: Vec<Timestamp> = ((count - most).max(0)..=count)
            .filter_map(|index| Timestamp::from_second(begin + index * RHYTHM).ok())
            .collect();
        if self.ended.is_some() {
            moments.extend(self.ended);
        }
        moments.retain(|moment| self.since.is_none_or(|since| *moment >= since));
        moments
    }

    fn line(&self, moment: Timestamp) -> String {
        let time = moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let seconds = moment.as_second() - self.began.as_second();
        let text = if self.ended == Some(moment) && seconds >= 0 {
            "level=error msg=\"cannot go on\" error=\"connection refused\"".to_owned()
        } else if seconds == 0 {
            format!("level=info msg=\"starting {}\"", self.container)
        } else {
            let handled = (seconds * 7 + 3) % 41;
            format!("level=info msg=\"still at work\" handled={handled} uptime={seconds}s")
        };
        let stamp = if self.with_times {
            format!("{time} ")
        } else {
            String::new()
        };
        format!("{stamp}time={time} {text}\n")
    }
}
