//! What the cluster says of the objects: how many are new, which are there already and how they differ, which it does
//! not serve, and which one may not make.

use leptos::prelude::*;

use super::fate::Fate;
use super::row::{Answer, Row};
use super::state::Together;
use crate::parts::failure;
use crate::reactive::dynamic;
use crate::text::companions as words;
use crate::ui::{Button, Choice, Look, Segmented};

/// How many fields are named in which an object differs.
const MOST_FIELDS: usize = 6;

/// The section of the judgement.
#[component]
pub fn Verdict(
    /// The objects.
    together: Together,
) -> impl IntoView {
    dynamic(move || {
        let rows = together.rows.get();
        if rows.len() < 2 {
            return ().into_any();
        }
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let is_asked = rows.iter().any(|row| row.answer.is_none());
        let silence = together.silence.get();
        let again = silence.is_some().then(|| {
            let ask = move |()| together.attempt.update(|attempt| *attempt += 1);
            view! { <Button look=Look::Quiet on_press=ask>{words::ask_again()}</Button> }
        });
        let brief = match silence {
            Some(error) => words::silent(failure::sentence(&error)),
            None if is_asked => words::asking().to_owned(),
            None => brief(&rows),
        };
        let told = rows.into_iter().filter_map(|row| told(row, together));
        view! {
            <section class="judgement-section" aria-label=words::label()>
                <h2 class="judgement-heading">{words::objects(count)}</h2>
                <p role="status">{brief} " " {again}</p>
                <ul class="judgement-list companions-told">{told.collect_view()}</ul>
                <p class="judgement-layer">{words::together()}</p>
            </section>
        }
        .into_any()
    })
}

/// How many are new, and how many stay as they are.
fn brief(rows: &[Row]) -> String {
    let count = |is: fn(&Row) -> bool| {
        let count = rows.iter().filter(|row| is(row)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let new = count(|row| {
        let is_new = |answer: &Answer| answer.exists != Some(true) && !answer.repeated;
        !row.is_refused() && row.answer.as_ref().is_some_and(is_new)
    });
    let same = count(|row| !row.is_chosen && row.is_same());
    match same {
        0 => words::new(new),
        same => [words::new(new), words::stay(same)].join(" · "),
    }
}

/// What there is to say of an object; nothing of one that is simply made.
fn told(row: Row, together: Together) -> Option<AnyView> {
    let answer = row.answer.clone()?;
    let number = row.number;
    let leave_out = move |()| together.on_leave_out.run(number);
    let leave_out = move || {
        view! { <Button look=Look::Quiet on_press=leave_out>{words::leave_out()}</Button> }
    };
    let said = if !answer.served {
        let instead = match answer.served_as.as_str() {
            "" => words::no_version().to_owned(),
            versions => words::other_version(versions),
        };
        let what = words::does_not_serve(&row.api_version, &row.kind);
        view! { <p class="companions-bad">{what} " " {instead}</p> {leave_out()} }.into_any()
    } else if answer.may_create == Some(false) {
        let what = match answer.place.as_str() {
            "" => words::may_not_cluster(&row.kind),
            place => words::may_not(&row.kind, place),
        };
        view! { <p class="companions-bad">{what}</p> {leave_out()} }.into_any()
    } else if row.is_another() {
        differing(&row, &answer, together)
    } else if !answer.errors.is_empty() {
        let errors = answer
            .errors
            .into_iter()
            .map(|error| view! { <li>{error}</li> });
        view! { <ul class="companions-bad">{errors.collect_view()}</ul> }.into_any()
    } else {
        // The one that the form edits has the whole judgement to itself.
        let (running, all) = answer.runs?;
        view! { <p>{words::runs(running, all)}</p> }.into_any()
    };
    let show = row.clone();
    Some(
        view! {
            <li>
                <button type="button" class="judgement-place" on:click=move |_| together.on_show.run(show.clone())>
                    {row.kind.clone()} " " <code>{row.name.clone()}</code>
                </button>
                {said}
            </li>
        }
        .into_any(),
    )
}

/// One that is there already and says something else: in what, and what becomes of it.
fn differing(row: &Row, answer: &Answer, together: Together) -> AnyView {
    let fields = answer.differs.iter().take(MOST_FIELDS);
    let fields: Vec<_> = fields
        .map(|field| view! { <li><code>{field.clone()}</code></li> })
        .collect();
    let more = answer.differs.len().saturating_sub(MOST_FIELDS);
    let more = (more > 0)
        .then(|| view! { <li>{words::more(u32::try_from(more).unwrap_or(u32::MAX))}</li> });
    let choices = Fate::ALL.map(|fate| {
        let label = match fate {
            Fate::Leave => words::leave(),
            Fate::Update => words::update(),
            Fate::Refuse => words::refuse(),
        };
        Choice::new(fate.word(), label)
    });
    let (read, write) = (row.clone(), row.clone());
    let value = Signal::derive(move || together.fate_of(&read).word().to_owned());
    let choose = move |word: String| {
        let fate = Fate::ALL.into_iter().find(|fate| fate.word() == word);
        together.choose(&write, fate.unwrap_or_default());
    };
    let label = words::fate_of(&row.kind, &row.name);
    view! {
        <p>{words::is_there(u32::try_from(answer.differs.len()).unwrap_or(u32::MAX))}</p>
        <ul class="companions-fields">{fields} {more}</ul>
        <Segmented label value choices=choices.to_vec() on_choose=choose/>
    }
    .into_any()
}
