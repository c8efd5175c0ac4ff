//! How the DaemonSet of the same name of another cluster differs.

use contract::ClusterDifference;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{ApiError, contents};
use crate::pages::detail::Target;
use crate::parts::Failure;
use crate::reactive::{dynamic, effect, memo};
use crate::state::place::Place;
use crate::text::contents as say;
use crate::ui::{Card, Choice, Select, Skeleton};

/// The card; there is none where there is no other cluster.
#[component]
pub fn Elsewhere(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let place = Place::expect();
    let others = memo(move || {
        let clusters = place.clusters().and_then(Result::ok).unwrap_or_default();
        let here = place.cluster().get();
        let mut names = Vec::new();
        for cluster in clusters.items {
            if cluster.name != here {
                names.push(cluster.name);
            }
        }
        names
    });
    let any = memo(move || others.with(|others| !others.is_empty()));
    dynamic(move || {
        any.get()
            .then(|| view! { <Comparison target others=others.into()/> })
    })
}

#[component]
fn Comparison(
    /// What the page is about.
    target: Target,
    /// The other clusters.
    others: Signal<Vec<String>>,
) -> impl IntoView {
    let other = RwSignal::new(String::new());
    let known = RwSignal::new(None::<Result<ClusterDifference, ApiError>>);
    effect(move || {
        let wanted = other.get();
        known.set(None);
        if wanted.is_empty() {
            return;
        }
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = contents::difference(&cluster, &namespace, &name, &wanted).await;
            // Another one may be wanted by now.
            if other.try_get_untracked() == Some(wanted) {
                known.try_set(Some(answer));
            }
        });
    });
    let choices = Signal::derive(move || {
        let mut choices = vec![Choice::new("", say::no_other())];
        for name in others.get() {
            choices.push(Choice::plain(name));
        }
        choices
    });
    let differences = move || match known.get() {
        None if other.with(String::is_empty) => ().into_any(),
        None => view! { <Skeleton lines=2/> }.into_any(),
        Some(Err(error)) => view! { <Failure error/> }.into_any(),
        Some(Ok(found)) if found.changes.is_empty() => {
            view! { <p class="contents-note">{say::same_there()}</p> }.into_any()
        }
        Some(Ok(found)) => {
            let mut rows: Vec<AnyView> = Vec::new();
            for change in found.changes {
                let here = change.before.map(|text| view! { <del>{text}</del> });
                let there = change.after.map(|text| view! { <ins>{text}</ins> });
                rows.push(
                    view! { <li><code>{change.field}</code> <span>{here} " " {there}</span></li> }
                        .into_any(),
                );
            }
            view! { <ul class="differences">{rows}</ul> }.into_any()
        }
    };
    view! {
        <Card heading=say::elsewhere()>
            <Select
                label=say::other_cluster()
                value=other
                choices
                on_choose=move |name: String| other.set(name)
            />
            <div role="status">{dynamic(differences)}</div>
        </Card>
    }
}
