//! The JSON of a YAML text, and the YAML of a JSON text: what is edited there is edited in the text, and
//! nothing else of it changes.

#![expect(clippy::expect_used, reason = "a test may panic")]

use manifest::{Document, Format, ViewError};

const YAML: &str = "\
# who to ask: storage
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: 'agent' # the name
  labels: {a: \"1\", b: two} # in braces
spec:
  # the mode, octal
  mode: 0644
  list:
    # first
    - name: one # 1
      args: [\"-v\", 'x']
    # second
    - name: two
      script: |
        set -e
        run
    - name: three
";

/// What becomes of a text when its other view is edited by replacing one text by another.
#[track_caller]
fn edited(text: &str, format: Format, edits: &[(&str, &str)]) -> String {
    let mut document = Document::parse(text);
    let mut view = document.shown_as(format).expect("it can be shown");
    for (old, new) in edits {
        assert!(view.contains(old), "{old:?} is not in\n{view}");
        view = view.replacen(old, new, 1);
    }
    let taken = document.take(&view, format);
    assert_eq!(taken, Ok(()), "{view}");
    document.text().to_owned()
}

#[test]
fn the_other_view_has_the_same_values_in_the_same_order() {
    let yaml = "a: 0644 # octal\nb: &x [yes, \"y\"]\nc: *x\nd: |\n  text\n";
    let json = "{\n  \"a\": 420,\n  \"b\": [\n    true,\n    \"y\"\n  ],\n  \"c\": [\n    true,\n    \"y\"\n  ],\n  \"d\": \"text\\n\"\n}\n";
    let shown = |text: &str, format| Document::parse(text).shown_as(format);
    assert_eq!(shown(yaml, Format::Yaml).as_deref(), Ok(yaml));
    assert_eq!(shown(yaml, Format::Json).as_deref(), Ok(json));
    assert_eq!(
        shown(json, Format::Yaml).as_deref(),
        Ok("a: 420\nb:\n  - true\n  - \"y\"\nc:\n  - true\n  - \"y\"\nd: |\n  text\n")
    );
    assert_eq!(shown("", Format::Json).as_deref(), Ok("{}\n"));
    assert_eq!(
        shown("a: 1\n---\n# nothing\n---\nb: 2\n", Format::Json).as_deref(),
        Ok("{\n  \"a\": 1\n}\n{\n  \"b\": 2\n}\n")
    );
    assert_eq!(
        shown("{\"a\": 1}\n{\"b\": 2}\n", Format::Yaml).as_deref(),
        Ok("a: 1\n---\nb: 2\n")
    );
    assert_eq!(shown("- a\n", Format::Json), Err(ViewError::NoObject));
    assert_eq!(
        shown("a: [\n", Format::Json),
        Err(ViewError::Unreadable { line: 1 })
    );
}

#[test]
fn a_view_that_is_not_edited_changes_nothing() {
    for text in [
        YAML,
        "",
        "# nothing\n",
        "a: 1\r\nb: {c: 'd'} # e\r\n",
        "\u{feff}a: 1\n---\nb: 2",
    ] {
        assert_eq!(edited(text, Format::Json, &[]), text);
    }
    let json = "{\"a\":1 , \"b\":[ 1,2 ]}";
    assert_eq!(edited(json, Format::Yaml, &[]), json);
}

#[test]
fn an_edit_of_the_json_changes_its_own_line_of_the_yaml() {
    let after = |edits: &[(&str, &str)]| edited(YAML, Format::Json, edits);
    assert_eq!(
        after(&[("\"agent\"", "\"other\"")]),
        YAML.replace("'agent'", "'other'")
    );
    assert_eq!(
        after(&[("\"b\": \"two\"", "\"b\": \"two\",\n      \"c\": \"yes\"")]),
        YAML.replace("b: two}", "b: two, c: \"yes\"}")
    );
    assert_eq!(
        after(&[("run\\n", "run\\ndone\\n")]),
        YAML.replace("run\n", "run\n        done\n")
    );
    assert_eq!(
        after(&[("\"mode\"", "\"defaultMode\"")]),
        YAML.replace("mode: 0644", "defaultMode: 0644")
    );
    assert_eq!(
        after(&[("\"mode\": 420", "\"mode\": 420,\n    \"more\": 12")]),
        YAML.replace("mode: 0644\n", "mode: 0644\n  more: 12\n")
    );
}

#[test]
fn items_and_keys_that_move_take_their_comments_along() {
    let document = Document::parse(YAML);
    let mut value = document.value();
    let list = value["spec"]["list"].as_array_mut().expect("a list");
    list.swap(0, 1);
    let mut moved = document.clone();
    moved.revise(&value).expect("it can be edited");
    let (head, list) = YAML.split_once("    # first\n").expect("a first");
    let (first, rest) = list.split_once("    # second\n").expect("a second");
    let (second, third) = rest.split_once("    - name: three").expect("a third");
    assert_eq!(
        moved.text(),
        format!("{head}    # second\n{second}    # first\n{first}    - name: three{third}")
    );
    let spec = value["spec"].as_object_mut().expect("an object");
    let mode = spec.shift_remove("mode").expect("a mode");
    spec.insert("mode".to_owned(), mode);
    let mut behind = moved.clone();
    behind.revise(&value).expect("it can be edited");
    assert!(
        behind
            .text()
            .ends_with("    - name: three\n  # the mode, octal\n  mode: 0644\n")
    );
}

#[test]
fn each_document_takes_its_own_edits() {
    let text = "# head\na: 1 # one\n---\n# only a comment\n---\nb: 2 # two\n";
    assert_eq!(
        edited(text, Format::Json, &[("\"b\": 2", "\"b\": 3")]),
        text.replace("b: 2", "b: 3")
    );
}

#[test]
fn json_stays_json_under_an_edit_of_its_yaml() {
    let json = "{\"a\":1 ,\n \"b\":[ 1,2 ]}\n";
    assert_eq!(
        edited(json, Format::Yaml, &[("- 2", "- 2\n  - 3")]),
        "{\"a\":1 ,\n \"b\":[ 1,2,3 ]}\n"
    );
    assert_eq!(
        edited(json, Format::Yaml, &[("a: 1", "a: x")]),
        "{\"a\":\"x\" ,\n \"b\":[ 1,2 ]}\n"
    );
}

#[test]
fn what_a_view_cannot_say_is_refused_with_its_reason() {
    let refused = |text: &str, typed: &str, format| {
        let mut document = Document::parse(text);
        let refused = document.take(typed, format).expect_err("it is refused");
        assert_eq!(document.text(), text);
        refused
    };
    assert!(matches!(
        refused(YAML, "{\n  \"a\": \n}", Format::Json),
        ViewError::Broken { line: 3, .. } | ViewError::Broken { line: 2, .. } | ViewError::NotJson
    ));
    assert_eq!(
        refused("a: 1\n", "{a: 1} # x\n", Format::Json),
        ViewError::NotJson
    );
    assert_eq!(
        refused("a: 1\n", "a: 1\n", Format::Json),
        ViewError::NotJson
    );
    assert_eq!(refused("a: 1\n", "[1]", Format::Json), ViewError::NotJson);
    assert_eq!(
        refused("a: 1\n", "{\"a\": 1}\n{\"b\": 1}\n", Format::Json),
        ViewError::DocumentCount { there: 1, typed: 2 }
    );
    assert_eq!(
        refused("{\"a\": 1}\n", "a: 1\nb: 2 # why\n", Format::Yaml),
        ViewError::Comment { line: 2 }
    );
    assert_eq!(
        refused(
            "{\"a\": 1}\n",
            "a: | # why\n  x # no comment\n",
            Format::Yaml
        ),
        ViewError::Comment { line: 1 }
    );
    let shared = "a: &x {k: 1}\nb: *x\n";
    assert!(matches!(
        refused(
            shared,
            "{\"a\": {\"k\": 2}, \"b\": {\"k\": 1}}",
            Format::Json
        ),
        ViewError::Edit(manifest::EditError::Shared { .. })
    ));
}

#[test]
fn yaml_in_braces_is_yaml() {
    let format = |text: &str| Document::parse(text).format();
    for text in [
        "{a: 1}\n",
        "{\"a\": 1, # why\n}\n",
        "{\"a\": 1}\n# the end of it\n",
        "---\n{\n  a: \"b\",\n}\n",
        "{\n  apiVersion: ",
        "a: {\"b\": 1}\n",
        "",
    ] {
        assert_eq!(format(text), Format::Yaml, "{text:?}");
    }
    for text in [
        "{}",
        " {\"a\": 1}\n",
        "{\"a\":1}{\"b\":2}\n",
        "{\n  \"apiVersion\": ",
        "{",
    ] {
        assert_eq!(format(text), Format::Json, "{text:?}");
    }
}
