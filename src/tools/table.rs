//! The one table of the tools: name, arguments, result, and the words for people and for the model.

use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, schema_for};
use serde_json::Value;

use super::ToolSpec;
use super::action::ActionReport;
use super::arguments as a;
use super::cut::LeftOut;
use super::explain::Explanation;
use super::runbooks::RunbookReport;
use crate::diagnose::Diagnosis;
use crate::error::{Error, Result};
use crate::report as r;
use crate::tws::escape;

macro_rules! tools {
    ($($name:literal => $variant:ident($arguments:ty) -> $report:ty, $title:literal, $description:literal;)+) => {
        /// A call whose arguments were read.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Call {
            $(#[doc = $title] $variant($arguments)),+
        }

        impl Call {
            /// Reads a call. Unknown names and arguments that do not fit are usage errors.
            pub fn parse(name: &str, arguments: &str) -> Result<Self> {
                match name {
                    $($name => read(name, arguments).map(Self::$variant),)+
                    _ => Err(unknown(name)),
                }
            }
        }

        const NAMES: &[&str] = &[$($name),+];

        /// The names of all tools.
        pub fn names() -> &'static [&'static str] {
            NAMES
        }

        /// All tools, in the order of the table.
        pub fn specs() -> Vec<ToolSpec> {
            vec![$(ToolSpec {
                name: $name,
                title: $title,
                description: $description,
                parameters: schema::<$arguments>(),
            }),+]
        }

        /// JSON Schema of the result of a tool.
        pub fn output_schema(name: &str) -> Option<Value> {
            match name {
                $($name => Some(schema::<LeftOut<$report>>()),)+
                _ => None,
            }
        }
    };
}

tools! {
    "diagnose_job" => Diagnose(a::Named) -> Diagnosis, "Finding the cause",
        "Find why a job, job stream or workstation is in its state: root cause, chain, impact, next steps, evidence. Use it first for every why-question.";
    "find_jobs" => FindJobs(a::FindJobs) -> r::JobsReport, "Listing jobs",
        "List and count jobs by status, name, stream, workstation, folder, lateness or time. Gives the total and the first few.";
    "get_job" => GetJob(a::OneJob) -> r::JobReport, "Reading a job",
        "Read one job: status, runs, return codes, what it executes, what it still waits for.";
    "read_job_log" => ReadLog(a::ReadLog) -> r::LogReport, "Reading the job's log",
        "Read a job's log: round its error (the default), its end, a range, or the lines that fit a pattern.";
    "dependencies" => Dependencies(a::Neighbours) -> r::DependencyReport, "Following dependencies",
        "List what a job waits for and what waits for it, step by step.";
    "impact" => Impact(a::Named) -> r::ImpactReport, "Measuring the impact",
        "Count what a job or job stream holds up: jobs, streams, critical jobs, deadlines at risk.";
    "find_streams" => FindStreams(a::FindStreams) -> r::StreamsReport, "Listing job streams",
        "List job streams by name, workstation or status, those with failed jobs first.";
    "workstations" => Workstations(a::FindWorkstations) -> r::WorkstationsReport, "Checking workstations",
        "List workstations with link state, job limit and fence, those in trouble first.";
    "resources" => Resources(a::FindResources) -> r::ResourcesReport, "Checking resources",
        "List resources with their free units and who holds the others.";
    "plan_summary" => Summary(a::Nothing) -> r::StatusReport, "Reading the plan",
        "Read the whole plan: counts by status, what failed, is late or waits for people, critical jobs.";
    "explain_code" => Explain(a::ExplainCode) -> Explanation, "Looking up a code",
        "Explain a status, return code, message code or error code.";
    "search_runbooks" => Runbooks(a::SearchRunbooks) -> RunbookReport, "Searching the runbooks",
        "Search the site's own runbooks for a job, an error or a symptom; quotes passages with file and heading.";
    "propose_action" => Propose(a::ProposeAction) -> ActionReport, "Preparing a command",
        "Prepare the exact command that would change a job, for a person to run. It changes nothing.";
}

/// Reads arguments; no arguments at all are an empty object.
fn read<T: serde::de::DeserializeOwned>(name: &str, arguments: &str) -> Result<T> {
    let text = match arguments.trim() {
        "" | "null" => "{}",
        text => text,
    };
    serde_json::from_str(text).map_err(|error| {
        Error::usage(format!(
            "the arguments of {name} do not fit: {}",
            escape(&error.to_string(), 240)
        ))
        .with_hint(
            "give one JSON object with the arguments that the tool's schema lists, and no others",
        )
    })
}

fn unknown(name: &str) -> Error {
    let near = NAMES
        .iter()
        .map(|known| (strsim::jaro_winkler(known, name), *known))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = match near {
        Some((_, known)) => format!("did you mean {known}?"),
        None => format!("the tools are {}", NAMES.join(", ")),
    };
    Error::usage(format!("there is no tool \"{}\"", escape(name, 60))).with_hint(hint)
}

/// Sizes of numbers are formats of our own that readers of schemas complain about.
fn without_sizes(schema: &mut Schema) {
    let size = |format: &Value| {
        (format.as_str()).is_some_and(|f| f.starts_with("uint") || f.starts_with("int"))
    };
    if schema.get("format").is_some_and(size) {
        schema.remove("format");
    }
}

/// A schema without the parts that only fill a prompt.
fn schema<T: JsonSchema>() -> Value {
    let mut schema = schema_for!(T);
    RecursiveTransform(without_sizes).transform(&mut schema);
    let mut schema = schema.to_value();
    if let Some(top) = schema.as_object_mut() {
        top.remove("$schema");
        top.remove("title");
        top.remove("description");
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_tools_and_arguments_are_refused_with_what_to_do() {
        let error = Call::parse("diagnose_jobs", "{}").expect_err("unknown");
        assert_eq!(error.hint(), Some("did you mean diagnose_job?"));
        let error = Call::parse("cancel_all_jobs", "{}").expect_err("unknown");
        assert!(error.hint().is_some_and(|hint| hint.contains("find_jobs")));
        let error = Call::parse("get_job", r#"{"job":"A","url":"http://x"}"#).expect_err("extra");
        assert!(error.to_string().contains("url"), "{error}");
        assert!(Call::parse("get_job", "not json").is_err());
        assert!(Call::parse("", "{}").is_err());
        assert_eq!(
            Call::parse("plan_summary", "").expect("no arguments are fine"),
            Call::Summary(a::Nothing {})
        );
    }

    #[test]
    fn every_tool_has_an_object_schema_for_arguments_and_result() {
        for spec in specs() {
            assert_eq!(spec.parameters["type"], "object", "{}", spec.name);
            assert_eq!(
                spec.parameters["additionalProperties"], false,
                "{}",
                spec.name
            );
            let output = output_schema(spec.name).expect("a schema");
            assert_eq!(output["type"], "object", "{}", spec.name);
        }
    }

    #[test]
    fn all_schemas_together_stay_small_enough_for_a_prompt() {
        let all: usize = specs()
            .iter()
            .map(|spec| spec.description.len() + spec.parameters.to_string().len())
            .sum();
        assert!(all < 9_000, "{all} characters");
    }
}
