//! What is found of slips, and what is left alone because it may be meant.

use super::StumbleKind::{
    self, CurlyQuote, FullWidth, LostLineBreaks, NoBreakSpace, SlashComment, Template,
};
use crate::Document;

/// The kind and the lines of what is found, and the text without it.
fn found(text: &str) -> Vec<(StumbleKind, Vec<u32>, Option<String>)> {
    let document = Document::parse(text);
    let stumbles = document.stumbles().into_iter();
    stumbles
        .map(|it| (it.kind, it.lines, document.without(it.kind)))
        .collect()
}

#[test]
fn look_alikes_around_keys_and_values_are_found() {
    for (text, kind, line, mended) in [
        ("a:\n\u{a0}\u{a0}b: 1\n", NoBreakSpace, 2, "a:\n  b: 1\n"),
        ("a:\u{a0}1\n", NoBreakSpace, 1, "a: 1\n"),
        ("a\u{a0}: 1\n", NoBreakSpace, 1, "a : 1\n"),
        ("a: 1\u{202f}\n", NoBreakSpace, 1, "a: 1 \n"),
        ("a:\n-\u{3000}b\n", NoBreakSpace, 2, "a:\n- b\n"),
        ("\u{200b}a: 1\n", NoBreakSpace, 1, "a: 1\n"),
        ("\u{feff}\u{feff}a: 1\n", NoBreakSpace, 1, "\u{feff}a: 1\n"),
        ("# a\n\u{feff}a: 1\n", NoBreakSpace, 2, "# a\na: 1\n"),
        ("a: \u{201c}b c\u{201d}\n", CurlyQuote, 1, "a: \"b c\"\n"),
        (
            "a: \u{2018}b\u{2019} # \u{2018}\n",
            CurlyQuote,
            1,
            "a: 'b' # \u{2018}\n",
        ),
        ("\u{201c}a\u{201d}: 1\n", CurlyQuote, 1, "\"a\": 1\n"),
        (
            "a: [\u{201c}b\u{201d}, \u{201c}c\u{201d}]\n",
            CurlyQuote,
            1,
            "a: [\"b\", \"c\"]\n",
        ),
        (
            "{\u{201c}a\u{201d}: \u{201c}b\u{201d}}\n",
            CurlyQuote,
            1,
            "{\"a\": \"b\"}\n",
        ),
        ("a\u{ff1a}b\n", FullWidth, 1, "a: b\n"),
        ("- a.b/c\u{ff1a} b\n", FullWidth, 1, "- a.b/c: b\n"),
        ("a: [b\u{ff0c}c]\n", FullWidth, 1, "a: [b, c]\n"),
        ("a:\n\u{2013} b\n", FullWidth, 2, "a:\n- b\n"),
    ] {
        assert_eq!(
            found(text),
            [(kind, vec![line], Some(mended.to_owned()))],
            "{text}"
        );
    }
}

#[test]
fn look_alikes_that_were_meant_are_left_alone() {
    for text in [
        "a: b\u{a0}c\n",
        "a: Attention\u{a0}: b\n",
        "a: '\u{a0}b'\n",
        "a: |\n  \u{a0}b\n  c\u{ff1a}d\n  \u{201c}e\u{201d}\n",
        "# \u{201c}a\u{201d}\u{ff1a}\u{a0}\n",
        "a: b # c\u{ff1a}\u{a0}\n",
        "a: it\u{2019}s\n",
        "a: \u{201c}b\u{201d} and more\n",
        "a: \u{6ce8}\u{610f}\u{ff1a}b\u{ff0c}c\n",
        "a: b \u{2013} c\n",
        "\u{feff}a: b\n",
        "\u{feff}a: b\n---\n\u{feff}a: b\n",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn comments_of_json_become_those_of_yaml() {
    let text = "{\n  // by hand\n  \"a\": 1,// one\n  \"b\": \"http://c\" /* two\n  lines */\n}\n";
    let mended = "{\n  # by hand\n  \"a\": 1, # one\n  \"b\": \"http://c\" # two\n#  lines \n}\n";
    assert_eq!(
        found(text),
        [(SlashComment, vec![2, 3, 4], Some(mended.to_owned()))]
    );
    assert!(Document::parse(mended).is_intact());
    let in_midst = "{\"a\": /* one */ 1, @}\n";
    assert_eq!(found(in_midst), [(SlashComment, vec![1], None)]);
    // So kubectl reads a long and strange key.
    let key = "{\n// by hand\n\"a\":\"b\",\"c\":1}\n";
    assert!(Document::parse(key).is_intact());
    assert_eq!(found(key).len(), 1);
    // Read by kubectl as YAML, in which it is a value.
    assert_eq!(found("{a: //b, c: http://d}\n"), []);
}

#[test]
fn a_template_is_one() {
    for (text, line) in [
        ("{{- if .Values.a }}\na: 1\n{{- end }}\n", 1),
        ("a: 1\nb: {{ image }}\n", 2),
        ("a: \"{{ .Values.image }}\"\n", 1),
        ("a: 1\nb: '{{ include \"c\" . }}'\n", 2),
    ] {
        assert_eq!(found(text), [(Template, vec![line], None)], "{text}");
    }
    for text in [
        "a: '--format={{.Names}}'\n",
        "a: |\n  {{ range .Mounts }}{{ end }}\n",
        "{a: {b: {c: 1}}}\n",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn a_text_without_its_line_breaks_is_told() {
    let text = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: a\nspec: {}\n";
    assert_eq!(found(text), []);
    for eaten in [
        text.replace('\n', ""),
        format!("# a{}\n", text.replace('\n', "")),
    ] {
        assert_eq!(found(&eaten), [(LostLineBreaks, vec![1], None)]);
    }
    assert_eq!(
        found("{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: a}}\n"),
        []
    );
}

#[test]
fn each_kind_has_its_word() {
    for kind in [
        NoBreakSpace,
        CurlyQuote,
        FullWidth,
        SlashComment,
        Template,
        LostLineBreaks,
    ] {
        assert_eq!(StumbleKind::of_reason(kind.reason()), Some(kind));
    }
    assert_eq!(StumbleKind::of_reason("Syntax"), None);
}

#[test]
fn the_field_is_the_one_that_was_meant() {
    for (text, field) in [
        ("a:\n- b: 1\n  c\u{ff1a}d\n", "a[0].c"),
        ("a:\n- b: 1\n  c:\u{a0}d\n", "a[0].c"),
        ("a:\n  b: 1\n  c\u{ff1a} d\n", "a.c"),
    ] {
        let stumbles = Document::parse(text).stumbles();
        let fields: Vec<_> = stumbles.iter().map(|it| it.path.to_string()).collect();
        assert_eq!(fields, [field], "{text}");
    }
}
