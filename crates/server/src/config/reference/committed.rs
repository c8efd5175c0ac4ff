//! Whether the texts of the repository that speak of settings say what the program reads.

use std::{fs, path::PathBuf};

use super::{markdown, schema};

/// Where a text is, and what it shall hold between the lines that say so; all of it where there are no such lines.
struct Committed {
    file: &'static str,
    made: fn(&str) -> String,
}

const ALL: [Committed; 4] = [
    Committed {
        file: "README.md",
        made: |text| {
            between(
                text,
                "<!-- settings -->",
                "<!-- end of settings -->",
                &markdown::short_table(),
            )
        },
    },
    Committed {
        file: "docs/configuration.md",
        made: |text| {
            between(
                text,
                "<!-- settings -->",
                "<!-- end of settings -->",
                &markdown::whole(),
            )
        },
    },
    Committed {
        file: "deploy/chart/values.yaml",
        made: |text| {
            between(
                text,
                "# -- settings --",
                "# -- end of settings --",
                &schema::values(),
            )
        },
    },
    Committed {
        file: "deploy/chart/values.schema.json",
        made: |text| {
            let mut schema_of_values: serde_json::Value = serde_json::from_str(text).unwrap();
            schema_of_values["properties"]["settings"] = schema::schema();
            serde_json::to_string_pretty(&schema_of_values).unwrap() + "\n"
        },
    },
];

fn between(text: &str, begin: &str, end: &str, made: &str) -> String {
    let (before, rest) = text.split_once(&format!("{begin}\n")).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    format!("{before}{begin}\n{made}{end}{after}")
}

#[test]
fn the_committed_texts_are_current() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    // Set by `cargo xtask codegen`.
    let shall_write = std::env::var_os("WRITE_COMMITTED").is_some();
    for Committed { file, made } in ALL {
        let path = root.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let made = made(&text);
        if shall_write {
            fs::write(&path, made).unwrap();
        } else {
            assert!(
                text == made,
                "{file} is not current: run `cargo xtask codegen` and commit it"
            );
        }
    }
}
