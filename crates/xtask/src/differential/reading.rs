//! Texts changed on purpose, to kubectl's reader and to ours, and every difference of the two.
//!
//! The other side is `control-plane/read`, a small Go program around Kubernetes' own packages.

mod mutate;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use manifest::{Document, ProblemKind};
use serde_json::Value;

use crate::control_plane;
use crate::process;
use mutate::Texts;

/// How many texts go to the other side at once.
const BATCH: usize = 2_000;
/// How many examples of one class are shown.
const SHOWN: usize = 3;

/// What the Go program says of a text.
pub(super) struct Theirs {
    /// Each as JSON, which may hold numbers that no value of ours does.
    pub(super) documents: Vec<String>,
    /// The text as the value of a key, as kubectl writes it; empty where that was not asked.
    pub(super) written: String,
    /// Empty where it took the text.
    error: String,
    /// What the strict reading says, which counts keys that are written twice.
    strict: String,
}

impl Theirs {
    fn read(line: &str) -> Result<Self> {
        let line: Value =
            serde_json::from_str(line).context("Kubernetes' reader prints no JSON")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let documents = line["documents"].as_array().into_iter().flatten();
        Ok(Self {
            documents: documents.map(text).collect(),
            written: text(&line["written"]),
            error: text(&line["error"]),
            strict: text(&line["strict"]),
        })
    }
}

/// Compares `count` texts; prints the seed, the differences by class and the sum.
///
/// # Errors
/// There is a difference, or Kubernetes' reader cannot be built.
pub(crate) fn compare_many(seed: u64, count: usize) -> Result<()> {
    let reader = build()?;
    println!("  {count} texts from seed {seed}");
    let texts = Texts::collect()?;
    let mut found: BTreeMap<String, Vec<(usize, String, String)>> = BTreeMap::new();
    let mut taken = 0;
    for first in (0..count).step_by(BATCH) {
        // Each text has a seed of its own, so that one can be made again alone.
        let batch: Vec<String> = (first..count.min(first + BATCH))
            .map(|number| texts.mutated(seed.wrapping_add(number as u64)))
            .collect();
        for (position, (text, theirs)) in batch.iter().zip(ask(&reader, &batch)?).enumerate() {
            taken += usize::from(theirs.error.is_empty());
            if let Some((class, what)) = difference(text, &theirs) {
                let example = (first + position, text.clone(), what);
                found.entry(class).or_default().push(example);
            }
        }
    }
    let mut differing = 0;
    for (class, examples) in &mut found {
        differing += examples.len();
        examples.sort_by_key(|(_, text, _)| text.len());
        println!("\n{} × {class}", examples.len());
        for (number, text, what) in examples.iter().take(SHOWN) {
            println!("  text {number}: {text:?}\n    {what}");
        }
    }
    println!("  {count} texts read, {taken} taken by kubectl, {differing} read otherwise by us");
    if differing > 0 {
        bail!("we and kubectl read differently (seed {seed})");
    }
    Ok(())
}

/// Builds the Go program; quick where its packages are built already.
pub(super) fn build() -> Result<PathBuf> {
    let program = crate::workspace::target().join("kubernetes-read");
    process::run(
        control_plane::go()
            .args(["build", "-o"])
            .arg(&program)
            .arg("./read"),
    )?;
    Ok(program)
}

/// As [`ask_with`], of how each text is read.
fn ask(program: &Path, texts: &[String]) -> Result<Vec<Theirs>> {
    ask_with(program, &[], texts)
}

/// What the Go program says of each text, which it is told by arguments what to do with.
///
/// # Errors
/// It cannot be started, or prints what is no answer.
pub(super) fn ask_with(
    program: &Path,
    arguments: &[&str],
    texts: &[String],
) -> Result<Vec<Theirs>> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("Kubernetes' reader cannot be started")?;
    let mut input = child.stdin.take().context("it has no standard input")?;
    let mut lines = String::new();
    for text in texts {
        lines.push_str(&serde_json::to_string(text)?);
        lines.push('\n');
    }
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("Kubernetes' reader failed: {}", output.status);
    }
    drop(writer.join());
    String::from_utf8(output.stdout)?
        .lines()
        .map(Theirs::read)
        .collect()
}

/// The class of the difference and what it is; `None` where both read the same.
fn difference(text: &str, theirs: &Theirs) -> Option<(String, String)> {
    let ours = Document::parse(text);
    let said = [
        ProblemKind::Syntax,
        ProblemKind::DuplicateKey,
        ProblemKind::Ignored,
    ];
    let limits = |kind| !said.contains(&kind);
    if ours.problems().iter().any(|problem| limits(problem.kind)) {
        return None;
    }
    // Behind what it reads, kubectl notices a control character as far as its buffer happens to go.
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let is_ignored = |problem: &manifest::SyntaxProblem| problem.kind == ProblemKind::Ignored;
    if text.contains(is_control) && ours.problems().iter().any(is_ignored) {
        return None;
    }
    let words = |text: &str| -> String {
        let text = text.chars().filter(|c| !c.is_ascii_digit());
        text.take(140).collect()
    };
    // Nothing but objects can be manifests; that is said where they are decoded.
    let is_manifest = |value: &Value| value.is_null() || value.is_object();
    let is_taken = ours.is_intact() && ours.object_values().iter().all(is_manifest);
    match (theirs.error.is_empty(), is_taken) {
        (false, false) => None,
        (false, true) => Some((
            format!("they refuse: {}", words(&theirs.error)),
            format!("{}; we read {}", theirs.error, ours.value()),
        )),
        (true, false) => {
            let problem = ours.problems().first();
            let (message, line, column) = problem
                .map_or(("no object".to_owned(), 0, 0), |problem| {
                    (problem.message.to_string(), problem.line, problem.column)
                });
            Some((
                format!("we refuse: {}", words(&message)),
                format!(
                    "line {line} column {column}; they read {:?}",
                    theirs.documents
                ),
            ))
        }
        (true, true) => values(&ours, theirs),
    }
}

fn values(ours: &Document, theirs: &Theirs) -> Option<(String, String)> {
    let read: Vec<Value> = ours.object_values();
    let read: Vec<&Value> = read.iter().filter(|value| !value.is_null()).collect();
    let raw = &theirs.documents;
    let is_same = raw.len() == read.len()
        && raw.iter().zip(&read).all(|(theirs, ours)| {
            serde_json::from_str::<Value>(theirs).is_ok_and(|theirs| is_equal(&theirs, ours))
        });
    if !is_same {
        return Some((
            "other values".to_owned(),
            format!("they read {raw:?}\n    we read   {read:?}"),
        ));
    }
    let said = theirs.strict.contains("already set in map");
    let is_double = |problem: &manifest::SyntaxProblem| problem.kind == ProblemKind::DuplicateKey;
    // The strict reader is asked about the first document alone.
    if ours.object_count() == 1 && said != ours.problems().iter().any(is_double) {
        return Some(("keys written twice".to_owned(), theirs.strict.clone()));
    }
    None
}

/// Whether two values are the same to whoever decodes them: `1.0` is `1`.
fn is_equal(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (Value::Number(theirs), Value::Number(ours)) => {
            // Theirs came through serde_json, which may read the last digit of a float otherwise.
            let is_near = |(theirs, ours): (f64, f64)| {
                let (theirs, ours) = (theirs.to_bits(), ours.to_bits());
                theirs.abs_diff(ours) <= 1 || theirs << 1 == 0 && ours << 1 == 0
            };
            let floats = theirs.as_f64().zip(ours.as_f64());
            theirs == ours || (theirs.is_f64() || ours.is_f64()) && floats.is_some_and(is_near)
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            let mut pairs = theirs.iter().zip(ours);
            theirs.len() == ours.len() && pairs.all(|(theirs, ours)| is_equal(theirs, ours))
        }
        (Value::Object(theirs), Value::Object(ours)) => {
            theirs.len() == ours.len()
                && theirs
                    .iter()
                    .all(|(key, value)| ours.get(key).is_some_and(|ours| is_equal(value, ours)))
        }
        _ => theirs == ours,
    }
}
