//! What is not edited: what would change other fields, what cannot be, what is so already.

use manifest::{Document, EditError, ScalarKind};

use super::{check, path, set};

#[test]
fn refuses_what_would_change_other_fields() {
    let shared = "a: &x\n  k: 1\nb: *x\n";
    let mut document = Document::parse(shared);
    assert_eq!(
        set(&mut document, "a.k", 2),
        Err(EditError::Shared { path: path("a.k") })
    );
    assert_eq!(
        document.remove(&path("a")),
        Err(EditError::Shared { path: path("a") })
    );
    assert_eq!(document.text(), shared);
}

#[test]
fn refuses_what_cannot_be() {
    let mut document = Document::parse("a: 1\nb: [1]\n");
    assert_eq!(
        set(&mut document, "a.b", 2),
        Err(EditError::NotACollection { path: path("a") })
    );
    assert_eq!(
        set(&mut document, "b[5]", 2),
        Err(EditError::OutOfRange {
            path: path("b"),
            index: 5,
            length: 1
        })
    );
    assert_eq!(
        document.remove(&path("c")),
        Err(EditError::NotFound { path: path("c") })
    );
    assert_eq!(document.text(), "a: 1\nb: [1]\n");
}

#[test]
fn leaves_the_text_alone_where_nothing_changes() {
    check(&[
        ("a: 0644\n", |d| set(d, "a", 420), "a: 0644\n"),
        (
            "a: 'x'\n",
            |d| d.set_text(&path("a"), "x", ScalarKind::String),
            "a: 'x'\n",
        ),
        (
            "a: 0644\n",
            |d| d.set_text(&path("a"), "0644", ScalarKind::Number),
            "a: 0644\n",
        ),
    ]);
}

#[test]
fn edits_the_intact_lines_of_a_broken_text() {
    check(&[
        (
            "a: 1\nhalf\nb: 2\n",
            |d| set(d, "b", 3),
            "a: 1\nhalf\nb: 3\n",
        ),
        (
            "a: \"open\nb: 2\nc: 3\n",
            |d| set(d, "b", 3),
            "a: \"open\nb: 3\nc: 3\n",
        ),
        (
            "a: [1, 2\nb: 2\n",
            |d| set(d, "c", 3),
            "a: [1, 2\nb: 2\nc: 3\n",
        ),
        (
            "a:\n\tb: 1\nc: 2\n",
            |d| set(d, "c", 3),
            "a:\n\tb: 1\nc: 3\n",
        ),
        ("a: b: c\nd: 1\n", |d| d.remove(&path("d")), "a: b: c\n"),
    ]);
}
