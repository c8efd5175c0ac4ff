//! `everynode check`: the preflight of manifests without a cluster, for a shell or CI.

mod documents;
mod files;
mod github;
mod json;
mod junit;
mod objects;
mod parts;
mod sarif;
mod snippet;
mod stored;
mod style;
mod text;
mod told;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use preflight::{Facts, Policy};
use serde_json::Value;

use crate::error_chain::Chain;
use documents::{Checked, Judge, Placed};
use objects::ObjectsError;
use stored::Stored;
use style::{Color, Style};
use told::Told;

/// The exit code where at least one manifest is refused.
const REFUSED: u8 = 1;
/// The exit code where something could not be read at all.
const UNREADABLE: u8 = 2;
/// The exit code where all are accepted, but one only as what it was converted to: as it is, kubectl and every
/// cluster of today would refuse it.
const CONVERTED: u8 = 3;

const EXIT_CODES: &str = "\
Exit codes:
  0  all are accepted
  1  one is refused
  2  something could not be read
  3  all are accepted, but one only once it is converted: no cluster serves its version any more";

/// What is checked and how it is told.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct CheckArguments {
    /// Manifests: files, directories (all .yaml, .yml and .json below them), or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Nodes to forecast the pods of: a Node list, an array of Nodes or several documents, YAML or JSON
    #[arg(long, value_name = "FILE", env = "EVERYNODE_CHECK_NODES")]
    nodes: Option<PathBuf>,
    /// The objects of the namespace, to forecast quota, limits, Pod Security and room on the nodes: a
    /// List, an array or several documents, YAML or JSON. A kind of which there is none is not known
    #[arg(long, value_name = "FILE", env = "EVERYNODE_CHECK_NAMESPACE_FACTS")]
    namespace_facts: Option<PathBuf>,
    /// The version of the cluster, such as 1.34, to say which fields it leaves out or does not know
    #[arg(long, value_name = "VERSION", env = "EVERYNODE_CHECK_KUBERNETES_VERSION", value_parser = kubernetes_version)]
    kubernetes_version: Option<String>,
    /// The DaemonSets that are there already, as `kubectl get --output yaml` gave them: the manifests are
    /// judged as updates of them
    #[arg(long, value_name = "FILE", env = "EVERYNODE_CHECK_STORED")]
    stored: Option<PathBuf>,
    /// What the house asks for on top of Kubernetes
    #[arg(long, value_enum, default_value_t, env = "EVERYNODE_CHECK_POLICY")]
    policy: PolicyName,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t, env = "EVERYNODE_CHECK_OUTPUT")]
    output: Output,
    /// Whether the text has colours
    #[arg(long, value_enum, default_value_t)]
    color: Color,
}

/// The presets of the policy.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum PolicyName {
    /// Nothing more than Kubernetes
    #[default]
    Kubernetes,
    /// What KubeSphere's console asks for
    #[value(name = "kubesphere")]
    KubeSphere,
    /// What DCE's console asks for
    Dce,
}

impl PolicyName {
    fn policy(self) -> Policy {
        match self {
            Self::Kubernetes => Policy::kubernetes(),
            Self::KubeSphere => Policy::kubesphere(),
            Self::Dce => Policy::dce(),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people: each problem with the line of the manifest
    #[default]
    Text,
    /// One JSON object a line, one a document
    Json,
    /// SARIF 2.1.0, which code hosts show beside the lines of a change
    Sarif,
    /// The XML of junit, which CI servers show as tests
    Junit,
    /// Commands of GitHub's workflows, which mark the lines of a change
    Github,
}

/// How it went, over all documents.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Documents that a cluster would accept.
    accepted: usize,
    /// Documents that it would accept once they are converted to a version that it serves.
    converted: usize,
    /// Documents that it would refuse.
    refused: usize,
    /// How many of those are Services, and all others DaemonSets or meant to be.
    services: usize,
    /// Documents of other kinds, which are not looked at.
    skipped: usize,
    /// Files that could not be read.
    unreadable: usize,
}

impl Tally {
    fn exit_code(self) -> ExitCode {
        if self.unreadable > 0 {
            ExitCode::from(UNREADABLE)
        } else if self.refused > 0 {
            ExitCode::from(REFUSED)
        } else if self.converted > 0 {
            ExitCode::from(CONVERTED)
        } else {
            ExitCode::SUCCESS
        }
    }
}

/// Checks the manifests, prints what is found and returns the exit code that tells of it.
#[must_use]
pub fn run(arguments: &CheckArguments) -> ExitCode {
    let stored = arguments.stored.as_deref().map(Stored::read).transpose();
    let (objects, stored) = match objects(arguments).and_then(|objects| Ok((objects, stored?))) {
        Ok(read) => read,
        Err(error) => {
            complain(&error);
            return ExitCode::from(UNREADABLE);
        }
    };
    let check = Check {
        facts: facts(arguments, &objects),
        objects,
        stored,
        policy: arguments.policy.policy(),
        output: arguments.output,
        style: Style::choose(arguments.color),
    };
    let mut tally = Tally::default();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let written = check
        .all(&arguments.files, &mut tally, &mut output)
        .and_then(|()| output.flush());
    match written {
        // A reader that has seen enough and is gone (`everynode check … | head`) is no error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&error);
            ExitCode::from(UNREADABLE)
        }
        _ => tally.exit_code(),
    }
}

/// The objects of a cluster that the files hold.
fn objects(arguments: &CheckArguments) -> Result<Vec<Value>, ObjectsError> {
    let mut values = Vec::new();
    if let Some(path) = &arguments.nodes {
        values.extend(objects::read_nodes(path)?);
    }
    if let Some(path) = &arguments.namespace_facts {
        values.extend(objects::read_objects(path)?);
    }
    Ok(values)
}

/// What is known of a cluster, as far as objects tell of it.
fn facts(arguments: &CheckArguments, objects: &[Value]) -> Facts {
    let mut facts = Facts::from_objects(objects);
    if arguments.nodes.is_some() {
        // A list without a node is known to hold none.
        facts.nodes.get_or_insert_default();
    }
    facts
        .server_version
        .clone_from(&arguments.kubernetes_version);
    facts
}

/// A version of Kubernetes as it is written, with or without `v` and what follows the minor version.
fn kubernetes_version(text: &str) -> Result<String, String> {
    let facts = Facts {
        server_version: Some(text.to_owned()),
        ..Facts::default()
    };
    let is_version = facts.minor_version().is_some();
    is_version
        .then(|| text.to_owned())
        .ok_or_else(|| "a version of Kubernetes is written 1.34 or v1.34.2".to_owned())
}

/// One run: what does not change from file to file.
struct Check {
    facts: Facts,
    /// What the facts were read from, for what a manifest asks besides.
    objects: Vec<Value>,
    stored: Option<Stored>,
    policy: Policy,
    output: Output,
    style: Style,
}

impl Check {
    fn all(
        &self,
        paths: &[PathBuf],
        tally: &mut Tally,
        output: &mut impl io::Write,
    ) -> io::Result<()> {
        let mut all = Vec::new();
        for found in files::find(paths) {
            let read = found.and_then(|path| Ok((files::read(&path)?, path)));
            match read {
                Ok((content, path)) => {
                    let name = path.display().to_string();
                    self.file(&name, &content, (tally, &mut all), output)?;
                }
                Err(error) => {
                    tally.unreadable += 1;
                    let told = Told::unreadable(error.file(), Chain(&error).to_string());
                    self.tell(told, &mut all, output)?;
                    // What was found so far comes before what went wrong.
                    output.flush()?;
                    complain(&error);
                }
            }
        }
        match self.output {
            Output::Text => text::summary(*tally, self.style, output),
            Output::Sarif => sarif::write(&all, output),
            Output::Junit => junit::write(&all, output),
            Output::Json | Output::Github => Ok(()),
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

    fn file(
        &self,
        name: &str,
        content: &str,
        (tally, all): (&mut Tally, &mut Vec<Told>),
        output: &mut impl io::Write,
    ) -> io::Result<()> {
        let mut parts = Placed::read_all(content);
        let companions: Vec<Value> = parts.iter().flat_map(Placed::companions).collect();
        let judge = Judge {
            facts: &self.facts,
            objects: &self.objects,
            policy: &self.policy,
            stored: self.stored.as_ref(),
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

    use preflight::{Facts, Policy};

    use super::style::{Color, Style};
    use super::{Check, Output, Tally, kubernetes_version};

    #[test]
    fn files_as_projects_publish_them_are_read_and_nothing_in_them_is_refused() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/whole");
        let folder = PathBuf::from(folder);
        if !folder.is_dir() {
            println!("skipped: there is no ../shared/corpus/whole beside the checkout");
            return;
        }
        let check = Check {
            facts: Facts::default(),
            objects: Vec::new(),
            stored: None,
            policy: Policy::kubernetes(),
            output: Output::Text,
            style: Style::choose(Color::Never),
        };
        let (mut tally, mut output) = (Tally::default(), Vec::new());
        check.all(&[folder], &mut tally, &mut output).unwrap();
        let said = String::from_utf8(output).unwrap();
        assert_eq!((tally.refused, tally.unreadable), (0, 0), "{said}");
        assert!(tally.accepted > 30 && tally.converted > 5, "{tally:?}");
    }

    #[test]
    fn versions_are_taken_as_people_and_clusters_write_them() {
        for good in ["1.34", "v1.34", "v1.34.2", "1.34.2-gke.1"] {
            assert_eq!(kubernetes_version(good).as_deref(), Ok(good));
        }
        for bad in ["", "1", "1.", "34", "v2.0", "latest"] {
            assert!(kubernetes_version(bad).is_err(), "{bad}");
        }
    }
}
