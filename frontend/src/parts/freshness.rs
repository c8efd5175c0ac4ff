//! Whether what is shown follows the cluster: a dot while it does, a banner with the seconds when not.

use std::time::Duration;

use leptos::prelude::*;

use crate::parts::Failure;
use crate::parts::quoted::spoken;
use crate::reactive::{dynamic, memo, shown};
use crate::state::clock;
use crate::state::live::{Cause, Connection, Live};
use crate::text::common::{freshness, retry};
use crate::ui::{Banner, Button, Tone};

/// A dot and a word at the head of a live table.
#[component]
pub fn FreshnessDot(
    /// The stream it speaks of.
    live: Live,
) -> impl IntoView {
    let state = memo(move || match live.connection.get() {
        Connection::Connecting => ("freshness freshness-waiting", freshness::connecting()),
        Connection::Live => ("freshness freshness-live", freshness::live()),
        // What may be read is followed all the same.
        Connection::Lost {
            cause: Cause::Right(_),
            ..
        } => ("freshness freshness-waiting", freshness::partly_live()),
        Connection::Lost { .. } | Connection::Refused(_) => {
            ("freshness freshness-lost", freshness::lost())
        }
    });
    view! { <span class=Signal::derive(move || state.get().0)>{dynamic(move || state.get().1)}</span> }
}

/// A banner while live data has stopped: since when, why, and a way to hurry.
#[component]
pub fn FreshnessBanner(
    /// The stream it speaks of.
    live: Live,
    /// What else it means for the page; empty for nothing.
    #[prop(into, optional)]
    note: Signal<String>,
) -> impl IntoView {
    let lost = memo(move || match live.connection.get() {
        Connection::Lost { since, cause } => Some((since, cause)),
        _ => None,
    });
    // What is still shown was seen with rights that are gone.
    let refused = memo(move || match live.connection.get() {
        Connection::Refused(error) if live.rows.with(Option::is_some) => Some(error),
        _ => None,
    });
    let why = move || {
        let error = refused.get().filter(|error| !error.is_signed_out())?;
        let on_retry = Callback::new(move |()| live.retry());
        Some(view! { <Failure error on_retry/> })
    };
    let silence = move || {
        lost.get().map(|(since, cause)| {
            let now = clock::ticking(Duration::from_secs(1));
            // A banner that counts would be read out every second: the count is for the eye alone.
            let is_lost = !matches!(cause, Cause::Right(_) | Cause::Behind(_));
            let seconds = move || freshness::since(whole_seconds(now.get() - since));
            let seconds =
                is_lost.then(|| view! { <span aria-hidden="true">{dynamic(seconds)}</span> });
            let (heading, reason, actions) = match cause {
                Cause::Server => (
                    freshness::server_lost(),
                    freshness::server_lost_help().into_any(),
                    Some(view! {
                        <Button on_press=move |()| live.retry()>{retry()}</Button>
                    }),
                ),
                Cause::Cluster(message) => (freshness::cluster_lost(), spoken(&message), None),
                Cause::Behind(message) => (freshness::behind(), spoken(&message), None),
                Cause::Right(message) => (freshness::right_missing(), spoken(&message), None),
            };
            view! {
                <Banner tone=Tone::Waiting heading=heading actions=actions.into_any()>
                    {reason} " " {seconds} " " {shown(note)}
                </Banner>
            }
        })
    };
    view! { {dynamic(why)} {dynamic(silence)} }
}

/// Milliseconds as whole seconds, never below zero: the clocks of two machines may differ.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped, and 4 billion seconds are enough"
)]
fn whole_seconds(milliseconds: f64) -> u32 {
    (milliseconds / 1000.0).clamp(0.0, f64::from(u32::MAX)) as u32
}
