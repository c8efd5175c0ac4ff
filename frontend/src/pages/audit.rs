//! The audit trail: who did what, as whom, where, when, from where, and what came of it. Of everybody for the console's
//! admins, of oneself for everybody else.

pub mod filter;
mod row;
pub mod wish;

use contract::{AuditEntry, AuditList};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::parts::{Failure, PageHead};
use crate::reactive::{dynamic, effect};
use crate::routes;
use crate::state::session::Session;
use crate::state::title;
use crate::text::people::audit as say;
use crate::ui::{Banner, Button, EmptyState, Skeleton};
use filter::Filter;
use row::row;
use wish::Wished;

/// How many entries come at once.
const PAGE: &str = "50";

/// What has been answered.
#[derive(Clone, Copy)]
struct Trail {
    wish: Wished,
    session: Session,
    /// The entries so far, the latest first; none before the first answer.
    rows: RwSignal<Option<Vec<AuditEntry>>>,
    /// Whose they are, how long they are kept, and where it goes on.
    about: RwSignal<AuditList>,
    failure: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Trail {
    /// Asks for the first page, or for the one after what is there.
    fn ask(self, further: bool) {
        let wish = self.wish.get_untracked();
        let mut asked = wish.asked();
        asked.push(("limit", PAGE.to_owned()));
        if further && let Some(place) = self.about.with_untracked(|it| it.continue_token.clone()) {
            asked.push(("continue", place));
        }
        self.failure.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let asked: Vec<_> = asked
                .iter()
                .map(|(name, value)| (*name, &**value))
                .collect();
            let answer = api::audit::list(&asked).await;
            // Somebody may wish for something else by now, or look at another page.
            if self.wish.try_get_untracked() != Some(wish) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(mut list) => {
                    let items = std::mem::take(&mut list.items);
                    self.about.set(list);
                    self.rows.update(|rows| match rows {
                        Some(rows) if further => rows.extend(items),
                        _ => *rows = Some(items),
                    });
                }
                Err(error) => {
                    self.session.notice(&error);
                    self.failure.set(Some(error));
                }
            }
        });
    }
}

/// The page.
#[component]
pub fn AuditPage() -> impl IntoView {
    title::follow(|| say::title().to_owned());
    let trail = Trail {
        wish: Wished::from_address(),
        session: Session::expect(),
        rows: RwSignal::new(None),
        about: RwSignal::new(AuditList::default()),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    effect(move || {
        trail.wish.track();
        trail.rows.set(None);
        trail.ask(false);
    });
    let kept = move || {
        trail.rows.with(Option::is_some).then(|| {
            let days = trail.about.with(|about| about.kept_days);
            days.map_or_else(
                || say::kept_ever().to_owned(),
                |days| say::kept(days.into()),
            )
        })
    };
    let file = Signal::derive(move || {
        let wish = trail.wish.get();
        let mut asked = wish.asked();
        asked.push(("format", "JsonLines".to_owned()));
        let asked: Vec<_> = asked
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        routes::at(&contract::path::audit_by(&asked))
    });
    let of_oneself = move || {
        let is_known = trail.rows.with(Option::is_some);
        (is_known && !trail.about.with(|about| about.of_all)).then(|| {
            view! { <Banner heading=say::own()>{say::own_help()}</Banner> }
        })
    };
    view! {
        <PageHead
            title=say::title()
            note=dynamic(kept)
            actions=view! {
                <Button busy=trail.busy on_press=move |()| trail.ask(false)>{say::refresh()}</Button>
                <a class="button" href=file rel="external" download="">{say::download()}</a>
            }
            .into_any()
        />
        <div class="page-body">
            {dynamic(of_oneself)}
            <Filter wish=trail.wish/>
            {dynamic(move || {
                trail.failure.get().map(|error| {
                    let on_retry = Callback::new(move |()| trail.ask(false));
                    view! { <Failure error on_retry/> }
                })
            })}
            {dynamic(move || body(trail))}
        </div>
    }
}

fn body(trail: Trail) -> AnyView {
    let Some(rows) = trail.rows.get() else {
        let is_coming = trail.failure.with(Option::is_none);
        return is_coming
            .then(|| view! { <div class="card"><Skeleton lines=8/></div> })
            .into_any();
    };
    if rows.is_empty() {
        return view! {
            <div class="card"><EmptyState heading=say::empty() text=say::empty_help()/></div>
        }
        .into_any();
    }
    let wish = trail.wish;
    let rows: Vec<AnyView> = rows.into_iter().map(|entry| row(entry, wish)).collect();
    let more = trail
        .about
        .with_untracked(|about| about.continue_token.is_some());
    let more = more.then(|| {
        view! {
            <div class="audit-more">
                <Button busy=trail.busy on_press=move |()| trail.ask(true)>{say::more()}</Button>
            </div>
        }
    });
    view! {
        <div class="card">
            <table class="table audit-table" aria-label=say::title()>
                <thead>
                    <tr>
                        <th scope="col">{say::when()}</th>
                        <th scope="col">{say::who()}</th>
                        <th scope="col">{say::what()}</th>
                        <th scope="col">{say::outcome()}</th>
                        <th scope="col">{say::address()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {more}
        </div>
    }
    .into_any()
}
