//! The command line.

pub mod check;
mod health;
mod migrate;
pub mod serve;
mod shell;

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    io::{self, Write as _},
    iter,
    process::ExitCode,
};

use clap::{Arg, CommandFactory as _, Parser, Subcommand, error::ErrorKind};

use crate::{
    assets::Assets,
    config::{self, ServeFlags},
    error_chain::Chain,
    version,
};

pub use version::COMMIT;

/// A web console for Kubernetes DaemonSets: what you see before you press Create is what the cluster will do.
#[derive(Debug, Parser)]
#[command(name = "everynode", version = version::LONG, args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeFlags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The console (also without any command)
    Serve(Box<ServeFlags>),
    /// Tells what a cluster would say of manifests, without one
    Check(check::CheckArguments),
    /// Brings the tables of the database up to date
    Migrate(migrate::MigrateFlags),
    /// Asks a running console whether it is ready, for where there is no shell: exit 0 if it is
    Health(health::HealthArguments),
    /// Prints an everynode.toml with every setting, commented out
    Settings,
    /// Prints the OpenAPI document
    Openapi,
    /// Prints the licences of everything that is compiled in
    Licences,
    /// Prints the script with which a shell completes commands and flags
    Completions(shell::CompletionsFlags),
    /// Prints the manual page, as roff
    Man,
}

/// Runs the program: reads the command line, does what it says and prints an error once, with its causes.
#[must_use]
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    // Settings are the console's; what only looks at files is not stopped by what stands in the environment of a shell.
    let takes_settings = matches!(
        line.command,
        None | Some(Command::Serve(_) | Command::Migrate(_))
    );
    if takes_settings && let Some(complaint) = unread_variables() {
        let error = CommandLine::command().error(ErrorKind::UnknownArgument, complaint);
        error.exit();
    }
    let result: Result<(), Box<dyn Error>> = match line.command {
        None => serve::run(&line.serve).map_err(Into::into),
        Some(Command::Serve(flags)) => serve::run(&flags).map_err(Into::into),
        Some(Command::Check(arguments)) => return check::run(&arguments),
        Some(Command::Migrate(flags)) => migrate::run(&flags),
        Some(Command::Health(arguments)) => health::run(&arguments),
        Some(Command::Settings) => print(&config::example_file()).map_err(Into::into),
        Some(Command::Openapi) => print(crate::openapi::text()).map_err(Into::into),
        Some(Command::Licences) => licences(),
        Some(Command::Completions(flags)) => print(&shell::completions(&flags)).map_err(Into::into),
        Some(Command::Man) => shell::manual()
            .and_then(|page| print(&page))
            .map_err(Into::into),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to be told of if even this cannot be written.
            let _ = writeln!(io::stderr(), "error: {}", Chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// What is wrong with the `EVERYNODE_…` variables that are set: nobody reads them.
fn unread_variables() -> Option<String> {
    let set = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    config::environment_complaint(set, &read_variables())
}

/// The variables that some command reads.
fn read_variables() -> BTreeSet<String> {
    let command = CommandLine::command();
    let commands = iter::once(&command).chain(command.get_subcommands());
    let of_flags = commands
        .flat_map(clap::Command::get_arguments)
        .filter_map(Arg::get_env);
    let of_flags = of_flags.filter_map(|name| name.to_str().map(str::to_owned));
    of_flags
        .chain(config::SECRETS.iter().map(config::Secret::variable))
        .collect()
}

fn licences() -> Result<(), Box<dyn Error>> {
    let text = Assets::licences().ok_or(
        "this program was built without its front end, with which the licence texts are gathered: build it with `cargo xtask dist`",
    )?;
    Ok(print(&String::from_utf8_lossy(&text))?)
}

/// Prints text to standard output. A reader that has seen enough and is gone (`everynode openapi | head`) is no
/// error.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
