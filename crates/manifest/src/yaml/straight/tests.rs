//! The straight way and the long one arrive at the same tree.

use proptest::prelude::*;

use super::read;
use crate::yaml::{Limits, build};

const MANIFEST: &str = "# The agent.\napiVersion: apps/v1\nkind: \"DaemonSet\"\nmetadata:\n  name: agent   # one\n  \
                        labels: {app: agent, 'tier': \"x\"}\n  annotations:\n\n    a.example/b: http://x:80/?y=#z\n    \
                        empty:\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        \
                        args: [--verbose, -v, \"a b\"]\n        command:\n          - sh\n          - -c\n          \
                        - |\n            set -e\n\n              deeper # no comment\n            done\n\n        \
                        env:\n        - {name: A, value: \"1\\n2\"}\n        image: 'x:1'\n      \
                        # between\n      -   name: b\n          image: x\n      volumes: []\n      \
                        tolerations:\n        - operator: Exists\n";

/// Whether the straight way reads a text; it must then read it as the long one does.
fn is_read(text: &str) -> bool {
    let Some(tree) = read(text, Limits::MANIFEST) else {
        return false;
    };
    let expected = build::read(text.to_owned(), Limits::MANIFEST);
    assert_eq!(expected.stopped, None, "{text}");
    assert_eq!(expected.faults, [], "{text}");
    for (one, other) in tree.nodes.iter().zip(&expected.tree.nodes) {
        assert_eq!(format!("{one:?}"), format!("{other:?}"), "{text}");
    }
    assert_eq!(tree.nodes.len(), expected.tree.nodes.len(), "{text}");
    let (parts, expected) = (&tree.parts, &expected.tree.parts);
    assert_eq!(format!("{parts:?}"), format!("{expected:?}"), "{text}");
    true
}

#[test]
fn common_texts_are_read() {
    for text in [
        MANIFEST,
        "a: 1",
        "a: 1\n",
        "\n\n# x\n  # y\na: 1 # z",
        "  a: 1\n  b:\n",
        "a:\nb: ~\n",
        "a:\n",
        "a:",
        "- a\n- b: 1\n  c: 2\n",
        "a:\n- b\n- c\nd: 1\n",
        "a:\n  - b\n  - c\nd: 1\n",
        "---\na: 1\n",
        "# x\n--- # y\na: 1\n---\n\nb: 2\n",
        "a: 1\n---\nb:\n---\nc: |\n  x\n",
        "a: |-\n  b\n\n  c\n\n\nd: 1\n",
        "a: |\n    b\n  # c\nd: 1\n",
        "- |\n b\n- c\n",
        "a: 'b: c #'\n\"d\": \"e'\"\n",
        "a: b:c\nd: e#f\n",
        "a: -1\nb: --x\nc: ./d\ne: .5\n",
        "{}",
        "[]\n",
        "{\"a\":1,\"b\":[true,{}],\"c\":\"\\\"\\\\\\n\\t\"}",
        "{\n\"a\": {\n\"b\" : [\n1,\n2\n]\n}\n}\n# end\n",
        "a: {b: [c, d e], f: g}\nh: [\n  1,\n  2]\n",
        "a: [ ]\nb: { }\n",
        "名: 值 # 注\n",
        "a: [-1, -b]\n",
        "{a: 1}\n---\n{b: 2}\n",
    ] {
        assert!(is_read(text), "{text}");
    }
}

#[test]
fn what_is_not_common_or_may_be_wrong_is_left() {
    for text in [
        "",
        "# x\n",
        "a",
        "a:\tb",
        "a: 1\r\n",
        "a: &x 1\nb: *x\n",
        "a: !!str 1\n",
        "? a\n: b\n",
        "<<: {a: 1}\n",
        "a: b\n  c\n",
        "a: b: c\n",
        "a:\n  b\n",
        "a: 'b\n  c'\n",
        "a: 'b''c'\n",
        "a: \"b\\u0041\"\n",
        "a: \"b\"c\n",
        "a: \"b\"#c\n",
        "a: 1\n b: 2\n",
        "  a: 1\n b: 2\n",
        "a:\n  - b\n - c\n",
        "- - a\n",
        "-\n  a: 1\n",
        "a: - b\n",
        "a: >\n  b\n",
        "a: |+\n  b\n",
        "a: |2\n  b\n",
        "a: |\n  b",
        "a: |\nb: 1\n",
        "a: |\n\n  b\n",
        "a: .inf\n",
        "a: -.INF\n",
        "a: [.nan]\n",
        "a: [b, ]\n",
        "a: {b}\n",
        "a: {b:}\n",
        "a: {b: }\n",
        "a: {b:c}\n",
        "a: [b: c]\n",
        "a: [b\n]\n",
        "a: [b c\n  d]\n",
        "a: [b # c\n  ]\n",
        "a: [http://x]\n",
        "a: [b?]\n",
        "a: {b: c\n",
        "{a: 1}: b\n",
        "{a: 1} b\n",
        "{a: 1}\nb: 1\n",
        "%YAML 1.1\n---\na: 1\n",
        "a: 1\n...\n",
        "---\n---\na: 1\n",
        "--- a\n",
        "a: \u{feff}b\n",
        "a: \u{85}b\n",
        "a: `b`\n",
        "a: @b\n",
        "a: %b\n",
    ] {
        assert!(!is_read(text), "{text}");
    }
}

#[test]
fn collected_manifests_are_read() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/corpus/manifests"
    );
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("skipped: no collected manifests at ../shared/corpus/manifests");
        return;
    };
    let (mut all, mut read) = (0, 0);
    for file in files {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        all += 1;
        if is_read(&text) {
            read += 1;
        } else {
            println!("left: {}", path.display());
        }
        let value = crate::Document::parse(text).value();
        is_read(&value.to_string());
        is_read(&serde_json::to_string_pretty(&value).unwrap());
    }
    println!("{read} of {all} manifests are read the straight way");
    assert!(read * 3 > all * 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_change_of_a_few_bytes_makes_no_difference(
        changes in prop::collection::vec(
            (0..MANIFEST.len(), 0..3_usize, "[ \n:#,\\[\\]{}'\"|>&*!?%@`~<.a1\\-\\\\-]{1,3}"),
            1..4,
        ),
    ) {
        let mut text = MANIFEST.to_owned();
        for (at, removed, inserted) in changes {
            let at = at.min(text.len());
            let end = (at + removed).min(text.len());
            text.replace_range(at..end, &inserted);
        }
        is_read(&text);
    }

    #[test]
    fn small_texts_of_marks_make_no_difference(
        text in "([ab]|: |:|\n|- |-|  | |#|,|\\[|\\]|\\{|\\}|'|\"|\\||1|\\.){1,14}",
    ) {
        is_read(&text);
    }
}
