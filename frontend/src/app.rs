//! The frame: contexts, router, top bar.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::path;

use crate::pages::detail_chunk::DetailChunk;
use crate::pages::drafts::DraftsPage;
use crate::pages::list::ListPage;
use crate::pages::more_chunk::{
    AuditChunk, ClustersChunk, CreateOnChunk, DevicesChunk, EverywhereChunk, EverywhereWallChunk,
    WallChunk,
};
use crate::pages::not_found::NotFoundPage;
use crate::pages::wizard_chunk::{BeginChunk, WizardChunk};
use crate::parts::TopBar;
use crate::parts::preferences::Unspoken;
use crate::parts::shortcuts::Shortcuts;
use crate::reactive::dynamic;
use crate::routes;
use crate::state::arrival::Arrival;
use crate::state::clock::Clock;
use crate::state::locale::LocaleChoice;
use crate::state::place::Place;
use crate::state::session::Session;
use crate::state::theme::ThemeChoice;
use crate::text::common::{self, failure};
use crate::ui::{Banner, ButtonLink, Tone};

/// The whole console.
#[component]
pub fn App() -> impl IntoView {
    let locale = LocaleChoice::provide();
    ThemeChoice::provide();
    Session::provide();
    // Texts are plain strings, so another language means another page. What must survive that is
    // kept above this line, in the address, or in a draft.
    dynamic(move || {
        if locale.is_spoken() {
            view! {
                <Router base=routes::base()>
                    <Frame/>
                </Router>
            }
            .into_any()
        } else {
            view! { <Wordless/> }.into_any()
        }
    })
}

/// Nothing as long as the texts are on their way; what is wrong where they cannot be fetched.
#[component]
fn Wordless() -> impl IntoView {
    let locale = LocaleChoice::expect();
    dynamic(move || {
        locale.failure().map(|_| {
            view! {
                <main class="unspoken">
                    <h1>"Everynode"</h1>
                    <Unspoken/>
                </main>
            }
        })
    })
}

/// That nobody is signed in any more, over whatever page was open: what it shows is from before.
#[component]
fn SessionEnded() -> impl IntoView {
    let session = Session::expect();
    let location = use_location();
    dynamic(move || {
        session.is_signed_out().then(|| {
            // Back to the page that is open when it is pressed.
            let href = Signal::derive(move || {
                location.pathname.track();
                location.search.track();
                routes::sign_in()
            });
            let sign_in = view! {
                <ButtonLink external=true href>{failure::sign_in()}</ButtonLink>
            };
            view! {
                <div class="page-notice">
                    <Banner tone=Tone::Bad heading=failure::signed_out() actions=sign_in.into_any()>
                        {failure::session_ended_help()}
                    </Banner>
                </div>
            }
        })
    })
}

#[component]
fn Frame() -> impl IntoView {
    Place::provide();
    Clock::provide();
    let main = NodeRef::new();
    let arrival = Arrival::follow(main);
    view! {
        <a class="skip-link" href="#main">{common::skip_to_content()}</a>
        <TopBar/>
        <Shortcuts/>
        <main id="main" tabindex="-1" node_ref=main on:scroll=move |_| arrival.scrolled()>
            <SessionEnded/>
            <FlatRoutes fallback=|| view! { <NotFoundPage/> }>
                <Route path=path!("/") view=ListPage/>
                <Route path=path!("/daemonsets") view=EverywhereChunk/>
                <Route path=path!("/wall") view=EverywhereWallChunk/>
                <Route path=path!("/clusters") view=ClustersChunk/>
                <Route path=path!("/create-on") view=CreateOnChunk/>
                <Route path=path!("/clusters/:cluster/daemonsets") view=ListPage/>
                <Route path=path!("/clusters/:cluster/wall") view=WallChunk/>
                <Route path=path!("/drafts") view=DraftsPage/>
                <Route path=path!("/audit") view=AuditChunk/>
                <Route path=path!("/devices") view=DevicesChunk/>
                <Route path=path!("/clusters/:cluster/begin") view=BeginChunk/>
                <Route path=path!("/clusters/:cluster/create") view=WizardChunk/>
                <Route
                    path=path!("/clusters/:cluster/namespaces/:namespace/daemonsets/:name")
                    view=DetailChunk
                />
                <Route
                    path=path!("/clusters/:cluster/namespaces/:namespace/daemonsets/:name/edit")
                    view=WizardChunk
                />
            </FlatRoutes>
        </main>
    }
}
