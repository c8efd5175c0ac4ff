//! The proxy over a socket, so that bodies break as they do on a wire.

use std::{io, net::SocketAddr};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::net::TcpListener;

use crate::FaultProxy;

impl FaultProxy {
    /// Listens on loopback, on a port of its own, for as long as the runtime lives. HTTP/1.1 and HTTP/2 without
    /// TLS.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn listen(&self) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let proxy = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let proxy = proxy.clone();
                tokio::spawn(async move {
                    let answer = TowerToHyperService::new(proxy);
                    let server = auto::Builder::new(TokioExecutor::new());
                    // That a connection breaks is what it is for.
                    let _ = server.serve_connection(TokioIo::new(stream), answer).await;
                });
            }
        });
        Ok(address)
    }

    /// A kubeconfig whose one context speaks to a proxy that listens there.
    #[must_use]
    pub fn kubeconfig(address: SocketAddr) -> String {
        format!(
            "{{apiVersion: v1, kind: Config, current-context: faults,
              clusters: [{{name: faults, cluster: {{server: 'http://{address}'}}}}],
              users: [{{name: nobody, user: {{}}}}],
              contexts: [{{name: faults, context: {{cluster: faults, user: nobody}}}}]}}"
        )
    }
}
