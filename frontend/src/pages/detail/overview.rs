//! The counts, the strip and the node grid.

use std::sync::Arc;

use contract::Counts;
use leptos::prelude::*;
use leptos_router::NavigateOptions;

use super::Target;
use crate::parts::node_grid::OpenNode;
use crate::parts::{NodeGrid, Strip};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::text::detail::{self, count};
use crate::ui::{Card, Skeleton};

/// Both cards.
#[component]
pub fn Overview(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let counts = Signal::derive(move || {
        target
            .row
            .with(|row| row.as_deref().map(|row| row.counts))
            .unwrap_or_default()
    });
    let nodes = memo(move || {
        target
            .live
            .detail
            .with(|detail| detail.as_ref().map(|detail| Arc::clone(&detail.nodes)))
    });
    let navigate = routes::use_navigate();
    provide_context(OpenNode(Callback::new(move |node: String| {
        let (cluster, namespace, name) = target.address();
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&routes::node(&cluster, &namespace, &name, &node), options);
    })));
    let known = memo(move || nodes.with(Option::is_some));
    let nodes = Signal::derive(move || nodes.get().unwrap_or_default());
    let grid = move || {
        if known.get() {
            view! { <NodeGrid nodes/> }.into_any()
        } else {
            view! { <Skeleton lines=3/> }.into_any()
        }
    };
    view! {
        <div class="detail-main">
            <Card>
                <dl class="counts">
                    <Count label=count::desired() counts of=|counts| counts.desired/>
                    <Count label=count::current() counts of=|counts| counts.current/>
                    <Count label=count::ready() counts of=|counts| counts.ready/>
                    <Count label=count::up_to_date() counts of=|counts| counts.up_to_date/>
                    <Count label=count::available() counts of=|counts| counts.available/>
                    <Count label=count::misscheduled() counts of=|counts| counts.misscheduled/>
                </dl>
                <Strip counts/>
            </Card>
            <Card heading=detail::nodes()>{dynamic(grid)}</Card>
        </div>
    }
}

/// One number with its name.
#[component]
fn Count(
    /// Kubernetes' word for it.
    label: &'static str,
    /// All numbers.
    counts: Signal<Counts>,
    /// Which of them.
    of: fn(&Counts) -> u32,
) -> impl IntoView {
    view! {
        <div class="count">
            <dt>{label}</dt>
            <dd>{dynamic(move || counts.with(of))}</dd>
        </div>
    }
}
