//! A text that is pasted, byte for byte.

use leptos::prelude::*;

use super::hand_over::HandOver;
use crate::reactive::{effect, memo};
use crate::text::begin as words;
use crate::ui::{Button, TextField};

/// A box for a text.
#[component]
pub fn Paste(
    /// Where it goes.
    hand_over: HandOver,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    // What was pasted, with the line ends that a `textarea` does not keep.
    let pasted = StoredValue::new(String::new());
    let paste = move |event: web_sys::ClipboardEvent| {
        let data = event.clipboard_data();
        let text = data.and_then(|data| data.get_data("text/plain").ok());
        pasted.set_value(text.unwrap_or_default());
    };
    let is_empty = memo(move || typed.with(|typed| typed.trim().is_empty()));
    let go_on = move |()| hand_over.text(whole(&typed.get_untracked(), &pasted.get_value()));
    effect(move || {
        if is_empty.get() {
            pasted.set_value(String::new());
        }
    });
    view! {
        <div on:paste=paste>
            <TextField
                label=words::paste_label()
                help=words::paste_help()
                multiline=true
                monospace=true
                value=typed
                on_input=move |text| typed.set(text)
            />
        </div>
        <Button disabled=is_empty busy=hand_over.is_under on_press=go_on>{words::go_on()}</Button>
    }
}

/// What was pasted, where nothing else was typed.
fn whole(typed: &str, pasted: &str) -> String {
    let lines = pasted.replace("\r\n", "\n").replace('\r', "\n");
    if lines == typed { pasted } else { typed }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn line_ends_stay_as_long_as_nothing_else_is_typed() {
        assert_eq!(
            whole("a: 1\nb: 2\n", "a: 1\r\nb: 2\r\n"),
            "a: 1\r\nb: 2\r\n"
        );
        assert_eq!(whole("a: 1\nb: 3\n", "a: 1\r\nb: 2\r\n"), "a: 1\nb: 3\n");
        assert_eq!(whole("a: 1", ""), "a: 1");
    }
}
