//! The `resync` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    resync::command::main(std::env::args_os().collect(), &|name| {
        std::env::var(name).ok()
    })
}
