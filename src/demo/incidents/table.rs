//! Every incident, one row each.

use super::Incident;
use super::run_failed::{at_once, upstream};

/// A row: name, kind, title, whether healthy, and what plants it.
macro_rules! rows {
    ($( $name:literal, $kind:literal, $healthy:literal, $plant:path, $title:literal; )*) => {
        &[ $( Incident { name: $name, kind: $kind, title: $title, healthy: $healthy, plant: $plant } ),* ]
    };
}

/// All rows, by group.
pub const ALL: &[&[Incident]] = &[FAILED];

/// A run failed, and the failed job itself is asked about.
const FAILED: &[Incident] = rows![
    "disk_full", "disk_full", false, at_once, "a file system filled up";
    "database_error", "database_error", false, at_once, "a database refused a statement";
    "disk_full_upstream", "disk_full", false, upstream, "a job waits for one that filled the disk";
];
