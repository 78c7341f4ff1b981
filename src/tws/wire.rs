//! The bodies of the contract (`openapi-v2.json`, schemas of the same name with `V2`), as far as
//! this program reads or the demo scheduler writes them. Every field may be absent or null.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lenient::{Loose, Seconds, list, object};
use super::status::{
    CommonStatus, ConditionStatus, DependencyStatus, DependencyType, FileStatus, JobStatus,
    JobSubstatus, JoinCriteria, LateStartAction, MaxDurationAction, PromptStatus, PromptType,
    RecoveryOption, RerunType, ResourceStatus, StreamStatus, WorkstationState, WorkstationType,
};
use super::task::Task;

/// Declares a body: all fields optional on reading, empty ones left out on writing. Fields under
/// `written` are only ever written (by the demo scheduler); on reading they are skipped unparsed.
macro_rules! body {
    ($(#[$doc:meta])* $name:ident {
        $( $(#[$fdoc:meta])* $field:ident : $type:ty ),* $(,)?
        ; lists: $( $(#[$ldoc:meta])* $lfield:ident : $ltype:ty ),* $(,)?
        ; objects: $( $(#[$odoc:meta])* $ofield:ident : $otype:ty ),* $(,)?
        $(; written: $( $(#[$wdoc:meta])* $wfield:ident : $wtype:ty ),* $(,)?)?
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $( $(#[$fdoc])* #[serde(default, skip_serializing_if = "Loose::is_none")] pub $field: Loose<$type>, )*
            $( $(#[$ldoc])* #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
               pub $lfield: Vec<$ltype>, )*
            $( $(#[$odoc])* #[serde(default, deserialize_with = "object", skip_serializing_if = "is_default")]
               pub $ofield: $otype, )*
            $($( $(#[$wdoc])* #[serde(skip_deserializing, skip_serializing_if = "is_default")]
               pub $wfield: $wtype, )*)?
        }
    };
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

body! {
    /// `JobInPlanCompositeStatusV2` and `JobStreamInPlanCompositeStatusV2` without the status itself.
    JobState {
        status: JobStatus, substatus: JobSubstatus, canceled: bool, cancel_pending: bool,
        error: bool, started: bool, dont_run: bool,
        ; lists: ; objects:
    }
}

body! {
    /// `JobStreamInPlanCompositeStatusV2`.
    StreamState {
        status: StreamStatus, substatus: String, canceled: bool, cancel_pending: bool,
        error: bool, started: bool, dont_run: bool,
        ; lists: ; objects:
    }
}

body! {
    /// `JobInPlanV2`: an instance of a job in the plan.
    JobInPlan {
        id: String, folder: String, name: String,
        workstation: String, workstation_id: String, job_stream_id: String,
        job_stream_name: String, job_stream_workstation: String,
        key: String,
        last_run_common_status: CommonStatus, priority: i64, orig_priority: i64,
        sched_time: Timestamp, time_zone: String, end_time: Timestamp,
        critical_start: Timestamp, ; lists: jobruns: JobRun, ; objects:
        job_status_flags: JobStatusFlags, job_options: JobOptions,
        last_run_composite_status: JobState, job_definition: JobDefinition,
        time_restrictions: TimeRestrictions, dependencies: Option<Vec<Dependency>>,
        dependencies_stats: DependenciesStats,
        ; written: plan_id: Loose<String>, folder_id: Loose<String>, job_stream_workstation_id: Loose<String>, position: Loose<i64>, confidence_interval: Loose<String>, repeat_interval: Loose<Seconds>, archived: Loose<bool>, job_definition_ref_id: Loose<String>, actions: Vec<Action>, job_definition_flags: JobDefinitionFlags,
    }
}

body! {
    /// `JobInPlanStatusFlags`.
    JobStatusFlags {
        job_stream_cancelled: bool, promoted_to_urgent_queue: bool, job_late: bool,
        user_rerun_again: bool, restarted: bool, until_gone: bool, need_message: bool,
        deadline_has_passed: bool,
        ; lists: ; objects:
    }
}

body! {
    /// `JobInPlanDefinitionFlags`.
    JobDefinitionFlags { monitored: bool, aliased: bool, interactive: bool, ; lists: ; objects: }
}

body! {
    /// `JobInPlanOptions`.
    JobOptions {
        no_operation: bool, critical: bool, requires_confirmation: bool, every: bool,
        ; lists: ; objects:
    }
}

body! {
    /// `JobRunInstanceV2`: one run of a job. Its id, not the job's, names the log and the rerun.
    JobRun {
        id: String, actual_workstation: String, job_number: i64,
        common_status: CommonStatus, return_code: i64, confirmed: bool,
        rerun_type: RerunType, last_in_rerun_chain: bool, max_duration_gone: bool,
        ; lists: output_conditions: OutputCondition, ; objects: composite_status: JobState, time_info: TimeInfo,
        ; written: name: Loose<String>, job_id: Loose<String>, rerun_job: Loose<bool>, released: Loose<bool>, submitted_time: Loose<Timestamp>, min_duration_not_reached: Loose<bool>, run_attempt: Loose<i64>, step: Loose<String>, actions: Vec<Action>,
    }
}

body! {
    /// `OutputConditionInPlanV2`.
    OutputCondition {
        condition_name: String, mapping_expression: String, succ_condition: bool,
        is_succ_condition: bool, satisfied: bool, is_satisfied: bool,
        ; lists: ; objects:
    }
}

body! {
    /// `TimeInfoV2`.
    TimeInfo {
        estimated_duration: Seconds, actual_start_time: Timestamp, elapsed_time: Seconds,
        actual_end_time: Timestamp,
        ; lists: ; objects:
    }
}

body! {
    /// `TimeRestrictionsInPlanV2`: `at`, `until`, deadline and the duration limits.
    TimeRestrictions {
        start_time: Timestamp, deadline_time: Timestamp, max_duration: Seconds,
        min_duration: Seconds, latest_start_time: Timestamp, late_start_action: LateStartAction,
        max_duration_action: MaxDurationAction, time_dependent: bool,
        start_time_satisfied: bool, deadline_satisfied: bool, latest_start_satisfied: bool,
        max_duration_satisfied: bool, min_duration_satisfied: bool,
        ; lists: ; objects:
    }
}

body! {
    /// `JobDefinitionInPlanV2`. `task` is an object with one key, the task type.
    JobDefinition {
        name: String,
        workstation: String, description: String, estimated_duration: Seconds, recovery_job_name: String,
        abend_prompt_id: String, abend_prompt_name: String,
        abend_prompt_text: String, recovery_option: RecoveryOption,
        task_type: String,
        ; lists: user_logins: String,
        ; objects: task: Task,
        ; written: id: Loose<String>, job_definition_model_id: Loose<String>, folder: Loose<String>, is_command: Loose<bool>, command: Loose<bool>, recovery_job_id: Loose<String>, recovery_job_workstation: Loose<String>, recovery_repeat_interval: Loose<Seconds>, recovery_repeat_occurrences: Loose<i64>,
    }
}

body! {
    /// `DependenciesStatsV2`.
    DependenciesStats {
        number_of_dependencies: i64, number_of_job_dependencies: i64,
        number_of_job_stream_dependencies: i64, number_of_internetwork_dependencies: i64,
        number_of_prompt_dependencies: i64, number_of_resource_dependencies: i64,
        number_of_file_dependencies: i64, number_of_unresolved_dependencies: i64,
        number_of_non_resource_unresolved_dependencies: i64,
        ; lists: ; objects:
    }
}

body! {
    /// `DependencyInPlanV2`: the members of all its eight forms, told apart by `dependencyType`.
    Dependency {
        dependency_type: DependencyType, id: String, dependency_status: DependencyStatus,
        satisfied: bool, dep_sequence: i64, mandatory: bool, conditional: bool, critical: bool,
        job_id: String, job_name: String, job_workstation_name: String, job_stream_id: String,
        job_stream_name: String, job_stream_workstation: String,
        job_stream_sched_time: Timestamp, job_stream_folder: String,
        folder_original_name: String, job_succ_id: String, job_stream_succ_id: String,
        pending: bool, zombie: bool,
        network_agent_id: String, network_agent: String, dependency: String,
        join_name: String, join_quantity: i64, criteria: JoinCriteria,
        time_last_checked: Timestamp,
        name: String, original_name: String, workstation: String, workstation_id: String,
        folder: String, folder_id: String, quantity: i64, quantity_held: i64, available: i64,
        total_quantity: i64,
        prompt_name: String, text: String, prompt_status: PromptStatus, prompt_type: PromptType,
        number: i64,
        ; lists: status_conditions: ConditionStatus, output_conditions: String,
        members: Dependency,
        ; objects:
        /// State of the predecessor, of a job or of a stream.
        predecessor_status: JobState,
        file: FileInPlan,
        job_in_plan_composite_status: JobState,
        job_stream_in_plan_composite_status: StreamState,
    }
}

body! {
    /// `FileInPlanV2`.
    FileInPlan {
        id: String, name: String, workstation: String, workstation_id: String,
        qualifier: String, status: FileStatus,
        ; lists: ; objects:
    }
}

body! {
    /// `JobStreamInPlanV2`: an instance of a job stream.
    JobStreamInPlan {
        id: String, plan_id: String, folder: String, folder_id: String, name: String,
        original_job_stream_name: String, workstation: String, workstation_id: String,
        job_stream_model_id: String, key: String, sched_time: Timestamp, time_zone: String,
        common_status: CommonStatus, priority: i64, orig_priority: i64, limit: i64,
        internal_identifier: String, archived: bool,
        ; lists: actions: Action,
        ; objects:
        js_definition_flags: StreamDefinitionFlags, js_status_flags: StreamStatusFlags,
        composite_status: StreamState, time_info: TimeInfo, job_stream_stats: StreamStats,
        dependencies: Option<Vec<Dependency>>, dependencies_stats: DependenciesStats,
        time_restrictions: TimeRestrictions,
    }
}

body! {
    /// `JobStreamInPlanDefinitionFlags`.
    StreamDefinitionFlags { aliased: bool, carried_forward: bool, ; lists: ; objects: }
}

body! {
    /// `JobStreamInPlanStatusFlags`.
    StreamStatusFlags {
        released: bool, late_job_stream: bool, pending_predecessor: bool, has_every_jobs: bool,
        ; lists: ; objects:
    }
}

body! {
    /// `JobStreamStatsV2`; the double l is the contract's own spelling.
    StreamStats {
        number_of_job: i64, number_of_successfull_job: i64, number_of_not_running_job: i64,
        number_of_executing_job: i64, number_of_abended_job: i64, number_of_failed_job: i64,
        number_of_undecided_job: i64,
        ; lists: ; objects:
    }
}

body! {
    /// `WorkstationInPlanV2`.
    WorkstationInPlan {
        id: String, plan_id: String, folder: String, folder_id: String, name: String,
        key: String, run_number: i64, description: String, #[serde(rename = "type")] kind: WorkstationType,
        os: String, time_zone: String, node_name: String, tcp_port: i64, domain_name: String,
        limit: i64, fence: i64, agent_id: String, version: String, time_started: Timestamp,
        host_workstation: String, ignore: bool, archived: bool,
        ; lists: active_states: WorkstationState, active_flags: String,
        ; objects:
    }
}

body! {
    /// `ResourceInPlanV2`.
    ResourceInPlan {
        id: String, folder: String, folder_id: String, name: String, key: String,
        workstation: String, workstation_id: String, quantity: i64, quantity_available: i64,
        quantity_in_use: i64, description: String, status: ResourceStatus, archived: bool,
        ; lists: holders: ResourceHolder,
        ; objects:
    }
}

body! {
    /// `ResourceHolderInPlan`.
    ResourceHolder {
        job_stream_id: String, job_stream: String, job_id: String, job: String, job_key: String,
        quantity: i64, shared: bool,
        ; lists: ; objects:
    }
}

body! {
    /// `PromptInPlanV2` (its list exists on newer servers only).
    PromptInPlan {
        id: String, name: String, folder: String, key: String, workstation: String,
        job_id: String, job_key: String, job_stream_id: String, job_stream_key: String,
        text: String, status: PromptStatus, #[serde(rename = "type")] kind: PromptType,
        time_asked: Timestamp, number: i64,
        ; lists: ; objects:
    }
}

body! {
    /// `EngineInfoV2`.
    EngineInfo {
        display_version: String, full_version: String, reference_id: String,
        license_type: String, locale: String, timezone: String,
        ; lists: ; objects:
    }
}

body! {
    /// `GroupedCountResponse`: a total and, per group label, a count. A label of several grouping
    /// fields joins their values with a comma.
    GroupedCount {
        count: i64,
        ; lists: ; objects: grouped_count: BTreeMap<String, i64>,
    }
}

body! {
    /// `IssuesResponseV2`.
    Issues { ; lists: issues: Issue, ; objects: }
}

body! {
    /// `Issue`: a known problem of a job, in the scheduler's words.
    Issue { id: String, issue_message: String, issue_type: String, ; lists: ; objects: }
}

body! {
    /// `ModelObject…`: a definition with who changed it last.
    ModelObject {
        kind: String, key: String,
        ; lists: ; objects: def: serde_json::Value, status: ModelStatus,
    }
}

body! {
    /// Lock and change data of a definition.
    ModelStatus { ; lists: ; objects: modify_data: ModifyData, }
}

body! {
    /// `ModifyDataV2`.
    ModifyData { modified_by: String, modified_time: Timestamp, version: i64, ; lists: ; objects: }
}

body! {
    /// `ActionV2`: an action the caller may run now.
    Action { key: String, id: String, ; lists: ; objects: }
}

body! {
    /// `ResourceResponseV2` and `ActionResourceResponseV2`: the answer to an action.
    ActionResponse {
        id: String, url: String, message: String, error: bool, is_error: bool,
        ; lists: ; objects:
    }
}

/// A page of a list: `{count, results, next, previous}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    default,
    bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>")
)]
pub struct Page<T> {
    /// All items that match, when the server counted them.
    #[serde(skip_serializing_if = "Loose::is_none")]
    pub count: Loose<i64>,
    /// The items of this page.
    #[serde(deserialize_with = "list")]
    pub results: Vec<T>,
    /// Address of the next page; its host may be wrong behind a proxy.
    #[serde(skip_serializing_if = "Loose::is_none")]
    pub next: Loose<String>,
    /// Address of the previous page.
    #[serde(skip_serializing_if = "Loose::is_none")]
    pub previous: Loose<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            count: Loose::default(),
            results: Vec::new(),
            next: Loose::default(),
            previous: Loose::default(),
        }
    }
}

/// `FlowNodeInPlanV2`: a job or a stream, told apart by `flowNodeType`.
#[derive(Debug, Clone, PartialEq)]
pub enum FlowNode {
    /// `JOB`, or anything that names a stream it belongs to.
    Job(Box<JobInPlan>),
    /// `JOBSTREAM`.
    Stream(Box<JobStreamInPlan>),
}

impl<'de> Deserialize<'de> for FlowNode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let value = serde_json::Value::deserialize(deserializer)?;
        let is_stream = match value.get("flowNodeType").and_then(|t| t.as_str()) {
            Some(kind) => kind == "JOBSTREAM",
            None => value.get("jobStreamId").is_none(),
        };
        if is_stream {
            serde_json::from_value(value)
                .map(Self::Stream)
                .map_err(D::Error::custom)
        } else {
            serde_json::from_value(value)
                .map(Self::Job)
                .map_err(D::Error::custom)
        }
    }
}

impl Serialize for FlowNode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Tagged<'a, T> {
            flow_node_type: &'static str,
            #[serde(flatten)]
            node: &'a T,
        }
        match self {
            Self::Job(node) => Tagged {
                flow_node_type: "JOB",
                node,
            }
            .serialize(serializer),
            Self::Stream(node) => Tagged {
                flow_node_type: "JOBSTREAM",
                node,
            }
            .serialize(serializer),
        }
    }
}
