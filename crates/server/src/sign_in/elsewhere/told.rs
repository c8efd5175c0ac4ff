//! What somebody is told of the clusters that there are: how one reaches them, and where a token is that one needs.

use std::time::Duration;

use contract::{ClusterSummary, ClusterToken};

use super::{
    super::{BearerToken, Identity, SignIn, TokenRefusal},
    Tokens, needs_token,
};
use crate::clusters::Clusters;

/// How long the list of clusters waits for an API server to say whether it still takes a token.
const PATIENCE: Duration = Duration::from_secs(2);

impl SignIn {
    /// Says of clusters how people reach them, and whether somebody needs a token for them.
    pub(crate) fn tell_access(
        &self,
        clusters: &Clusters,
        identity: &Identity,
        summaries: &mut [ClusterSummary],
    ) {
        let tokens = match (self.keeper(), &identity.keyring) {
            (Some(keeper), Some(keyring)) => keyring.tokens(keeper),
            _ => Tokens::new(),
        };
        for summary in summaries {
            let own = clusters.access_of(&summary.name);
            summary.access = own.unwrap_or(identity.usual);
            let needs =
                !identity.is_for(&summary.name, own) && needs_token(identity, summary.access);
            summary.token = needs.then(|| match tokens.get(&summary.name) {
                Some(kept) if clusters.leads_elsewhere(&summary.name, &kept.server) => {
                    ClusterToken::Lapsed
                }
                Some(_) => ClusterToken::Kept,
                None => ClusterToken::Missing,
            });
            if summary.token.is_some_and(|it| it != ClusterToken::Kept) {
                *summary = told_to_nobody(summary);
            }
        }
    }

    /// Asks the API servers of clusters that answer whether they still take what is kept for them, each at the same time and
    /// none for long. Of one that does not answer is only said what the console itself meets there.
    pub(crate) async fn ask_kept_tokens(
        &self,
        clusters: &Clusters,
        identity: &Identity,
        summaries: &mut [ClusterSummary],
    ) {
        let (Some(keeper), Some(keyring)) = (self.keeper(), &identity.keyring) else {
            return;
        };
        let tokens = keyring.tokens(keeper);
        let kept = summaries
            .iter_mut()
            .filter(|it| it.token == Some(ClusterToken::Kept) && it.reachable);
        let asked = kept.filter_map(|summary| {
            let kept = tokens.get(&summary.name)?;
            Some(async move {
                let there = (clusters, &*summary.name, Some(&*kept.server));
                let token = BearerToken::new(&kept.token);
                let found = keeper.identify_at(there, summary.access, &token);
                let found = tokio::time::timeout(PATIENCE, found).await;
                if matches!(found, Ok(Err(TokenRefusal::Wrong))) {
                    summary.token = Some(ClusterToken::Lapsed);
                    *summary = told_to_nobody(summary);
                }
            })
        });
        futures::future::join_all(asked).await;
    }
}

/// What who is nobody in a cluster learns of it: that it is there, and no more.
fn told_to_nobody(summary: &ClusterSummary) -> ClusterSummary {
    ClusterSummary {
        name: summary.name.clone(),
        kind: summary.kind,
        state: summary.state,
        origin: summary.origin,
        access: summary.access,
        token: summary.token,
        ..ClusterSummary::default()
    }
}
