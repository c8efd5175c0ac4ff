//! The address of the wizard: draft, step and view stand in it.

use std::rc::Rc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_location;

use super::load::Beginning;
use super::state::{Purpose, View, Wizard};
use super::step::Step;
use crate::reactive::{after_paint, memo};
use crate::routes;

/// The address holds draft, step and view, so that a reload or a change of language keeps them. Another step
/// or view is a step in the history, which the browser's *Back* takes back.
pub(super) fn follow(wizard: Wizard, beginning: &Beginning) {
    let navigate = routes::use_navigate();
    let location = use_location();
    let (began_at, query) = (location.pathname.get_untracked(), location.query);
    let id = beginning
        .draft
        .clone()
        .unwrap_or_else(|| beginning.fresh.clone());
    let namespace = beginning.namespace.clone();
    let is_new = matches!(wizard.purpose, Purpose::Create);
    let clone = beginning.clone.as_ref().map_or_else(String::new, |name| {
        format!("&clone={}", contract::path::segment(name))
    });
    let pathname = location.pathname;
    // A new one may be looked at for another cluster; what exists stays where it is.
    let page = move |cluster: &str| {
        if is_new {
            routes::create(cluster, "")
        } else {
            began_at.clone()
        }
    };
    let page_now = page.clone();
    // What the address says of the two; an address of another page says nothing.
    let shown = memo(move || {
        let page = page_now(&wizard.cluster.get());
        let is_here = pathname.with(|pathname| *pathname == page);
        is_here.then(|| {
            query.with(|query| {
                let step = query.get("step").and_then(|word| Step::from_word(&word));
                (step, View::from_word(query.get("view").as_deref()))
            })
        })
    });
    Effect::new(move |last: Option<Option<(Option<Step>, View)>>| {
        let shown = shown.get();
        let is_news = last.is_some_and(|last| last != shown);
        if is_news && let Some((Some(step), view)) = shown {
            wizard.go(step, view);
        }
        shown
    });
    let tell = move |is_first: bool| {
        let at = (
            wizard.step.try_get_untracked(),
            wizard.view.try_get_untracked(),
        );
        let (Some(shown), (Some(step), Some(view))) = (shown.try_get_untracked(), at) else {
            return;
        };
        // It came from there, or another page is shown by now.
        let is_told = shown.is_none_or(|shown| shown == (Some(step), view));
        if is_told && !is_first {
            return;
        }
        let page = page(&wizard.cluster.get_untracked());
        let view = view
            .word()
            .map_or_else(String::new, |word| format!("&view={word}"));
        let namespace = match namespace.as_str() {
            "" => String::new(),
            name if is_new => format!("&namespace={}", contract::path::segment(name)),
            _ => String::new(),
        };
        let step = step.word();
        let address = format!("{page}?draft={id}&step={step}{view}{namespace}{clone}");
        navigate(
            &address,
            NavigateOptions {
                replace: is_first,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    };
    let tell = Rc::new(tell);
    Effect::new(move |last: Option<()>| {
        wizard.step.track();
        wizard.view.track();
        if last.is_none() {
            tell(true);
        } else {
            // Before a new address the browser lays the page out and remembers its state, which nobody has to wait
            // for who opened a step.
            let tell = tell.clone();
            after_paint(move || tell(false));
        }
    });
}
