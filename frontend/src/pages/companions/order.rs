//! The objects beside the steps, in the order in which they are made.

use leptos::prelude::*;
use manifest::order::sort_by;

use super::add::Add;
use super::row::Row;
use super::state::Together;
use crate::reactive::{dynamic, memo};
use crate::text::companions as words;

/// The list.
#[component]
pub fn Order(
    /// The objects.
    together: Together,
) -> impl IntoView {
    super::ask::follow(together);
    let rows = memo(move || {
        let mut rows = together.rows.get();
        if rows.iter().all(|row| row.answer.is_some()) {
            let place = |row: &Row| row.answer.as_ref().map(|answer| (answer.step, row.number));
            sort_by(&mut rows, |one, other| place(one).cmp(&place(other)));
        }
        rows
    });
    let entry = move |row: Row| {
        let (mark, state) = state_of(&row);
        let name = row.name.clone();
        let kind = row.kind.clone();
        let title = format!("{} {}", row.api_version, row.kind);
        let current = row.is_chosen.then_some("true");
        view! {
            <li>
                <button
                    type="button"
                    class="companion"
                    title=title
                    aria-current=current
                    on:click=move |_| together.on_show.run(row.clone())
                >
                    <i class=format!("companion-mark companion-{mark}") aria-hidden="true"></i>
                    <span class="companion-words">
                        <span>{kind} " " <small>{state}</small></span>
                        " "
                        <code>{name}</code>
                    </span>
                </button>
            </li>
        }
    };
    dynamic(move || {
        let heading = together.is_several().then(words::order);
        let rows = rows.get();
        let list = (rows.len() > 1).then(|| {
            view! { <ol>{rows.into_iter().map(entry).collect_view()}</ol> }
        });
        view! {
            <section class="companions" aria-label=words::list()>
                {heading.map(|heading| view! { <h2>{heading}</h2> })}
                {list}
                <Add together/>
            </section>
        }
    })
}

/// The look of its mark, and what stands beside its name.
fn state_of(row: &Row) -> (&'static str, &'static str) {
    let Some(answer) = &row.answer else {
        return ("asked", "");
    };
    if !answer.served {
        ("refused", words::not_served())
    } else if row.is_refused() || !answer.errors.is_empty() {
        ("refused", words::refused())
    } else if answer.repeated {
        ("kept", words::repeated())
    } else if row.is_same() {
        ("kept", words::same())
    } else if answer.exists == Some(true) {
        ("another", words::exists())
    } else {
        ("new", "")
    }
}
