//! The cluster that a new DaemonSet is for: choosing another one in the bar has the same text judged by that one, and a draft
//! can go on to several.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::state::{Purpose, Wizard};
use crate::reactive::dynamic;
use crate::routes;
use crate::state::draft::Keeping;
use crate::state::place::Place;
use crate::text::wizard::review as words;
use crate::ui::ButtonLink;

/// Has another cluster judge the same text. One that exists stays where it is, so there choosing leads to a list.
pub fn claim(wizard: Wizard) {
    if !matches!(wizard.purpose, Purpose::Create) {
        return;
    }
    let navigate = routes::use_navigate();
    let location = use_location();
    let choose = Callback::new(move |cluster: String| {
        wizard.draft.move_to(&cluster);
        let mut address = routes::create(&cluster, "");
        address.push_str(&location.query.get_untracked().to_query_string());
        navigate(&address, leptos_router::NavigateOptions::default());
    });
    Place::expect().claim_cluster(choose);
}

/// The way to making the same on several clusters, where there are several, once the draft is one.
pub fn several(wizard: Wizard) -> AnyView {
    let place = Place::expect();
    dynamic(move || {
        let clusters = place.clusters().and_then(Result::ok).unwrap_or_default();
        let is_kept = wizard.draft.keeping() != Keeping::Untouched;
        (is_kept && clusters.items.len() > 1 && !wizard.purpose.is_edit()).then(|| {
            let (cluster, namespace) = (wizard.cluster.get(), wizard.namespace());
            let href = routes::create_on(&cluster, &namespace, &wizard.draft.id());
            view! { <ButtonLink href>{words::on_several()}</ButtonLink> }
        })
    })
    .into_any()
}
