//! Every incident, one row each.

use super::Incident;
use super::{by_design, chains, holders, joins, kept_back, people, run_failed, runs, waits, wide};

/// Rows: name, kind, what plants it, title.
macro_rules! rows {
    ($healthy:literal: $( $name:literal, $kind:literal, $plant:path, $title:literal; )*) => {
        &[ $( Incident { name: $name, kind: $kind, title: $title, healthy: $healthy, plant: $plant } ),* ]
    };
}

/// All rows, by group.
pub const ALL: &[&[Incident]] = &[
    FAILED, CHAINS, WAITS, KEPT_BACK, RUNS, HEALTHY, WIDE, ENTANGLED, AS_MEANT,
];

/// A run failed, and the failed job itself is asked about.
const FAILED: &[Incident] = rows![false:
    "script_error", "script_error", run_failed::at_once, "a job's own check refused the run";
    "command_not_found", "command_not_found", run_failed::at_once, "a command is missing";
    "file_not_found", "file_not_found", run_failed::at_once, "an input file is missing";
    "permission_denied", "permission_denied", run_failed::at_once, "a right on a file is missing";
    "disk_full", "disk_full", run_failed::at_once, "a file system filled up";
    "out_of_memory", "out_of_memory", run_failed::at_once, "memory ran out";
    "killed_by_signal", "killed_by_signal", run_failed::at_once, "a process was killed or crashed";
    "database_error", "database_error", run_failed::at_once, "a database refused a statement";
    "lock_contention", "lock_contention", run_failed::at_once, "a lock or deadlock in a database";
    "network_error", "network_error", run_failed::at_once, "another host could not be reached";
    "authentication_failed", "authentication_failed", run_failed::at_once, "credentials were refused";
    "certificate_error", "certificate_error", run_failed::at_once, "a certificate was not accepted";
    "data_error", "data_error", run_failed::at_once, "delivered data is wrong";
    "syntax_error", "syntax_error", run_failed::at_once, "a script or statement does not parse";
    "missing_library", "missing_library", run_failed::at_once, "a library is not installed";
    "max_duration_exceeded", "max_duration_exceeded", run_failed::max_duration, "killed at its maximum duration";
    "license_error", "license_error", run_failed::at_once, "a licence is missing or in use";
    "unknown_exit_code", "unknown_exit_code", run_failed::at_once, "a return code that nothing explains";
    "launch_failed", "launch_failed", run_failed::at_once, "the agent could not launch a job";
    "logon_failed", "logon_failed", run_failed::at_once, "the job's user could not log on";
    "agent_unavailable", "agent_unavailable", run_failed::agent_gone, "the agent went away at launch";
    "stuck_stream", "database_error", run_failed::whole_stream, "a stream is stuck behind a failed job";
    "error_after_warning", "permission_denied", run_failed::after_a_warning, "a harmless warning before the true error";
    "second_error_after_warning", "data_error", run_failed::after_a_warning, "another harmless warning before the true error";
    "error_in_long_log", "disk_full", run_failed::in_a_long_log, "an error at the end of a very long log";
    "rerun_in_vain", "network_error", run_failed::rerun_in_vain, "three runs failed in the same way";
    "worked_yesterday", "permission_denied", run_failed::worked_yesterday, "failed on another machine than the good run before";
    "without_a_trace", "unknown", run_failed::without_a_trace, "an abend without log and return code";
];

/// A job waits, and a failed job some steps away is the cause.
const CHAINS: &[Incident] = rows![false:
    "disk_full_upstream", "disk_full", chains::upstream, "waits for a job that filled the disk";
    "data_error_upstream", "data_error", chains::upstream, "waits for a job that got wrong data";
    "launch_failed_upstream", "launch_failed", chains::upstream, "waits for a job that could not be launched";
    "certificate_far_upstream", "certificate_error", chains::far_upstream, "six steps behind an expired certificate";
    "lock_across_streams", "lock_contention", chains::across_streams, "a stream behind a stream behind a lock";
    "memory_across_streams", "out_of_memory", chains::across_streams, "a stream behind a stream behind a memory failure";
    "authentication_external", "authentication_failed", chains::external_job, "behind a refused logon in another stream";
    "command_in_join", "command_not_found", chains::join, "one of three feeds failed";
    "two_faults", "database_error", chains::two_faults, "two independent failures upstream";
    "carried_forward", "file_not_found", chains::carried_forward, "yesterday's instance failed, today's is fine";
    "resource_of_failed_stream", "database_error", chains::resource_of_a_failed_stream, "a failed stream keeps a resource";
    "a_long_chain", "syntax_error", chains::long, "fifty steps behind a script that does not parse";
    "confirmed_as_failed", "predecessor_failed", chains::confirmed_as_failed, "behind a job confirmed as abended";
    "cancelled_predecessor", "cancelled", chains::cancelled_predecessor, "needs the success of a cancelled job";
];

/// A job waits for something other than a failed job.
const WAITS: &[Incident] = rows![false:
    "not_in_the_plan", "predecessor_not_started", waits::not_in_the_plan, "a predecessor is not in the plan";
    "internetwork_undecided", "internetwork_undecided", waits::other_network, "another network does not answer";
    "prompt_unanswered", "prompt_unanswered", people::prompt, "a prompt waits for an answer";
    "prompt_upstream", "prompt_unanswered", people::prompt_upstream, "behind a prompt that waits for an answer";
    "stream_prompt", "prompt_unanswered", people::stream_prompt, "a stream waits for the answer to a prompt";
    "recovery_prompt", "recovery_prompt_unanswered", people::recovery_prompt, "a failed job asks whether to go on";
    "recovery_prompt_upstream", "recovery_prompt_unanswered", people::recovery_prompt_upstream, "behind a failed job that asks whether to go on";
    "file_missing", "file_missing", waits::file, "a file has not arrived";
    "file_missing_upstream", "file_missing", waits::file_upstream, "behind a job whose file has not arrived";
    "file_beside_a_failure", "file_missing", waits::file_beside_a_failure, "a file is missing, and a job on another branch failed";
    "resource_without_units", "resource_unavailable", waits::resource_without_units, "a resource was set to no units";
    "resource_in_use", "resource_unavailable", waits::resource_in_use, "all units of a resource are in use";
    "resource_held_by_slow_job", "running_longer_than_usual", waits::resource_held_by_a_slow_job, "the holder of a resource hangs";
    "confirmation_required", "confirmation_required", people::confirmation, "an ended job waits for confirmation";
    "confirmation_upstream", "confirmation_required", people::confirmation_upstream, "behind a job that waits for confirmation";
];

/// A job is kept back.
const KEPT_BACK: &[Incident] = rows![false:
    "held_by_operator", "held_by_operator", kept_back::held, "an operator put a job on hold";
    "held_upstream", "held_by_operator", kept_back::held_upstream, "behind a job on hold";
    "stream_held", "stream_held", kept_back::stream_held, "an operator put a stream on hold";
    "stream_held_upstream", "stream_held", kept_back::stream_held_upstream, "behind a stream on hold";
    "workstation_unlinked", "workstation_unlinked", kept_back::unlinked, "a workstation is not linked";
    "workstation_unlinked_upstream", "workstation_unlinked", kept_back::unlinked_upstream, "behind a job whose workstation is not linked";
    "workstation_asked", "workstation_unlinked", kept_back::unlinked_asked, "the unlinked workstation itself";
    "workstation_stopped", "workstation_stopped", kept_back::stopped, "a job manager is down";
    "workstation_limit_zero", "workstation_limit", kept_back::limit_zero, "a workstation's limit is 0";
    "workstation_limit_reached", "workstation_limit", kept_back::limit_reached, "a workstation's limit is reached";
    "workstation_limit_upstream", "workstation_limit", kept_back::limit_upstream, "behind a job whose workstation's limit is 0";
    "workstation_fence", "workstation_fence", kept_back::fence, "a fence is above the job's priority";
    "stream_limit", "stream_limit", kept_back::stream_limit, "a stream's limit is reached";
    "suppressed_too_late", "suppressed", kept_back::suppressed_too_late, "suppressed at its latest start time";
];

/// A job runs too long or too late.
const RUNS: &[Incident] = rows![false:
    "running_longer_than_usual", "running_longer_than_usual", runs::too_long, "runs far longer than usual";
    "slow_upstream", "running_longer_than_usual", runs::too_long_upstream, "behind a job that runs far longer than usual";
    "started_late", "started_late", runs::started_late, "late because it started late";
];

/// Nothing is wrong, though one might think so.
const HEALTHY: &[Incident] = rows![true:
    "predecessor_running", "predecessor_running", waits::running, "behind a job that runs as usual";
    "predecessor_running_elsewhere", "predecessor_running", waits::running_elsewhere, "behind a stream that runs as usual";
    "predecessor_being_launched", "predecessor_not_started", waits::being_launched, "behind a job that is just being launched";
    "time_not_reached", "time_not_reached", waits::own_time, "its time has not come";
    "time_upstream", "time_not_reached", waits::time_upstream, "behind a job whose time has not come";
    "stream_time", "time_not_reached", waits::stream_time, "its stream is for later, a failure nearby is unrelated";
    "held_by_design", "held_by_operator", kept_back::held_by_design, "planned on hold, released by hand";
    "suppressed_by_condition", "suppressed", kept_back::suppressed_by_condition, "a repair job that was not needed";
    "cancelled", "cancelled", kept_back::cancelled, "cancelled by an operator, the rest went on";
    "no_operation", "no_operation", kept_back::no_operation, "defined not to run";
    "running_normally", "running_normally", runs::normally, "runs as usual";
    "goes_on_regardless", "running_normally", chains::goes_on_regardless, "runs after a failure that lets it go on";
    "completed", "completed", runs::completed, "ended well";
    "completed_with_old_error", "completed", runs::completed_with_old_error, "ended well, with an old error in its log";
    "completed_after_rerun", "completed", runs::completed_after_rerun, "failed at first, the rerun ended well";
];

/// One cause holds up many, or a time that must be kept.
const WIDE: &[Incident] = rows![false:
    "wide_failure", "disk_full", wide::failure, "many jobs wait for a job that filled the disk";
    "wide_prompt", "prompt_unanswered", wide::prompt, "many jobs behind a prompt";
    "wide_hold", "held_by_operator", wide::hold, "many jobs behind a job on hold";
    "wide_file", "file_missing", wide::file, "many jobs behind a file that has not arrived";
    "wide_workstation", "workstation_unlinked", wide::workstation, "a workstation that is not linked and has a limit of 0";
    "deadlines_behind_a_failure", "data_error", wide::deadlines, "two deadlines behind a failure, one of them lost";
    "overrun_before", "predecessor_running", wide::overrun_before, "late, for a stream two steps before took far longer than usual";
];

// An incident's names follow from its place: new ones come last, so that the others keep theirs.

/// A job waits for some of several, or for what another one holds, and something is wrong there.
const ENTANGLED: &[Incident] = rows![false:
    "join_beyond_hope", "database_error", joins::beyond_hope, "two of three feeds are needed and two failed";
    "join_of_all", "network_error", joins::all_of_them, "all of three feeds are needed, one runs, one failed";
    "join_waits_for_a_file", "file_missing", joins::behind_a_file, "one of two feeds is enough: one failed, one waits for a file";
    "orphaned_predecessor", "predecessor_not_started", joins::orphaned, "a predecessor has left the plan";
    "resource_of_waiting_stream", "prompt_unanswered", holders::stream_at_a_prompt, "a stream keeps a resource while it waits for an answer";
    "slot_of_slow_job", "running_longer_than_usual", holders::slot_of_a_slow_job, "a job that hangs keeps the only slot of its stream";
    "running_out_of_sight", "workstation_unlinked", holders::out_of_sight, "behind a job whose agent was lost while it ran";
];

/// Nothing is wrong, though something near by is, or someone might think so.
const AS_MEANT: &[Incident] = rows![true:
    "join_still_met", "predecessor_running", joins::still_met, "one of three feeds is enough: one failed, one runs";
    "stream_held_by_design", "stream_held", by_design::stream_on_hold, "a stream planned on hold, released by hand";
    "branch_not_taken", "suppressed", by_design::branch_not_taken, "waits for the abend of a job that ended well";
];
