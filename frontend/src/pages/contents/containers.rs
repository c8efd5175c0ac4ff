//! A container: image, command, variables, ports, resources, probes, mounts, rights.

use leptos::prelude::*;
use serde_json::Value;

use super::facts::{Facts, list};
use super::words::{self, Line};
use crate::text::contents as say;
use crate::ui::Card;

/// Its card; `role` stands beside its name.
#[must_use]
pub fn card(container: &Value, role: &'static str) -> AnyView {
    let one = |text: String| -> Vec<Line> { vec![(String::new(), text)] };
    let field = |field: &str| words::plain(&container[field]);
    let role = if field("restartPolicy") == "Always" {
        say::sidecar()
    } else {
        role
    };
    let command = [
        words::words(&container["command"]),
        words::words(&container["args"]),
    ]
    .join(" ");
    let mut variables = list(&container["env"], words::variable);
    variables.extend(list(&container["envFrom"], words::variables));
    let mut probes = Vec::new();
    for kind in ["startupProbe", "readinessProbe", "livenessProbe"] {
        if let Some(probe) = container.get(kind) {
            let name = kind.trim_end_matches("Probe").to_owned();
            probes.push((name, words::probe(probe)));
        }
    }
    let (name, image) = (field("name"), field("image"));
    let resources = words::resources(&container["resources"]);
    let rights = words::entries(&container["securityContext"]);
    let ports = list(&container["ports"], words::port);
    let mounts = list(&container["volumeMounts"], words::mount);
    view! {
        <Card heading=name note=Signal::stored(role.to_owned())>
            <dl class="facts contents-facts">
                <Facts label=say::image() lines=one(image)/>
                <Facts label=say::command() lines=one(command.trim().to_owned())/>
                <Facts label=say::variables() lines=variables/>
                <Facts label=say::ports() lines=ports/>
                <Facts label=say::resources() lines=resources none=say::no_resources()/>
                <Facts label=say::probes() lines=probes none=say::no_probes()/>
                <Facts label=say::mounts() lines=mounts/>
                <Facts label=say::rights() lines=rights/>
            </dl>
        </Card>
    }
    .into_any()
}
