//! What differs between two revisions, a line a field.

use contract::{FieldChange, RevisionDiff};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use crate::api::{ApiError, daemonsets};
use crate::parts::Failure;
use crate::reactive::{dynamic, effect};
use crate::text::detail::history as words;
use crate::ui::Skeleton;

/// The differences; asked for when one of the two revisions becomes another.
#[component]
pub fn Differences(
    /// What the page is about.
    target: Target,
    /// The number of the earlier revision as a text; 0 is the template that is there now, and nothing is asked while it
    /// is empty.
    #[prop(into)]
    from: Signal<String>,
    /// The same of the later one.
    #[prop(into)]
    to: Signal<String>,
    /// The newest revision: what is there now is another once that is.
    #[prop(into, optional)]
    newest: Signal<i64>,
) -> impl IntoView {
    let known = RwSignal::new(None::<Result<RevisionDiff, ApiError>>);
    effect(move || {
        let pair = (from.get(), to.get());
        newest.get();
        known.set(None);
        let (Ok(first), Ok(last)) = (pair.0.parse::<i64>(), pair.1.parse::<i64>()) else {
            return;
        };
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = daemonsets::revision_diff(&cluster, &namespace, &name, first, last).await;
            // Others may be compared by now.
            let now = (from.try_get_untracked(), to.try_get_untracked());
            if now == (Some(pair.0), Some(pair.1)) {
                known.try_set(Some(answer));
            }
        });
    });
    dynamic(move || match known.get() {
        None => view! { <Skeleton lines=2/> }.into_any(),
        Some(Err(error)) => view! { <Failure error/> }.into_any(),
        Some(Ok(diff)) if diff.changes.is_empty() => {
            view! { <p class="event-none">{words::same()}</p> }.into_any()
        }
        Some(Ok(diff)) => {
            let note = diff
                .is_restart
                .then(|| view! { <p class="event-none">{words::only_restarted()}</p> });
            let mut rows = Vec::new();
            for change in diff.changes {
                rows.push(row(change));
            }
            view! {
                {note}
                <ul class="differences">{rows}</ul>
            }
            .into_any()
        }
    })
}

fn row(change: FieldChange) -> AnyView {
    let FieldChange {
        field,
        before,
        after,
    } = change;
    let is_moved = before.is_none() && after.is_none();
    let before = before.map(|text| view! { <del>{text}</del> });
    let after = after.map(|text| view! { <ins>{text}</ins> });
    let moved = is_moved.then(words::moved);
    view! { <li><code>{field}</code> <span>{before} " " {after} {moved}</span></li> }.into_any()
}
