//! The sixth step: the ports of the containers, and whose network they use.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};

use super::control::{Checkbox, Group, ValueSelect, ValueText};
use super::memory::Opened;
use super::paths;
use super::state::Wizard;
use crate::text::wizard::network as words;
use crate::ui::{Button, Card, Choice, Icon, Look, Rows, Shape};

/// The form of the step.
#[component]
pub fn Network() -> impl IntoView {
    let wizard = Wizard::expect();
    let containers = Memo::new(move |_| wizard.document.len_of(&paths::containers()).max(1));
    view! {
        <Card heading=words::pod()>
            <Checkbox
                label=words::host_network()
                path=paths::pod().key("hostNetwork")
                help=words::host_network_help()
            />
        </Card>
        <Rows
            count=containers
            row=Callback::new(|container| view! { <Ports container/> }.into_any())
        />
    }
}

/// The ports of one container.
#[component]
fn Ports(
    /// Its position.
    container: usize,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let list = paths::container(container).key("ports");
    let written = {
        let list = list.clone();
        Memo::new(move |_| wizard.document.len_of(&list))
    };
    // A row that is being added is shown before it is written: an empty port means nothing yet.
    let adding = wizard.opened(&list);
    let count = Memo::new(move |_| written.get() + usize::from(adding.get()));
    Effect::new(move |last: Option<usize>| {
        if last.is_some_and(|last| written.get() > last) {
            adding.set(false);
        }
        written.get()
    });
    let name = paths::container(container).key("name");
    let note = Signal::derive(move || wizard.document.text_at(&name));
    let row = Callback::new(move |index: usize| {
        view! { <Port path=list.index(index) adding/> }.into_any()
    });
    view! {
        <Card heading=words::ports() note=note>
            {move || {
                (count.get() == 0).then(|| view! { <p class="field-help">{words::no_ports()}</p> })
            }}
            <Rows count row/>
            <Button look=Look::Quiet on_press=move |()| adding.set(true) disabled=adding.signal()>
                <Icon shape=Shape::Plus/>
                {words::add_port()}
            </Button>
        </Card>
    }
}

#[component]
fn Port(
    /// The port.
    path: FieldPath,
    /// Whether the last row is shown before it is written.
    adding: Opened,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let remove = {
        let path = path.clone();
        move |()| {
            if untrack(|| wizard.document.has(&path)) {
                wizard.document.remove(&path);
            } else {
                adding.set(false);
            }
        }
    };
    view! {
        <Group path=path.clone()>
            <div class="port">
                <ValueText
                    label=words::container_port()
                    path=path.key("containerPort")
                    kind=ScalarKind::Number
                    placeholder="8080"
                />
                <ValueSelect
                    label=words::protocol()
                    path=path.key("protocol")
                    unset=words::protocol_default()
                    choices=["TCP", "UDP", "SCTP"].map(Choice::plain).to_vec()
                />
                <ValueText
                    label=words::port_name()
                    path=path.key("name")
                    placeholder=words::no_name()
                    on_input=wizard.rename_at(&path.key("name"))
                />
                <ValueText
                    label=words::host_port()
                    path=path.key("hostPort")
                    kind=ScalarKind::Number
                    placeholder=words::no_host_port()
                />
                <Button look=Look::Quiet label=words::remove_port() on_press=remove>
                    <Icon shape=Shape::Close/>
                </Button>
            </div>
        </Group>
    }
}
