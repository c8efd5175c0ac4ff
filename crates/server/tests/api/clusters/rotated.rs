//! A cluster over TLS whose certificates are renewed while it is looked at, and taken away.

use std::{
    fs,
    sync::{Arc, Mutex, RwLock},
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use contract::StreamMessage;
use http::Method;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use sandbox::{Sandbox, SandboxOptions, Seed};
use serde_json::{Value, json};
use server::clusters::Source;
use tokio::{net::TcpListener, task::JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::{
    events::Stream,
    support::{Heard, TestApp, manifest},
};

/// Within what time a change is taken up, as is promised.
const PROMISED: Duration = Duration::from_mins(1);

/// One that signs certificates.
type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate of this machine for a server, or of somebody for a client, with its key.
fn signed(by: &Authority, purpose: ExtendedKeyUsagePurpose) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let mut of = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    of.extended_key_usages = vec![purpose];
    (of.signed_by(&key, by).unwrap(), key)
}

/// What stands before a sandbox and speaks TLS with those alone who have a certificate of the right authority.
#[derive(Clone)]
struct Front {
    port: u16,
    speaks: Arc<RwLock<Arc<ServerConfig>>>,
    open: Arc<Mutex<JoinSet<()>>>,
    /// The certificates that came, one for each connection that is open.
    shown: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// Remembers a certificate as long as the connection is there for which it was shown.
struct Shown(Arc<Mutex<Vec<Vec<u8>>>>, Vec<u8>);

impl Shown {
    fn new(all: &Arc<Mutex<Vec<Vec<u8>>>>, certificate: Vec<u8>) -> Self {
        all.lock().unwrap().push(certificate.clone());
        Self(Arc::clone(all), certificate)
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let mut all = self.0.lock().unwrap();
        let at = all.iter().position(|it| *it == self.1).unwrap();
        all.swap_remove(at);
    }
}

/// How a server whose certificate is of `by` speaks with clients whose certificates are of `clients`.
fn speaking(by: &Authority, clients: &Authority) -> Arc<ServerConfig> {
    let (certificate, key) = signed(by, ExtendedKeyUsagePurpose::ServerAuth);
    let mut roots = RootCertStore::empty();
    roots.add(clients.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![certificate.der().clone()], key);
    Arc::new(config.unwrap())
}

impl Front {
    async fn start(speaks: Arc<ServerConfig>) -> Self {
        let sandbox = Sandbox::start(&SandboxOptions {
            nodes: 2,
            seed: Seed::Nodes,
            ..SandboxOptions::default()
        });
        let behind = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = behind.local_addr().unwrap();
        tokio::spawn(async move { sandbox.serve(behind, std::future::pending()).await });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = Self {
            port: listener.local_addr().unwrap().port(),
            speaks: Arc::new(RwLock::new(speaks)),
            open: Arc::default(),
            shown: Arc::default(),
        };
        let own = front.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = TlsAcceptor::from(Arc::clone(&own.speaks.read().unwrap()));
                let shown = Arc::clone(&own.shown);
                own.open.lock().unwrap().spawn(async move {
                    // Who has no right certificate, or trusts this one not, hangs up.
                    if let Ok(mut stream) = acceptor.accept(stream).await {
                        let certificate =
                            stream.get_ref().1.peer_certificates().unwrap()[0].to_vec();
                        let _shown = Shown::new(&shown, certificate);
                        let mut behind = tokio::net::TcpStream::connect(address).await.unwrap();
                        let _ = tokio::io::copy_bidirectional(&mut stream, &mut behind).await;
                    }
                });
            }
        });
        front
    }

    /// From now on it speaks otherwise, and whoever was there has to come anew, as where an API server starts again.
    fn speak(&self, speaks: Arc<ServerConfig>) {
        *self.speaks.write().unwrap() = speaks;
        self.open.lock().unwrap().abort_all();
    }

    /// The certificates of those who are there.
    fn shown(&self) -> Vec<Vec<u8>> {
        self.shown.lock().unwrap().clone()
    }

    /// A kubeconfig by which a client trusts `server`, and is who `client` says.
    fn kubeconfig(&self, server: &Authority, client: &Authority) -> String {
        let (certificate, key) = signed(client, ExtendedKeyUsagePurpose::ClientAuth);
        let user = json!({
            "client-certificate-data": STANDARD.encode(certificate.pem()),
            "client-key-data": STANDARD.encode(key.serialize_pem()),
        });
        json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
            "clusters": [{"name": "k", "cluster": {
                "server": format!("https://127.0.0.1:{}", self.port),
                "certificate-authority-data": STANDARD.encode(server.pem()),
            }}],
            "users": [{"name": "u", "user": user}],
        })
        .to_string()
    }
}

async fn freshness(app: &TestApp) -> Value {
    let list = app.get(&contract::path::daemonsets("far")).await;
    // Of what has not been read at all there is no list.
    list.json()["freshness"].clone()
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < PROMISED, "{what}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Until the list of clusters says these words of `far`, while the other one is followed.
async fn until_said(app: &TestApp, words: &str) {
    until(words, async || {
        let list = app.get("/api/v1/clusters").await.expect(200).json();
        let items = list["items"].as_array().unwrap().iter();
        items.clone().all(|item| match item["name"].as_str() {
            Some("far") => {
                let message = item["message"].as_str();
                item["state"] != "live" && message.is_some_and(|it| it.contains(words))
            }
            _ => item["state"] == "live",
        })
    })
    .await;
}

async fn ends(mut stream: Stream) -> bool {
    let end = async { while stream.next().await.is_some() {} };
    tokio::time::timeout(PROMISED, end).await.is_ok()
}

async fn create(app: &TestApp, name: &str) {
    let there = contract::path::namespaced_daemonsets("far", "default");
    let create = app.signed_in(Method::POST, &there);
    let create = create.header("content-type", "application/yaml");
    create.send(manifest(name)).await.expect(201);
}

#[tokio::test]
async fn renewed_certificates_are_taken_up_and_nothing_goes_on_by_the_old() {
    let app = TestApp::on_sandbox().await;
    let (first, second, people) = (authority(), authority(), authority());
    let front = Front::start(speaking(&first, &people)).await;
    let folder = tempfile::tempdir().unwrap();
    let source = Source::Folder(folder.path().to_owned());
    let file = folder.path().join("far");
    let settle = || {
        let clusters = &app.app.clusters;
        let taken = clusters.settle(source.origin(), source.look().unwrap());
        assert!(taken.is_empty());
    };
    fs::write(&file, front.kubeconfig(&first, &people)).unwrap();
    settle();
    until("it is read", async || freshness(&app).await["live"] == true).await;
    let path = contract::path::events("far");
    let mut stream = Stream::of(&app, &path, None).await;
    stream.snapshot().await;
    create(&app, "before").await;

    // The API server is renewed whole: its certificate, and whom it lets in.
    let others = authority();
    front.speak(speaking(&second, &others));
    // The fault is said at its name, to who looks at all of them; the others are as before.
    until_said(&app, "The certificate of the API server is not accepted").await;

    // The right server alone is not enough.
    fs::write(&file, front.kubeconfig(&second, &people)).unwrap();
    settle();
    until_said(&app, "does not accept the certificate of the console").await;

    // Both are renewed: what was looked at begins anew, and goes on.
    fs::write(&file, front.kubeconfig(&second, &others)).unwrap();
    settle();
    until("it is read again", async || {
        freshness(&app).await["live"] == true
    })
    .await;
    assert!(ends(stream).await, "it goes on by the old");
    let mut stream = Stream::of(&app, &path, None).await;
    let (_, snapshot) = stream.snapshot().await;
    assert!(snapshot.daemon_sets.iter().any(|it| it.name == "before"));
    create(&app, "after").await;
    loop {
        if let StreamMessage::Change(change) = stream.next().await.unwrap().message
            && change.daemon_sets.iter().any(|it| it.name == "after")
        {
            break;
        }
    }

    // Renewed once more with nothing else changed: the connections of the certificate before are closed.
    let old = front.shown()[0].clone();
    assert!(front.shown().iter().all(|it| *it == old));
    fs::write(&file, front.kubeconfig(&second, &others)).unwrap();
    settle();
    until("it is read by the new one", async || {
        freshness(&app).await["live"] == true
    })
    .await;
    let mut last = Stream::of(&app, &path, None).await;
    last.snapshot().await;
    assert!(ends(stream).await, "it goes on by the old");
    let start = Instant::now();
    until("the connections of the old one are closed", async || {
        !front.shown().contains(&old)
    })
    .await;
    // Not only when somebody finds them idle.
    assert!(start.elapsed() < Duration::from_secs(15));

    // Taken away: nothing is left of it.
    fs::remove_file(&file).unwrap();
    settle();
    let gone = app.get(&contract::path::daemonsets("far")).await;
    gone.expect(404);
    assert!(ends(last).await, "it goes on");
    until("no connection is left", async || front.shown().is_empty()).await;
}

#[tokio::test]
async fn a_token_that_is_renewed_in_its_file_is_taken_up() {
    let (app, far) = (TestApp::on_sandbox().await, Heard::cluster("far"));
    let [first, second] = [0, 1].map(|at: usize| sandbox::Person::ALL[at].token);
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join(".token");
    fs::write(&token, first).unwrap();
    let kubeconfig = far.kubeconfig().await;
    let by_file = kubeconfig.replace(
        &format!("token: {first}"),
        &format!("tokenFile: {}", token.display()),
    );
    assert_ne!(by_file, kubeconfig);
    fs::write(folder.path().join("far"), by_file).unwrap();
    let source = Source::Folder(folder.path().to_owned());
    let clusters = &app.app.clusters;
    assert!(
        clusters
            .settle(source.origin(), source.look().unwrap())
            .is_empty()
    );
    until("it is read", async || freshness(&app).await["live"] == true).await;
    assert!(far.knows(first) && !far.knows(second));
    fs::write(&token, second).unwrap();
    let start = Instant::now();
    // The API server is asked all the time whether it is there.
    while !far.knows(second) {
        assert!(start.elapsed() < PROMISED + Duration::from_secs(15));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    // The same cluster all along: nothing begins anew.
    assert!(
        clusters
            .settle(source.origin(), source.look().unwrap())
            .is_empty()
    );
    assert!(
        !clusters
            .of_the_console("far")
            .await
            .unwrap()
            .gone
            .is_cancelled()
    );
}
