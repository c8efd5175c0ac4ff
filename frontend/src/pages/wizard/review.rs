//! The last step: what will happen, what that changes, and the text that is sent.

pub mod changes;

use leptos::prelude::*;
use manifest::schema::DAEMON_SET;
use manifest::{Document, FieldPath};

use super::catalogue::ways::others;
use super::paths;
use super::state::{Purpose, Wizard};
use crate::reactive::{dynamic, memo, shown};
use crate::text::wizard::{containers, review as words, steps};
use crate::ui::{Card, CopyButton};
use changes::{Row, Rows, of};

/// What will happen, and the text.
#[component]
pub fn Review() -> impl IntoView {
    let wizard = Wizard::expect();
    view! {
        <Summary/>
        {dynamic(move || match wizard.purpose {
            Purpose::Create => ().into_any(),
            Purpose::Edit(_) => view! {
                <Card heading=words::changes() note=words::changes_note()>
                    <Rows rows=changed(wizard) none=words::no_changes()/>
                </Card>
            }
            .into_any(),
        })}
        <Card heading=words::manifest() note=words::manifest_note() actions=actions(wizard)>
            <pre class="review-text" tabindex="0" aria-label=words::manifest()>
                <code>{dynamic(move || wizard.document.text())}</code>
            </pre>
        </Card>
        <Card heading=words::added() note=words::added_note()>
            <Rows rows=added(wizard) none=words::nothing_added()/>
        </Card>
    }
}

/// What saving changes in the object that is stored.
fn changed(wizard: Wizard) -> Signal<Vec<Row>> {
    Signal::derive(move || {
        wizard.report.with(|report| {
            wizard.stored.with(|stored| match (stored, &report.object) {
                (Some(stored), Some(object)) => of(stored, object, &DAEMON_SET),
                _ => Vec::new(),
            })
        })
    })
}

/// What the API server stores that the text does not say.
fn added(wizard: Wizard) -> Signal<Vec<Row>> {
    Signal::derive(move || {
        let written = wizard.document.with(Document::value);
        wizard.report.with(|report| match &report.object {
            Some(object) => of(&written, object, &DAEMON_SET),
            None => Vec::new(),
        })
    })
}

/// What can be done with the text besides sending it.
fn actions(wizard: Wizard) -> AnyView {
    let command = Signal::derive(move || wizard.document.with(|document| kubectl(document.text())));
    let address = Signal::derive(move || {
        let text = js_sys::encode_uri_component(&wizard.document.text());
        format!("data:application/yaml;charset=utf-8,{}", String::from(text))
    });
    let file = Signal::derive(move || {
        let name = wizard.document.text_at(&paths::metadata().key("name"));
        let is_json = wizard
            .document
            .with(|document| document.format() == manifest::Format::Json);
        let name = if name.is_empty() { "daemonset" } else { &name };
        format!("{name}.{}", if is_json { "json" } else { "yaml" })
    });
    view! {
        <CopyButton text=command label=words::copy_command()/>
        <a class="button" rel="external" href=address download=file>{words::download()}</a>
    }
    .into_any()
}

/// The command that sends a text from a shell.
fn kubectl(text: &str) -> String {
    let mut end = "EOF".to_owned();
    while text.lines().any(|line| line == end) {
        end.push('_');
    }
    let line_break = if text.ends_with('\n') { "" } else { "\n" };
    format!("kubectl apply -f - <<'{end}'\n{text}{line_break}{end}\n")
}

/// What is made, where it runs, and how.
#[component]
fn Summary() -> impl IntoView {
    let wizard = Wizard::expect();
    let at = move |path: FieldPath| wizard.document.text_at(&path);
    let or_none = |text: String| {
        if text.is_empty() {
            words::nothing().to_owned()
        } else {
            text
        }
    };
    let objects = move || {
        let mut all = vec![FieldPath::root()];
        if !wizard.purpose.is_edit() {
            all.extend(wizard.document.with(others));
        }
        let mut views = Vec::new();
        for object in all {
            let kind = or_none(at(object.key("kind")));
            let name = or_none(at(object.key("metadata").key("name")));
            let own = at(object.key("metadata").key("namespace"));
            let place = match own.as_str() {
                "" if object.is_root() => format!("{}/{name}", wizard.namespace()),
                "" => name,
                namespace => format!("{namespace}/{name}"),
            };
            views.push(view! { <li>{kind} " " <code>{place}</code></li> });
        }
        views.into_any()
    };
    let nodes = memo(move || {
        let all = wizard.forecast.with(|nodes| nodes.len());
        words::nodes_of(wizard.running_nodes(), all)
    });
    let update = memo(move || {
        let strategy = paths::spec().key("updateStrategy");
        let kind = wizard.stored(&strategy.key("type"));
        let unavailable = wizard.stored(&strategy.key("rollingUpdate").key("maxUnavailable"));
        match (kind, unavailable) {
            (Some(kind), Some(count)) => words::update_rolling(kind, count),
            (Some(kind), None) => kind,
            (None, _) => words::nothing().to_owned(),
        }
    });
    let images = move || {
        let mut views = Vec::new();
        for list in [paths::init_containers(), paths::containers()] {
            for index in 0..wizard.document.len_of(&list) {
                let container = list.index(index);
                let name = at(container.key("name"));
                let name = if name.is_empty() {
                    containers::nameless(index + 1)
                } else {
                    name
                };
                let image = or_none(at(container.key("image")));
                views.push(view! { <li><code>{name}</code> " " <code>{image}</code></li> });
            }
        }
        views.into_any()
    };
    let verdict = memo(move || {
        let errors = u32::try_from(wizard.errors().len()).unwrap_or(u32::MAX);
        let all = wizard.forecast.with(|nodes| nodes.len());
        match errors {
            0 => words::verdict_stored(wizard.running_nodes(), all),
            errors => words::verdict_refused(errors),
        }
    });
    let made = if wizard.purpose.is_edit() {
        words::saved()
    } else {
        words::made()
    };
    view! {
        <Card heading=words::summary() actions=super::on_cluster::several(wizard)>
            <p class="review-verdict">{shown(verdict.into())}</p>
            <dl class="review">
                <dt>{made}</dt>
                <dd><ul>{dynamic(objects)}</ul></dd>
                <dt>{steps::containers()}</dt>
                <dd><ul>{dynamic(images)}</ul></dd>
                <dt>{steps::nodes()}</dt>
                <dd>{shown(nodes.into())}</dd>
                <dt>{steps::update()}</dt>
                <dd>{shown(update.into())}</dd>
            </dl>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::kubectl;

    #[test]
    fn a_text_that_has_the_end_of_a_here_document_gets_another_one() {
        assert_eq!(
            kubectl("a: |\n  x\nEOF\n"),
            "kubectl apply -f - <<'EOF_'\na: |\n  x\nEOF\nEOF_\n"
        );
        assert_eq!(kubectl("{}"), "kubectl apply -f - <<'EOF'\n{}\nEOF\n");
    }
}
