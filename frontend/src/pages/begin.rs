//! What a new DaemonSet begins from: nothing, a template, a file, a text, an address, one that runs, a draft.
//!
//! Whatever it is becomes the text of a draft, byte for byte, with which the wizard goes on.

pub mod address;
pub mod file;
pub mod hand_over;
pub mod paste;
pub mod running;
pub mod templates;

use leptos::prelude::*;

use crate::parts::{Crumb, Failure, PageHead};
use crate::reactive::dynamic;
use crate::routes;
use crate::state::place::Place;
use crate::state::title;
use crate::text::{begin as words, common, drafts};
use crate::ui::{ButtonLink, Card};
use address::Address;
use file::Files;
use hand_over::HandOver;
use paste::Paste;
use running::Running;
use templates::Templates;

/// The page.
#[component]
pub fn BeginPage() -> impl IntoView {
    title::follow(|| words::title().to_owned());
    let place = Place::expect();
    let (cluster, namespace) = (place.cluster(), place.namespace());
    let hand_over = HandOver::new();
    let crumbs = vec![Crumb {
        label: common::daemonsets().to_owned(),
        href: routes::list(&cluster.get_untracked(), &namespace.get_untracked()),
    }];
    let blank = Signal::derive(move || routes::create(&cluster.get(), &namespace.get()));
    view! {
        <PageHead
            crumbs
            title=words::title()
            note=view! { <p>{words::note()}</p> }.into_any()
            actions=view! {
                <ButtonLink href=routes::drafts()>{drafts::title()}</ButtonLink>
                <ButtonLink href=blank>{words::blank_go()}</ButtonLink>
            }
            .into_any()
        />
        <div class="page-body begin">
            {dynamic(move || hand_over.failure.get().map(|error| view! { <Failure error/> }))}
            <div class="begin-ways">
                <Card heading=words::file()><Files hand_over/></Card>
                <Card heading=words::address()><Address hand_over/></Card>
                <Card heading=words::paste()><Paste hand_over/></Card>
                <Card heading=words::running()><Running/></Card>
            </div>
            <Card heading=words::templates() note=words::templates_help()>
                <Templates hand_over/>
            </Card>
        </div>
    }
}
