//! What a container takes from, or gives to, the platform around it: the node's time zone, and files of logs that are
//! collected.

use leptos::prelude::*;
use manifest::FieldPath;

use crate::pages::wizard::catalogue::logs::{self, Directory};
use crate::pages::wizard::catalogue::time_zone;
use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, memo};
use crate::state::document::Origin;
use crate::text::wizard::of_node as words;
use crate::ui::{Button, Card, Icon, Look, Shape, TextField};

/// The two, as cards where they are used and as quiet buttons where they are not.
#[must_use]
pub fn of_node(wizard: Wizard, container: &FieldPath) -> AnyView {
    let (zone, shelf_zone) = time_zone(wizard, container);
    let (collected, shelf_logs) = collected(wizard, container);
    view! {
        {zone}
        {collected}
        <div class="shelf">{shelf_zone} {shelf_logs}</div>
    }
    .into_any()
}

fn time_zone(wizard: Wizard, container: &FieldPath) -> (AnyView, AnyView) {
    let is_of_node = {
        let container = container.clone();
        memo(move || {
            wizard
                .document
                .with(|document| time_zone::is_of_node(document, &container))
        })
    };
    let switch = {
        let container = container.clone();
        Callback::new(move |is_wanted: bool| {
            wizard.document.edit(Origin::Act, |document| {
                if is_wanted {
                    time_zone::take(document, &container)
                } else {
                    time_zone::leave(document, &container)
                }
            });
        })
    };
    let card = dynamic(move || {
        if !is_of_node.get() {
            return ().into_any();
        }
        let remove = view! {
            <Button look=Look::Quiet label=words::leave_zone() on_press=move |()| switch.run(false)>
                <Icon shape=Shape::Close/>
            </Button>
        };
        view! {
            <Card heading=words::time_zone() note=words::zone_note() actions=remove.into_any()>
                <p class="field-help">{words::zone_help()}</p>
            </Card>
        }
        .into_any()
    });
    let shelf = dynamic(move || {
        if is_of_node.get() {
            return ().into_any();
        }
        quiet(
            words::time_zone(),
            Callback::new(move |()| switch.run(true)),
        )
    });
    (card, shelf)
}

fn collected(wizard: Wizard, container: &FieldPath) -> (AnyView, AnyView) {
    let opened = wizard.opened(&container.key("logs"));
    let directories = {
        let container = container.clone();
        memo(move || {
            wizard
                .document
                .with(|document| logs::directories(document, &container))
        })
    };
    let typed = RwSignal::new(String::new());
    let add = {
        let container = container.clone();
        Callback::new(move |()| {
            let path = typed.get_untracked();
            if !path.is_empty() {
                typed.set(String::new());
                wizard.document.edit(Origin::Act, |document| {
                    logs::collect(document, &container, &path)
                });
            }
        })
    };
    let container = container.clone();
    let is_shown = memo(move || opened.get() || directories.with(|them| !them.is_empty()));
    let card = dynamic(move || {
        if !is_shown.get() {
            return ().into_any();
        }
        let container = container.clone();
        let rows = move || {
            let mut views = Vec::new();
            for directory in directories.get() {
                views.push(row(wizard, &container, directory));
            }
            views.into_any()
        };
        view! {
            <Card heading=words::logs() note=words::logs_note()>
                <p class="field-help">{words::logs_help()}</p>
                {dynamic(rows)}
                <div class="shelf-line">
                    <TextField
                        label=words::directory()
                        value=typed
                        on_input=move |text: String| typed.set(text)
                        monospace=true
                        placeholder="/var/log/agent"
                    />
                    <Button on_press=add disabled=Signal::derive(move || typed.with(String::is_empty))>
                        {words::collect()}
                    </Button>
                </div>
            </Card>
        }
        .into_any()
    });
    let shelf = dynamic(move || {
        if is_shown.get() {
            return ().into_any();
        }
        quiet(words::logs(), Callback::new(move |()| opened.set(true)))
    });
    (card, shelf)
}

/// One directory: which of its files are collected, and what ends it.
fn row(wizard: Wizard, container: &FieldPath, directory: Directory) -> AnyView {
    let Directory {
        volume,
        path,
        patterns,
    } = directory;
    let set = {
        let (container, volume) = (container.clone(), volume.clone());
        Callback::new(move |patterns: String| {
            wizard.document.edit(Origin::Act, |document| {
                logs::set_patterns(document, &container, &volume, &patterns)
            });
        })
    };
    let label = words::remove(&path);
    let place = if path.is_empty() { volume } else { path };
    view! {
        <div class="of-node-row">
            <code class="of-node-path">{place}</code>
            <input
                class="input monospace"
                type="text"
                spellcheck="false"
                aria-label=words::patterns()
                prop:value=patterns
                on:change:target=move |event| set.run(event.target().value())
            />
            <Button look=Look::Quiet label on_press=move |()| set.run(String::new())>
                <Icon shape=Shape::Close/>
            </Button>
        </div>
    }
    .into_any()
}

fn quiet(label: &'static str, on_press: Callback<()>) -> AnyView {
    view! {
        <Button look=Look::Quiet on_press>
            <Icon shape=Shape::Plus/>
            {label}
        </Button>
    }
    .into_any()
}
