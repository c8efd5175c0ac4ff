//! Texts of all sorts, written as kubectl writes them and as we do: what kubectl puts in quotes other readers
//! would take for something else, so we do too; and kubectl reads what we write as what was meant.

use std::path::Path;

use anyhow::{Result, bail};
use fastrand::Rng;
use manifest::view::to_yaml;
use serde_json::{Value, json};

use super::reading::{self, Theirs};

/// How many differences are shown.
const SHOWN: usize = 10;

/// Compares `count` texts; prints the seed and the differences.
///
/// # Errors
/// There is a difference, or Kubernetes' writer cannot be built.
pub(crate) fn compare_many(seed: u64, count: usize) -> Result<()> {
    let program = reading::build()?;
    println!("  {count} texts to write from seed {seed}");
    let mut rng = Rng::with_seed(seed);
    let texts: Vec<String> = (0..count).map(|_| text(&mut rng)).collect();
    let ours: Vec<String> = texts
        .iter()
        .map(|text| to_yaml(&json!({"a": text})))
        .collect();
    let theirs = reading::ask_with(&program, &["write"], &texts)?;
    let read = read_back(&program, &ours)?;
    let mut differing = 0;
    for (((text, ours), theirs), read) in texts.iter().zip(&ours).zip(&theirs).zip(read) {
        let theirs = theirs.written.as_str();
        let is_quoted_by_them_alone = is_plain(ours) && !is_plain(theirs);
        let is_read = read == Some(json!({"a": text}));
        if is_quoted_by_them_alone || !is_read {
            differing += 1;
            if differing <= SHOWN {
                println!("  {text:?}\n    they write {theirs:?}\n    we write   {ours:?}");
                println!("    kubectl reads {read:?}");
            }
        }
    }
    println!("  {count} texts written, {differing} otherwise by us");
    if differing > 0 {
        bail!("we write what others read differently (seed {seed})");
    }
    Ok(())
}

fn read_back(program: &Path, texts: &[String]) -> Result<Vec<Option<Value>>> {
    let read = reading::ask_with(program, &[], texts)?;
    let value = |theirs: &Theirs| serde_json::from_str(theirs.documents.first()?).ok();
    Ok(read.iter().map(value).collect())
}

/// Whether the value of the only key stands there without quotes, and not as a block either.
fn is_plain(written: &str) -> bool {
    let value = written.strip_prefix("a: ").unwrap_or_default();
    !value.starts_with(['"', '\'', '|', '>'])
}

/// A text like those that are misread: numbers, dates and words of YAML 1.1, and pieces of them.
fn text(rng: &mut Rng) -> String {
    const PIECES: [&str; 46] = [
        "1", "0", "12", ":", "-", ".", "_", "+", "e", "E", "x", "o", "b", "0x", "0b", "0o", "T",
        "Z", " ", "y", "n", "yes", "No", "on", "OFF", "true", "~", "null", ".inf", ".NaN", "=",
        "<<", "#", ": ", "- ", "?", "!", "&", "*", "\n", "\t", "\r", "\u{85}", "\u{2028}",
        "\u{e9}", "\u{1b}",
    ];
    let moment = |rng: &mut Rng| {
        let mut number = |most: u32| rng.u32(..most);
        let (month, day, hour) = (number(14), number(33), number(26));
        let (minute, second) = (number(61), number(61));
        match number(4) {
            0 => format!("2024-{month:02}-{day:02}"),
            1 => format!("2024-{month}-{day} {hour}:{minute:02}:{second:02}"),
            2 => format!("2024-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"),
            _ => format!("{hour}:{minute:02}:{second:02}"),
        }
    };
    match rng.usize(..6) {
        0 => moment(rng),
        1 => format!("{}{}", moment(rng), PIECES[rng.usize(..PIECES.len())]),
        _ => (0..rng.usize(..6))
            .map(|_| PIECES[rng.usize(..PIECES.len())])
            .collect(),
    }
}
