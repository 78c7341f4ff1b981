//! The `resync` command.

fn main() {}
