//! The clusters that the console speaks to, and what is asked of several at once.

pub(crate) mod add;
pub(crate) mod daemonsets;
pub(crate) mod list;
pub(crate) mod names;
mod record;
pub(crate) mod remove;
pub(crate) mod token;

use crate::{
    app::App,
    problem::{Problem, ProblemType},
    sign_in::Identity,
};

/// Refuses whoever is no admin of the console, and everybody where nothing seals what would be kept.
fn refuse_others(app: &App, identity: &Identity) -> Result<(), Problem> {
    let forbidden = |words: &str| Err(Problem::new(ProblemType::Forbidden, words));
    if !identity.is_local() && !app.is_admin(identity) {
        return forbidden(
            "Only admins of the console (the setting admin_group) add and remove clusters.",
        );
    }
    if !app.store.is_sealing() {
        return forbidden(
            "The console has no keys to seal the credentials of a cluster with: set seal_keys, or put its kubeconfig \
             into the folder of the setting clusters.",
        );
    }
    Ok(())
}
