//! The result as commands of GitHub's workflows, which mark the lines of a change.

use std::io::{self, Write};

use preflight::Severity;

use super::told::Told;

pub(super) fn write(told: &Told, output: &mut impl Write) -> io::Result<()> {
    for finding in &told.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (line, column) = finding.place;
        let title = match &told.context {
            Some(context) => format!("[{context}] {}", told.subject),
            None => told.subject.clone(),
        };
        writeln!(
            output,
            "::{command} file={},line={line},col={column},title={}::{}",
            property(&told.file),
            property(&title),
            data(&finding.words())
        )?;
    }
    Ok(())
}

/// What stands behind the second pair of colons.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind an equals sign.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
