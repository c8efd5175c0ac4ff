//! One row of the list. It is drawn once and then changes in place.

use std::sync::Arc;

use contract::DaemonSetRow;
use leptos::prelude::*;

use super::ticks::Ticks;
use crate::pages::detail_chunk;
use crate::parts::{Age, StatusBadge, Strip};
use crate::reactive::dynamic;
use crate::routes;
use crate::state::live::Live;
use crate::state::place::Place;
use crate::text::list;

/// A row.
#[component]
pub fn Row(
    /// Where one is.
    place: Place,
    /// The stream.
    live: Live,
    /// Which rows are ticked.
    ticks: Ticks,
    /// The key of the row.
    key: String,
    /// Whether the rows are of several clusters.
    of_several: bool,
) -> impl IntoView {
    let (own, other) = (key.clone(), key.clone());
    let row = Memo::new(move |last: Option<&Option<Arc<DaemonSetRow>>>| {
        let now = live.rows.with(|rows| rows.as_ref()?.get(&key).cloned());
        // A row that has just gone is still asked once before it is taken away.
        now.or_else(|| last.cloned().flatten())
    });
    let of = move |part: fn(&DaemonSetRow) -> String| {
        Signal::derive(move || row.with(|row| row.as_deref().map(part).unwrap_or_default()))
    };
    let counts = Signal::derive(move || {
        row.with(|row| row.as_deref().map(|row| row.counts))
            .unwrap_or_default()
    });
    let desired = Signal::derive(move || counts.with(|counts| counts.desired));
    let badge = move || {
        row.with(|row| row.as_deref().map(|row| row.status.clone()))
            .map(|status| view! { <StatusBadge status desired/> })
    };
    let href = move || {
        row.with(|row| {
            let row = row.as_deref()?;
            let cluster = match row.cluster.as_str() {
                "" => place.cluster().get(),
                cluster => cluster.to_owned(),
            };
            Some(routes::detail(&cluster, &row.namespace, &row.name))
        })
    };
    view! {
        <tr>
            <td class="list-tick">
                <input
                    type="checkbox"
                    aria-label=Signal::derive(move || {
                        row.with(|row| row.as_deref().map(|row| list::tick(&row.name)))
                    })
                    prop:checked=Signal::derive(move || ticks.has(&own))
                    on:change:target=move |event| ticks.set(&other, event.target().checked())
                />
            </td>
            <th scope="row" class="list-name">
                <a href=href on:pointerenter=move |_| detail_chunk::prefetch() title=of(|row| row.description.clone())>{of(|row| row.name.clone())}</a>
                <span class="list-namespace-below">{of(place_of)}</span>
            </th>
            {of_several.then(|| view! { <td class="list-cluster">{of(|row| row.cluster.clone())}</td> })}
            <td class="list-namespace">{of(|row| row.namespace.clone())}</td>
            <td class="list-status">{dynamic(badge)}</td>
            <td class="list-nodes"><Strip counts/></td>
            <td class="list-ready number">
                {dynamic(move || counts.with(|counts| format!("{} / {}", counts.ready, counts.desired)))}
            </td>
            <td class="list-up-to-date number">
                {dynamic(move || counts.with(|counts| format!("{} / {}", counts.up_to_date, counts.desired)))}
            </td>
            <td class="list-image">
                <code title=of(|row| row.images.join("\n"))>{of(|row| short_images(&row.images))}</code>
            </td>
            <td class="list-managed-by">{of(|row| row.managed_by.clone())}</td>
            <td class="list-age"><Age created=of(|row| row.created.clone())/></td>
        </tr>
    }
}

/// Where it is, in one line: the namespace, and the cluster where there are several.
fn place_of(row: &DaemonSetRow) -> String {
    if row.cluster.is_empty() {
        row.namespace.clone()
    } else {
        [&row.namespace, " · ", &row.cluster].concat()
    }
}

/// The first image without its registry and path, and how many more there are.
fn short_images(images: &[String]) -> String {
    let Some((first, rest)) = images.split_first() else {
        return String::new();
    };
    let short = first.rsplit('/').next().unwrap_or(first);
    // A digest is 71 characters that tell nobody anything.
    let short = match short.split_once('@') {
        Some((name, digest)) => format!("{name}@{}…", digest.chars().take(14).collect::<String>()),
        None => short.to_owned(),
    };
    if rest.is_empty() {
        short
    } else {
        format!("{short} +{}", rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::short_images;

    #[test]
    fn an_image_is_known_by_its_end() {
        for (images, expected) in [
            (vec![], ""),
            (
                vec!["cr.fluentbit.io/fluent/fluent-bit:3.2.9"],
                "fluent-bit:3.2.9",
            ),
            (vec!["localhost:5000/agent:1", "envoy"], "agent:1 +1"),
            (
                vec!["ghcr.io/a/b@sha256:0123456789abcdef0123456789abcdef"],
                "b@sha256:0123456…",
            ),
        ] {
            let images: Vec<_> = images.into_iter().map(str::to_owned).collect();
            assert_eq!(short_images(&images), expected);
        }
    }
}
