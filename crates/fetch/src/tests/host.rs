//! A host on this machine that stands for the internet: names lead to it, or to where they must not.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::registry::{Registries, RegistryHost};
use crate::resolve::Resolve;
use crate::web::{self, Web};
use crate::{Fetcher, Limits, is_public};

/// What a host answers, by its name and the head of the request; nothing where it stays silent.
pub(crate) type Answers = Arc<dyn Fn(&str, &str) -> Vec<u8> + Send + Sync>;

/// What the tests fetch at most.
pub(crate) const LIMITS: Limits = Limits {
    bytes: 64 << 10,
    time: Duration::from_secs(2),
};

/// The address that stands for one of the internet.
const STAND_IN: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// A host that runs.
pub(crate) struct Host {
    port: u16,
    certificate: rustls::pki_types::CertificateDer<'static>,
    inside: Arc<AtomicUsize>,
}

impl Host {
    /// Begins to answer.
    pub(crate) async fn start() -> Self {
        Self::answering(None).await
    }

    /// The same with other answers.
    pub(crate) async fn answering(answers: Option<Answers>) -> Self {
        let names = ["good.example", "*.good.example"].map(str::to_owned);
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind((STAND_IN, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inside = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&inside);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, counter) = (acceptor.clone(), Arc::clone(&counter));
                let answers = answers.clone();
                tokio::spawn(async move {
                    // Who does not trust it hangs up.
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let name = stream
                        .get_ref()
                        .1
                        .server_name()
                        .unwrap_or_default()
                        .to_owned();
                    if name != "good.example" && name != "other.good.example" {
                        counter.fetch_add(1, Ordering::SeqCst);
                    }
                    match answers {
                        Some(answers) => answer_with(stream, &name, &answers).await,
                        None => answer(stream).await,
                    }
                });
            }
        });
        Self {
            port,
            certificate,
            inside,
        }
    }

    /// Fetches from it.
    pub(crate) fn fetcher(&self) -> Fetcher {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        self.over(roots)
    }

    /// Fetches from it and trusts nobody.
    pub(crate) fn distrusting(&self) -> Fetcher {
        self.over(RootCertStore::empty())
    }

    /// How often a name was asked that leads inside.
    pub(crate) fn asked_inside(&self) -> usize {
        self.inside.load(Ordering::SeqCst)
    }

    fn over(&self, roots: RootCertStore) -> Fetcher {
        let hosts = ["good.example", "*.good.example"].map(|host| host.parse().unwrap());
        Fetcher::over(hosts.into(), LIMITS, self.web(roots, |_, _| false))
    }

    /// Asks it as the registry of these hosts.
    pub(crate) fn registries(&self, hosts: &[&str]) -> Registries {
        let hosts: Arc<[RegistryHost]> = hosts.iter().map(|host| host.parse().unwrap()).collect();
        let known = Arc::clone(&hosts);
        let may_connect =
            move |host: &str, address| crate::registry::may_connect(&known, host, address);
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        Registries::over(hosts, LIMITS, self.web(roots, may_connect))
    }

    fn web(
        &self,
        roots: RootCertStore,
        may_connect: impl Fn(&str, IpAddr) -> bool + Send + Sync + 'static,
    ) -> Web {
        let tls: ClientConfig = web::tls()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let resolve = Resolve {
            find: Arc::new(|host| {
                Box::pin(async move {
                    let address = |text: &str| text.parse().unwrap();
                    Ok(match host.as_str() {
                        "good.example" | "other.good.example" => vec![STAND_IN],
                        "inside.good.example" => vec![address("10.0.0.1")],
                        "half.good.example" => vec![STAND_IN, address("169.254.169.254")],
                        "mapped.good.example" => vec![address("::ffff:127.0.0.1")],
                        _ => Vec::new(),
                    })
                })
            }),
            may_connect: Arc::new(move |host, address| {
                address == STAND_IN || is_public(address) || may_connect(host, address)
            }),
        };
        Web::over(tls, resolve, LIMITS.time, Some(self.port))
    }
}

/// Answers one request by its head.
async fn answer_with<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(
    mut stream: S,
    name: &str,
    answers: &Answers,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else {
            return;
        };
        head.push(byte);
    }
    let bytes = answers(name, &String::from_utf8(head).unwrap());
    if bytes.is_empty() {
        tokio::time::sleep(Duration::from_mins(1)).await;
    }
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

/// Answers one request as its path says.
async fn answer<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(mut stream: S) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else {
            return;
        };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap_or_default();
    let ok = |media_type: &str, length: usize| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n")
            .into_bytes()
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut bytes = match path {
        "/agent.yaml" => {
            let text = "# \u{e9}\r\nkind: DaemonSet\n";
            [ok("text/plain", text.len()), text.into()].concat()
        }
        "/to" => format!("HTTP/1.1 302 Found\r\nLocation: {query}\r\nContent-Length: 0\r\n\r\n")
            .into_bytes(),
        "/round" => b"HTTP/1.1 301 Moved\r\nLocation: /round\r\nContent-Length: 0\r\n\r\n".to_vec(),
        "/page" => ok("text/html; charset=utf-8", 0),
        "/picture" => [ok("image/png", 4), vec![0x89, 0x50, 0xff, 0xfe]].concat(),
        "/long" => ok("text/plain", 1 << 30),
        "/short" => [ok("text/plain", 100), b"kind".to_vec()].concat(),
        "/endless" | "/drip" => b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n".to_vec(),
        "/silent" => Vec::new(),
        _ => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
    };
    if path == "/endless" || path == "/long" {
        bytes.resize(128 << 10, b'a');
    }
    // Who has enough hangs up.
    let _ = stream.write_all(&bytes).await;
    let _ = stream.flush().await;
    match path {
        "/silent" => tokio::time::sleep(Duration::from_mins(1)).await,
        "/drip" => {
            for _ in 0..60 {
                tokio::time::sleep(Duration::from_millis(100)).await;
                if stream.write_all(b"a").await.is_err() || stream.flush().await.is_err() {
                    break;
                }
            }
        }
        _ => {
            let _ = stream.shutdown().await;
        }
    }
}
