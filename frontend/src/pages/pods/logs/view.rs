//! The view of a log: the lines in view, and what can be chosen and done.

use leptos::prelude::*;

use super::reading::{Reading, SINCE, State};
use crate::pages::detail::Target;
use crate::parts::Failure;
use crate::reactive::{dynamic, effect};
use crate::routes;
use crate::text::pods::log as say;
use crate::ui::{Button, ButtonLink, CopyButton, Look};

/// Whose log.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The pod; all of the DaemonSet where it is empty.
    pub pod: String,
    /// The container that is shown first; all where it is empty.
    pub container: String,
    /// The containers that there are to choose from.
    pub containers: Vec<String>,
    /// Whether it begins with the run before the last start.
    pub previous: bool,
    /// Whether some container has run before.
    pub has_previous: bool,
}

/// The view.
#[component]
pub fn LogView(
    /// What the page is about.
    target: Target,
    /// Whose log.
    subject: Subject,
    /// Set from outside to have the log of the run before shown, or not.
    before: RwSignal<Option<bool>>,
) -> impl IntoView {
    let Subject {
        pod,
        container,
        containers,
        previous,
        has_previous,
    } = subject;
    let reading = Reading::begin(target, pod.clone(), container, previous);
    effect(move || {
        if let Some(wanted) = before.get() {
            reading.previous.set(wanted);
            before.set(None);
            if let Some(element) = reading.scroller.get_untracked() {
                element.scroll_into_view_with_bool(false);
            }
        }
    });
    let failure = move || match reading.state.get() {
        State::Failed(error) => {
            let on_retry = Callback::new(move |()| reading.retry());
            Some(view! { <Failure error on_retry/> })
        }
        _ => None,
    };
    let empty = move || {
        let nothing = reading.counts.with(|counts| counts.lines == 0);
        match reading.state.get() {
            State::Over if nothing => say::none(),
            State::Live if nothing => say::waiting(),
            _ => "",
        }
    };
    view! {
        <section class="log" aria-label=say::heading()>
            <Choices reading containers has_previous/>
            {dynamic(failure)}
            <div
                class="log-lines"
                tabindex="0"
                role="log"
                aria-live="off"
                aria-label=say::label()
                node_ref=reading.scroller
                on:scroll=move |_| reading.scrolled()
            >
                <span class="log-probe" aria-hidden="true" node_ref=reading.probe>{"0".repeat(100)}</span>
                <p class="log-empty">{dynamic(empty)}</p>
                <div class="log-sheet" node_ref=reading.sheet>
                    <div class="log-rows" node_ref=reading.rows></div>
                </div>
            </div>
            <Deeds target reading pod/>
        </section>
    }
}

/// What can be chosen.
#[component]
fn Choices(
    /// The log.
    reading: Reading,
    /// The containers that there are to choose from.
    containers: Vec<String>,
    /// Whether some container has run before.
    has_previous: bool,
) -> impl IntoView {
    let run = move |is_before: bool, words: &'static str| {
        let pressed = move || {
            if reading.previous.get() == is_before {
                "true"
            } else {
                "false"
            }
        };
        view! {
            <button
                type="button"
                class="log-run"
                aria-pressed=Signal::derive(pressed)
                on:click=move |_| reading.previous.set(is_before)
            >
                {words}
            </button>
        }
    };
    let runs = has_previous.then(|| {
        view! {
            <div class="log-runs" role="group" aria-label=say::which()>
                {run(true, say::before())} {run(false, say::now())}
            </div>
        }
    });
    let choose = (containers.len() > 1).then(|| {
        let mut entries = vec![(String::new(), say::all().to_owned())];
        for name in containers {
            entries.push((name.clone(), name));
        }
        choice(say::container(), entries, reading.container)
    });
    let spans = [
        say::last_thousand(),
        say::ten_minutes(),
        say::hour(),
        say::everything(),
    ];
    let mut entries = Vec::new();
    for (value, label) in SINCE.into_iter().zip(spans) {
        entries.push((value.to_owned(), label.to_owned()));
    }
    let check = move |label: &'static str, value: RwSignal<bool>| {
        view! {
            <label class="log-check">
                <input
                    type="checkbox"
                    prop:checked=value
                    on:change:target=move |event| value.set(event.target().checked())
                />
                {label}
            </label>
        }
    };
    let is_bad = reading.is_bad_search;
    view! {
        <div class="log-bar">
            {runs} {choose} {choice(say::since(), entries, reading.since)}
            <input
                type="search"
                class="log-search"
                placeholder=say::search()
                aria-label=say::search()
                aria-invalid=Signal::derive(move || is_bad.get().then_some("true"))
                title=Signal::derive(move || is_bad.get().then(say::bad_search))
                on:input:target=move |event| reading.search.set(event.target().value())
            />
            {check(say::wrap(), reading.wrap)} {check(say::raw(), reading.raw)}
        </div>
    }
}

/// One of several, without words beside it.
fn choice(
    label: &'static str,
    entries: Vec<(String, String)>,
    chosen: RwSignal<String>,
) -> AnyView {
    let mut options: Vec<AnyView> = Vec::new();
    for (value, label) in entries {
        let is_chosen = chosen.with_untracked(|chosen| *chosen == value);
        options.push(view! { <option value=value selected=is_chosen>{label}</option> }.into_any());
    }
    view! {
        <select
            class="log-choice"
            aria-label=label
            on:change:target=move |event| chosen.set(event.target().value())
        >
            {options}
        </select>
    }
    .into_any()
}

/// What is told of it, and what can be done with it.
#[component]
fn Deeds(
    /// What the page is about.
    target: Target,
    /// The log.
    reading: Reading,
    /// The pod; empty where it is about all.
    pod: String,
) -> impl IntoView {
    let follow = move || {
        let words = match (reading.follow.get(), reading.unseen()) {
            (true, _) => {
                let on_press = move |()| reading.follow.set(false);
                return view! { <Button on_press>{say::pause()}</Button> }.into_any();
            }
            (false, 0) => say::follow().to_owned(),
            (false, count) => [say::follow(), " · ", &say::new_lines(count)].concat(),
        };
        view! { <Button look=Look::Primary on_press=move |()| reading.to_end()>{words}</Button> }
            .into_any()
    };
    let word = move || match reading.state.get() {
        State::Connecting => say::connecting(),
        State::Live => say::live(),
        State::Broken => say::broken(),
        State::Over => say::over(),
        State::Failed(_) => say::failed(),
    };
    let text = Signal::derive(move || reading.copied());
    let file = [if pod.is_empty() { "logs" } else { &pod }, ".log"].concat();
    let all = (!pod.is_empty()).then(|| {
        let (cluster, namespace, name) = target.address();
        let href = [&routes::detail(&cluster, &namespace, &name), "?tab=logs"].concat();
        view! { <ButtonLink href=href>{say::open_all()}</ButtonLink> }
    });
    view! {
        <div class="log-bar">
            <span class="log-state" role="status">{dynamic(word)}</span>
            <span class="log-told">{dynamic(move || told(reading))}</span>
            <span class="drawer-end"></span>
            {dynamic(follow)}
            <CopyButton text/>
            <a class="button" rel="external" download=file href=Signal::derive(move || routes::at(&reading.url()))>
                {say::download()}
            </a>
            {all}
        </div>
    }
}

/// How many lines there are, how many match, and what is missing.
fn told(reading: Reading) -> String {
    let counts = reading.counts.get();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let many = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let mut words = vec![say::lines(number(counts.lines))];
    if reading.search.with(|search| !search.is_empty()) {
        words.push(say::matching(number(counts.rows)));
    }
    words.push(if counts.left_out > 0 {
        say::left_out(many(counts.left_out))
    } else {
        say::complete().to_owned()
    });
    if counts.dropped > 0 {
        words.push(say::older(many(counts.dropped)));
    }
    words.join(", ")
}
