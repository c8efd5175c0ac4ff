//! The node grid of a list: one thin bar, its parts as wide as there are nodes in each state.

use contract::Counts;
use leptos::prelude::*;

use crate::reactive::dynamic;
use crate::text::common::strip;

/// One part of a strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The class of the state, as a cell of the node grid has it.
    pub class: &'static str,
    /// How many nodes are in it.
    pub nodes: u32,
}

/// The parts of a strip from the left, those without a node left out.
fn parts(counts: Counts) -> Vec<Part> {
    // Which revision the pods that are not ready have is not counted: they are taken for new ones.
    let old = counts
        .current
        .saturating_sub(counts.up_to_date)
        .min(counts.ready);
    let told = counts.ready
        + counts.failing
        + counts.waiting
        + counts.starting
        + counts.unavailable
        + counts.refused;
    let rest = counts.desired.saturating_sub(told);
    [
        ("cell-ready", counts.ready - old),
        ("cell-old", old),
        (
            "cell-updating",
            rest.min(counts.current.saturating_sub(counts.ready)),
        ),
        ("cell-starting", counts.starting),
        ("cell-pending", counts.waiting),
        ("cell-unavailable", counts.unavailable),
        ("cell-failing", counts.failing),
        ("cell-refused", counts.refused),
    ]
    .into_iter()
    .filter(|(_, nodes)| *nodes > 0)
    .map(|(class, nodes)| Part { class, nodes })
    .collect()
}

/// The strip of a DaemonSet.
#[component]
pub fn Strip(
    /// How many nodes and pods are where.
    #[prop(into)]
    counts: Signal<Counts>,
) -> impl IntoView {
    let label =
        Signal::derive(move || counts.with(|counts| strip::label(counts.ready, counts.desired)));
    let whole = Signal::derive(move || counts.with(|counts| counts.desired));
    let parts = Signal::derive(move || parts(counts.get()));
    view! { <StripBar label whole parts/> }
}

/// A bar in parts. SVG, because its widths are data and the page's policy forbids inline styles.
#[component]
pub fn StripBar(
    /// What it says, for those who cannot see it.
    label: Signal<String>,
    /// What its full length stands for, in nodes.
    whole: Signal<u32>,
    /// The parts, from the left.
    parts: Signal<Vec<Part>>,
) -> impl IntoView {
    let bars = move || {
        let mut from = 0;
        let bar = |part: Part| {
            let (x, width) = (percent(from, whole.get()), percent(part.nodes, whole.get()));
            from += part.nodes;
            view! { <rect class=part.class x=x y="0" width=width height="100%"></rect> }
        };
        parts.get().into_iter().map(bar).collect_view()
    };
    view! { <svg class="strip" role="img" aria-label=label>{dynamic(bars)}</svg> }
}

/// In hundredths of a per cent: to write a number with a fraction weighs 6 kB of code.
fn percent(part: u32, whole: u32) -> String {
    let hundredths = u64::from(part) * 10_000 / u64::from(whole.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use contract::Counts;

    use super::{Part, parts};

    #[test]
    fn a_rollout_shows_new_old_updating_and_failing() {
        let counts = Counts {
            desired: 120,
            current: 120,
            ready: 114,
            up_to_date: 90,
            failing: 2,
            ..Counts::default()
        };
        let part = |class, nodes| Part { class, nodes };
        assert_eq!(
            parts(counts),
            [
                part("cell-ready", 84),
                part("cell-old", 30),
                part("cell-updating", 4),
                part("cell-failing", 2),
            ]
        );
    }

    #[test]
    fn nothing_desired_is_an_empty_strip() {
        assert_eq!(parts(Counts::default()), []);
    }
}
