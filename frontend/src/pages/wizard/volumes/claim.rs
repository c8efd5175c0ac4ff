//! What is known of a claim, below the control that names it: its phase, and how many nodes may mount it at a time.

use leptos::prelude::*;
use manifest::FieldPath;

use crate::pages::wizard::state::Wizard;
use crate::reactive::dynamic;
use crate::text::wizard::claim as words;

/// The line below the control at a path; nothing where the claim is not known.
pub fn note(wizard: Wizard, path: &FieldPath) -> AnyView {
    let path = path.clone();
    dynamic(move || {
        let name = wizard.document.text_at(&path);
        let line = wizard.facts.with(|facts| {
            let namespace = facts.namespace.as_ref()?;
            let mut claims = namespace.claims.iter().flatten();
            let claim = claims.find(|claim| claim.name == name)?;
            let mut line = vec![claim.phase.clone()];
            for mode in &claim.access_modes {
                line.push(meaning(mode));
            }
            if !claim.storage_class.is_empty() {
                line.push(words::class(&claim.storage_class));
            }
            Some(manifest::texts::join(&line, " · "))
        });
        line.map(|line| view! { <p class="field-note field-note-info">{line}</p> })
    })
    .into_any()
}

/// What an access mode means for pods on many nodes.
fn meaning(mode: &str) -> String {
    let meaning = match mode {
        "ReadWriteOnce" => words::one_node(),
        "ReadOnlyMany" => words::many_read(),
        "ReadWriteMany" => words::many(),
        "ReadWriteOncePod" => words::one_pod(),
        _ => return mode.to_owned(),
    };
    [mode, ": ", meaning].concat()
}
