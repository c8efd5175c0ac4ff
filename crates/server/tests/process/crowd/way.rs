//! The way to the database, which may be made slow.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::sleep,
};

/// By how much whatever is said comes later where the way is slow.
const SLOW: Duration = Duration::from_millis(150);

/// A way to a server.
pub(super) struct Way {
    pub(super) port: u16,
    slow: watch::Sender<bool>,
}

impl Way {
    /// To the server at this port of loopback.
    pub(super) async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let slow = watch::Sender::new(false);
        let state = slow.subscribe();
        tokio::spawn(async move {
            while let Ok((here, _)) = listener.accept().await {
                let state = state.clone();
                tokio::spawn(async move {
                    let Ok(there) = TcpStream::connect(("127.0.0.1", server)).await else {
                        return;
                    };
                    let (asked, answers) = here.into_split();
                    let (said, asks) = there.into_split();
                    tokio::select! {
                        () = carry(asked, asks, &state) => {}
                        () = carry(said, answers, &state) => {}
                    }
                });
            }
        });
        Self { port, slow }
    }

    /// Whether it is slow from now on.
    pub(super) fn be_slow(&self, is_slow: bool) {
        self.slow.send_replace(is_slow);
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, slow: &watch::Receiver<bool>) {
    let mut some = [0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut some).await {
        if *slow.borrow() {
            sleep(SLOW).await;
        }
        if to.write_all(&some[..count]).await.is_err() {
            return;
        }
    }
}
