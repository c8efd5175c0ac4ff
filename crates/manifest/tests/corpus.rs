//! Every edit on real manifests: the value differs exactly at the path, and no line does elsewhere.
//!
//! Reads the collected manifests where they lie beside the project, and says so where they do not.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::print_stdout, reason = "a skip is said")]

use std::fmt::Write as _;

use manifest::{Document, EditError, FieldPath, Format, Segment};
use serde_json::{Value, json};

/// Every edit of every path would be two million: this many are left out each time.
const STRIDE: usize = 41;
/// Unoptimised only one manifest in this many is edited.
const MANIFESTS: usize = if cfg!(debug_assertions) { 12 } else { 1 };

fn manifests() -> Vec<(String, String)> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/corpus/manifests"
    );
    let Ok(entries) = std::fs::read_dir(folder) else {
        println!("skipped: no collected manifests at ../shared/corpus/manifests");
        return Vec::new();
    };
    let mut manifests: Vec<(String, String)> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            (
                path.display().to_string(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    manifests.sort();
    manifests
}

/// How a text can be written otherwise without another value.
fn variants(text: &str) -> Vec<(&'static str, String)> {
    let mut variants = vec![
        ("as it is", text.to_owned()),
        ("CRLF", text.replace('\n', "\r\n")),
        ("without final line break", text.trim_end().to_owned()),
    ];
    let document = Document::parse(text);
    if document.object_count() == 1 {
        variants.push((
            "JSON on many lines",
            document.shown_as(Format::Json).unwrap(),
        ));
        variants.push(("JSON on one line", document.value().to_string()));
    }
    variants
}

fn paths(value: &Value, path: &FieldPath, found: &mut Vec<FieldPath>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                found.push(path.key(key));
                paths(value, &path.key(key), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                found.push(path.index(index));
                paths(value, &path.index(index), found);
            }
        }
        _ => {}
    }
}

fn at<'value>(value: &'value mut Value, path: &FieldPath) -> &'value mut Value {
    path.segments()
        .iter()
        .fold(value, |value, segment| match segment {
            Segment::Key(key) => &mut value[key],
            Segment::Index(index) => &mut value[index],
        })
}

struct Edit {
    name: &'static str,
    /// Whether the edit makes sense for what stands at a path.
    applies: fn(&Value, &FieldPath) -> bool,
    apply: fn(&mut Document, &FieldPath) -> Result<(), EditError>,
    expect: fn(&mut Value, &FieldPath),
    /// Whether the edit only adds lines.
    adds: bool,
}

const EDITS: [Edit; 8] = [
    Edit {
        name: "set string",
        applies: |_, _| true,
        apply: |document, path| document.set(path, "yes: #1"),
        expect: |value, path| *at(value, path) = json!("yes: #1"),
        adds: false,
    },
    Edit {
        name: "set number",
        applies: |_, _| true,
        apply: |document, path| document.set(path, 7),
        expect: |value, path| *at(value, path) = json!(7),
        adds: false,
    },
    Edit {
        name: "set collection",
        applies: |_, _| true,
        apply: |document, path| document.set(path, json!({"a": [{"b": "c"}, 1], "d": "x\ny\n"})),
        expect: |value, path| *at(value, path) = json!({"a": [{"b": "c"}, 1], "d": "x\ny\n"}),
        adds: false,
    },
    Edit {
        name: "add field",
        applies: |value, _| value.is_object(),
        apply: |document, path| document.set(&path.key("new.io/x").key("y"), "on"),
        expect: |value, path| at(value, path)["new.io/x"] = json!({"y": "on"}),
        adds: true,
    },
    Edit {
        name: "insert item",
        applies: |value, _| value.is_array(),
        apply: |document, path| {
            document.insert(path, document.len_of(path) / 2, json!({"k": "v", "l": [1]}))
        },
        expect: |value, path| {
            let items = at(value, path).as_array_mut().unwrap();
            items.insert(items.len() / 2, json!({"k": "v", "l": [1]}));
        },
        adds: true,
    },
    Edit {
        name: "move item",
        applies: |value, _| value.as_array().is_some_and(|items| items.len() > 1),
        apply: |document, path| document.move_item(path, 0, document.len_of(path) - 1),
        expect: |value, path| at(value, path).as_array_mut().unwrap().rotate_left(1),
        adds: false,
    },
    Edit {
        name: "rename",
        applies: |_, path| matches!(path.last(), Some(Segment::Key(_))),
        apply: |document, path| document.rename_key(path, "off"),
        expect: |value, path| {
            if let (Some(parent), Some(Segment::Key(key))) = (path.parent(), path.last()) {
                let map = at(value, &parent).as_object_mut().unwrap();
                let renamed = map.remove(key).unwrap();
                map.insert("off".to_owned(), renamed);
            }
        },
        adds: false,
    },
    Edit {
        name: "remove",
        applies: |_, _| true,
        apply: |document, path| document.remove(path),
        expect: |value, path| {
            let mut path = path.clone();
            loop {
                let Some(parent) = path.parent() else {
                    *value = Value::Null;
                    return;
                };
                let holder = at(value, &parent);
                match (&mut *holder, path.last().unwrap()) {
                    (Value::Object(map), Segment::Key(key)) => drop(map.shift_remove(key)),
                    (Value::Array(items), Segment::Index(index)) => drop(items.remove(*index)),
                    _ => unreachable!(),
                }
                let empty = matches!(holder, Value::Object(map) if map.is_empty())
                    || matches!(holder, Value::Array(items) if items.is_empty());
                if !empty {
                    return;
                }
                path = parent;
            }
        },
        adds: false,
    },
];

/// The lines that an edit may touch: those of the path, and where it removes parents, theirs.
fn touches_only_its_lines(
    before: &Document,
    after: &Document,
    edit: &Edit,
    path: &FieldPath,
) -> bool {
    let old: Vec<&str> = before.text().split('\n').collect();
    let new: Vec<&str> = after.text().split('\n').collect();
    // A removal takes along the parents that it leaves empty.
    let mut place = path.clone();
    while edit.name == "remove"
        && let Some(parent) = place.parent().filter(|parent| before.len_of(parent) == 1)
    {
        place = parent;
    }
    let position = before.position(&place).unwrap();
    let (end, _) = before.line_and_column(position.end);
    // One line more on either side: where an item is the first behind a dash, or the last of a flow
    // collection, its neighbour's comma or dash changes.
    let json = before.format() == Format::Json;
    let slack = usize::from(json || edit.name == "remove");
    let above = (position.line as usize - 1).saturating_sub(slack);
    let below = old.len().saturating_sub(end as usize + slack);
    let kept = new.starts_with(&old[..above]) && new.ends_with(&old[old.len() - below..]);
    let same_above = old
        .iter()
        .zip(&new)
        .take_while(|(old, new)| old == new)
        .count();
    let pairs = old[same_above..]
        .iter()
        .rev()
        .zip(new[same_above..].iter().rev());
    let same_below = pairs.take_while(|(old, new)| old == new).count();
    kept && (!edit.adds || old.len() - same_above - same_below <= 1)
}

#[test]
fn every_edit_changes_its_path_and_nothing_else() {
    let mut failures = String::new();
    let (mut edits, mut tick) = (0_usize, 0_usize);
    for (name, text) in manifests().into_iter().step_by(MANIFESTS) {
        for (variant, text) in variants(&text) {
            let before = Document::parse(text);
            assert!(
                before.is_intact(),
                "{name} {variant}: {:?}",
                before.problems()
            );
            let mut value = before.value();
            let mut all = Vec::new();
            paths(&value, &FieldPath::root(), &mut all);
            for (path, edit) in all
                .iter()
                .flat_map(|path| EDITS.iter().map(move |edit| (path, edit)))
            {
                tick += 1;
                if tick % STRIDE != 0 || !(edit.applies)(at(&mut value, path), path) {
                    continue;
                }
                edits += 1;
                if let Err(failure) = check(&before, &value, edit, path) {
                    writeln!(
                        failures,
                        "{name} ({variant}): {} {path}: {failure}",
                        edit.name
                    )
                    .unwrap();
                }
            }
        }
    }
    println!("{edits} edits");
    let first: Vec<&str> = failures.lines().take(40).collect();
    let first = first.join("\n");
    assert!(
        failures.is_empty(),
        "{} of {edits} edits failed\n{first}",
        failures.lines().count()
    );
}

fn check(before: &Document, value: &Value, edit: &Edit, path: &FieldPath) -> Result<(), String> {
    let mut after = before.clone();
    (edit.apply)(&mut after, path).map_err(|error| error.to_string())?;
    let mut expected = value.clone();
    (edit.expect)(&mut expected, path);
    if Document::parse(after.text()).value() != expected {
        return Err("has another value than expected".to_owned());
    }
    if !touches_only_its_lines(before, &after, edit, path) {
        return Err("touches other lines".to_owned());
    }
    Ok(())
}
