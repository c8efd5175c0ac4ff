//! The latest writes: what was done to the DaemonSet through the console, and what came of it.

use contract::{AuditEntry, AuditOutcome};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use crate::api::{ApiError, audit};
use crate::parts::quoted::spoken;
use crate::parts::{Age, Failure, deeds};
use crate::reactive::dynamic;
use crate::routes;
use crate::text::detail::writes;
use crate::ui::Card;

/// How many are shown.
const SHOWN: u32 = 5;

/// The card; nothing where nobody has written anything.
#[component]
pub fn LatestWrites(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let known = RwSignal::new(None::<Result<Vec<AuditEntry>, ApiError>>);
    let ask = move || {
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = audit::about(&cluster, &namespace, &name, SHOWN).await;
            let rows = answer.map(|list| {
                let rows = list.items.into_iter();
                rows.filter(|row| row.kind == "DaemonSet").collect()
            });
            // The page may be gone by now.
            let _ = known.try_set(Some(rows));
        });
    };
    target.ask_after_changes(ask);
    dynamic(move || {
        let content = match known.get()? {
            Ok(rows) if rows.is_empty() => return None,
            Ok(rows) => {
                let (cluster, namespace, name) = target.address();
                let all = routes::audit_about(&cluster, &namespace, &name);
                view! {
                    <ul class="events">{rows.into_iter().map(item).collect_view()}</ul>
                    <a href=all>{writes::all()}</a>
                }
                .into_any()
            }
            Err(error) => {
                let on_retry = Callback::new(move |()| ask());
                view! { <Failure error on_retry/> }.into_any()
            }
        };
        Some(view! { <Card heading=writes::heading()>{content}</Card> })
    })
}

fn item(row: AuditEntry) -> impl IntoView {
    let class = match row.outcome {
        AuditOutcome::Begun | AuditOutcome::Done => "event",
        AuditOutcome::Refused | AuditOutcome::Failed | AuditOutcome::Unknown => {
            "event event-warning"
        }
    };
    let detail = (!row.detail.is_empty()).then(|| {
        view! { <p class="event-message">{spoken(&row.said())}</p> }
    });
    view! {
        <li class=class>
            <Age created=Signal::stored(row.occurred)/>
            <div>
                <p>{deeds::action(row.action)} ": " <b>{deeds::outcome(row.outcome)}</b></p>
                {detail}
            </div>
        </li>
    }
}
