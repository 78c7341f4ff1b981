//! The `resync` command.

use std::process::ExitCode;

use resync::command::Variables;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let variables = Variables {
        value: &|name| std::env::var(name).ok(),
        names: &|| {
            let names = std::env::vars_os().map(|(name, _)| name.into_string());
            names.filter_map(Result::ok).collect()
        },
    };
    resync::command::main(&arguments, variables)
}
