//! The head of the page: name, status, what can be done, and the tabs.

use leptos::prelude::*;

use super::Target;
use super::dialogs::{self, Dialogs, Question};
use super::presence::Presence;
use crate::pages::wizard_chunk;
use crate::parts::rights::Rights;
use crate::parts::{Crumb, PageHead, StatusBadge, status};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::text::{common, detail, dialogs as dialogs_words};
use crate::ui::menu;
use crate::ui::{Badge, Button, ButtonLink, Icon, Look, Menu, Shape};

/// The head.
#[component]
pub fn Head(
    /// What the page is about.
    target: Target,
    /// What the user may do.
    rights: Rights,
    /// The tabs.
    children: Children,
) -> impl IntoView {
    let asked = target.question;
    let (cluster, namespace, _) = target.address();
    let crumbs = vec![
        Crumb {
            label: common::daemonsets().to_owned(),
            href: routes::list(&cluster, ""),
        },
        Crumb {
            href: routes::list(&cluster, &namespace),
            label: namespace,
        },
    ];
    let gone = Signal::derive(move || {
        target
            .presence
            .with(|presence| *presence == Presence::Deleted)
    });
    let edit = Signal::derive(move || {
        routes::edit(
            &target.cluster.get(),
            &target.namespace.get(),
            &target.name.get(),
        )
    });
    let may_edit = memo(move || {
        rights
            .why_not("update", "daemonsets")
            .with(String::is_empty)
    });
    let actions = view! {
        {dynamic(move || {
            (!gone.get()).then(|| {
                view! {
                    <Ask asked question=Question::Restart why_not=rights.why_not("patch", "daemonsets")>
                        {dialogs_words::restart::button()}
                    </Ask>
                    <Ask asked question=Question::RollBack why_not=rights.why_not("patch", "daemonsets")>
                        {dialogs_words::roll_back::button()}
                    </Ask>
                    {dynamic(move || {
                        let reason = rights.why_not("update", "daemonsets");
                        if may_edit.get() {
                            view! {
                                <ButtonLink look=Look::Primary href=edit on_approach=wizard_chunk::prefetch>
                                    {detail::edit()}
                                </ButtonLink>
                            }
                            .into_any()
                        } else {
                            view! {
                                <Button disabled=true reason on_press=|()| {}>{detail::edit()}</Button>
                            }
                            .into_any()
                        }
                    })}
                    <Menu
                        label=detail::more()
                        button=view! { <Icon shape=Shape::More/> }.into_any()
                    >
                        <Ask
                            asked
                            question=Question::Delete
                            look=Look::Danger
                            why_not=rights.why_not("delete", "daemonsets")
                        >
                            {dialogs_words::delete::button()}
                        </Ask>
                    </Menu>
                }
            })
        })}
    };
    view! {
        <PageHead
            crumbs
            title=target.name
            state=view! { <State target gone/> }.into_any()
            actions=actions.into_any()
        >
            {children()}
        </PageHead>
        <Dialogs target asked/>
    }
}

/// The button that asks a question.
#[component]
fn Ask(
    /// Which question is asked now.
    asked: RwSignal<Option<Question>>,
    /// What this button asks.
    question: Question,
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// The right that is missing for it; empty where none is.
    why_not: Signal<String>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let on_press = move |()| {
        // It gives the focus to its button, to which the dialog gives it back.
        menu::close();
        asked.set(Some(question));
    };
    let disabled = Signal::derive(move || !why_not.with(String::is_empty));
    view! {
        <Button look disabled reason=why_not on_approach=dialogs::prefetch as fn() on_press>
            {children()}
        </Button>
    }
}

/// The status beside the title; its word is read out when it changes, its numbers are not.
#[component]
fn State(
    /// What the page is about.
    target: Target,
    /// Whether it has been deleted.
    gone: Signal<bool>,
) -> impl IntoView {
    let status = memo(move || {
        let row = target.row.get()?;
        Some((row.status.clone(), row.counts.desired))
    });
    let word = memo(move || {
        if gone.get() {
            return detail::deleted_word();
        }
        status.with(|status| {
            status
                .as_ref()
                .map_or("", |(status, _)| status::word(status.word))
        })
    });
    let tone = Signal::derive(move || {
        status
            .with(|status| status.as_ref().map(|(status, _)| status::tone(status.word)))
            .filter(|_| !gone.get())
            .unwrap_or_default()
    });
    let words = move || {
        if gone.get() {
            return view! { {detail::deleted_word()} }.into_any();
        }
        status
            .get()
            .map(|(status, desired)| view! { <StatusBadge status desired/> })
            .into_any()
    };
    view! {
        <Badge tone>{dynamic(words)}</Badge>
        <span class="visually-hidden" role="status">{dynamic(move || word.get())}</span>
    }
}
