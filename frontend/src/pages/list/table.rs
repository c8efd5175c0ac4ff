//! The table: sortable columns, one page of rows, a pager where there are more.

use contract::rows::Column;
use leptos::prelude::*;

use super::NothingMatches;
use super::columns::Columns;
use super::keyboard;
use super::rows::Row;
use super::selection::{PAGE, Selection};
use super::ticks::Ticks;
use crate::reactive::{dynamic, memo};
use crate::state::live::Live;
use crate::state::place::Place;
use crate::text::list;
use crate::ui::{Button, Icon, NamedRows, Shape};

/// The table.
#[component]
pub fn Table(
    /// Where one is.
    place: Place,
    /// The stream.
    live: Live,
    /// What is looked at.
    selection: Selection,
    /// Which rows are ticked.
    ticks: Ticks,
    /// Which columns are shown.
    columns: Columns,
    /// Whether the rows are of several clusters.
    #[prop(optional)]
    of_several: bool,
) -> impl IntoView {
    let all = memo(move || {
        let page = selection.page_of_keys();
        !page.is_empty() && page.iter().all(|key| ticks.has(key))
    });
    let nothing = memo(move || selection.shown() == 0);
    view! {
        <div class="card list-card">
            <table class=Signal::derive(move || columns.classes()) aria-label=list::title()>
                <thead>
                    <tr>
                        <th scope="col" class="list-tick">
                            <input
                                type="checkbox"
                                aria-label=list::tick_all()
                                prop:checked=all
                                on:change:target=move |event| ticks.set_page(event.target().checked())
                            />
                        </th>
                        <Heading
                            column=Column::Name
                            class="list-name"
                            label=list::column::name()
                            selection
                        />
                        {of_several.then(|| view! { <th scope="col" class="list-cluster">{list::column::cluster()}</th> })}
                        <Heading
                            column=Column::Namespace
                            class="list-namespace"
                            label=list::column::namespace()
                            selection
                        />
                        <Heading column=Column::Status label=list::column::status() selection/>
                        <th scope="col" class="list-nodes">{list::column::nodes()}</th>
                        <Heading
                            column=Column::Ready
                            class="list-ready"
                            label=list::column::ready()
                            selection
                        />
                        <Heading
                            column=Column::UpToDate
                            class="list-up-to-date"
                            label=list::column::up_to_date()
                            selection
                        />
                        <Heading
                            column=Column::Image
                            class="list-image"
                            label=list::column::image()
                            selection
                        />
                        <th scope="col" class="list-managed-by">{list::column::managed_by()}</th>
                        <Heading
                            column=Column::Age
                            class="list-age"
                            label=list::column::age()
                            selection
                        />
                    </tr>
                </thead>
                <tbody on:keydown=move |event| keyboard::move_between_rows(&event)>
                    <NamedRows
                        names=Signal::derive(move || selection.page_of_keys())
                        row=Callback::new(move |key| view! { <Row place live ticks key of_several/> }.into_any())
                    />
                </tbody>
            </table>
            {dynamic(move || nothing.get().then(|| view! { <NothingMatches selection/> }))}
        </div>
        <Pager selection/>
    }
}

/// The heading of a column that sorts.
#[component]
fn Heading(
    /// The column.
    column: Column,
    /// What it is called.
    label: &'static str,
    /// Its class, by which it is hidden where there is no room.
    #[prop(optional)]
    class: &'static str,
    /// What is looked at.
    selection: Selection,
) -> impl IntoView {
    let direction = memo(move || {
        let sort = selection.order();
        (sort.column == column).then_some(sort.descending)
    });
    let aria = move || {
        direction.get().map(|descending| {
            if descending {
                "descending"
            } else {
                "ascending"
            }
        })
    };
    let arrow = move || {
        direction.get().map(|descending| {
            view! { <Icon shape=if descending { Shape::Down } else { Shape::Up }/> }
        })
    };
    view! {
        <th scope="col" class=class aria-sort=aria>
            <button type="button" class="list-sort" on:click=move |_| selection.order_by(column)>
                {label} {dynamic(arrow)}
            </button>
        </th>
    }
}

/// Which rows are shown, and the way to the others.
#[component]
fn Pager(
    /// What is looked at.
    selection: Selection,
) -> impl IntoView {
    let pages = memo(move || selection.shown().div_ceil(PAGE));
    let page = selection.page;
    let range = move || {
        let from = page.get() * PAGE;
        let to = (from + PAGE).min(selection.shown());
        list::page(from + 1, to, selection.shown())
    };
    dynamic(move || {
        (pages.get() > 1).then(|| {
            view! {
                <nav class="pager" aria-label=list::pages()>
                    <span class="number" role="status">{dynamic(range)}</span>
                    <Button
                        label=list::previous_page()
                        disabled=Signal::derive(move || page.get() == 0)
                        on_press=move |()| page.update(|page| *page -= 1)
                    >
                        <Icon shape=Shape::ChevronLeft/>
                    </Button>
                    <Button
                        label=list::next_page()
                        disabled=Signal::derive(move || page.get() + 1 >= pages.get())
                        on_press=move |()| page.update(|page| *page += 1)
                    >
                        <Icon shape=Shape::ChevronRight/>
                    </Button>
                </nav>
            }
        })
    })
}
