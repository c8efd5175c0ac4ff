//! Hints of other consoles over the same database: what is looked at from time to time is then looked at at once.

use store::hints::Hint;
use tokio::sync::Notify;

use crate::app::App;

/// Follows them until the console stops. `added`: told when clusters were added or removed.
pub(crate) async fn follow(app: &App, added: &Notify) {
    let tell = |hint| match hint {
        Hint::Sessions => app.sign_in.look_at_sessions(),
        Hint::Clusters => added.notify_one(),
    };
    tokio::select! {
        () = app.stopping.cancelled() => {}
        () = app.store.follow_hints(tell) => {}
    }
}
