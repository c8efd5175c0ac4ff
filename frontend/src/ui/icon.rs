//! The icons: one path each on a grid of 16, drawn with the colour of the text around them.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A triangle with an exclamation mark.
    Warning,
    /// A circle with an i.
    Info,
    /// A tick.
    Check,
    /// A cross.
    Close,
    /// A plus.
    Plus,
    /// A dustbin.
    Delete,
    /// Three dots in a row.
    More,
    /// A half-filled disc.
    Theme,
    /// A globe.
    Language,
    /// A person.
    User,
    /// An arrow up.
    Up,
    /// An arrow down.
    Down,
    /// Points down: opens.
    ChevronDown,
    /// Points to the right: goes there.
    ChevronRight,
    /// Points to the left: goes back.
    ChevronLeft,
    /// Two sheets.
    Copy,
    /// A circled arrow.
    Retry,
    /// Three bars side by side.
    Columns,
    /// An arrow that turns back.
    Undo,
    /// An arrow that turns forward again.
    Redo,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Warning => "M8 2.2 14.6 13.5H1.4ZM8 6.5v3.4M8 11.6v.2",
            Self::Info => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.3v3.6M8 5.1v.2",
            Self::Check => "m3 8.5 3.3 3.3L13 4.7",
            Self::Close => "m4 4 8 8m0-8-8 8",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Delete => {
                "M2.8 4.3h10.4M6.3 4.3V2.5h3.4v1.8M4.2 4.3l.6 9.2h6.4l.6-9.2M6.7 7v4M9.3 7v4"
            }
            Self::More => "M3.5 8v.01M8 8v.01M12.5 8v.01",
            Self::Theme => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12a6 6 0 0 0 0-12Z",
            Self::Language => {
                "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c1.8 1.7 2.6 3.7 2.6 6S9.8 12.3 8 14c-1.8-1.7-2.6-3.7-2.6-6S6.2 3.7 8 2Z"
            }
            Self::User => {
                "M8 8.2a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM2.8 13.8a5.3 5.3 0 0 1 10.4 0"
            }
            Self::Up => "M8 13V3.5M4 7.2 8 3.2l4 4",
            Self::Down => "M8 3v9.5M4 8.8l4 4 4-4",
            Self::ChevronDown => "m4 6.3 4 4 4-4",
            Self::ChevronRight => "m6.3 4 4 4-4 4",
            Self::ChevronLeft => "m9.7 4-4 4 4 4",
            Self::Copy => "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3",
            Self::Retry => "M13 8a5 5 0 1 1-1.6-3.7L13 5.8M13 2.6v3.2H9.8",
            Self::Columns => "M2.5 3h11v10h-11ZM6.2 3v10M9.8 3v10",
            Self::Undo => "M6 3 2.5 6.5 6 10M2.5 6.5h7a4 4 0 0 1 0 8H7",
            Self::Redo => "m10 3 3.5 3.5L10 10M13.5 6.5h-7a4 4 0 0 0 0 8H9",
        }
    }
}

/// An icon. It says nothing by itself: the words beside it, or the button's label, do.
#[component]
pub fn Icon(
    /// Which one.
    shape: Shape,
) -> impl IntoView {
    let class = match shape {
        Shape::Theme => "icon icon-theme",
        Shape::More => "icon icon-more",
        _ => "icon",
    };
    view! {
        <svg class=class viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=shape.path()></path>
        </svg>
    }
}
