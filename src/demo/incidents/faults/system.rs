//! The operating system says no: disk, memory, files, permissions, commands, signals.

use super::Fault;
use crate::demo::joblog::Style;

/// A fault of a run that was launched.
const fn fault(
    kind: &'static str,
    rc: i32,
    style: Style,
    command: &'static str,
    fact: &'static str,
    lines: &'static [&'static str],
) -> Fault {
    Fault {
        kind,
        rc: Some(rc),
        style,
        command,
        fact,
        lines,
        launch: false,
    }
}

/// All of them.
pub const FAULTS: &[Fault] = &[
    fault(
        "disk_full",
        1,
        Style::Shell,
        "/opt/{area}/bin/{jobl}.sh",
        "the file system /data/{area} is full",
        &[
            "[{ts}] sorting {m} records into /data/{area}/work",
            "WARNING: host name lookup took 2 s, going on",
            "sort: write failed: /data/{area}/work/sortQx7Kp2: No space left on device",
            "[{ts}] sort ended with status 2",
            "[{ts}] ERROR: step failed, restoring previous file",
            "cp: error writing '/data/{area}/out/{subject}.bak': No space left on device",
            "[{ts}] job aborted",
        ],
    ),
    fault(
        "database_error",
        1,
        Style::Database,
        "/opt/{area}/bin/run_sql.sh {jobl}.sql",
        "the table has no unique row to update (ORA-01427)",
        &[
            "SQL> UPDATE {subject}_POS p SET p.rate = (SELECT r.rate FROM rates r WHERE r.ccy = p.ccy);",
            "UPDATE {subject}_POS p SET p.rate = (SELECT r.rate FROM rates r WHERE r.ccy = p.ccy)",
            "                                     *",
            "ERROR at line 1:",
            "ORA-01427: single-row subquery returns more than one row",
            "Disconnected from Oracle Database 19c Enterprise Edition Release 19.0.0.0.0",
            "run_sql.sh: sqlplus ended with 1",
        ],
    ),
];
