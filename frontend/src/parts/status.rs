//! What a DaemonSet is doing, in words with a dot.

use contract::{Status, StatusWord};
use leptos::prelude::*;

use crate::text::common::status;
use crate::ui::Tone;

/// The colour of a status.
#[must_use]
pub const fn tone(word: StatusWord) -> Tone {
    match word {
        StatusWord::Running => Tone::Good,
        StatusWord::RollingOut => Tone::Accent,
        StatusWord::Pending => Tone::Waiting,
        StatusWord::Degraded => Tone::Bad,
        StatusWord::NoNodes | StatusWord::Terminating => Tone::Neutral,
    }
}

/// The word alone, as the filter names it.
#[must_use]
pub fn word(word: StatusWord) -> &'static str {
    match word {
        StatusWord::Running => status::running(),
        StatusWord::RollingOut => status::rolling_out(),
        StatusWord::Pending => status::pending(),
        StatusWord::Degraded => status::degraded(),
        StatusWord::NoNodes => status::no_nodes(),
        StatusWord::Terminating => status::terminating(),
    }
}

/// The whole sentence: `desired` is the number of nodes that should run a pod.
#[must_use]
pub fn sentence(of: &Status, desired: u32) -> String {
    let nodes = of.nodes;
    match (of.word, of.reason.as_str()) {
        (StatusWord::RollingOut, _) => status::rolling_out_nodes(nodes, desired),
        (StatusWord::Pending, "") if nodes > 0 => status::pending_nodes(nodes),
        (StatusWord::Pending, reason) if nodes > 0 => status::pending_reason(nodes, reason),
        (StatusWord::Degraded, "") if nodes > 0 => status::degraded_nodes(nodes),
        (StatusWord::Degraded, reason) if nodes > 0 => status::degraded_reason(nodes, reason),
        (of, _) => word(of).to_owned(),
    }
}

/// A status as dot and words.
#[component]
pub fn StatusBadge(
    /// The status.
    #[prop(into)]
    status: Signal<Status>,
    /// How many nodes should run a pod.
    #[prop(into)]
    desired: Signal<u32>,
) -> impl IntoView {
    let tone = Memo::new(move |_| status.with(|status| tone(status.word)));
    view! {
        <span class=move || format!("status status-{}", tone.get().word())>
            {move || status.with(|status| sentence(status, desired.get()))}
        </span>
    }
}
