//! Somebody else was faster: what they changed meanwhile is taken over into one's own text, and where
//! both changed the same field one decides.

use contract::DraftOrigin;
use leptos::prelude::*;
use manifest::merge::{Conflict, Merged, merge};
use manifest::{Document, Edit, FieldPath};
use serde_json::Value;

use super::state::Wizard;
use crate::api::{ApiError, daemonsets};
use crate::reactive::dynamic;
use crate::state::document::Origin;
use crate::text::wizard::catch_up as words;
use crate::ui::{Banner, Button, Look, Tone};

/// The `id` of what asks to decide.
pub const CONFLICTS: &str = "conflicts";

/// What of a change by somebody else has to be looked at before one's own is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meanwhile {
    /// The fields that were taken over.
    taken: Vec<FieldPath>,
    /// The fields that both changed; one's own value stands.
    conflicts: Vec<Conflict>,
    /// The object as it is stored now. While a conflict is undecided the text keeps the version that it began
    /// from, so that even after a reload the API server takes it for what it is: not yet merged.
    theirs: Option<DraftOrigin>,
}

impl Meanwhile {
    /// Nothing but what the API server itself writes has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty() && self.conflicts.is_empty()
    }

    /// How many fields have still to be decided.
    #[must_use]
    pub fn undecided(&self) -> u32 {
        u32::try_from(self.conflicts.len()).unwrap_or(u32::MAX)
    }
}

/// Reads the object as it is stored now and takes over what has changed since it was read last.
///
/// # Errors
/// It cannot be read.
pub async fn catch_up(
    wizard: Wizard,
    namespace: &str,
    name: &str,
) -> Result<Option<Meanwhile>, ApiError> {
    let cluster = wizard.cluster.get_untracked();
    let now = daemonsets::read_yaml(&cluster, namespace, name).await?;
    let mut theirs = Document::parse(now.as_str()).value();
    // The page may be gone by now.
    let Some(Some(base)) = wizard.stored.try_get_untracked() else {
        return Ok(None);
    };
    let ours = wizard.document.with_untracked(Document::value);
    let merged = merge(&base, &ours, &theirs, &manifest::schema::DAEMON_SET);
    wizard
        .document
        .edit(Origin::Act, |document| merged.apply(document));
    if wizard.document.refusal.with_untracked(Option::is_some) {
        return Ok(None);
    }
    let mut meanwhile = to_look_at(merged);
    let origin = DraftOrigin {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        text: now,
    };
    if meanwhile.conflicts.is_empty() {
        wizard.draft.begin_from(origin);
    } else {
        set_version(wizard, &base);
        // The text is judged as what it will be once all is decided.
        theirs["metadata"]["resourceVersion"] = base["metadata"]["resourceVersion"].clone();
        meanwhile.theirs = Some(origin);
    }
    wizard.stored.set(Some(theirs));
    Ok(Some(meanwhile))
}

/// Gives the text the version of this object, if it names one at all.
fn set_version(wizard: Wizard, of: &Value) {
    let path = FieldPath::root().key("metadata").key("resourceVersion");
    let version = of.pointer("/metadata/resourceVersion").cloned();
    let is_named = !untrack(|| wizard.document.text_at(&path)).is_empty();
    if let Some(version) = version.filter(|_| is_named) {
        wizard
            .document
            .edit(Origin::Act, |document| document.set(&path, version));
    }
}

fn to_look_at(merged: Merged) -> Meanwhile {
    let mut taken: Vec<_> = merged
        .edits
        .into_iter()
        .map(|edit| match edit {
            Edit::Set { path, .. }
            | Edit::Remove { path }
            | Edit::Rename { path, .. }
            | Edit::MoveKey { path, .. } => path,
            Edit::Insert { list, index, .. } => list.index(index),
            Edit::MoveItem { list, to, .. } => list.index(to),
        })
        .filter(|path| !is_bookkeeping(path))
        .collect();
    taken.dedup();
    Meanwhile {
        taken,
        conflicts: merged
            .conflicts
            .into_iter()
            .filter(|conflict| !is_bookkeeping(&conflict.path))
            .collect(),
        theirs: None,
    }
}

/// Whether the API server and the controllers alone write this field.
fn is_bookkeeping(path: &FieldPath) -> bool {
    let metadata = FieldPath::root().key("metadata");
    let own = [
        metadata.key("resourceVersion"),
        metadata.key("generation"),
        metadata.key("managedFields"),
        metadata
            .key("annotations")
            .key("deprecated.daemonset.template.generation"),
        FieldPath::root().key("status"),
    ];
    own.iter().any(|own| path.starts_with(own))
}

/// What somebody else changed, and what to do about it.
#[component]
pub fn CaughtUp(
    /// What there is to look at; nothing while it is none.
    meanwhile: RwSignal<Option<Meanwhile>>,
) -> impl IntoView {
    let taken = |fields: Vec<FieldPath>| {
        let fields = fields.iter().map(ToString::to_string);
        let list = fields
            .map(|field| view! { <li><code>{field}</code></li> })
            .collect_view();
        view! {
            <Banner tone=Tone::Waiting heading=words::taken()>
                {words::taken_help()}
                <ul class="caught-up">{list}</ul>
            </Banner>
        }
    };
    let conflicts = move |conflicts: Vec<Conflict>| {
        let list = conflicts
            .into_iter()
            .map(|conflict| view! { <Decision conflict meanwhile/> })
            .collect_view();
        view! {
            <Banner tone=Tone::Bad heading=words::conflict()>
                <span id=CONFLICTS tabindex="-1">{words::conflict_help()}</span>
                <ul class="caught-up">{list}</ul>
            </Banner>
        }
    };
    dynamic(move || {
        meanwhile.get().map(|all| {
            view! {
                {(!all.taken.is_empty()).then(|| taken(all.taken))}
                {(!all.conflicts.is_empty()).then(|| conflicts(all.conflicts))}
            }
        })
    })
}

/// One field that both changed.
#[component]
fn Decision(
    /// The field and what each made of it.
    conflict: Conflict,
    /// The list that it leaves once it is decided.
    meanwhile: RwSignal<Option<Meanwhile>>,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let field = conflict.path.to_string();
    let theirs = short(conflict.theirs.as_ref());
    let decided = {
        let path = conflict.path.clone();
        move || {
            let decided = meanwhile.try_update(|all| {
                let all = all.as_mut()?;
                all.conflicts.retain(|conflict| conflict.path != path);
                all.conflicts.is_empty().then(|| all.theirs.take())?
            });
            if let Some(Some(theirs)) = decided {
                let stored = Document::parse(theirs.text.as_str()).value();
                set_version(wizard, &stored);
                wizard.stored.set(Some(stored));
                wizard.draft.begin_from(theirs);
            }
        }
    };
    let keep = {
        let decided = decided.clone();
        move |()| decided()
    };
    let take = move |()| {
        let path = &conflict.path;
        wizard
            .document
            .edit(Origin::Act, |document| match conflict.theirs.clone() {
                Some(theirs) => document.set(path, theirs),
                None => document.remove(path),
            });
        decided();
    };
    view! {
        <li>
            <code>{field}</code> " " {words::theirs(theirs)} " "
            <Button look=Look::Quiet on_press=take>{words::take()}</Button>
            <Button look=Look::Quiet on_press=keep>{words::keep()}</Button>
        </li>
    }
}

/// A value in few letters.
fn short(value: Option<&Value>) -> String {
    const MOST: usize = 60;
    let text = match value {
        None => words::removed().to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use manifest::merge::merge;
    use serde_json::{Value, json};

    use super::{Meanwhile, to_look_at};

    fn meanwhile(ours: &Value, theirs: &Value) -> Meanwhile {
        let base = json!({
            "metadata": {"resourceVersion": "1", "labels": {"a": "1"}},
            "spec": {"minReadySeconds": 1, "revisionHistoryLimit": 1},
        });
        to_look_at(merge(&base, ours, theirs, &manifest::schema::DAEMON_SET))
    }

    #[test]
    fn what_controllers_write_needs_no_look() {
        let ours = json!({
            "metadata": {"resourceVersion": "1", "labels": {"a": "1"}},
            "spec": {"minReadySeconds": 2, "revisionHistoryLimit": 1},
        });
        let theirs = json!({
            "metadata": {"resourceVersion": "2", "labels": {"a": "1"}},
            "spec": {"minReadySeconds": 1, "revisionHistoryLimit": 1},
        });
        assert!(meanwhile(&ours, &theirs).is_empty());
    }

    #[test]
    fn what_others_changed_is_named_and_what_both_changed_is_asked() {
        let ours = json!({
            "metadata": {"resourceVersion": "1", "labels": {"a": "1"}},
            "spec": {"minReadySeconds": 2, "revisionHistoryLimit": 1},
        });
        let theirs = json!({
            "metadata": {"resourceVersion": "2", "labels": {"a": "1"}},
            "spec": {"minReadySeconds": 3, "revisionHistoryLimit": 9},
        });
        let found = meanwhile(&ours, &theirs);
        let taken: Vec<_> = found.taken.iter().map(ToString::to_string).collect();
        assert_eq!(taken, ["spec.revisionHistoryLimit"]);
        let conflicts: Vec<_> = found
            .conflicts
            .iter()
            .map(|it| it.path.to_string())
            .collect();
        assert_eq!(conflicts, ["spec.minReadySeconds"]);
    }
}
