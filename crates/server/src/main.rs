//! `everynode`: the console.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::command::run()
}
