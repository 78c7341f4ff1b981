//! The closed list of causes, with what each means to an operator.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a cause belongs; decides how causes rank against each other.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The run failed.
    Failed,
    /// It could not start.
    CouldNotStart,
    /// It waits on something that a person or another system must provide.
    WaitsOnSomething,
    /// It is kept back.
    KeptBack,
    /// It waits on other work.
    WaitsOnWork,
    /// It runs.
    Runs,
    /// Nothing is to blame, or nothing is known.
    None,
}

macro_rules! kinds {
    ($($variant:ident = $name:literal, $group:ident, $words:literal;)+) => {
        /// The kind of a root cause. The wire names are public and never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $(#[doc = $words] $variant,)+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant),+];

            /// The wire name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The group of the kind.
            pub fn group(self) -> Group {
                match self { $(Self::$variant => Group::$group,)+ }
            }

            /// A few words for people.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)+ }
            }
        }
    };
}

kinds! {
    ScriptError = "script_error", Failed, "the script or program reported an error";
    CommandNotFound = "command_not_found", Failed, "a command was not found";
    FileNotFound = "file_not_found", Failed, "a file or folder does not exist";
    PermissionDenied = "permission_denied", Failed, "access was denied";
    DiskFull = "disk_full", Failed, "there is no space left";
    OutOfMemory = "out_of_memory", Failed, "memory ran out";
    KilledBySignal = "killed_by_signal", Failed, "the process was killed by a signal";
    DatabaseError = "database_error", Failed, "the database reported an error";
    LockContention = "lock_contention", Failed, "something it needs was locked by others";
    NetworkError = "network_error", Failed, "a network connection failed";
    AuthenticationFailed = "authentication_failed", Failed, "a login was refused";
    CertificateError = "certificate_error", Failed, "a certificate was not accepted";
    DataError = "data_error", Failed, "the data was not as expected";
    SyntaxError = "syntax_error", Failed, "a statement or file has a syntax error";
    MissingLibrary = "missing_library", Failed, "a library or module is missing";
    MaxDurationExceeded = "max_duration_exceeded", Failed, "it ran longer than its maximum duration";
    LicenseError = "license_error", Failed, "no licence was available";
    UnknownExitCode = "unknown_exit_code", Failed, "it ended with a code that says nothing more";
    LaunchFailed = "launch_failed", CouldNotStart, "the agent could not launch it";
    LogonFailed = "logon_failed", CouldNotStart, "the user it runs as could not log on";
    AgentUnavailable = "agent_unavailable", CouldNotStart, "the agent could not be used";
    PredecessorFailed = "predecessor_failed", WaitsOnWork, "what it waits for has failed";
    PredecessorRunning = "predecessor_running", WaitsOnWork, "what it waits for is still running";
    PredecessorNotStarted = "predecessor_not_started", WaitsOnWork, "what it waits for has not started";
    InternetworkUndecided = "internetwork_undecided", WaitsOnWork, "the state of a remote job is not known";
    PromptUnanswered = "prompt_unanswered", WaitsOnSomething, "a prompt waits for an answer";
    RecoveryPromptUnanswered = "recovery_prompt_unanswered", WaitsOnSomething, "a recovery prompt waits for an answer";
    FileMissing = "file_missing", WaitsOnSomething, "a file it waits for is not there";
    ResourceUnavailable = "resource_unavailable", WaitsOnSomething, "too few units of a resource are free";
    TimeNotReached = "time_not_reached", WaitsOnWork, "its time has not come";
    ConfirmationRequired = "confirmation_required", WaitsOnSomething, "it waits for a person to confirm it";
    HeldByOperator = "held_by_operator", KeptBack, "the job is held";
    StreamHeld = "stream_held", KeptBack, "the job stream is held";
    WorkstationUnlinked = "workstation_unlinked", KeptBack, "the workstation is not linked";
    WorkstationStopped = "workstation_stopped", KeptBack, "the workstation's job manager is down";
    WorkstationLimit = "workstation_limit", KeptBack, "the workstation's job limit is reached";
    WorkstationFence = "workstation_fence", KeptBack, "the priority is not above the workstation's fence";
    StreamLimit = "stream_limit", KeptBack, "the job stream's limit is reached";
    Suppressed = "suppressed", KeptBack, "it was suppressed";
    Cancelled = "cancelled", KeptBack, "it was cancelled";
    NoOperation = "no_operation", KeptBack, "it is marked as no operation";
    RunningNormally = "running_normally", Runs, "it is running as usual";
    RunningLongerThanUsual = "running_longer_than_usual", Runs, "it is running longer than usual";
    StartedLate = "started_late", Runs, "it started late";
    Completed = "completed", None, "it has completed";
    Unknown = "unknown", None, "the cause could not be found";
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl Kind {
    /// The kind of a wire name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// How much a cause of this kind deserves to be called *the* cause when there are several:
    /// lower first. What is broken comes before what waits for people, that before what is kept
    /// back on purpose, and what time alone will mend comes last.
    pub fn rank(self) -> u8 {
        match self {
            Self::RecoveryPromptUnanswered => 0,
            Self::UnknownExitCode => 1,
            Self::PredecessorFailed => 2,
            Self::InternetworkUndecided => 4,
            Self::RunningLongerThanUsual => 6,
            Self::StartedLate => 7,
            Self::PredecessorRunning => 8,
            Self::RunningNormally => 9,
            Self::TimeNotReached => 10,
            Self::PredecessorNotStarted => 11,
            Self::Completed => 12,
            Self::Unknown => 13,
            _ => match self.group() {
                Group::Failed | Group::CouldNotStart => 0,
                Group::WaitsOnSomething => 3,
                Group::KeptBack => 5,
                Group::WaitsOnWork | Group::Runs | Group::None => 11,
            },
        }
    }

    /// Whether nothing is wrong: no one has to act.
    pub fn is_healthy(self) -> bool {
        matches!(
            self,
            Self::Completed
                | Self::RunningNormally
                | Self::TimeNotReached
                | Self::NoOperation
                | Self::PredecessorRunning
        )
    }
}
