//! What the proxy does to a client, over a socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use bytes::Bytes;
use fault_proxy::{End, Fault, FaultProxy, ProxyBody, Requests};
use futures::{StreamExt as _, stream};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tower::service_fn;

const PODS: &str = "/api/v1/pods";
const WATCH: &str = "/api/v1/pods?watch=true";

/// An API server that answers everything with one line, and keeps watches open after it.
fn proxy() -> FaultProxy {
    FaultProxy::before(service_fn(async |request: Request<ProxyBody>| {
        let is_watch = request.uri().query() == Some("watch=true");
        let line = stream::iter([Ok::<_, Infallible>(Frame::data(Bytes::from("line\n")))]);
        let rest = stream::pending().take(usize::from(is_watch));
        Ok::<_, Infallible>(Response::new(StreamBody::new(line.chain(rest))))
    }))
}

async fn ask(
    address: SocketAddr,
    target: &str,
) -> Result<Response<Incoming>, hyper_util::client::legacy::Error> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let address = format!("http://{address}{target}");
    client.get(address.parse().unwrap()).await
}

async fn text(response: Response<Incoming>) -> Result<String, hyper::Error> {
    let bytes = response.into_body().collect().await?.to_bytes();
    Ok(String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn answers_are_replaced_changed_or_lost() {
    let proxy = proxy();
    let address = proxy.listen().await.unwrap();
    let read = async |target: &str| text(ask(address, target).await.unwrap()).await.unwrap();
    assert_eq!(read(PODS).await, "line\n");
    let lists = Requests::lists().of("pods");
    for (fault, status, body) in [
        (Fault::Empty, 200, ""),
        (Fault::Text("[]".to_owned()), 200, "[]"),
        (Fault::Redirect, 302, ""),
        (Fault::LineFirst("first".to_owned()), 200, "first\nline\n"),
        (Fault::Slow(Duration::from_millis(1)), 200, "line\n"),
    ] {
        proxy.inject_times(1, lists.clone(), fault.clone());
        let response = ask(address, PODS).await.unwrap();
        assert_eq!(response.status(), status, "{fault:?}");
        assert_eq!(text(response).await.unwrap(), body, "{fault:?}");
    }
    let fault = Fault::Status {
        code: 429,
        retry_after: Some("7"),
    };
    proxy.inject_times(1, lists.clone(), fault);
    let response = ask(address, PODS).await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["retry-after"], "7");
    proxy.inject_times(1, lists.clone(), Fault::Cut(2));
    assert!(text(ask(address, PODS).await.unwrap()).await.is_err());
    for fault in [Fault::Refused, Fault::LostAnswer] {
        proxy.inject_times(1, lists.clone(), fault);
        assert!(ask(address, PODS).await.is_err());
    }
    // Each fault is over, and no other request was meant.
    proxy.inject(lists.clone(), Fault::Empty);
    assert_eq!(read("/version").await, "line\n");
    proxy.heal();
    assert_eq!(read(PODS).await, "line\n");
    assert_eq!(proxy.count(&lists), 11);
    assert_eq!(proxy.count(&Requests::watches()), 0);
}

#[tokio::test]
async fn open_watches_end_on_command() {
    let proxy = proxy();
    let address = proxy.listen().await.unwrap();
    let watches = Requests::watches();
    for (end, goes_well) in [(End::Closed, true), (End::Broken, false)] {
        let response = ask(address, WATCH).await.unwrap();
        proxy.end_watches(&watches, &End::Line("told".to_owned()));
        // What is not meant is left alone.
        proxy.end_watches(&Requests::watches().of("nodes"), &End::Broken);
        proxy.end_watches(&watches, &end);
        let text = text(response).await;
        assert_eq!(text.is_ok(), goes_well, "{text:?}");
        assert!(text.is_err() || text.unwrap().contains("told\n"));
    }
    proxy.inject_times(1, watches.clone(), Fault::ErrorEvent(410));
    let text = text(ask(address, WATCH).await.unwrap()).await.unwrap();
    assert!(
        text.contains(r#""type":"ERROR""#) && text.contains("410"),
        "{text}"
    );
    for silent in [Fault::Silent, Fault::SilentBody, Fault::Endless] {
        proxy.inject(watches.clone(), silent.clone());
        let all = async {
            let mut body = ask(address, WATCH).await.unwrap().into_body();
            while body.frame().await.is_some() {}
        };
        let all = tokio::time::timeout(Duration::from_millis(300), all).await;
        assert!(all.is_err(), "{silent:?}");
    }
}
