//! A real provider beside the console, which misbehaves where it is told to, and a browser's way through it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use serde_json::{Value, json};
use server::sign_in::{ClaimNames, OidcSettings};
use tempfile::TempDir;

/// Where the console of a test is called.
const BASE: &str = "http://127.0.0.1:8080";

/// The provider, which ends with the test.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    ca: Vec<u8>,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// None of one that somebody else has started.
    own: Option<(Child, TempDir)>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        if let Some((child, _)) = &mut self.own {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Provider {
    /// Starts it; none where the surroundings name no program.
    #[expect(
        clippy::print_stdout,
        reason = "what is skipped shall be seen in the log"
    )]
    pub(crate) fn start() -> Option<Self> {
        let Ok(program) = std::env::var("EVERYNODE_TEST_PROVIDER") else {
            println!("skipped: EVERYNODE_TEST_PROVIDER names no provider");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(program)
            .args(["--redirect", &format!("{BASE}/sign-in/callback")])
            .args(["--logged-out", &format!("{BASE}/sign-in")])
            .arg("--folder")
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        Some(Self::reached(&line, Some((child, folder))))
    }

    /// One that runs, and that the API server of the surroundings trusts.
    #[expect(
        clippy::print_stdout,
        reason = "what is skipped shall be seen in the log"
    )]
    pub(crate) fn trusted() -> Option<Self> {
        let Ok(said) = std::env::var("EVERYNODE_TEST_TRUSTED_PROVIDER") else {
            println!("skipped: EVERYNODE_TEST_TRUSTED_PROVIDER names none that is trusted");
            return None;
        };
        Some(Self::reached(&said, None))
    }

    fn reached(said: &str, own: Option<(Child, TempDir)>) -> Self {
        let said: Value = serde_json::from_str(said).unwrap();
        let text = |key: &str| said[key].as_str().unwrap().to_owned();
        let ca = std::fs::read(text("ca")).unwrap();
        Self {
            issuer: text("issuer"),
            client: client(&ca),
            ca,
            own,
        }
    }

    /// How the console is set up for it.
    pub(crate) fn settings(&self) -> OidcSettings {
        OidcSettings {
            issuer: self.issuer.clone(),
            ca: Some(self.ca.clone()),
            client_id: "everynode".to_owned(),
            client_secret: Some("secret-of-the-console".to_owned()),
            scopes: ["profile", "offline_access"].map(str::to_owned).to_vec(),
            names: ClaimNames::default(),
            base: BASE.to_owned(),
            ..OidcSettings::default()
        }
    }

    /// Tells it how to misbehave from now on.
    pub(crate) async fn tell(&self, told: Value) -> Value {
        let text = self.post("/control", told.to_string()).await;
        serde_json::from_str(&text).unwrap()
    }

    /// How often something was asked of it.
    pub(crate) async fn count(&self, what: &str) -> u64 {
        let uri = format!("{}/control", self.issuer);
        let request = Request::get(uri).body(Full::default()).unwrap();
        let (_, text) = read(self.client.request(request).await.unwrap()).await;
        let done: Value = serde_json::from_str(&text).unwrap();
        done[what].as_u64().unwrap()
    }

    /// A token that ends sessions, with these claims over the usual ones.
    pub(crate) async fn logout_token(&self, changes: &Value) -> String {
        let now = jiff::Timestamp::now().as_second();
        let mut claims = json!({
            "iss": self.issuer, "aud": ["everynode"], "iat": now, "exp": now + 120,
            "jti": uuid::Uuid::new_v4().to_string(),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        self.post("/control/logout-token", claims.to_string()).await
    }

    async fn post(&self, path: &str, body: String) -> String {
        let uri = format!("{}{path}", self.issuer);
        let request = Request::post(uri).body(Full::from(body)).unwrap();
        let (head, text) = read(self.client.request(request).await.unwrap()).await;
        assert_eq!(head.status, StatusCode::OK, "{text}");
        text
    }

    /// Goes to where a sign-in begins as a person, and says where the provider sends that one back to.
    pub(crate) async fn sign_in(&self, address: &str, user: &str) -> String {
        let login = self.follow(Request::get(address).body(Full::default()).unwrap());
        let login = login.await;
        let (_, id) = login.split_once("authRequestID=").unwrap();
        let form = format!("username={user}&password=verysecure&id={id}");
        let request = Request::post(self.absolute(&login))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(form))
            .unwrap();
        let back = self.follow(request).await;
        let request = Request::get(self.absolute(&back));
        let back = self.follow(request.body(Full::default()).unwrap()).await;
        let path = back.strip_prefix(BASE);
        path.unwrap_or_else(|| panic!("{back}")).to_owned()
    }

    async fn follow(&self, request: Request<Full<Bytes>>) -> String {
        let (head, text) = read(self.client.request(request).await.unwrap()).await;
        let location = head.headers.get(header::LOCATION);
        let location = location.unwrap_or_else(|| panic!("{} {text}", head.status));
        location.to_str().unwrap().to_owned()
    }

    fn absolute(&self, location: &str) -> String {
        if location.starts_with('/') {
            format!("{}{location}", self.issuer)
        } else {
            location.to_owned()
        }
    }
}

async fn read(response: Response<hyper::body::Incoming>) -> (http::response::Parts, String) {
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (head, String::from_utf8_lossy(&bytes).into_owned())
}

fn client(ca: &[u8]) -> Client<HttpsConnector<HttpConnector>, Full<Bytes>> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let provider = rustls::crypto::ring::default_provider();
    let tls = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_only()
        .enable_http1()
        .build();
    Client::builder(TokioExecutor::new()).build(connector)
}
