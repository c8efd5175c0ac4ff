//! Whether the DaemonSet of the page is there, was there, or never was.

use std::sync::Arc;
use std::time::Duration;

use contract::DaemonSetRow;
use leptos::prelude::*;

use super::Target;
use crate::api::ApiError;
use crate::reactive::{dynamic, effect, memo};
use crate::routes;
use crate::state::live::{Connection, Live};
use crate::text::{common, detail};
use crate::ui::{Banner, ButtonLink, Tone};

/// How long one waits before one says that there is no such DaemonSet: one that was just created
/// may not have reached the stream yet.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Whether it is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// Nothing has been heard yet.
    Unknown,
    /// Nothing will be heard, and this is why.
    Refused(ApiError),
    /// Whether it is there is not known, or not any more, and this is why.
    Hidden(String),
    /// There is none of this name.
    Absent,
    /// It is there.
    Present,
    /// It was there while the page was open.
    Deleted,
}

impl Presence {
    /// Whether there is something to show.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        matches!(self, Self::Present | Self::Deleted)
    }
}

/// The row, and after it has gone the last one known of the same name.
pub fn last_known(
    now: Memo<Option<Arc<DaemonSetRow>>>,
    namespace: Signal<String>,
    name: Signal<String>,
) -> Memo<Option<Arc<DaemonSetRow>>> {
    Memo::new(move |last: Option<&Option<Arc<DaemonSetRow>>>| {
        let last = last.cloned().flatten();
        now.get().or_else(|| {
            last.filter(|row| row.namespace == *namespace.read() && row.name == *name.read())
        })
    })
}

/// Follows whether it is there.
pub fn follow(
    live: Live,
    now: Memo<Option<Arc<DaemonSetRow>>>,
    last: Memo<Option<Arc<DaemonSetRow>>>,
) -> Signal<Presence> {
    let heard = memo(move || live.rows.with(Option::is_some));
    let patient = RwSignal::new(true);
    effect(move || {
        if heard.get() {
            // The page may be gone by then.
            let give_up = move || {
                let _ = patient.try_set(false);
            };
            if let Ok(timer) = set_timeout_with_handle(give_up, PATIENCE) {
                on_cleanup(move || timer.clear());
            }
        } else {
            patient.set(true);
        }
    });
    memo(move || {
        if now.with(Option::is_some) {
            return Presence::Present;
        }
        let known = last.with(Option::is_some);
        if heard.get()
            && let Some(why) = live.why_unknown("daemonsets")
        {
            return Presence::Hidden(why);
        }
        match (heard.get(), known) {
            (true, true) => Presence::Deleted,
            (true, false) if patient.get() || !live.knows_absence() => Presence::Unknown,
            (true, false) => Presence::Absent,
            (false, true) => match live.connection.get() {
                Connection::Refused(error) if error.is_forbidden() => Presence::Refused(error),
                _ => Presence::Present,
            },
            (false, false) => match live.connection.get() {
                Connection::Refused(error) => Presence::Refused(error),
                _ => Presence::Unknown,
            },
        }
    })
    .into()
}

/// Says that the DaemonSet was deleted while the page was open.
#[component]
pub fn DeletedBanner(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let deleted = memo(move || {
        target
            .presence
            .with(|presence| *presence == Presence::Deleted)
    });
    let list = Signal::derive(move || routes::list(&target.cluster.get(), ""));
    dynamic(move || {
        deleted.get().then(|| {
            let actions =
                view! { <ButtonLink href=list>{common::not_found::to_list()}</ButtonLink> };
            view! {
                <Banner
                    tone=Tone::Waiting
                    heading=detail::deleted(target.name.get())
                    actions=actions.into_any()
                >
                    {detail::deleted_help()}
                </Banner>
            }
        })
    })
}
