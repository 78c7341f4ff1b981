//! The `resync` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    resync::command::main(&arguments, &|name| std::env::var(name).ok())
}
