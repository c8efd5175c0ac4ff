//! A simulated cluster that remembers what it was told of who asks.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use cluster::Cluster;
use contract::ClusterKind;
use http::{Method, Request, request::Parts};
use http_body_util::BodyExt as _;
use sandbox::{Sandbox, SandboxOptions};
use serde_json::Value;
use server::sign_in::SignIn;
use store::Store;
use tower::{ServiceExt as _, service_fn};

use super::{TestApp, request};

/// What a cluster was told.
#[derive(Default)]
struct Told {
    /// Whatever came in `Authorization`, and what was asked about tokens.
    secrets: Vec<String>,
    asked: Vec<Asked>,
}

/// One request, and on whose behalf it came; of nobody's where the console asks for itself or with somebody's token.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) by: String,
    pub(crate) groups: Vec<String>,
}

/// A simulated cluster with people, and what it was told of who asks.
pub(crate) struct Heard {
    pub(crate) cluster: Cluster,
    sandbox: Sandbox,
    told: Arc<Mutex<Told>>,
}

impl Heard {
    /// One of this name.
    pub(crate) fn cluster(name: &str) -> Self {
        let sandbox = Sandbox::start(&SandboxOptions {
            people: true,
            ..SandboxOptions::default()
        });
        let told = Arc::<Mutex<Told>>::default();
        let client = |service| {
            let (inner, told) = (kube::Client::new(service, "default"), Arc::clone(&told));
            let listening = service_fn(move |request: Request<kube::client::Body>| {
                let (inner, told) = (inner.clone(), Arc::clone(&told));
                async move {
                    let (head, body) = request.into_parts();
                    let body = body.collect().await?.to_bytes();
                    note(&told, &head, &body);
                    let request =
                        Request::from_parts(head, kube::client::Body::from(body.to_vec()));
                    Ok::<_, tower::BoxError>(inner.send(request).await?)
                }
            });
            kube::Client::new(listening, "default")
        };
        let cluster = Cluster::with_clients(
            name,
            ClusterKind::Sandbox,
            client(sandbox.service_of_console()),
            client(sandbox.service_for_anybody()),
        );
        Self {
            cluster,
            sandbox,
            told,
        }
    }

    /// Answers at an address of this machine as well, and says the kubeconfig by which the console reaches it there: its user is the
    /// administrator.
    pub(crate) async fn kubeconfig(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (service, told) = (self.sandbox.service_for_anybody(), Arc::clone(&self.told));
        let listening = axum::Router::new().fallback(move |request: Request<Body>| {
            let (service, told) = (service.clone(), Arc::clone(&told));
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.unwrap().to_bytes();
                note(&told, &head, &body);
                let request = Request::from_parts(head, Body::from(body));
                service.oneshot(request).await.unwrap().map(Body::new)
            }
        });
        tokio::spawn(async move { axum::serve(listener, listening).await });
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: c\n\
             contexts: [{{name: c, context: {{cluster: k, user: u}}}}]\n\
             clusters: [{{name: k, cluster: {{server: 'http://{address}'}}}}]\n\
             users: [{{name: u, user: {{token: {}}}}}]\n",
            sandbox::Person::ALL[0].token
        )
    }

    /// Whether it was told this.
    pub(crate) fn knows(&self, secret: &str) -> bool {
        let told = self.told.lock().unwrap();
        told.secrets.iter().any(|it| it.contains(secret))
    }

    /// What was asked of it that changes something in a namespace, or would.
    pub(crate) fn writes_in(&self, namespace: &str) -> Vec<Asked> {
        let place = format!("/namespaces/{namespace}/");
        let told = self.told.lock().unwrap();
        let writes = told.asked.iter().filter(|it| !it.method.is_safe());
        writes
            .filter(|it| it.path.contains(&place))
            .cloned()
            .collect()
    }

    /// What goes wrong in it on command.
    pub(crate) fn faults(&self) -> sandbox::FaultSwitches<'_> {
        self.sandbox.faults()
    }

    /// A request of its administrator.
    pub(crate) async fn request(&self, method: &str, path: &str, body: &Value) -> Value {
        let client = kube::Client::new(self.sandbox.service(), "default");
        request(&client, method, path, body).await.unwrap()
    }
}

impl TestApp {
    /// The console over this cluster, where people sign in so.
    pub(crate) async fn over_heard(heard: &Heard, sign_in: SignIn) -> Self {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let client = kube::Client::new(heard.sandbox.service(), "default");
        let (cluster, sandbox) = (heard.cluster.clone(), heard.sandbox.clone());
        Self::with_sign_in(store, cluster, client, Some(sandbox), sign_in).await
    }
}

/// Remembers what is asked, by whom, and about which token.
fn note(told: &Mutex<Told>, head: &Parts, body: &[u8]) {
    let text = |name: &str| -> Vec<String> {
        let values = head.headers.get_all(name).iter();
        values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect()
    };
    let mut told = told.lock().unwrap();
    told.secrets.extend(text("authorization"));
    if head.uri.path().ends_with("/tokenreviews") {
        told.secrets
            .push(String::from_utf8_lossy(body).into_owned());
    }
    told.asked.push(Asked {
        method: head.method.clone(),
        path: head.uri.path().to_owned(),
        by: text("impersonate-user").pop().unwrap_or_default(),
        groups: text("impersonate-group"),
    });
}
