//! Restarting or deleting several DaemonSets: one question that names each, and what came of each.

mod held;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use contract::DaemonSetRow;
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::held::Held;
use super::list::ticks::Ticks;
use crate::api::ApiError;
use crate::api::bulk::{self, Deed};
use crate::reactive::{dynamic, memo};
use crate::state::draft::fresh_id;
use crate::state::place::Place;
use crate::text::detail::rights;
use crate::text::{bulk as say, said};
use crate::ui::{Button, CopyButton, Dialog, Look};

/// How many are sent at a time.
const AT_ONCE: usize = 4;

/// How far one of them is.
#[derive(Clone, Debug, PartialEq)]
enum Fate {
    /// Nothing was sent.
    Waiting,
    /// It was sent.
    Running,
    /// It is done.
    Done,
    /// It is not, or nobody knows.
    Failed(ApiError),
}

/// One of them. The key stays, so that what was sent twice is done once.
#[derive(Clone)]
struct Item {
    row: Arc<DaemonSetRow>,
    key: String,
    fate: RwSignal<Fate>,
}

/// What is asked: the deed and to whom, as it was when the question was put.
type Asked = RwSignal<Option<(Deed, StoredValue<Vec<Item>>)>>;

/// The bar above the table, and the question.
#[component]
pub fn Bulk(
    /// Where one is.
    place: Place,
    /// Which rows are ticked.
    ticks: Ticks,
) -> impl IntoView {
    let asked: Asked = RwSignal::new(None);
    let count = memo(move || number(ticks.rows().len()));
    let hidden = memo(move || number(ticks.hidden()));
    let ask = move |deed: Deed| {
        let mut items = Vec::new();
        for row in untrack(|| ticks.rows()) {
            items.push(Item {
                row,
                key: fresh_id(),
                fate: RwSignal::new(Fate::Waiting),
            });
        }
        asked.set(Some((deed, StoredValue::new(items))));
    };
    let held = Held::of(place, &ticks);
    let (restart, delete) = (held.why_not("patch"), held.why_not("delete"));
    let is_held = move |why: Signal<String>| {
        Signal::derive(move || count.get() == 0 || !why.with(String::is_empty))
    };
    let roles = held.roles();
    let copy = move || {
        let is_missing = !roles.with(String::is_empty);
        is_missing.then(|| view! { <CopyButton text=roles label=rights::copy()/> })
    };
    view! {
        <div class="bulk" role="region" aria-label=say::label()>
            <span class="number" role="status">
                {dynamic(move || say::chosen(count.get()))} " "
                {dynamic(move || (hidden.get() > 0).then(|| say::hidden(hidden.get())))}
            </span>
            <Button
                disabled=is_held(restart)
                reason=restart
                on_press=move |()| ask(Deed::Restart)
            >
                {say::restart()}
            </Button>
            <Button
                look=Look::Danger
                disabled=is_held(delete)
                reason=delete
                on_press=move |()| ask(Deed::Delete)
            >
                {say::delete()}
            </Button>
            {dynamic(copy)}
            <Button look=Look::Quiet on_press=move |()| ticks.clear()>{say::clear()}</Button>
        </div>
        <Question place ticks asked/>
    }
}

#[component]
fn Question(
    /// Where one is.
    place: Place,
    /// Which rows are ticked.
    ticks: Ticks,
    /// What is asked.
    asked: Asked,
) -> impl IntoView {
    let open = memo(move || asked.with(Option::is_some));
    let deed = move || asked.get().map(|(deed, _)| deed);
    let items = move || {
        asked
            .get()
            .map_or_else(Vec::new, |(_, items)| items.get_value())
    };
    let counted = move |is: fn(&Fate) -> bool| {
        let mut count = 0;
        for item in items() {
            count += usize::from(item.fate.with(is));
        }
        count
    };
    let running = memo(move || counted(|fate| *fate == Fate::Running) > 0);
    let left = memo(move || counted(|fate| *fate != Fate::Done));
    let begun = memo(move || counted(|fate| *fate != Fate::Waiting) > 0);
    let close = move || {
        for item in untrack(items) {
            if item.fate.with_untracked(|fate| *fate == Fate::Done) {
                ticks.set(&item.row.key(), false);
            }
        }
        // The last tick takes the bar away, and this with it.
        let _ = asked.try_set(None);
    };
    let confirm = move |()| {
        let Some((deed, items)) = asked.get_untracked() else {
            return;
        };
        run(deed, &place.cluster().get_untracked(), items);
    };
    let heading = Signal::derive(move || {
        let count = number(items().len());
        match deed() {
            Some(Deed::Delete) => say::heading_delete(count),
            _ => say::heading_restart(count),
        }
    });
    let what = move || {
        let mut pods = 0;
        for item in items() {
            pods += item.row.counts.current;
        }
        match deed() {
            Some(Deed::Delete) => say::what_delete(pods),
            _ => say::what_restart(pods),
        }
    };
    let list = move || {
        let mut drawn: Vec<AnyView> = Vec::new();
        for item in items() {
            drawn.push(line(item));
        }
        drawn
    };
    let buttons = move || {
        let is_over = begun.get() && left.get() == 0;
        let word = match deed() {
            _ if begun.get() => say::again(number(left.get())),
            Some(Deed::Delete) => say::confirm_delete(number(items().len())),
            _ => say::confirm_restart(number(items().len())),
        };
        let look = if deed() == Some(Deed::Delete) {
            Look::Danger
        } else {
            Look::Primary
        };
        let out = if begun.get() {
            say::close()
        } else {
            say::cancel()
        };
        let go = (!is_over).then(|| {
            view! { <Button look busy=running on_press=confirm>{word}</Button> }
        });
        view! {
            <Button on_press=move |()| close()>{out}</Button>
            {go}
        }
    };
    view! {
        <Dialog
            open
            heading
            on_close=move |()| close()
            buttons=view! { {dynamic(buttons)} }.into_any()
        >
            <p>{dynamic(what)}</p>
            <ul class="bulk-list">{dynamic(list)}</ul>
        </Dialog>
    }
}

/// One of them, and what came of it.
fn line(item: Item) -> AnyView {
    let fate = item.fate;
    let said = move || match fate.get() {
        Fate::Waiting => ().into_any(),
        Fate::Running => {
            view! { <span class="status status-waiting">{say::running()}</span> }.into_any()
        }
        Fate::Done => view! { <span class="status status-good">{say::done()}</span> }.into_any(),
        Fate::Failed(error) => {
            let why = match &error {
                ApiError::Refused(problem) if !problem.detail.is_empty() => said(&problem.said()),
                ApiError::Refused(problem) => said(&problem.titled()),
                other => other.to_string(),
            };
            view! { <span class="status status-bad">{say::failed()} " " {why}</span> }.into_any()
        }
    };
    view! {
        <li>
            <span><b>{item.row.name.clone()}</b> " " {item.row.namespace.clone()} " " {item.row.cluster.clone()}</span>
            <span role="status">{dynamic(said)}</span>
        </li>
    }
    .into_any()
}

/// Sends all that are not done, some at a time.
fn run(deed: Deed, cluster: &str, items: StoredValue<Vec<Item>>) {
    let mut waiting = Vec::new();
    for item in items.get_value() {
        if item.fate.with_untracked(|fate| *fate != Fate::Done) {
            item.fate.set(Fate::Running);
            waiting.push(item);
        }
    }
    // The first of the list is taken first.
    waiting.reverse();
    // Not the page's: the button that was pressed is drawn anew meanwhile, and what it owned is gone then.
    let waiting = Rc::new(RefCell::new(waiting));
    for _ in 0..AT_ONCE {
        let (cluster, waiting) = (cluster.to_owned(), Rc::clone(&waiting));
        spawn_local(async move {
            loop {
                let Some(item) = waiting.borrow_mut().pop() else {
                    return;
                };
                let row = &item.row;
                // Of a list of several clusters each row says its own.
                let cluster = if row.cluster.is_empty() {
                    &cluster
                } else {
                    &row.cluster
                };
                let answer = bulk::act(deed, cluster, row, &item.key).await;
                let fate = match answer {
                    Ok(()) => Fate::Done,
                    Err(error) => Fate::Failed(error),
                };
                // The page may be left meanwhile: what was sent goes on, and no more is sent.
                if item.fate.try_set(fate).is_some() {
                    return;
                }
            }
        });
    }
}

/// A number of DaemonSets.
fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
