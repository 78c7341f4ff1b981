//! The contract's enumerations. Unknown values are kept (`Other`), never an error.

use super::lenient::open_enum;

open_enum! {
    /// External status of a job or stream (`CommonStatusV2`).
    CommonStatus {
        Waiting = "WAITING", Ready = "READY", Running = "RUNNING", Successful = "SUCCESSFUL",
        Error = "ERROR", Canceled = "CANCELED", Held = "HELD", Undecided = "UNDECIDED",
        Blocked = "BLOCKED", Suppress = "SUPPRESS", WaitingForTrigger = "WAITING_FOR_TRIGGER",
        ReadyPrevWsNonrep = "READY_PREV_WS_NONREP", Completed = "COMPLETED",
        SuppressByCond = "SUPPRESS_BY_COND", Interrupted = "INTERRUPTED",
        DummyCompleted = "DUMMY_COMPLETED",
    }
}

open_enum! {
    /// Internal status of a job (`JobInPlanStatus`).
    JobStatus {
        Hold = "HOLD", Ready = "READY", Fence = "FENCE", Intro = "INTRO", Fail = "FAIL",
        Exec = "EXEC", Wait = "WAIT", Suppr = "SUPPR", End = "END", Succ = "SUCC", Succp = "SUCCP",
        Abend = "ABEND", Cancl = "CANCL", Canclp = "CANCLP", Abenp = "ABENP", Pend = "PEND",
        Susp = "SUSP", Stuck = "STUCK", Extrn = "EXTRN", Intrpt = "INTRPT", Complt = "COMPLT",
        Error = "ERROR", Pendpred = "PENDPRED", Started = "STARTED", Undcded = "UNDCDED",
        Arrving = "ARRVING", Nonreppred = "NONREPPRED",
    }
}

open_enum! {
    /// Why a job is in its status (`JobInPlanSubStatus`); often absent.
    JobSubstatus {
        HoldPredecessor = "HOLD_WAITING_FOR_PREDECESSOR",
        HoldCondition = "HOLD_UNEXPECTED_PREDECESSOR_CONDITION",
        HoldTime = "HOLD_WAITING_FOR_TIME", HoldPrompt = "HOLD_WAITING_FOR_PROMPT",
        HoldFile = "HOLD_WAITING_FOR_FILE", HoldInput = "HOLD_WAITING_FOR_INPUT",
        HoldPriorityZero = "HOLD_PRIORITY_ZERO", ReadyResources = "READY_WAITING_FOR_RESOURCES",
        ReadySuppressed = "READY_SUPPRESSED",
        SupprUnsatisfied = "SUPPR_UNSATISFIED_DEPENDENCY",
        SupprWorkstationIgnored = "SUPPR_WORKSTATION_IGNORED", ReadySubmitted = "READY_SUBMITTED",
        ReadyLimit = "READY_WAITING_FOR_LIMIT", ReadyAgent = "READY_WAITING_FOR_AGENT",
        ReadyUser = "READY_WAITING_FOR_USER_INTERVENTION", SuccDoNotRun = "SUCC_DO_NOT_RUN",
        SuccCompleted = "SUCC_COMPLETED",
    }
}

open_enum! {
    /// Internal status of a job stream (`JobStreamInPlanStatus`).
    StreamStatus {
        Ready = "READY", Hold = "HOLD", Exec = "EXEC", Abend = "ABEND", Cancl = "CANCL",
        Canclp = "CANCLP", Succ = "SUCC", Unknown = "UNKNOWN", Add = "ADD", Fail = "FAIL",
        Wait = "WAIT", Intro = "INTRO", Abenp = "ABENP", Succp = "SUCCP", Susp = "SUSP",
        Stuck = "STUCK", Pend = "PEND", Bound = "BOUND", Suppr = "SUPPR", Extrn = "EXTRN",
        Complete = "COMPLETE", Deleted = "DELETED", Error = "ERROR", Pendingpred = "PENDINGPRED",
        Started = "STARTED", Undecided = "UNDECIDED", Waitforinput = "WAITFORINPUT",
        Interrupted = "INTERRUPTED", Nonreportingpred = "NONREPORTINGPRED",
        Supprbycond = "SUPPRBYCOND",
    }
}

open_enum! {
    /// What a dependency is on (`DependencyType`).
    DependencyType {
        Internal = "INTERNAL", ExternalJob = "EXTERNAL_JOB",
        ExternalJobStream = "EXTERNAL_JOBSTREAM", Join = "JOIN", File = "FILE",
        Resource = "RESOURCE", Internetwork = "INTERNETWORK", Prompt = "PROMPT",
    }
}

open_enum! {
    /// Whether a dependency holds (`Status`).
    DependencyStatus {
        Satisfied = "SATISFIED", Unsatisfied = "UNSATISFIED", Undecided = "UNDECIDED",
        Unbound = "UNBOUND",
    }
}

open_enum! {
    /// Condition of a conditional dependency (`ConditionStatus`).
    ConditionStatus {
        Started = "STARTED", Exec = "EXEC", Completed = "COMPLETED",
        DummyCompleted = "DUMMY_COMPLETED", Error = "ERROR", Succ = "SUCC", Fail = "FAIL",
        Suppr = "SUPPR", Suppress = "SUPPRESS", Abend = "ABEND",
    }
}

open_enum! {
    /// State of a prompt (`PromptStatus`).
    PromptStatus {
        NotAsked = "NOT_ASKED", Asked = "ASKED", AnsweredYes = "ANSWERED_YES",
        AnsweredNo = "ANSWERED_NO",
    }
}

open_enum! {
    /// Kind of a prompt (`PromptType`); a restart prompt asks whether to recover an abended job.
    PromptType {
        AdHoc = "Ad Hoc Prompt", Predefined = "Predefined Prompt", Restart = "Restart Prompt",
    }
}

open_enum! {
    /// State of a file dependency (`FileStatusType`).
    FileStatus {
        NotChecked = "Not Checked", Checking = "Checking", Exists = "Exists",
        Unavailable = "Unavailable", Resync = "Resync",
    }
}

open_enum! {
    /// How many members of a join must hold (`JoinCriteria`).
    JoinCriteria { All = "ALL", AtLeast = "AT_LEAST" }
}

open_enum! {
    /// What happens after an abend (`RecoveryOptionV2`).
    RecoveryOption {
        Stop = "STOP", Continue = "CONTINUE", ContinuePrompt = "CONTINUE_PROMPT",
        Rerun = "RERUN", RerunPrompt = "RERUN_PROMPT",
    }
}

open_enum! {
    /// Why a run exists (`RerunType`).
    RerunType {
        Rerun = "RERUN", RecoveryRerun = "RECOVERY_RERUN", RerunEvery = "RERUN_EVERY",
        RerunFrom = "RERUN_FROM", Recovery = "RECOVERY", Regular = "REGULAR",
        RerunStep = "RERUN_STEP",
    }
}

open_enum! {
    /// State of a resource (`ResourceInPlanStatus`).
    ResourceStatus {
        Available = "AVAILABLE", NotAvailable = "NOT_AVAILABLE", Undecided = "UNDECIDED",
    }
}

open_enum! {
    /// What happens when the latest start time passes (`LateStartAction`).
    LateStartAction { DoNotRun = "doNotRun", Continue = "continue", Cancel = "cancel" }
}

open_enum! {
    /// What happens when the maximum duration passes (`MaxDurationActionV2`).
    MaxDurationAction { Continue = "continue", Kill = "kill" }
}

open_enum! {
    /// What a workstation is (`WorkstationType`).
    WorkstationType {
        Agent = "AGENT", Pool = "POOL", DynamicPool = "D-POOL", RemoteEngine = "REM-ENG",
        Manager = "MANAGER", Fta = "FTA", ExtendedAgent = "X-AGENT", StandardAgent = "S-AGENT",
        Broker = "WORKLOAD_BROKER", DomainManager = "DOMAIN_MANAGER",
    }
}

open_enum! {
    /// A link or process state of a workstation (`WorkstationStateEnum`).
    WorkstationState {
        Master = "MASTER", Manager = "MANAGER", Linked = "LINKED", FullyLinked = "FULLY_LINKED",
        DirectlyLinked = "DIRECTLY_LINKED", HostLinked = "HOST_LINKED",
        ExtendedLinked = "EXTENDED_LINKED", Broker = "BROKER", Start = "START",
        Running = "RUNNING", TcpIpLinked = "TCP_IP_LINKED", Monman = "MONMAN",
        InstalledAndRunning = "INSTALLED_AND_RUNNING", Installed = "INSTALLED",
        Update = "UPDATE", ServerStarted = "SERVER_STARTED",
        ServerRestarting = "SERVER_RESTARTING", Online = "ONLINE",
        WriterRunning = "WRITER_RUNNING", JobmanUp = "JOBMAN_UP", WriterUp = "WRITER_UP",
        EvtProcRunning = "EVT_PROC_RUNNING", SsmRunning = "SSM_RUNNING",
        ConfigUpdated = "CONFIG_UPDATED", BehindFirewall = "BEHIND_FIREWALL",
        IsInited = "IS_INITED", Unlinked = "UNLINKED",
    }
}
