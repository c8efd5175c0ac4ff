//! The liveness probe, asked over HTTP.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};

use crate::pages::wizard::control::{Group, Optional, ValueSelect, ValueText};
use crate::pages::wizard::state::Wizard;
use crate::text::wizard::probe as words;
use crate::ui::{Button, Card, Choice, Look};

/// The other ways to ask, which are set in YAML.
const OTHERS: [&str; 3] = ["exec", "tcpSocket", "grpc"];

/// The card of a container's health.
#[component]
pub fn Liveness(
    /// `livenessProbe` of the container.
    path: FieldPath,
) -> impl IntoView {
    let inside = path.clone();
    view! {
        <Card heading=words::heading() note=words::note()>
            <Optional path add=words::add() remove=words::remove()>
                <Probe path=inside.clone()/>
            </Optional>
        </Card>
    }
}

#[component]
fn Probe(
    /// The probe.
    path: FieldPath,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let (whole, http) = (path.clone(), path.key("httpGet"));
    let other = {
        let path = path.clone();
        Memo::new(move |_| {
            let has = |kind: &&str| wizard.document.has(&path.key(*kind));
            OTHERS.into_iter().find(has)
        })
    };
    let asks = {
        let path = path.clone();
        move || match other.get() {
            Some(kind) => {
                let place = path.key(kind);
                let show = move |()| wizard.show_line(&place, None);
                view! {
                    <p class="form-grid-whole field-help">
                        {words::other_kind(kind)} " "
                        <Button look=Look::Quiet on_press=show>{words::other_show()}</Button>
                    </p>
                }
                .into_any()
            }
            None => view! { <Http path=http.clone()/> }.into_any(),
        }
    };
    let number = move |label: &'static str, field: &str, default: &'static str| {
        let path = path.key(field);
        view! { <ValueText label path kind=ScalarKind::Number placeholder=default/> }
    };
    view! {
        <Group path=whole>
            <div class="form-grid">
                {asks}
                {number(words::initial_delay(), "initialDelaySeconds", "0")}
                {number(words::period(), "periodSeconds", "10")}
                {number(words::timeout(), "timeoutSeconds", "1")}
                {number(words::failures(), "failureThreshold", "3")}
            </div>
        </Group>
    }
}

#[component]
fn Http(
    /// `httpGet` of the probe.
    path: FieldPath,
) -> impl IntoView {
    let schemes = ["HTTP", "HTTPS"].map(Choice::plain).to_vec();
    view! {
        <div class="form-grid-whole probe-http">
            <ValueSelect
                label=words::scheme()
                path=path.key("scheme")
                unset=words::scheme_default()
                choices=schemes
            />
            <ValueText label=words::path() path=path.key("path") placeholder="/"/>
            <ValueText
                label=words::port()
                path=path.key("port")
                kind=ScalarKind::Number
                placeholder="8080"
            />
        </div>
    }
}
