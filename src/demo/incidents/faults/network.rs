//! The other side says no, or says nothing: connections, credentials, certificates.

use super::Fault;
use crate::demo::joblog::Style::{Database, Java, Python, Shell, Windows};

const SFTP: &str = "/opt/{area}/bin/transfer.sh -p {subject}";
const SQL: &str = "/opt/{area}/bin/run_sql.sh {jobl}.sql";
const DB2: &str = "/opt/{area}/bin/db2batch.sh {jobl}";
const JAVA: &str = "/opt/{area}/bin/runbatch.sh -job {jobl}";
const PYTHON: &str = "/opt/{area}/venv/bin/python /opt/{area}/etl/{jobl}.py";

/// All of them.
pub const FAULTS: &[Fault] = &[
    Fault::run(
        "network_error",
        255,
        Shell,
        SFTP,
        "the host {host} did not answer",
        &[
            "[{ts}] sending 3 files to {host}",
            "ssh: connect to host {host} port 22: Connection timed out",
            "Connection closed",
            "[{ts}] transfer failed, nothing was sent",
        ],
    ),
    Fault::run(
        "network_error",
        1,
        Java,
        JAVA,
        "the service on {host} refused the connection",
        &[
            "{ts} INFO  [main] c.b.{area}.client.Rates - asking https://{host}:8443/rates",
            "{ts} WARN  [main] c.b.{area}.client.Rates - attempt 1 of 3 failed",
            "{ts} WARN  [main] c.b.{area}.client.Rates - attempt 2 of 3 failed",
            "{ts} ERROR [main] c.b.{area}.client.Rates - giving up",
            "java.net.ConnectException: Connection refused",
            "\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)",
            "\tat com.bank.{area}.client.Rates.fetch(Rates.java:63)",
        ],
    ),
    Fault::run(
        "network_error",
        1,
        Database,
        SQL,
        "no listener answered for {db} (ORA-12541)",
        &[
            "SQL*Plus: Release 19.0.0.0.0 - Production",
            "ERROR:",
            "ORA-12541: TNS:no listener",
            "SP2-0157: unable to CONNECT to ORACLE after 3 attempts, exiting SQL*Plus",
            "run_sql.sh: ended with 1",
        ],
    ),
    Fault::run(
        "network_error",
        6,
        Shell,
        "/opt/{area}/bin/{jobl}.sh",
        "the name {host} cannot be resolved",
        &[
            "[{ts}] fetching the calendar",
            "curl: (6) Could not resolve host: {host}",
            "[{ts}] calendar not fetched, leaving with 6",
        ],
    ),
    Fault::run(
        "network_error",
        1,
        Python,
        PYTHON,
        "the connection to {host} was reset",
        &[
            "{ts} INFO {area}.api: posting {n} messages",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 77, in post",
            "    reply = session.post(url, json=batch)",
            "requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
            "{ts} CRITICAL {area}.api: nothing was acknowledged",
        ],
    ),
    // Credentials.
    Fault::run(
        "authentication_failed",
        1,
        Database,
        SQL,
        "the password of {user} in {db} is wrong (ORA-01017)",
        &[
            "SQL*Plus: Release 19.0.0.0.0 - Production",
            "ERROR:",
            "ORA-01017: invalid username/password; logon denied",
            "SP2-0306: Invalid option.",
            "SP2-0157: unable to CONNECT to ORACLE after 3 attempts, exiting SQL*Plus",
        ],
    ),
    Fault::run(
        "authentication_failed",
        255,
        Shell,
        SFTP,
        "{host} no longer accepts the key of {user}",
        &[
            "[{ts}] sending 1 file to {host}",
            "{user}@{host}: Permission denied (publickey,password).",
            "Connection closed",
            "[{ts}] transfer failed with 255",
        ],
    ),
    Fault::run(
        "authentication_failed",
        4,
        Database,
        DB2,
        "DB2 refused user name or password (SQL30082N, reason 24)",
        &[
            "db2 => CONNECT TO {db} USER {user} USING",
            "SQL30082N  Security processing failed with reason \"24\" (\"USERNAME AND/OR PASSWORD INVALID\").  SQLSTATE=08001",
            "SQL1024N  A database connection does not exist.  SQLSTATE=08003",
            "{ts} db2batch: ended with 4",
        ],
    ),
    Fault::run(
        "authentication_failed",
        1,
        Python,
        PYTHON,
        "the technical user's password in PostgreSQL is wrong",
        &[
            "{ts} INFO {area}.config: host={host} port=5432",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 38, in <module>",
            "    conn = psycopg2.connect(dsn)",
            "psycopg2.OperationalError: connection to server at \"{host}\", port 5432 failed: FATAL:  password authentication failed for user \"{user}\"",
        ],
    ),
    Fault::run(
        "authentication_failed",
        22,
        Shell,
        "/opt/{area}/bin/{jobl}.sh",
        "the service answered 401: the token is no longer valid",
        &[
            "[{ts}] POST https://{host}/v2/batches",
            "curl: (22) The requested URL returned error: 401",
            "{\"error\":\"invalid_token\",\"error_description\":\"The access token expired\"}",
            "[{ts}] nothing was delivered",
        ],
    ),
    // Certificates.
    Fault::run(
        "certificate_error",
        60,
        Shell,
        "/opt/{area}/bin/{jobl}.sh",
        "the certificate of {host} has expired",
        &[
            "[{ts}] GET https://{host}/reports/{date}",
            "curl: (60) SSL certificate problem: certificate has expired",
            "More details here: https://curl.se/docs/sslcerts.html",
            "[{ts}] report not fetched, leaving with 60",
        ],
    ),
    Fault::run(
        "certificate_error",
        1,
        Java,
        JAVA,
        "the truststore does not know the issuer of {host}'s certificate",
        &[
            "{ts} INFO  [main] c.b.{area}.client.Hub - connecting to {host}:443",
            "{ts} ERROR [main] c.b.{area}.client.Hub - cannot connect",
            "javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
            "\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)",
            "\tat com.bank.{area}.client.Hub.open(Hub.java:52)",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - step failed",
        ],
    ),
    Fault::run(
        "certificate_error",
        1,
        Python,
        PYTHON,
        "the certificate of {host} was issued for another name",
        &[
            "{ts} INFO {area}.api: fetching prices from {host}",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 55, in fetch",
            "    with urlopen(url) as reply:",
            "urllib.error.URLError: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for '{host}'. (_ssl.c:1007)>",
        ],
    ),
    Fault::run(
        "certificate_error",
        1,
        Windows,
        "D:\\batch\\{area}\\post.cmd {jobl}",
        "the remote certificate is invalid",
        &[
            "{ts} Information: posting {subject} to https://{host}",
            "Invoke-WebRequest : The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.",
            "System.Security.Authentication.AuthenticationException: The remote certificate is invalid according to the validation procedure.",
            "{ts} Error: post failed with errorlevel 1",
        ],
    ),
];
