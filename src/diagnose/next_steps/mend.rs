//! What mends a cause, in general words.

use crate::diagnose::Kind;

/// What mends a cause, where a general word helps.
pub(super) fn of(kind: Kind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Kind::DiskFull => (
            "Free or add space where it wrote",
            "a rerun fails again while the file system is full",
        ),
        Kind::OutOfMemory => (
            "See what else used memory then, or raise its limit",
            "a rerun at the same load fails again",
        ),
        Kind::CommandNotFound => (
            "Check the path of the command on that agent",
            "a new agent or profile often lacks it",
        ),
        Kind::FileNotFound => (
            "See whether the input arrived, and under which name",
            "the producer may be late or have failed",
        ),
        Kind::PermissionDenied => (
            "Compare owner and mode with the user the job runs as",
            "rights often change with a deployment",
        ),
        Kind::LockContention => (
            "See who holds the lock",
            "the rerun succeeds as soon as it is free",
        ),
        Kind::NetworkError => (
            "Test the connection from that agent",
            "the other side, the name or a firewall may be at fault",
        ),
        Kind::AuthenticationFailed => (
            "Check the account: password, expiry, lock",
            "each failed try may lock it",
        ),
        Kind::CertificateError => (
            "Check the certificate's dates, issuer and host name",
            "a rerun fails until it is renewed or trusted",
        ),
        Kind::DataError => (
            "Look at the record the log names",
            "a rerun on the same data fails again",
        ),
        Kind::SyntaxError => (
            "See what was changed or deployed last",
            "a rerun of the same text fails again",
        ),
        Kind::MissingLibrary => (
            "Check what is installed on that agent",
            "a rerun fails until the library is there",
        ),
        Kind::LicenseError => (
            "Check the licence server and who holds the licences",
            "the rerun works when one is free",
        ),
        Kind::LogonFailed => (
            "Check the job's user and password on that agent",
            "the job is launched as that user",
        ),
        Kind::AgentUnavailable => (
            "Check the agent's processes and its way to the broker",
            "jobs go there again when it answers",
        ),
        Kind::LaunchFailed => (
            "Check that the script exists and may be executed on that agent",
            "the job never began to run",
        ),
        Kind::MaxDurationExceeded => (
            "Find out why it was slow before running it again",
            "the same limit ends it again",
        ),
        _ => return None,
    })
}
