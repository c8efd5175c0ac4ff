//! Through a proxy that the kubeconfig names.

use std::path::PathBuf;

use cluster::{Cluster, ConnectError, ConnectOptions, Credential};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// What stands behind the proxy, whatever is asked for.
const ANSWER: &str = r#"{"kind":"DaemonSet","metadata":{"name":"behind"}}"#;

/// The head of a request; empty at the end of the connection.
async fn head(stream: &mut BufReader<impl AsyncRead + Unpin>) -> String {
    let mut head = String::new();
    while stream.read_line(&mut head).await.unwrap_or(0) > 2 {}
    head
}

/// Opens a tunnel and answers in it, as if the API server were at its end. Tells the head of the request for
/// the tunnel.
async fn proxy(connection: TcpStream, told: mpsc::UnboundedSender<String>) {
    let mut connection = BufReader::new(connection);
    let asked = head(&mut connection).await;
    told.send(asked).unwrap();
    let mut answer = "HTTP/1.1 200 OK\r\n\r\n".to_owned();
    while connection.write_all(answer.as_bytes()).await.is_ok() {
        if head(&mut connection).await.is_empty() {
            return;
        }
        let length = ANSWER.len();
        answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{ANSWER}");
    }
}

/// Connects by a kubeconfig that names this proxy.
async fn connect(proxy: &str) -> Result<Cluster, ConnectError> {
    let kubeconfig = format!(
        "{{apiVersion: v1, kind: Config, current-context: c,
          clusters: [{{name: far, cluster: {{server: 'http://far.invalid:8080', proxy-url: '{proxy}'}}}}],
          users: [{{name: me, user: {{}}}}],
          contexts: [{{name: c, context: {{cluster: far, user: me}}}}]}}"
    );
    let scheme = proxy.split(':').next().unwrap();
    let name = format!("everynode-proxy-{}-{scheme}", std::process::id());
    let path: PathBuf = std::env::temp_dir().join(name);
    std::fs::write(&path, kubeconfig).unwrap();
    let options = ConnectOptions::Kubeconfig {
        path: Some(path.clone()),
        context: None,
    };
    let connected = Cluster::connect(options).await;
    std::fs::remove_file(path).unwrap();
    connected
}

#[tokio::test]
async fn a_proxy_that_cannot_be_spoken_to_is_not_passed_by() {
    let refused = connect("ftp://127.0.0.1:21").await.unwrap_err().to_string();
    assert!(refused.contains("begins with \"ftp\""), "{refused}");
}

#[tokio::test]
async fn a_proxy_of_the_kubeconfig_is_on_the_way() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (told, mut heads) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(proxy(connection, told.clone()));
        }
    });
    let cluster = connect(&format!("http://me:secret@127.0.0.1:{port}")).await;
    let cluster = cluster.unwrap();
    let me = Credential::of_kubeconfig();
    let found = cluster.as_user(&me).get("default", "behind").await;
    assert_eq!(found.unwrap().to_value()["metadata"]["name"], "behind");
    let asked = heads.recv().await.unwrap().to_ascii_lowercase();
    assert!(
        asked.starts_with("connect far.invalid:8080 http/1.1\r\n"),
        "{asked}"
    );
    // `me:secret` in base64, put into small letters here.
    assert!(
        asked.contains("proxy-authorization: basic bwu6c2vjcmv0"),
        "{asked}"
    );
}
