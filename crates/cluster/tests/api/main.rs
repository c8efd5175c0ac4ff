//! The crate against an API server of a few lines, which can also do what a real one does only on
//! its worst days.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what is skipped is said")]

use cluster::{AsUser, Creation, Existing, Fate, WriteOptions};
use serde_json::Value;

mod deletes;
mod faults;
mod faults_live;
mod live;
mod malformed;
mod mock;
mod proxy;
mod watches;
mod writes;

/// Plans and creates manifests, all of which meet what is there in one way.
async fn create(
    user: &AsUser<'_>,
    namespace: &str,
    manifests: &[Value],
    options: WriteOptions,
    existing: Existing,
) -> Creation {
    match user.plan(namespace, manifests).await {
        Ok(plan) => {
            let existing = vec![existing; manifests.len()];
            user.create(&plan, options, &existing).await
        }
        Err(error) => Creation {
            fates: vec![Fate::NotSent; manifests.len()],
            result: Err(error),
            further: Vec::new(),
        },
    }
}
