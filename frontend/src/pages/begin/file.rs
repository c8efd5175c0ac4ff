//! Files that are chosen or dropped.

use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList};

use super::hand_over::HandOver;
use crate::reactive::shown;
use crate::text::begin as words;
use crate::ui::{Field, FieldFrame};

/// The most bytes of a text: as many as a manifest may have.
const MOST_BYTES: usize = 3 << 20;

/// Files, each chosen or dropped.
#[component]
pub fn Files(
    /// Where they go.
    hand_over: HandOver,
) -> impl IntoView {
    let problem = RwSignal::new(String::new());
    let is_over = RwSignal::new(false);
    let take = move |files: Option<FileList>| {
        problem.set(String::new());
        let Some(files) = files.filter(|files| files.length() > 0) else {
            return;
        };
        spawn_local(async move {
            let read = read_all(&files).await;
            match read {
                Ok(text) => hand_over.text(text),
                Err(words) => {
                    problem.try_set(words);
                }
            }
        });
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let field = Field::new(problem.into());
    let (id, described_by, invalid) = (field.id.clone(), field.described_by(), field.invalid());
    view! {
        <div
            class="begin-drop"
            class:begin-drop-over=is_over
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop
        >
            <FieldFrame field label=words::file_choose() help=words::file_help()>
                <input
                    class="input"
                    id=id
                    type="file"
                    multiple
                    accept=".yaml,.yml,.json,.txt"
                    aria-describedby=described_by
                    aria-invalid=invalid
                    on:change:target=move |event| take(event.target().files())
                />
            </FieldFrame>
        </div>
        <p class="visually-hidden" role="status">{shown(problem.into())}</p>
    }
}

/// The texts of all files as one, in the order of the list.
async fn read_all(files: &FileList) -> Result<String, String> {
    let mut all = String::new();
    for index in 0..files.length() {
        let Some(file) = files.get(index) else {
            continue;
        };
        let text = read(&file).await?;
        append(&mut all, &text);
        if all.len() > MOST_BYTES {
            return Err(words::file_too_long(file.name()));
        }
    }
    Ok(all)
}

async fn read(file: &File) -> Result<String, String> {
    // A size is a whole number of bytes.
    if file.size() > f64::from(3 << 20) {
        return Err(words::file_too_long(file.name()));
    }
    let not_text = |_| words::file_not_text(file.name());
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(not_text)?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    String::from_utf8(bytes).map_err(|_| words::file_not_text(file.name()))
}

/// Puts the documents of another text behind those of the first.
fn append(all: &mut String, text: &str) {
    if !all.is_empty() {
        if !all.ends_with('\n') {
            all.push('\n');
        }
        if !text.starts_with("---") {
            all.push_str("---\n");
        }
    }
    all.push_str(text);
}

#[cfg(test)]
mod tests {
    #[test]
    fn several_files_are_several_documents() {
        let mut all = String::new();
        super::append(&mut all, "a: 1");
        assert_eq!(all, "a: 1");
        super::append(&mut all, "b: 2\n");
        super::append(&mut all, "---\nc: 3\n");
        assert_eq!(all, "a: 1\n---\nb: 2\n---\nc: 3\n");
    }
}
