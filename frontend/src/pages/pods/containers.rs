//! The containers of a pod: what each does, how it ended, what it was made from.

use contract::{ContainerDetail, ContainerRole, PodDetail, StateWord};
use leptos::prelude::*;

use crate::parts::Age;
use crate::text::pods::container as say;

/// The table.
#[component]
pub fn Containers(
    /// The pod.
    pod: PodDetail,
) -> impl IntoView {
    let rows: Vec<AnyView> = pod.containers.into_iter().map(row).collect();
    view! {
        <table class="table drawer-table" aria-label=say::table()>
            <thead>
                <tr>
                    <th scope="col">{say::name()}</th>
                    <th scope="col">{say::state()}</th>
                    <th scope="col">{say::restarts()}</th>
                    <th scope="col">{say::last_end()}</th>
                    <th scope="col">{say::image()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(container: ContainerDetail) -> AnyView {
    let role = match container.role {
        ContainerRole::Main => None,
        ContainerRole::Init => Some(say::init()),
        ContainerRole::Sidecar => Some(say::sidecar()),
    };
    let fails = container.fails();
    let (word, reason) = match container.state.word {
        StateWord::Running if container.ready => (say::runs_ready(), ""),
        StateWord::Running => (say::runs(), ""),
        StateWord::Waiting => (say::waits(), container.state.reason.as_str()),
        StateWord::Terminated if fails => (say::ended(), container.state.reason.as_str()),
        StateWord::Terminated => (say::done(), ""),
    };
    let tone = match container.state.word {
        _ if fails => "status status-bad",
        StateWord::Running if container.ready => "status status-good",
        StateWord::Terminated => "status status-neutral",
        StateWord::Running | StateWord::Waiting => "status status-waiting",
    };
    let ended = container.latest_end().map(|end| {
        let code = say::exit(end.exit_code);
        let reason = end.reason.clone();
        let when = Signal::stored(end.finished.clone());
        view! { {code} " " {reason} " " <Age created=when/> }.into_any()
    });
    let ended = ended.unwrap_or_else(|| say::none().into_any());
    let digest = container
        .image_id
        .rsplit_once('@')
        .map(|(_, digest)| digest.to_owned());
    let digest = digest.map(|digest| {
        view! { <div class="drawer-digest" title=digest.clone()>{digest.clone()}</div> }
    });
    view! {
        <tr>
            <th scope="row"><code>{container.name.clone()}</code> " " <span class="drawer-second">{role}</span></th>
            <td><span class=tone>{word} " " {reason.to_owned()}</span></td>
            <td class="number">{container.restarts}</td>
            <td>{ended}</td>
            <td><code class="drawer-image">{container.image.clone()}</code>{digest}</td>
        </tr>
    }
    .into_any()
}
