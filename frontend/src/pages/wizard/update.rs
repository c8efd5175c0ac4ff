//! The fifth step: how a change of the pods is rolled out.

use leptos::prelude::*;
use manifest::ScalarKind;

use super::control::{ValueSelect, ValueText};
use super::paths;
use super::state::Wizard;
use crate::text::wizard::update as words;
use crate::ui::{Card, Choice};

/// The form of the step.
#[component]
pub fn Update() -> impl IntoView {
    let wizard = Wizard::expect();
    let strategy = paths::spec().key("updateStrategy");
    let rolling = strategy.key("rollingUpdate");
    let is_on_delete = {
        let path = strategy.key("type");
        Memo::new(move |_| wizard.document.text_at(&path) == "OnDelete")
    };
    let numbers = {
        let rolling = rolling.clone();
        move || {
            // Numbers that are written are shown whatever the type: nothing is hidden.
            let is_shown = !is_on_delete.get() || wizard.document.has(&rolling);
            is_shown.then(|| {
                view! {
                    <ValueText
                        label=words::max_unavailable()
                        path=rolling.key("maxUnavailable")
                        kind=ScalarKind::Number
                        placeholder="1"
                        help=words::max_unavailable_help()
                    />
                    <ValueText
                        label=words::max_surge()
                        path=rolling.key("maxSurge")
                        kind=ScalarKind::Number
                        placeholder="0"
                        help=words::max_surge_help()
                    />
                }
            })
        }
    };
    let help = Signal::derive(move || {
        let help = if is_on_delete.get() {
            words::on_delete_help()
        } else {
            words::rolling_help()
        };
        help.to_owned()
    });
    let types = vec![
        Choice::new("RollingUpdate", words::rolling()),
        Choice::new("OnDelete", words::on_delete()),
    ];
    view! {
        <Card heading=words::heading()>
            <div class="form-grid">
                <div class="form-grid-whole">
                    <ValueSelect
                        label=words::kind()
                        path=strategy.key("type")
                        unset=words::kind_unset()
                        choices=types
                        help
                    />
                </div>
                {numbers}
                <ValueText
                    label=words::min_ready()
                    path=paths::spec().key("minReadySeconds")
                    kind=ScalarKind::Number
                    placeholder="0"
                    help=words::min_ready_help()
                />
            </div>
        </Card>
    }
}
