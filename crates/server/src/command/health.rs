//! `everynode health`: asks a console whether it is ready, where there is no shell to ask with.

use std::{error::Error, time::Duration};

use bytes::Bytes;
use clap::Args;
use http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::print;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// How much of it is read.
const MOST: usize = 64 * 1024;

/// Which console.
#[derive(Args, Debug)]
pub(super) struct HealthArguments {
    /// Its address, in plain HTTP: of a console itself and not of a proxy before it
    #[arg(default_value = "http://127.0.0.1:8080/readyz", value_name = "URL")]
    url: Uri,
}

/// Asks, and prints what was answered.
///
/// # Errors
/// The console cannot be reached, or says that it is not ready.
pub(super) fn run(arguments: &HealthArguments) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let url = &arguments.url;
    let asked = runtime.block_on(async { tokio::time::timeout(PATIENCE, ask(url)).await });
    let (status, text) =
        asked.map_err(|_| format!("{url} does not answer within {} s", PATIENCE.as_secs()))??;
    if status != StatusCode::OK {
        return Err(format!("{url} answers {status}: {}", text.trim()).into());
    }
    Ok(print(&text)?)
}

async fn ask(url: &Uri) -> Result<(StatusCode, String), Box<dyn Error>> {
    let authority = url.authority().filter(|_| url.scheme_str() == Some("http"));
    let authority = authority
        .ok_or_else(|| format!("{url} is not an address such as http://127.0.0.1:8080/readyz"))?;
    let place = (
        authority.host().trim_matches(['[', ']']),
        authority.port_u16().unwrap_or(80),
    );
    let stream = TcpStream::connect(place)
        .await
        .map_err(|error| format!("{url} cannot be reached: {error}"))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::get(path)
        .header(header::HOST, authority.as_str())
        .body(Empty::<Bytes>::new())?;
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), MOST).collect().await;
    let body = body.map_err(|error| format!("the answer of {url} cannot be read: {error}"))?;
    Ok((
        status,
        String::from_utf8_lossy(&body.to_bytes()).into_owned(),
    ))
}
