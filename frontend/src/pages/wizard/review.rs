//! The last step: everything once more before it is created.

use leptos::prelude::*;
use manifest::FieldPath;

use super::paths;
use super::state::Wizard;
use crate::reactive::dynamic;
use crate::text::wizard::{containers, review as words, steps};
use crate::ui::Card;

/// The summary and the text.
#[component]
pub fn Review() -> impl IntoView {
    let wizard = Wizard::expect();
    let at = move |path: FieldPath| wizard.document.text_at(&path);
    let or_none = |text: String| {
        if text.is_empty() {
            words::nothing().to_owned()
        } else {
            text
        }
    };
    let nodes = move || {
        let all = wizard.forecast.with(|nodes| nodes.len());
        words::nodes_of(wizard.running_nodes(), all)
    };
    let update = move || {
        let strategy = paths::spec().key("updateStrategy");
        let kind = wizard.stored(&strategy.key("type"));
        let unavailable = wizard.stored(&strategy.key("rollingUpdate").key("maxUnavailable"));
        match (kind, unavailable) {
            (Some(kind), Some(count)) => words::update_rolling(kind, count),
            (Some(kind), None) => kind,
            (None, _) => words::nothing().to_owned(),
        }
    };
    let images = move || {
        let count = wizard.document.len_of(&paths::containers());
        (0..count)
            .map(|index| {
                let name = at(paths::container(index).key("name"));
                let name = if name.is_empty() {
                    containers::nameless(index + 1)
                } else {
                    name
                };
                let image = or_none(at(paths::container(index).key("image")));
                view! { <li><code>{name}</code> " " <code>{image}</code></li> }
            })
            .collect_view()
    };
    view! {
        <Card heading=words::summary()>
            <dl class="review">
                <dt>{words::name()}</dt>
                <dd><code>{dynamic(move || or_none(at(paths::metadata().key("name"))))}</code></dd>
                <dt>{words::namespace()}</dt>
                <dd><code>{dynamic(move || wizard.namespace())}</code></dd>
                <dt>{steps::containers()}</dt>
                <dd><ul>{dynamic(images)}</ul></dd>
                <dt>{steps::nodes()}</dt>
                <dd>{dynamic(nodes)}</dd>
                <dt>{steps::update()}</dt>
                <dd>{dynamic(update)}</dd>
            </dl>
        </Card>
        <Card heading=words::manifest() note=words::manifest_note()>
            <pre class="review-text" tabindex="0" aria-label=words::manifest()>
                <code>{dynamic(move || wizard.document.text())}</code>
            </pre>
        </Card>
    }
}
