//! What a plain scalar, a tagged one and a key mean: as sigs.k8s.io/yaml v1.6.0 printed them.

use manifest::Document;
use serde_json::{Value, json};

#[track_caller]
fn check(cases: &[(&str, Value)]) {
    for (text, expected) in cases {
        let document = Document::parse(*text);
        assert_eq!(
            &document.value(),
            expected,
            "{text:?} {:?}",
            document.problems()
        );
    }
}

#[test]
fn plain_scalars_follow_yaml_1_1_as_kubectl_reads_it() {
    let value = |text: &str| Document::parse(format!("a: {text}\n")).value()["a"].clone();
    let cases: &[(&str, Value)] = &[
        ("0644", json!(420)),
        ("0o644", json!(420)),
        ("-0644", json!(-420)),
        ("0O7", json!(7)),
        ("0_7", json!(7)),
        ("08", json!(8)),
        ("0b11", json!(3)),
        ("-0b11", json!(-3)),
        ("0b-11", json!(-3)),
        ("0b2", json!("0b2")),
        ("1_000", json!(1000)),
        ("_1", json!("_1")),
        ("0X1f", json!(31)),
        ("0x", json!("0x")),
        ("+1", json!(1)),
        ("1:30", json!("1:30")),
        ("12:30:45", json!("12:30:45")),
        ("2001-01-01", json!("2001-01-01")),
        (
            "18446744073709551615",
            json!(18_446_744_073_709_551_615_u64),
        ),
        ("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
        ("1.0", json!(1)),
        ("1.50", json!(1.5)),
        ("1e3", json!(1000)),
        ("1.e5", json!(100_000)),
        ("1e400", json!("1e400")),
        ("1e", json!("1e")),
        (".5", json!(0.5)),
        (".5_0", json!(0.5)),
        ("._5", json!("._5")),
        (".e5", json!(".e5")),
        ("+.5", json!(0.5)),
        ("y", json!(true)),
        ("Yes", json!(true)),
        ("ON", json!(true)),
        ("n", json!(false)),
        ("Off", json!(false)),
        ("yEs", json!("yEs")),
        ("tRue", json!("tRue")),
        ("oN", json!("oN")),
        ("", json!(null)),
        ("~", json!(null)),
        ("Null", json!(null)),
        ("nUll", json!("nUll")),
        ("\"1\"", json!("1")),
        ("'yes'", json!("yes")),
        ("\"\"", json!("")),
        ("<<", json!("<<")),
        ("5x", json!("5x")),
        ("!!str 1", json!("1")),
        ("! 1", json!("1")),
        ("!foo 1", json!("1")),
        ("!!int '3'", json!(3)),
        ("!!float 3", json!(3)),
        ("!!bool yes", json!(true)),
        ("!!binary aGk=", json!("hi")),
    ];
    for (text, expected) in cases {
        assert_eq!(&value(text), expected, "{text}");
    }
}

#[test]
fn keys_are_resolved_too() {
    check(&[
        ("on: a\n", json!({"true": "a"})),
        ("1: a\n", json!({"1": "a"})),
        ("0x10: a\n", json!({"16": "a"})),
        ("1.50: a\n", json!({"1.5": "a"})),
        ("1e6: a\n", json!({"1e+06": "a"})),
        (".inf: a\n", json!({".inf": "a"})),
        ("'on': a\n", json!({"on": "a"})),
        ("2001-01-01: a\n", json!({"2001-01-01": "a"})),
    ]);
}

#[test]
fn merge_keys_count_in_the_order_of_the_text() {
    check(&[
        (
            "a: &a {k: 1, j: 2}\nb: {<<: *a, k: 5}\n",
            json!({"a": {"k": 1, "j": 2}, "b": {"k": 5, "j": 2}}),
        ),
        (
            "a: &a {k: 1, j: 2}\nb: {k: 5, <<: *a}\n",
            json!({"a": {"k": 1, "j": 2}, "b": {"k": 1, "j": 2}}),
        ),
        (
            "b: {<<: [{k: 1}, {k: 2, z: 3}]}\n",
            json!({"b": {"k": 1, "z": 3}}),
        ),
        ("b: {'<<': {k: 1}}\n", json!({"b": {"<<": {"k": 1}}})),
    ]);
}

#[test]
fn block_scalars_and_folded_lines() {
    check(&[
        ("a: |\n  x", json!({"a": "x"})),
        ("a: |\n  x\n", json!({"a": "x\n"})),
        ("a: |+\n  x\n\nb: 1\n", json!({"a": "x\n\n", "b": 1})),
        ("a: >-\n  x\n  y\n\n  z\n", json!({"a": "x y\nz"})),
        ("a: \"x\n  y\"\n", json!({"a": "x y"})),
        ("a: x\n  y\n", json!({"a": "x y"})),
        ("a: |\r\n  x\r\n  y\r\n", json!({"a": "x\ny\n"})),
        (
            "{\"a\": \"\\ud83d\\ude00\\/\",\n\t\"b\": 2}",
            json!({"a": "😀/", "b": 2}),
        ),
    ]);
}
