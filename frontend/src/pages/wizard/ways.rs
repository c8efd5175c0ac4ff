//! Ways to reach the pods: the Services that are created with the DaemonSet, each a further document of the text,
//! and what can be added.

use leptos::prelude::*;
use manifest::FieldPath;

use super::catalogue::places;
use super::catalogue::ways::{Way, service, services};
use super::control::Group;
use super::draw::cards::cards;
use super::show::focus_into;
use super::state::Wizard;
use super::step::Step;
use crate::reactive::dynamic;
use crate::state::document::Origin;
use crate::text::wizard::ways as words;
use crate::ui::{Button, Icon, Look, NamedRows, Shape};

/// The Services of a new DaemonSet. One that exists is saved without them.
#[component]
pub fn Ways() -> impl IntoView {
    let wizard = Wizard::expect();
    if wizard.purpose.is_edit() {
        return ().into_any();
    }
    let names = Signal::derive(move || {
        let mut names = Vec::new();
        for service in wizard.document.with(services) {
            names.push(service.to_string());
        }
        names
    });
    let row = Callback::new(move |name: String| row(wizard, &name.parse().unwrap_or_default()));
    let mut choices = Vec::new();
    for way in Way::ALL {
        let (label, help) = said(way);
        let add = Callback::new(move |()| add(wizard, way));
        choices.push(choice(label, help, add));
    }
    let host_port = Callback::new(move |()| {
        let container = wizard.container.get_untracked();
        wizard.show_control(&container.key("ports").index(0).key("hostPort"));
    });
    choices.push(choice(
        words::host_port(),
        words::host_port_help(),
        host_port,
    ));
    view! {
        <section class="card" aria-label=words::heading()>
            <header class="card-head">
                <h2 class="card-heading">{words::heading()}</h2>
                <span class="card-note">{words::note()}</span>
            </header>
            <div class="card-body">
                <NamedRows names row/>
                <ul class="ways">{choices}</ul>
            </div>
        </section>
    }
    .into_any()
}

fn choice(label: &'static str, help: &'static str, on_press: Callback<()>) -> AnyView {
    view! {
        <li>
            <Button look=Look::Quiet on_press>
                <Icon shape=Shape::Plus/>
                {label}
            </Button>
            <span class="field-help">{help}</span>
        </li>
    }
    .into_any()
}

/// What a way is called, and what it is for.
fn said(way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Headless => (words::headless(), words::headless_help()),
        Way::ClusterIp => (words::cluster_ip(), words::cluster_ip_help()),
        Way::Local => (words::local(), words::local_help()),
        Way::NodePort => (words::node_port(), words::node_port_help()),
        Way::LoadBalancer => (words::load_balancer(), words::load_balancer_help()),
    }
}

/// Writes the Service of a way behind all that is written, and opens its card.
fn add(wizard: Wizard, way: Way) {
    wizard.document.edit(Origin::Act, |document| {
        let service = service(document, way);
        document.append(&service)
    });
    let Some(added) = wizard.document.with_untracked(services).pop() else {
        return;
    };
    for card in places::cards(Step::Network, &added) {
        wizard.opened(&card.key()).set(true);
    }
    request_animation_frame(move || focus_into(&added.to_string()));
}

/// One Service: its card, and what takes it out.
fn row(wizard: Wizard, path: &FieldPath) -> AnyView {
    let name_path = path.key("metadata").key("name");
    let name = Signal::derive(move || wizard.document.text_at(&name_path));
    let taken = path.clone();
    let take_out = move |()| wizard.document.remove(&taken);
    let fields = cards(Step::Network, path, &[]);
    view! {
        <div class="item" role="group" aria-label=name>
            <div class="item-body"><Group path=path.clone()>{fields}</Group></div>
            {dynamic(move || {
                let take_out = take_out.clone();
                view! {
                    <Button
                        look=Look::Quiet
                        label=words::take_out(name.get())
                        on_press=take_out
                    >
                        <Icon shape=Shape::Close/>
                    </Button>
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}
