//! The result for programs: one JSON object a line, one a document.

use std::io::{self, Write};

use preflight::Report;
use serde::Serialize;

use super::documents::Checked;

/// A line of the output.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    file: &'a str,
    document: usize,
    #[serde(flatten)]
    report: &'a Report,
}

pub(super) fn document(checked: &Checked, output: &mut impl Write) -> io::Result<()> {
    let line = Line {
        context: checked.context,
        file: checked.file,
        document: checked.number,
        report: &checked.report,
    };
    serde_json::to_writer(&mut *output, &line)?;
    output.write_all(b"\n")
}
