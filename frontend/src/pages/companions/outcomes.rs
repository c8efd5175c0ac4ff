//! What came of each object, where not all could be made.

use leptos::prelude::*;
use manifest::Message;
use serde_json::Value;

use crate::parts::quoted::spoken;
use crate::text::companions::fate as words;

/// The objects, each with what became of it.
#[component]
pub fn Outcomes(
    /// Each as a `contract::ObjectOutcome`.
    objects: Vec<Value>,
) -> impl IntoView {
    let row = |object: Value| {
        let text = |field: &str| object[field].as_str().unwrap_or_default().to_owned();
        let fate = text("fate");
        let is_bad = matches!(fate.as_str(), "refused" | "leftBehind" | "unknown");
        let said = match fate.as_str() {
            "tried" => words::tried(),
            "notSent" => words::not_sent(),
            "created" => words::created(),
            "kept" => words::kept(),
            "updated" => words::updated(),
            "refused" => words::refused(),
            "takenBack" => words::taken_back(),
            "putBack" => words::put_back(),
            "leftBehind" => words::left_behind(),
            _ => words::unknown(),
        };
        let arguments = object["arguments"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let why = Message::of_parts(&text("code"), arguments, &text("detail"));
        view! {
            <tr class:companions-bad=is_bad>
                <th scope="row">{text("kind")} " " <code>{text("name")}</code></th>
                <td>{text("namespace")}</td>
                <td>{said}</td>
                // What was not sent has the reason of another one.
                <td>{is_bad.then(|| spoken(&why))}</td>
            </tr>
        }
    };
    view! {
        <div class="companions-outcomes" tabindex="0" role="region" aria-label=words::label()>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{words::object()}</th>
                        <th scope="col">{words::namespace()}</th>
                        <th scope="col">{words::what()}</th>
                        <th scope="col">{words::why()}</th>
                    </tr>
                </thead>
                <tbody>{objects.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
