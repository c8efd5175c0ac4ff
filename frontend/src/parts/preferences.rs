//! The menu at the end of the top bar: who is signed in, colours, language.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;

use super::Failure;
use super::shortcuts::ShortcutsButton;
use crate::reactive::dynamic;
use crate::routes;
use crate::state::draft;
use crate::state::locale::LocaleChoice;
use crate::state::session::Session;
use crate::state::theme::{Theme, ThemeChoice};
use crate::text::{Locale, common};
use crate::ui::{Choice, Icon, Menu, Segmented, Shape, menu};

/// The menu.
#[component]
pub fn Preferences() -> impl IntoView {
    let session = Session::expect();
    let user = move || session.info().map(|info| common::signed_in_as(info.user));
    let version = move || session.info().map(|info| common::version(info.version));
    view! {
        <Menu label=common::preferences() button=view! { <Icon shape=Shape::User/> }.into_any()>
            <p class="menu-note">{dynamic(user)}</p>
            <ThemeSwitch/>
            <LocaleSwitch/>
            <ShortcutsButton/>
            <a class="button" href=routes::audit() on:click=move |_| menu::close()>{common::audit()}</a>
            <a class="button" href=routes::devices() on:click=move |_| menu::close()>{common::devices()}</a>
            <SignOut path="/sign-out" class="button">{common::sign_out()}</SignOut>
            <SignOut path="/sign-out/everywhere" class="button">{common::sign_out_everywhere()}</SignOut>
            <p class="menu-note">{dynamic(version)}</p>
            <a class="menu-note" href=routes::at("/licences") rel="external" target="_blank">
                {common::licences()}
            </a>
        </Menu>
    }
}

/// The way out. What was typed is handed over to the server before, and leaves the browser.
#[component]
pub fn SignOut(
    /// Where it leads.
    path: &'static str,
    /// How its button looks.
    class: &'static str,
    /// What stands on it.
    children: Children,
) -> impl IntoView {
    let leave = move |event: leptos::ev::SubmitEvent| {
        let form = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::HtmlFormElement>().ok());
        let Some(form) = form else {
            return;
        };
        event.prevent_default();
        spawn_local(async move {
            draft::hand_over_all().await;
            // Unlike a press of its button this asks nobody again.
            let _ = form.submit();
        });
    };
    view! {
        <form method="post" action=routes::at(path) on:submit=leave>
            <button type="submit" class=class>{children()}</button>
        </form>
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let choice = ThemeChoice::expect();
    let label = |theme| match theme {
        Theme::System => common::theme::system(),
        Theme::Light => common::theme::light(),
        Theme::Dark => common::theme::dark(),
    };
    let choices = Theme::ALL.map(|theme| Choice::new(theme.word(), label(theme)));
    view! {
        <Segmented
            label=common::theme::label()
            value=Signal::derive(move || choice.get().word().to_owned())
            choices=choices.into()
            on_choose=move |word: String| choice.choose(Theme::from_word(&word))
        />
    }
}

#[component]
fn LocaleSwitch() -> impl IntoView {
    let choice = LocaleChoice::expect();
    let choices = Locale::ALL.map(|locale| Choice::new(locale.tag(), locale.own_name()));
    view! {
        <Segmented
            label=common::language()
            value=Signal::derive(move || choice.get().tag().to_owned())
            choices=choices.into()
            on_choose=move |tag: String| {
                if let Some(locale) = Locale::from_tag(&tag) {
                    choice.choose(locale);
                }
            }
        />
        <Unspoken/>
    }
}

/// Where the texts of the chosen language cannot be fetched: that, with a button to try again.
#[component]
pub fn Unspoken() -> impl IntoView {
    let choice = LocaleChoice::expect();
    dynamic(move || {
        choice.failure().map(|error| {
            let again = move |()| choice.choose(choice.get_untracked());
            view! { <Failure error on_retry=Callback::new(again)/> }
        })
    })
}
