//! A database says no: statements, space, locks.

use super::Fault;
use crate::demo::joblog::Style::{Database, Java, Python, Windows};

const SQL: &str = "/opt/{area}/bin/run_sql.sh {jobl}.sql";
const DB2: &str = "/opt/{area}/bin/db2batch.sh {jobl}";
const JAVA: &str = "/opt/{area}/bin/runbatch.sh -job {jobl}";
const PYTHON: &str = "/opt/{area}/venv/bin/python /opt/{area}/etl/{jobl}.py";
const DTS: &str = "D:\\batch\\{area}\\sqlrun.cmd {jobl}";

/// All of them.
pub const FAULTS: &[Fault] = &[
    Fault::run(
        "database_error",
        1,
        Database,
        SQL,
        "a subquery of the update returned several rows (ORA-01427)",
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
    Fault::run(
        "disk_full",
        3,
        Database,
        SQL,
        "the tablespace of table {subject}_HIST cannot be extended (ORA-01653)",
        &[
            "{ts} inserting history rows into {db}",
            "INSERT INTO {subject}_HIST SELECT * FROM {subject}_STG",
            "*",
            "ERROR at line 1:",
            "ORA-01653: unable to extend table {AREA}OWN.{subject}_HIST by 8192 in tablespace {AREA}_DATA",
            "Rollback complete.",
            "{ts} run_sql.sh: ended with errors, rc 3",
        ],
    ),
    Fault::run(
        "database_error",
        4,
        Database,
        DB2,
        "the table {subject}_WORK does not exist (SQL0204N)",
        &[
            "db2 => DELETE FROM {AREA}OWN.{subject}_WORK",
            "DB21034E  The command was processed as an SQL statement because it was not a valid Command Line Processor command.  During SQL processing it returned:",
            "SQL0204N  \"{AREA}OWN.{subject}_WORK\" is an undefined name.  SQLSTATE=42704",
            "{ts} db2batch: stopping after the first error",
        ],
    ),
    Fault::run(
        "disk_full",
        1,
        Windows,
        DTS,
        "the transaction log of {db} is full (Msg 9002)",
        &[
            "{ts} Information: executing {jobl}.sql on {db}",
            "Msg 9002, Level 17, State 4, Server SQLPRD03, Line 12",
            "The transaction log for database '{db}' is full due to 'LOG_BACKUP'.",
            "{ts} Error: sqlcmd ended with 1",
        ],
    ),
    Fault::run(
        "database_error",
        1,
        Python,
        PYTHON,
        "a column the statement needs does not exist in PostgreSQL",
        &[
            "{ts} INFO {area}.etl: refreshing view {subject}",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 93, in <module>",
            "    cursor.execute(REFRESH)",
            "psycopg2.errors.UndefinedColumn: column s.value_date does not exist",
            "LINE 4:   AND s.value_date = current_date - 1",
            "              ^",
        ],
    ),
    Fault::run(
        "database_error",
        16,
        Java,
        JAVA,
        "a long query lost its undo data (ORA-01555)",
        &[
            "{ts} INFO  [main] c.b.{area}.batch.Reader - cursor open for 02:11:40",
            "{ts} WARN  [main] o.h.e.jdbc.spi.SqlExceptionHelper - SQL Error: 1555, SQLState: 72000",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - step read failed",
            "org.springframework.jdbc.UncategorizedSQLException: StatementCallback; uncategorized SQLException",
            "\tat com.bank.{area}.batch.Reader.next(Reader.java:120)",
            "Caused by: java.sql.SQLException: ORA-01555: snapshot too old: rollback segment number 17 with name \"_SYSSMU17$\" too small",
            "\tat oracle.jdbc.driver.T4CTTIoer11.processError(T4CTTIoer11.java:509)",
            "\t... 14 more",
        ],
    ),
    // Locks.
    Fault::run(
        "lock_contention",
        1,
        Database,
        SQL,
        "another session held the table (ORA-00054)",
        &[
            "SQL> TRUNCATE TABLE {subject}_STG;",
            "TRUNCATE TABLE {subject}_STG",
            "               *",
            "ERROR at line 1:",
            "ORA-00054: resource busy and acquire with NOWAIT specified or timeout expired",
            "run_sql.sh: sqlplus ended with 1",
        ],
    ),
    Fault::run(
        "lock_contention",
        8,
        Java,
        JAVA,
        "two sessions deadlocked (ORA-00060)",
        &[
            "{ts} INFO  [pool-1-thread-3] c.b.{area}.batch.Writer - chunk {n} of {subject}",
            "{ts} ERROR [pool-1-thread-3] c.b.{area}.batch.Writer - write failed",
            "org.springframework.dao.DeadlockLoserDataAccessException: PreparedStatementCallback; SQL [UPDATE ACCOUNTS SET BAL = ? WHERE ID = ?]",
            "Caused by: java.sql.BatchUpdateException: ORA-00060: deadlock detected while waiting for resource",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - retry limit 1 exhausted, exit 8",
        ],
    ),
    Fault::run(
        "lock_contention",
        4,
        Database,
        DB2,
        "the transaction timed out on a lock (SQL0911N, reason 68)",
        &[
            "db2 => UPDATE {AREA}OWN.{subject} SET STATUS = 'P' WHERE RUN_DATE = CURRENT DATE",
            "SQL0911N  The current transaction has been rolled back because of a deadlock or timeout.  Reason code \"68\".  SQLSTATE=40001",
            "{ts} db2batch: ended, 0 rows updated",
        ],
    ),
    Fault::run(
        "lock_contention",
        1,
        Windows,
        DTS,
        "the statement was chosen as deadlock victim (Msg 1205)",
        &[
            "{ts} Information: executing {jobl}.sql on {db}",
            "Msg 1205, Level 13, State 51, Server SQLPRD01, Procedure usp_{jobl}, Line 88",
            "Transaction (Process ID 71) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.",
            "{ts} Error: sqlcmd ended with 1",
        ],
    ),
    Fault::run(
        "lock_contention",
        1,
        Python,
        PYTHON,
        "a lock in MySQL was not released in time",
        &[
            "{ts} INFO {area}.etl: merging {m} rows into {subject}",
            "{ts} ERROR {area}.etl: merge failed",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 140, in merge",
            "    cursor.execute(MERGE, rows)",
            "pymysql.err.OperationalError: (1205, 'Lock wait timeout exceeded; try restarting transaction')",
        ],
    ),
];
