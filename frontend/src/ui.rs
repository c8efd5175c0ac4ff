//! Primitives that know nothing of Kubernetes: native elements with our looks.

pub mod badge;
pub mod banner;
pub mod button;
pub mod card;
pub mod copy_button;
pub mod dialog;
pub mod empty_state;
pub mod field;
pub mod icon;
pub mod menu;
pub mod rows;
pub mod segmented;
pub mod select;
pub mod skeleton;
pub mod tabs;
pub mod text_field;

pub use badge::{Badge, Tone};
pub use banner::Banner;
pub use button::{Button, ButtonLink, Look};
pub use card::Card;
pub use copy_button::CopyButton;
pub use dialog::Dialog;
pub use empty_state::EmptyState;
pub use field::{Field, FieldFrame};
pub use icon::{Icon, Shape};
pub use menu::Menu;
pub use rows::{NamedRows, Rows};
pub use segmented::Segmented;
pub use select::{Choice, Select};
pub use skeleton::Skeleton;
pub use tabs::{Tab, Tabs};
pub use text_field::TextField;

use std::cell::Cell;

/// A fresh `id` for an element, so that labels and descriptions can point at it.
#[must_use]
pub fn fresh_id(prefix: &str) -> String {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    LAST.set(LAST.get() + 1);
    format!("{prefix}-{}", LAST.get())
}
