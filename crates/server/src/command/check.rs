//! `everynode check`: the preflight of manifests for a shell or CI, without a cluster or by what live ones say.

mod arguments;
mod documents;
mod files;
mod github;
mod json;
mod junit;
mod live;
mod objects;
mod parts;
mod sarif;
mod snippet;
mod stored;
mod style;
mod tally;
mod text;
mod told;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use preflight::{Facts, Policy};
use serde_json::Value;

use crate::error_chain::Chain;
pub use arguments::CheckArguments;
use arguments::Output;
use documents::{Checked, Given, Judge, Known, Placed};
use files::FileError;
use objects::ObjectsError;
use stored::Stored;
use style::Style;
use tally::Tally;
use told::Told;

/// Checks the manifests, prints what is found and returns the exit code that tells of it.
#[must_use]
pub fn run(arguments: &CheckArguments) -> ExitCode {
    let check = Check {
        policy: arguments.policy.policy(),
        output: arguments.output,
        style: Style::choose(arguments.color),
    };
    let mut tally = Tally::default();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let written = if arguments.context.is_empty() {
        match given(arguments) {
            Ok(given) => check.by_files(arguments, given, &mut tally, &mut output),
            Err(error) => {
                complain(&error);
                tally.unreadable += 1;
                Ok(())
            }
        }
    } else {
        check.by_clusters(arguments, &mut tally, &mut output)
    };
    match written.and_then(|()| output.flush()) {
        // A reader that has seen enough and is gone (`everynode check … | head`) is no error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&error);
            tally.unreadable += 1;
        }
        _ => {}
    }
    tally.exit_code()
}

/// What files tell of a cluster.
fn given(arguments: &CheckArguments) -> Result<Given, ObjectsError> {
    let mut objects: Vec<Value> = Vec::new();
    if let Some(path) = &arguments.nodes {
        objects.extend(objects::read_nodes(path)?);
    }
    if let Some(path) = &arguments.namespace_facts {
        objects.extend(objects::read_objects(path)?);
    }
    let mut facts = Facts::from_objects(&objects);
    if arguments.nodes.is_some() {
        // A list without a node is known to hold none.
        facts.nodes.get_or_insert_default();
    }
    facts
        .server_version
        .clone_from(&arguments.kubernetes_version);
    Ok(Given {
        facts,
        objects,
        stored: arguments.stored.as_deref().map(Stored::read).transpose()?,
    })
}

/// One run: what does not change from file to file and from cluster to cluster.
struct Check {
    policy: Policy,
    output: Output,
    style: Style,
}

/// A file: its name, and what it holds.
type Text = (String, String);

impl Check {
    /// Judges by what files tell, each manifest as soon as it is read.
    fn by_files(
        &self,
        arguments: &CheckArguments,
        given: Given,
        tally: &mut Tally,
        output: &mut impl io::Write,
    ) -> io::Result<()> {
        let mut all = Vec::new();
        let known = Known::Files(Box::new(given));
        for found in files::find(&arguments.files) {
            match found.and_then(|path| read(&path)) {
                Ok(text) => self.file(&known, &text, (tally, &mut all), output)?,
                Err(error) => self.unreadable(&error, (tally, &mut all), output)?,
            }
        }
        if self.output == Output::Text {
            text::summary(*tally, self.style, output)?;
        }
        self.end(&all, output)
    }

    /// Judges by each of several clusters.
    fn by_clusters(
        &self,
        arguments: &CheckArguments,
        tally: &mut Tally,
        output: &mut impl io::Write,
    ) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        // All are read at once, of each no more than what is to be judged needs.
        let kubeconfig = arguments.kubeconfig.as_deref();
        let contexts = arguments.context.iter();
        let (mut all, mut texts) = (Vec::new(), Vec::new());
        for found in files::find(&arguments.files) {
            match found.and_then(|path| read(&path)) {
                Ok(text) => texts.push(text),
                Err(error) => self.unreadable(&error, (tally, &mut all), output)?,
            }
        }
        let named = live::namespaces(texts.iter().map(|(_, text)| text.as_str()));
        let begun: Vec<_> = contexts
            .map(|context| (context, live::begin(&runtime, kubeconfig, context, &named)))
            .collect();
        for (number, (context, begun)) in begun.into_iter().enumerate() {
            let live = begun.and_then(|begun| begun.finish(&runtime, arguments.ask));
            let live = match live {
                Ok(live) => live,
                Err(error) => {
                    tally.unreadable += 1;
                    let file = arguments.files.first();
                    let file = file.map(|file| file.display().to_string());
                    let why = Chain(&error).to_string();
                    let told = Told::away(context, file.unwrap_or_default(), why);
                    self.tell(told, &mut all, output)?;
                    output.flush()?;
                    complain(&error);
                    continue;
                }
            };
            if self.output == Output::Text {
                text::heading(&live, number == 0, self.style, output)?;
            }
            let mut of_this = Tally::default();
            let known = Known::Live(live);
            for text in &texts {
                self.file(&known, text, (&mut of_this, &mut all), output)?;
            }
            if self.output == Output::Text {
                text::summary(of_this, self.style, output)?;
            }
            *tally += of_this;
        }
        self.end(&all, output)
    }

    /// Writes what only comes when all is known.
    fn end(&self, all: &[Told], output: &mut impl io::Write) -> io::Result<()> {
        match self.output {
            Output::Sarif => sarif::write(all, output),
            Output::Junit => junit::write(all, output),
            Output::Text | Output::Json | Output::Github => Ok(()),
        }
    }

    /// Tells of a document what programs of others read: at once, or when all are known.
    fn tell(&self, told: Told, all: &mut Vec<Told>, output: &mut impl io::Write) -> io::Result<()> {
        match self.output {
            Output::Text | Output::Json => {}
            Output::Github => github::write(&told, output)?,
            Output::Sarif | Output::Junit => all.push(told),
        }
        Ok(())
    }

    fn unreadable(
        &self,
        error: &FileError,
        (tally, all): (&mut Tally, &mut Vec<Told>),
        output: &mut impl io::Write,
    ) -> io::Result<()> {
        tally.unreadable += 1;
        let told = Told::unreadable(error.file(), Chain(error).to_string());
        self.tell(told, all, output)?;
        // What was found so far comes before what went wrong.
        output.flush()?;
        complain(error);
        Ok(())
    }

    fn file(
        &self,
        known: &Known,
        (name, content): &Text,
        (tally, all): (&mut Tally, &mut Vec<Told>),
        output: &mut impl io::Write,
    ) -> io::Result<()> {
        let mut parts = Placed::read_all(content);
        let companions: Vec<Value> = parts.iter().flat_map(Placed::companions).collect();
        let judge = Judge {
            known,
            policy: &self.policy,
            companions: &companions,
        };
        for part in &mut parts {
            for index in 0..part.count() {
                let checked = Checked::new(name, part, index, &judge);
                tally.services += usize::from(checked.is_service);
                let is_first = tally.accepted + tally.converted + tally.refused == 0;
                if checked.is_other_kind {
                    tally.skipped += 1;
                } else if checked.is_converted() {
                    tally.converted += 1;
                } else if checked.report.accepted {
                    tally.accepted += 1;
                } else {
                    tally.refused += 1;
                }
                match self.output {
                    Output::Text => {
                        text::document(&checked, content, self.style, is_first, output)?;
                    }
                    Output::Json => json::document(&checked, output)?,
                    // Nothing is said of other kinds.
                    _ if checked.is_other_kind => {}
                    _ => self.tell(Told::of(&checked), all, output)?,
                }
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Text, FileError> {
    Ok((path.display().to_string(), files::read(path)?))
}

/// Tells what went wrong with the check itself, with its causes.
fn complain(error: &(dyn std::error::Error + 'static)) {
    let mut line = String::new();
    // Writing to a String cannot fail, and nobody is left to be told if standard error is gone.
    let _ = writeln!(line, "error: {}", Chain(error));
    let _ = io::stderr().write_all(line.as_bytes());
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use preflight::Policy;

    use super::files;
    use super::style::{Color, Style};
    use super::{Check, Known, Output, Tally, read};

    #[test]
    fn files_as_projects_publish_them_are_read_and_nothing_in_them_is_refused() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/whole");
        let folder = PathBuf::from(folder);
        if !folder.is_dir() {
            println!("skipped: there is no ../shared/corpus/whole beside the checkout");
            return;
        }
        let check = Check {
            policy: Policy::kubernetes(),
            output: Output::Text,
            style: Style::choose(Color::Never),
        };
        let known = Known::Files(Box::default());
        let (mut tally, mut output) = (Tally::default(), Vec::new());
        for found in files::find(&[folder]) {
            let text = read(&found.unwrap()).unwrap();
            let all = (&mut tally, &mut Vec::new());
            check.file(&known, &text, all, &mut output).unwrap();
        }
        let said = String::from_utf8(output).unwrap();
        assert_eq!(tally.refused, 0, "{said}");
        assert!(tally.accepted > 30 && tally.converted > 5, "{tally:?}");
    }
}
