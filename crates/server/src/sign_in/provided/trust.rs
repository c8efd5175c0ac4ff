//! Whether the cluster trusts the provider whose ID tokens it is to take: said at the start, before anybody signs in in vain.

use std::time::Duration;

use jiff::Timestamp;

use super::super::SignIn;
use crate::{app::App, problem::Problem};

/// How soon a cluster that was away is asked again.
const AGAIN: Duration = Duration::from_secs(30);

impl SignIn {
    /// Whether the cluster trusts tokens of the provider; none where they do not go there, or where it does not tell.
    ///
    /// # Errors
    ///
    /// The cluster is away.
    pub async fn is_provider_trusted(&self) -> Result<Option<bool>, Problem> {
        let Some((oidc, tokens)) = self.parts() else {
            return Ok(None);
        };
        if !tokens.passes_on() {
            return Ok(None);
        }
        let there = tokens.home().await?;
        let settings = oidc.settings();
        let (issuer, audience) = (&settings.issuer, &settings.client_id);
        let asked = there.cluster.trusts(issuer, audience, Timestamp::now());
        Ok(asked.await?)
    }

    /// Says in the log where the cluster does not trust the provider, and what to set.
    pub(crate) async fn say_trust(app: App) {
        let is_trusted = loop {
            match app.sign_in.is_provider_trusted().await {
                Ok(is_trusted) => break is_trusted,
                Err(problem) => {
                    let cause = problem.detail();
                    tracing::debug!(
                        cause,
                        "whether the cluster trusts the provider cannot be asked"
                    );
                }
            }
            tokio::select! {
                () = tokio::time::sleep(AGAIN) => {}
                () = app.stopping.cancelled() => return,
            }
        };
        let Some((oidc, _)) = app.sign_in.parts() else {
            return;
        };
        let settings = oidc.settings();
        let (issuer, client) = (&settings.issuer, &settings.client_id);
        match is_trusted {
            Some(false) => tracing::warn!(
                "the API server does not trust tokens of {issuer}, so nobody can sign in by it: set --oidc-issuer-url={issuer} \
                 and --oidc-client-id={client} there, or a jwt authenticator of its AuthenticationConfiguration; or let the \
                 console name people itself, with access = \"impersonate\""
            ),
            Some(true) => tracing::info!(issuer, "the API server trusts the provider"),
            None => {}
        }
    }
}
