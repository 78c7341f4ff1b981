//! The job's own code is at fault, or what it needs is not installed, or nobody says why.

use super::Fault;
use crate::demo::joblog::Style::{Database, Java, Python, Shell, Windows};

const SCRIPT: &str = "/opt/{area}/bin/{jobl}.sh";
const SQL: &str = "/opt/{area}/bin/run_sql.sh {jobl}.sql";
const JAVA: &str = "/opt/{area}/bin/runbatch.sh -job {jobl}";
const PYTHON: &str = "/opt/{area}/venv/bin/python /opt/{area}/etl/{jobl}.py";
const CMD: &str = "D:\\batch\\{area}\\{jobl}.cmd";

/// All of them.
pub const FAULTS: &[Fault] = &[
    // The script's own refusal.
    Fault::run(
        "script_error",
        12,
        Shell,
        SCRIPT,
        "its own check refused the run: the business day is still open",
        &[
            "[{ts}] checking preconditions",
            "[{ts}] {jobl}: ERROR {AREA}-0412 business day {date} is still open in the front office, run refused",
            "[{ts}] {jobl}: leaving with 12",
        ],
    ),
    Fault::run(
        "script_error",
        8,
        Java,
        JAVA,
        "the application found the previous batch still open",
        &[
            "{ts} INFO  [main] c.b.{area}.batch.Runner - profile prod, errors so far: 0",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - batch refused",
            "com.bank.{area}.batch.BatchStateException: batch {n} of {subject} was never closed by the back office",
            "\tat com.bank.{area}.batch.State.begin(State.java:74)",
            "{ts} INFO  [main] c.b.{area}.batch.Runner - exit code 8",
        ],
    ),
    Fault::run(
        "script_error",
        1,
        Python,
        PYTHON,
        "its plausibility check stopped it: far fewer rows than usual",
        &[
            "{ts} INFO {area}.etl: 211 rows staged for {subject}",
            "{ts} ERROR {area}.etl: plausibility check failed: 211 rows, at least 50000 expected",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 131, in check",
            "    raise SystemExit(1)",
            "SystemExit: 1",
        ],
    ),
    Fault::run(
        "script_error",
        16,
        Windows,
        CMD,
        "the package was stopped by its own rule",
        &[
            "{ts} Information: package {jobl} started",
            "{ts} Error: rule 7 of {jobl} is not met: cut-off flag for {subject} is not set",
            "{ts} Error: package {jobl} ended with 16",
        ],
    ),
    // Commands.
    Fault::run(
        "command_not_found",
        127,
        Shell,
        SCRIPT,
        "the command sqlldr is not in the path",
        &[
            "[{ts}] environment of {user} loaded",
            "/opt/{area}/bin/{jobl}.sh: line 42: sqlldr: command not found",
            "[{ts}] load ended with 127",
        ],
    ),
    Fault::run(
        "command_not_found",
        127,
        Shell,
        SCRIPT,
        "the script it was told to run does not exist on the agent",
        &["sh: /opt/{area}/bin/{jobl}.sh: not found"],
    ),
    Fault::run(
        "command_not_found",
        127,
        Shell,
        SCRIPT,
        "the interpreter of the script is gone",
        &["/usr/bin/env: 'python3.8': No such file or directory"],
    ),
    Fault::run(
        "command_not_found",
        9009,
        Windows,
        CMD,
        "winscp.com is not in the path",
        &[
            "{ts} Information: sending {subject}",
            "'winscp.com' is not recognized as an internal or external command,",
            "operable program or batch file.",
            "{ts} Error: errorlevel 9009",
        ],
    ),
    // Syntax.
    Fault::run(
        "syntax_error",
        2,
        Shell,
        SCRIPT,
        "the script has a syntax error since its last change",
        &[
            "/opt/{area}/bin/{jobl}.sh: line 118: syntax error near unexpected token `fi'",
            "/opt/{area}/bin/{jobl}.sh: line 118: `fi'",
        ],
    ),
    Fault::run(
        "syntax_error",
        1,
        Python,
        PYTHON,
        "the program has a syntax error",
        &[
            "  File \"/opt/{area}/etl/{jobl}.py\", line 47",
            "    for row in rows",
            "                   ^",
            "SyntaxError: expected ':'",
        ],
    ),
    Fault::run(
        "syntax_error",
        1,
        Database,
        SQL,
        "the statement is not properly ended (ORA-00933)",
        &[
            "SELECT acct, SUM(amt) FROM {subject}_STG GROUP BY acct ORDER acct",
            "                                                            *",
            "ERROR at line 1:",
            "ORA-00933: SQL command not properly ended",
            "run_sql.sh: sqlplus ended with 1",
        ],
    ),
    Fault::run(
        "syntax_error",
        1,
        Windows,
        "D:\\batch\\{area}\\sqlrun.cmd {jobl}",
        "the SQL script has a syntax error (Msg 102)",
        &[
            "{ts} Information: executing {jobl}.sql on {db}",
            "Msg 102, Level 15, State 1, Server SQLPRD01, Line 31",
            "Incorrect syntax near ')'.",
            "{ts} Error: sqlcmd ended with 1",
        ],
    ),
    // Libraries.
    Fault::run(
        "missing_library",
        127,
        Shell,
        SCRIPT,
        "the Oracle client library is not installed where it is looked for",
        &[
            "[{ts}] starting the loader",
            "loader: error while loading shared libraries: libclntsh.so.19.1: cannot open shared object file: No such file or directory",
            "[{ts}] loader ended with 127",
        ],
    ),
    Fault::run(
        "missing_library",
        1,
        Java,
        JAVA,
        "the JDBC driver is not on the class path",
        &[
            "{ts} INFO  [main] c.b.{area}.batch.Runner - starting",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - cannot start",
            "java.lang.NoClassDefFoundError: oracle/jdbc/OracleDriver",
            "\tat com.bank.{area}.batch.Pool.open(Pool.java:29)",
            "Caused by: java.lang.ClassNotFoundException: oracle.jdbc.OracleDriver",
            "\tat java.base/jdk.internal.loader.BuiltinClassLoader.loadClass(BuiltinClassLoader.java:641)",
            "\t... 6 more",
        ],
    ),
    Fault::run(
        "missing_library",
        1,
        Python,
        PYTHON,
        "a Python package is missing from the environment",
        &[
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 9, in <module>",
            "    import pyarrow.parquet as pq",
            "ModuleNotFoundError: No module named 'pyarrow'",
        ],
    ),
    Fault::run(
        "missing_library",
        255,
        Shell,
        SCRIPT,
        "a module of the DB2 client cannot be loaded",
        &[
            "exec(): 0509-036 Cannot load program /opt/{area}/bin/calc because of the following errors:",
            "        0509-150   Dependent module libdb2.a(shr_64.o) could not be loaded.",
            "        0509-022 Cannot load module libdb2.a(shr_64.o).",
            "        0509-026 System error: A file or directory in the path name does not exist.",
        ],
    ),
    // Nobody says why.
    Fault::run(
        "unknown_exit_code",
        17,
        Shell,
        SCRIPT,
        "it ended with return code 17 and its log does not say why",
        &[
            "[{ts}] step 4 of the script done",
            "[{ts}] step 5 of the script done",
        ],
    ),
    Fault::run(
        "unknown_exit_code",
        3,
        Java,
        JAVA,
        "it ended with return code 3 and its log does not say why",
        &[
            "{ts} INFO  [main] c.b.{area}.batch.Runner - step export finished",
            "{ts} INFO  [main] c.b.{area}.batch.Runner - shutting down",
        ],
    ),
    Fault::run(
        "unknown_exit_code",
        41,
        Windows,
        CMD,
        "it ended with return code 41 and its log does not say why",
        &[
            "{ts} Information: {n} rows were transferred",
            "{ts} Information: package {jobl} closed",
        ],
    ),
];
