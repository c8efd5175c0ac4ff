//! An API server of a few lines: it keeps objects, answers lists, holds watches open, and breaks
//! when told to.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard},
};

use bytes::Bytes;
use cluster::{About, Cluster, Credential, Watched};
use contract::ClusterKind;
use futures::FutureExt as _;
use futures::{StreamExt as _, channel::mpsc, stream};
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt as _, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::Frame;
use kube::client::Body;
use serde_json::{Value, json};
use tower::{BoxError, service_fn};

type ResponseBody = UnsyncBoxBody<Bytes, std::io::Error>;
type Line = Result<Bytes, std::io::Error>;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) body: Value,
}

/// What to answer to a write.
#[derive(Clone, Debug)]
pub(crate) struct Scripted {
    pub(crate) code: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: String,
}

#[derive(Default)]
struct State {
    objects: HashMap<String, Vec<Value>>,
    watches: HashMap<String, Vec<mpsc::UnboundedSender<Line>>>,
    /// The lines that watches were told, by resource, each with its version.
    told: HashMap<String, Vec<(u64, Bytes)>>,
    lists: HashMap<String, usize>,
    forbidden: BTreeSet<String>,
    received: Vec<Received>,
    scripted: VecDeque<Scripted>,
    version: u64,
    down: bool,
    hangs: bool,
}

/// The API server.
#[derive(Clone, Default)]
pub(crate) struct MockServer {
    state: Arc<Mutex<State>>,
}

/// What is watched of a cluster, as the identity sees it that watches.
pub(crate) fn everything(cluster: &Cluster) -> Watched {
    let credential = Credential::of_kubeconfig();
    let watched = cluster
        .as_user(&credential)
        .watched(&About::Everything)
        .now_or_never();
    watched.unwrap().unwrap()
}

impl MockServer {
    /// A client of it.
    pub(crate) fn client(&self) -> kube::Client {
        let server = self.clone();
        let service = service_fn(move |request: Request<Body>| {
            let server = server.clone();
            async move { server.answer(request).await }
        });
        kube::Client::new(service, "default")
    }

    /// A cluster behind it.
    pub(crate) fn cluster(&self) -> Cluster {
        Cluster::with_client("mock", ClusterKind::Kubernetes, self.client())
    }

    /// What is watched of a cluster behind it.
    pub(crate) fn watched(&self) -> Watched {
        everything(&self.cluster())
    }

    /// Puts an object there, and tells the watches.
    pub(crate) fn put(&self, plural: &str, object: &Value) {
        let mut state = self.state();
        let object = state.stamp(object);
        let objects = state.objects.entry(plural.to_owned()).or_default();
        let name = &object["metadata"]["name"];
        let before = objects
            .iter()
            .position(|other| other["metadata"]["name"] == *name);
        if let Some(place) = before {
            objects.remove(place);
        }
        objects.push(object.clone());
        let kind = if before.is_some() {
            "MODIFIED"
        } else {
            "ADDED"
        };
        state.tell(plural, kind, &object);
    }

    /// Takes an object away. `told`: whether the watches hear of it.
    pub(crate) fn take(&self, plural: &str, name: &str, told: bool) {
        let mut state = self.state();
        let objects = state.objects.entry(plural.to_owned()).or_default();
        let place = objects
            .iter()
            .position(|other| other["metadata"]["name"] == name)
            .unwrap();
        let object = objects.remove(place);
        let object = state.stamp(&object);
        if told {
            state.tell(plural, "DELETED", &object);
        }
    }

    /// Sends a line on the watches of a kind, whatever it is.
    pub(crate) fn tell(&self, plural: &str, kind: &str, object: &Value) {
        self.state().tell(plural, kind, object);
    }

    /// Closes all watches, as an API server does every few minutes.
    pub(crate) fn close_watches(&self) {
        self.state().watches.clear();
    }

    /// No connection comes about, and those that are break.
    pub(crate) fn go_down(&self) {
        let mut state = self.state();
        state.down = true;
        state.watches.clear();
    }

    /// It is back.
    pub(crate) fn come_up(&self) {
        self.state().down = false;
    }

    /// Requests are taken and never answered.
    pub(crate) fn hang(&self) {
        self.state().hangs = true;
    }

    /// Nobody may list or watch this kind.
    pub(crate) fn forbid(&self, plural: &str) {
        self.state().forbidden.insert(plural.to_owned());
    }

    /// What to answer to the next write for which nothing is scripted yet.
    pub(crate) fn script(&self, code: u16, body: &Value) {
        self.script_raw(code, Vec::new(), body.to_string());
    }

    /// The same, with headers and any text.
    pub(crate) fn script_raw(
        &self,
        code: u16,
        headers: Vec<(&'static str, &'static str)>,
        body: String,
    ) {
        let scripted = Scripted {
            code,
            headers,
            body,
        };
        self.state().scripted.push_back(scripted);
    }

    /// Forgets what was to be answered and was not asked for.
    pub(crate) fn forget_script(&self) {
        self.state().scripted.clear();
    }

    /// The requests that were neither lists nor watches nor for the version.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    /// How often a kind was listed.
    pub(crate) fn lists(&self, plural: &str) -> usize {
        self.state().lists.get(plural).copied().unwrap_or_default()
    }

    /// Whether somebody holds a client or a cluster of it.
    pub(crate) fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.state) > 1
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn answer(&self, request: Request<Body>) -> Result<Response<ResponseBody>, BoxError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        if self.state().hangs {
            std::future::pending::<()>().await;
        }
        let mut state = self.state();
        if state.down {
            return Err(std::io::Error::from(std::io::ErrorKind::ConnectionRefused).into());
        }
        let path = head.uri.path();
        if path == "/version" {
            return Ok(json_answer(200, &json!({"gitVersion": "v1.36.2"})));
        }
        let plural = path.rsplit('/').next().unwrap_or_default().to_owned();
        if head.method != Method::GET || path.contains("/namespaces/") {
            state.received.push(Received {
                method: head.method,
                target: head.uri.to_string(),
                body: serde_json::from_slice(&body).unwrap_or_default(),
            });
            let scripted = state.scripted.pop_front().ok_or("nothing is scripted")?;
            let mut response = Response::builder().status(scripted.code);
            for (name, value) in scripted.headers {
                response = response.header(name, value);
            }
            return Ok(response.body(whole(scripted.body))?);
        }
        let accepted = head.headers.get(header::ACCEPT);
        let wants_metadata = accepted
            .and_then(|form| form.to_str().ok())
            .is_some_and(|form| form.contains("as=PartialObjectMetadata"));
        assert!(
            plural != "secrets" || wants_metadata,
            "whole Secrets are asked for: {accepted:?}"
        );
        if state.forbidden.contains(&plural) {
            let message = format!("{plural} is forbidden: User \"u\" cannot list resource");
            let status = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure",
                "reason": "Forbidden", "message": message, "code": 403});
            return Ok(json_answer(403, &status));
        }
        let query = head.uri.query().unwrap_or_default();
        if query.contains("watch=true") {
            let (sender, receiver) = mpsc::unbounded();
            let mut pairs = query.split('&');
            let from = pairs.find_map(|pair| pair.strip_prefix("resourceVersion="));
            let from: u64 = from.unwrap().parse().unwrap();
            for (version, line) in state.told.get(&plural).into_iter().flatten() {
                if *version > from {
                    sender.unbounded_send(Ok(line.clone())).unwrap();
                }
            }
            state.watches.entry(plural).or_default().push(sender);
            let lines = receiver.map(|line: Line| line.map(Frame::data));
            return Ok(Response::new(StreamBody::new(lines).boxed_unsync()));
        }
        *state.lists.entry(plural.clone()).or_default() += 1;
        let version = state.version.to_string();
        let items = state.objects.get(&plural).cloned().unwrap_or_default();
        let list = json!({"kind": "List", "apiVersion": "v1",
            "metadata": {"resourceVersion": version}, "items": items});
        Ok(json_answer(200, &list))
    }
}

impl State {
    /// The object with the next version.
    fn stamp(&mut self, object: &Value) -> Value {
        self.version += 1;
        let mut object = object.clone();
        object["metadata"]["resourceVersion"] = json!(self.version.to_string());
        object
    }

    fn tell(&mut self, plural: &str, kind: &str, object: &Value) {
        // As Go writes it, and with the two keys the other way round: either must do.
        let line = if self.version.is_multiple_of(2) {
            format!(r#"{{"type":"{kind}","object":{object}}}"#)
        } else {
            format!(r#"{{"object":{object},"type":"{kind}"}}"#)
        };
        let line = Bytes::from(line + "\n");
        if kind != "ERROR" {
            let told = self.told.entry(plural.to_owned()).or_default();
            told.push((self.version, line.clone()));
        }
        let watches = self.watches.entry(plural.to_owned()).or_default();
        watches.retain(|watch| watch.unbounded_send(Ok(line.clone())).is_ok());
    }
}

fn json_answer(code: u16, body: &Value) -> Response<ResponseBody> {
    let mut response = Response::new(whole(body.to_string()));
    *response.status_mut() = code.try_into().unwrap();
    response
}

fn whole(text: String) -> ResponseBody {
    let frame = Ok::<_, Infallible>(Frame::data(Bytes::from(text)));
    StreamBody::new(stream::iter([frame]))
        .map_err(|never| match never {})
        .boxed_unsync()
}
