//! What all people know: where the consoles are, how one asks them, and whether it goes on.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{sleep, timeout},
};

use super::{super::TOKEN, SETTLED, form::Form};

/// How long somebody waits for an answer before he asks elsewhere.
const PATIENCE: Duration = Duration::from_secs(5);
/// For how long a stream may say nothing: a console that sleeps does so, and one that lives gives a sign every fifteen
/// seconds.
const SILENCE: Duration = Duration::from_secs(20);
/// How soon somebody asks again.
const AGAIN: Duration = Duration::from_millis(300);

/// What all know.
pub(super) struct Scene {
    pub(super) addresses: Vec<String>,
    pub(super) cluster: String,
    pub(super) form: Form,
    /// Whether nothing new is begun any more.
    pub(super) is_over: AtomicBool,
    pub(super) keys: AtomicUsize,
}

impl Scene {
    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    pub(super) fn collection(&self) -> String {
        contract::path::namespaced_daemonsets(&self.cluster, "default")
    }

    async fn send(&self, at: usize, request: &str, headers: &str, body: &str) -> Option<TcpStream> {
        let address = &self.addresses[at % self.addresses.len()];
        let request = format!(
            "{request} HTTP/1.0\r\nHost: {address}\r\nAuthorization: Bearer {TOKEN}\r\n{headers}\r\n{body}"
        );
        let mut stream = TcpStream::connect(address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        Some(stream)
    }

    /// Sends a request to one of the consoles; status and body, or nothing where no answer came in time.
    pub(super) async fn ask(
        &self,
        at: usize,
        (method, path): (&str, &str),
        key: Option<&str>,
        body: &str,
    ) -> Option<(u16, String)> {
        let key = key.map_or_else(String::new, |key| format!("Idempotency-Key: {key}\r\n"));
        let length = body.len();
        let headers =
            format!("{key}Content-Type: application/json\r\nContent-Length: {length}\r\n");
        let exchange = async {
            let request = format!("{method} {path}");
            let mut stream = self.send(at, &request, &headers, body).await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.ok()?;
            let (head, body) = answer.split_once("\r\n\r\n")?;
            let status = head.split(' ').nth(1)?.parse().ok()?;
            Some((status, body.to_owned()))
        };
        timeout(PATIENCE, exchange).await.ok()?
    }

    /// Opens a stream at one of the consoles; nothing where it refuses, or says nothing.
    pub(super) async fn follow(&self, at: usize, path: &str, headers: &str) -> Option<Stream> {
        let request = format!("GET {path}");
        let sent = self.send(at, &request, headers, "");
        let mut stream = Stream {
            stream: timeout(PATIENCE, sent).await.ok()??,
            read: Vec::new(),
        };
        let head = stream.piece("\r\n\r\n").await?;
        (head.split(' ').nth(1) == Some("200")).then_some(stream)
    }

    /// Sends a write under one key, now here and now there, until it is known what came of it; nothing where that takes longer
    /// than people wait.
    pub(super) async fn write(
        &self,
        first: usize,
        method: &str,
        path: &str,
        body: &str,
    ) -> Option<(u16, String)> {
        let key = format!("crowd-{}", self.keys.fetch_add(1, Ordering::Relaxed));
        let start = Instant::now();
        let mut said = None;
        for at in first.. {
            if let Some((status, answer)) = self.ask(at, (method, path), Some(&key), body).await {
                let is_open = matches!(status, 429 | 500..)
                    || answer.contains("/problems/request-in-progress");
                if !is_open {
                    return Some((status, answer));
                }
                said = Some(answer);
            }
            if start.elapsed() >= self.form.patience {
                assert!(
                    self.form.patience < SETTLED,
                    "{method} {path} is never answered, but with {said:?}"
                );
                return None;
            }
            sleep(AGAIN).await;
        }
        unreachable!("numbers do not end")
    }

    /// The object as it is now; none where there is none.
    pub(super) async fn read(&self, path: &str) -> Option<Value> {
        let start = Instant::now();
        for at in 0.. {
            match self.ask(at, ("GET", path), None, "").await {
                Some((200, body)) => return serde_json::from_str(&body).ok(),
                Some((404, _)) => return None,
                _ => {}
            }
            assert!(start.elapsed() < SETTLED, "{path} is never read");
            sleep(AGAIN).await;
        }
        unreachable!("numbers do not end")
    }
}

/// A stream that is read piece by piece.
pub(super) struct Stream {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Stream {
    /// What comes before the next such end; nothing where the stream is over, or says nothing.
    pub(super) async fn piece(&mut self, end: &str) -> Option<String> {
        let mut looked = 0;
        loop {
            let ahead = self.read[looked..].windows(end.len());
            if let Some(at) = ahead.into_iter().position(|it| it == end.as_bytes()) {
                let piece = self.read[..looked + at].to_vec();
                self.read.drain(..looked + at + end.len());
                return String::from_utf8(piece).ok();
            }
            looked = self.read.len().saturating_sub(end.len() - 1);
            let more = self.stream.read_buf(&mut self.read);
            let count = timeout(SILENCE, more).await.ok()?;
            count.ok().filter(|count| *count > 0)?;
        }
    }
}
