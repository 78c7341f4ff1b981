//! What was delivered is wrong, or a licence is missing.

use super::Fault;
use crate::demo::joblog::Style::{Database, Java, Python, Shell, Windows};

const LOADER: &str = "/opt/{area}/bin/sqlload.sh {jobl}.ctl";
const SQL: &str = "/opt/{area}/bin/run_sql.sh {jobl}.sql";
const JAVA: &str = "/opt/{area}/bin/runbatch.sh -job {jobl}";
const PYTHON: &str = "/opt/{area}/venv/bin/python /opt/{area}/etl/{jobl}.py";
const SAS: &str = "/opt/sas/bin/sas -sysin /opt/{area}/sas/{jobl}.sas";

/// All of them.
pub const FAULTS: &[Fault] = &[
    Fault::run(
        "data_error",
        2,
        Database,
        LOADER,
        "a record of {file} holds no valid number (ORA-01722)",
        &[
            "SQL*Loader: Release 19.0.0.0.0 - Production",
            "Table {subject}_STG, loaded from every logical record.",
            "Record 4711: Rejected - Error on table {subject}_STG, column AMOUNT.",
            "ORA-01722: invalid number",
            "MAXIMUM ERROR COUNT EXCEEDED - Above statistics reflect partial run.",
            "sqlload.sh: sqlldr ended with 2",
        ],
    ),
    Fault::run(
        "data_error",
        8,
        Java,
        JAVA,
        "an amount in the delivery is not a number",
        &[
            "{ts} INFO  [main] c.b.{area}.batch.Reader - reading {file}",
            "{ts} ERROR [main] c.b.{area}.batch.Reader - line {n} cannot be parsed",
            "org.springframework.batch.item.file.FlatFileParseException: Parsing error at line: {n} in resource=[file {file}]",
            "Caused by: java.lang.NumberFormatException: For input string: \"1.204,55-\"",
            "\tat java.base/java.math.BigDecimal.<init>(BigDecimal.java:583)",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - skip limit 0 exceeded, job FAILED",
        ],
    ),
    Fault::run(
        "data_error",
        1,
        Python,
        PYTHON,
        "the delivery is not encoded in UTF-8",
        &[
            "{ts} INFO {area}.etl: reading {file}",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 84, in read",
            "    for line in source:",
            "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe7 in position {n}: invalid continuation byte",
        ],
    ),
    Fault::run(
        "data_error",
        1,
        Database,
        SQL,
        "tonight's rows were already there (ORA-00001)",
        &[
            "INSERT INTO {subject} SELECT * FROM {subject}_STG",
            "*",
            "ERROR at line 1:",
            "ORA-00001: unique constraint ({AREA}OWN.{subject}_PK) violated",
            "Rollback complete.",
            "run_sql.sh: sqlplus ended with 1",
        ],
    ),
    Fault::run(
        "data_error",
        20,
        Shell,
        "/opt/{area}/bin/{jobl}.sh",
        "the checksum of the delivery does not match its control file",
        &[
            "[{ts}] verifying {file}",
            "{file}: FAILED",
            "sha256sum: WARNING: 1 computed checksum did NOT match",
            "[{ts}] ERROR: delivery is damaged, leaving with 20",
        ],
    ),
    Fault::run(
        "data_error",
        1,
        Windows,
        "D:\\batch\\{area}\\sqlrun.cmd {jobl}",
        "a key of the delivery is there twice (Msg 2627)",
        &[
            "{ts} Information: bulk insert of {subject} into {db}",
            "Msg 2627, Level 14, State 1, Server SQLPRD02, Line 9",
            "Violation of PRIMARY KEY constraint 'PK_{subject}'. Cannot insert duplicate key in object 'dbo.{subject}'. The duplicate key value is ({m}).",
            "The statement has been terminated.",
            "{ts} Error: sqlcmd ended with 1",
        ],
    ),
    // Licences.
    Fault::run(
        "license_error",
        3,
        Shell,
        SAS,
        "the licence of SAS/ACCESS to Oracle has expired",
        &[
            "NOTE: AUTOEXEC processing completed.",
            "1          libname ora oracle path={db};",
            "ERROR: The SAS/ACCESS Interface to ORACLE product with which the ORACLE engine is associated is either not licensed for your system or the product license has expired.",
            "ERROR: Error in the LIBNAME statement.",
            "NOTE: The SAS System stopped processing this step because of errors.",
        ],
    ),
    Fault::run(
        "license_error",
        1,
        Shell,
        "/opt/{area}/bin/{jobl}.sh",
        "all seats of the licence were in use",
        &[
            "[{ts}] starting the optimiser",
            "License checkout failed.",
            "Licensed number of users already reached.",
            "Feature:       OPT_SOLVER",
            "License path:  27000@lic01.corp.example:",
            "FlexNet Licensing error:-4,132",
            "[{ts}] optimiser ended with 1",
        ],
    ),
    Fault::run(
        "license_error",
        4,
        Database,
        "/opt/{area}/bin/db2batch.sh {jobl}",
        "DB2 has no valid licence key for the feature (SQL8029N)",
        &[
            "db2 => CREATE TABLE {subject}_C LIKE {subject} COMPRESS YES",
            "SQL8029N  A valid license key was not found for the requested functionality.  Reference numbers: \"8\".",
            "{ts} db2batch: stopping after the first error",
        ],
    ),
];
