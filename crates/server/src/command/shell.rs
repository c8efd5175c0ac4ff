//! What belongs to a shell: completions and the manual page, made of the flags themselves.

use std::io;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::CommandLine;

/// For which shell.
#[derive(Debug, Args)]
pub(super) struct CompletionsFlags {
    /// The shell
    shell: Shell,
}

/// The script that completes commands, flags and values.
pub(super) fn completions(flags: &CompletionsFlags) -> String {
    let mut script = Vec::new();
    clap_complete::generate(
        flags.shell,
        &mut CommandLine::command(),
        "everynode",
        &mut script,
    );
    String::from_utf8_lossy(&script).into_owned()
}

/// The manual page, as roff: of the program, and of each command behind it.
///
/// # Errors
/// Never; writing into memory does not fail.
pub(super) fn manual() -> io::Result<String> {
    let mut page = Vec::new();
    let mut command = CommandLine::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for part in command
        .get_subcommands()
        .filter(|it| it.get_name() != "help")
    {
        // Once it is built it is called `everynode-check`.
        clap_mangen::Man::new(part.clone()).render(&mut page)?;
    }
    Ok(String::from_utf8_lossy(&page).into_owned())
}

#[cfg(test)]
mod tests {
    use clap_complete::Shell;

    use super::{CompletionsFlags, completions, manual};

    #[test]
    fn every_shell_completes_what_there_is() {
        for shell in [Shell::Bash, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
            let script = completions(&CompletionsFlags { shell });
            for word in ["check", "namespace-facts", "sandbox-nodes"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
        }
    }

    #[test]
    fn the_manual_has_every_command() {
        let page = manual().unwrap();
        for word in [
            "everynode\\-check",
            "everynode\\-serve",
            "2  something could not be read",
        ] {
            assert!(page.contains(word), "{word}");
        }
    }
}
