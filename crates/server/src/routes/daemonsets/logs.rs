//! `GET …/daemonsets/{name}/logs`

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use cluster::{LogLines, PodRuns, Right};
use contract::LogMessage;
use http::{HeaderMap, HeaderName, header};
use serde::Deserialize;
use tower_sessions::Session;
use utoipa::IntoParams;
use validator::Validate;

use super::{OnePath, no_such_daemonset};
use crate::{
    app::App,
    clusters::{Entry, refuse_unknown},
    extract::{Input, SignedIn, rules},
    live::Ending,
    logs::{Form, Merge, Reading, Wish},
    problem::{Problem, ProblemType},
    rights_end::{Depends, RightsEnd},
    sign_in::Identity,
};

/// The most lines of each container that are told of what there was.
const MOST_LINES: u32 = 1_000_000;

/// Whose logs, and which part of them.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogsQuery {
    /// Only this pod; all where it is empty.
    #[validate(length(max = 253), custom(function = "rules::subdomain_or_none"))]
    #[param(
        max_length = 253,
        pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$"
    )]
    pod: String,
    /// Only pods on this node; all where it is empty.
    #[validate(length(max = 253), custom(function = "rules::subdomain_or_none"))]
    #[param(
        max_length = 253,
        pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$"
    )]
    node: String,
    /// Only containers of this name; all where it is empty.
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    container: String,
    /// Whether it goes on with what is written from now on, over restarts and with pods that come.
    follow: bool,
    /// Whether it is about the runs before the last starts: what was said before the crash.
    previous: bool,
    /// Of each container only the last so many lines.
    #[validate(range(min = 0, max = MOST_LINES))]
    #[param(minimum = 0, maximum = 1_000_000)]
    tail_lines: Option<u32>,
    /// Only lines that were written then or later, RFC 3339 in UTC; Kubernetes looks at whole seconds.
    #[validate(custom(function = "rules::moment_or_none"))]
    #[param(
        max_length = 30,
        pattern = r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z)?$"
    )]
    since_time: String,
}

/// The logs of a DaemonSet's pods as one stream, by time: as plain lines, each with its time and, where there are
/// several containers, its node, pod and container; or as messages, one JSON object a line. Where it is about one
/// container alone, what the cluster refuses is the answer; else it is told in the stream.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}/logs",
    tag = "pods",
    operation_id = "stream_daemonset_logs",
    params(OnePath, LogsQuery),
    responses(
        (status = 200, content(
            (String = "text/plain"),
            (LogMessage = "application/x-ndjson"),
        )),
        (status = 429, description = "As many logs are read as may be", body = contract::ProblemDocument,
         content_type = "application/problem+json"),
    )
)]
pub(crate) async fn stream_daemonset_logs(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, LogsQuery>,
    session: Option<Extension<Session>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let wish = Wish {
        namespace: path.namespace.clone(),
        daemon_set: path.name.clone(),
        pod: said(query.pod),
        node: said(query.node),
        container: said(query.container),
        follow: query.follow,
        previous: query.previous,
        tail_lines: query.tail_lines,
        since_time: said(query.since_time),
    };
    let about = path.about();
    let seen = if wish.pod.is_none() {
        let seen = entry.once_known(&identity, &about, "daemonsets").await?;
        refuse_unknown(&seen, &about, "pods")?;
        if seen.pods(&path.namespace, &path.name).is_none() {
            return Err(no_such_daemonset(&path, &seen));
        }
        seen
    } else {
        entry.seen_by(&identity, &about).await?
    };
    let is_by_token = headers.contains_key(header::AUTHORIZATION);
    let end = Ending {
        stopping: app.stopping.clone(),
        gone: entry.gone.clone(),
        session: session
            .filter(|_| !is_by_token)
            .and_then(|Extension(session)| app.sign_in.end_of(&app, &session, &identity)),
        rights: RightsEnd::of(
            &app,
            Depends {
                cluster: path.cluster.clone(),
                identity: identity.clone(),
                about,
                reader: seen.reader().clone(),
                rights: rights_to_logs(&entry, &identity, &path.namespace).await?,
            },
        ),
    };
    if entry.logs.free() == 0 {
        return Err(Problem::new(
            ProblemType::TooManyRequests,
            crate::logs::full(),
        ));
    }
    let (reading, told) = Reading::new(seen, identity, entry.logs.clone(), wish.clone());
    let first = open_the_only_one(&reading, &wish).await?;
    let content_type = form.media_type();
    let stream = Merge::start(reading, told, form, end, first).into_stream();
    Ok((
        [
            (header::CONTENT_TYPE, content_type),
            (header::CACHE_CONTROL, "no-store, no-transform"),
            // nginx keeps answers back until they are whole.
            (HeaderName::from_static("x-accel-buffering"), "no"),
        ],
        Body::from_stream(stream),
    )
        .into_response())
}

/// The right to the logs of a namespace, where it is there: who has it for some pods alone is refused by the API server at
/// each.
async fn rights_to_logs(
    entry: &Entry,
    identity: &Identity,
    namespace: &str,
) -> Result<Vec<Right>, Problem> {
    if identity.is_local() {
        return Ok(Vec::new());
    }
    let right = Right::to("get", "", "pods")
        .of_part("log")
        .within(namespace);
    let may = entry.as_user(identity).may(&right).await?;
    Ok(if may { vec![right] } else { Vec::new() })
}

/// The log of the only container that it is about, where that is one.
///
/// # Errors
///
/// There is no such pod or container, or its log is refused.
async fn open_the_only_one(reading: &Reading, wish: &Wish) -> Result<Option<LogLines>, Problem> {
    let Some(pod) = &wish.pod else {
        return Ok(None);
    };
    let PodRuns { containers, .. } = reading.look(pod).await?;
    let names: Vec<&str> = containers.iter().map(|run| run.name.as_str()).collect();
    let only = match (&wish.container, names.as_slice()) {
        (Some(container), _) if !names.contains(&container.as_str()) => {
            let detail = format!(
                "The pod `{pod}` has no container `{container}`; it has {}.",
                names.join(", ")
            );
            return Err(Problem::new(ProblemType::NotFound, detail));
        }
        (Some(container), _) => container.as_str(),
        (None, [only]) => only,
        (None, _) => return Ok(None),
    };
    // Who follows waits for what is not there yet.
    let is_to_come = containers
        .iter()
        .any(|run| run.name == only && run.id.is_empty());
    if wish.follow && is_to_come {
        return Ok(None);
    }
    let query = reading.first_query(only);
    Ok(Some(reading.open(pod, &query).await?))
}
