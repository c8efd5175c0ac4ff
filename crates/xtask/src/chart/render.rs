//! What the chart renders, without a cluster.

use anyhow::{Result, bail};
use manifest::Document;
use serde_json::Value;

use super::{chart, helm::Helm};

/// A database and keys that are there already: what a chart without a cluster to look at asks for.
pub(super) const GIVEN: [&str; 2] = ["database.existingSecret=db", "keys.existingSecret=keys"];

/// The objects that these values render, besides [`GIVEN`].
///
/// # Errors
/// Helm refuses the values, or does not start.
pub(super) fn objects(helm: &Helm, values: &[&str]) -> Result<Vec<Value>> {
    let text = text(helm, &[&GIVEN[..], values].concat())?;
    match text {
        Ok(text) => Ok(Document::parse_objects(text).object_values()),
        Err(refusal) => bail!("{values:?}: {refusal}"),
    }
}

/// What Helm says to exactly these values: the objects as text, or why not.
///
/// # Errors
/// Helm does not start.
pub(super) fn text(helm: &Helm, values: &[&str]) -> Result<std::result::Result<String, String>> {
    let chart = chart();
    let mut arguments = vec!["template", "console", chart.as_str(), "--namespace=tools"];
    arguments.extend(["--kube-version=1.36.2"]);
    for value in values {
        arguments.extend(["--set", value]);
    }
    let output = helm.call(&arguments)?;
    let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(if output.status.success() {
        Ok(read(&output.stdout))
    } else {
        Err(read(&output.stderr))
    })
}

/// The one object of a kind.
///
/// # Errors
/// There is none or more than one.
pub(super) fn only<'o>(objects: &'o [Value], kind: &str) -> Result<&'o Value> {
    let found: Vec<&Value> = of(objects, kind).collect();
    match found[..] {
        [one] => Ok(one),
        _ => bail!("{} objects are a {kind}", found.len()),
    }
}

/// All objects of a kind.
pub(super) fn of<'o>(objects: &'o [Value], kind: &str) -> impl Iterator<Item = &'o Value> {
    objects.iter().filter(move |object| object["kind"] == kind)
}
