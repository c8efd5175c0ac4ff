//! The keys of the wizard: undo and redo, the steps, finding a field, its documentation, and the way to Create.

use leptos::prelude::*;

use super::documentation;
use super::submit::Submit;
use crate::state::keys::is_typing;

/// Listens to the keys for as long as the caller lives.
pub fn follow(submit: Submit) {
    let keys = window_event_listener(leptos::ev::keydown, move |event| press(&submit, &event));
    on_cleanup(move || keys.remove());
}

/// Does what a key stands for, wherever the cursor is. A control's own undo knows only that control, and
/// the editor asks for itself.
fn press(submit: &Submit, event: &web_sys::KeyboardEvent) {
    if event.default_prevented() {
        return;
    }
    let wizard = submit.wizard;
    let control = event.ctrl_key() || event.meta_key();
    let step = wizard.step.get_untracked();
    match (
        event.key().to_ascii_lowercase().as_str(),
        control,
        event.alt_key(),
        event.shift_key(),
    ) {
        ("z", true, false, false) => wizard.undo(),
        ("z", true, false, true) | ("y", true, false, false) => wizard.document.redo(),
        ("k", true, false, false) => wizard.finding.set(true),
        ("/", false, false, false) if !is_typing(event) => wizard.finding.set(true),
        ("f1", false, false, false) => documentation::ask_here(wizard),
        ("escape", false, false, false) if wizard.is_asked() => wizard.asked.set(String::new()),
        ("enter", true, false, false) => submit.write(),
        ("pagedown", false, true, false) => step.next().into_iter().for_each(|it| wizard.open(it)),
        ("pageup", false, true, false) => {
            step.previous().into_iter().for_each(|it| wizard.open(it));
        }
        _ => return,
    }
    event.prevent_default();
}
