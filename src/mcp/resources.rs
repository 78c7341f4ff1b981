//! What an MCP client can read beside calling tools: the plan's state, and job logs.

use jiff::Timestamp;
use rmcp::model::{ErrorData, ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::{Value, json};

use super::Server;
use crate::report::{JobFilter, JobsReport, StatusFilter};
use crate::tools::{ToolResult, ToolStatus};
use crate::tws::escape;

/// The address of the plan's state.
const SUMMARY: &str = "resync://plan/summary";

/// What the address of a job log begins with; the job's name or id follows, percent-encoded.
const LOG: &str = "resync://log/";

/// Failed jobs whose logs are listed.
const LISTED: usize = 20;

/// The addresses that hold a part to fill in.
pub fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new(format!("{LOG}{{job}}"), "job log")
            .with_title("The end of a job's log")
            .with_description(
                "The last lines of the last run of a job; the job by name, key or plan id",
            )
            .with_mime_type("text/plain"),
    ]
}

impl Server {
    /// The plan's state, and the logs of the jobs that failed.
    pub(super) async fn resources(&self) -> Vec<Resource> {
        let summary = Resource::new(SUMMARY, "plan summary")
            .with_title("The state of the plan")
            .with_description("Counts by status, what failed, what is late, what waits for people")
            .with_mime_type("application/json");
        let filter = JobFilter {
            statuses: StatusFilter::parse("failed").into_iter().collect(),
            limit: LISTED,
            ..JobFilter::default()
        };
        // Without the scheduler the list is shorter; reading the summary says why.
        let failed = JobsReport::gather(&self.plan, &filter, Timestamp::now()).await;
        let logs = failed
            .into_iter()
            .flat_map(|report| report.data)
            .map(|job| {
                let name = format!("log of {}", self.fence.dress(&escape(&job.key, 120)));
                Resource::new(format!("{LOG}{}", encoded(&job.id)), name)
                    .with_mime_type("text/plain")
            });
        std::iter::once(summary).chain(logs).collect()
    }

    /// Reads one of them.
    pub(super) async fn read(
        &self,
        uri: &str,
    ) -> std::result::Result<ReadResourceResult, ErrorData> {
        let now = Timestamp::now();
        if uri == SUMMARY {
            let result = self.toolbox.call("plan_summary", "{}", now).await;
            let mut content = given(result)?;
            self.fence.dress_value(&mut content);
            let contents = ResourceContents::text(content.to_string(), uri);
            return Ok(ReadResourceResult::new(vec![
                contents.with_mime_type("application/json"),
            ]));
        }
        let Some(job) = uri
            .strip_prefix(LOG)
            .map(decoded)
            .filter(|job| !job.is_empty())
        else {
            return Err(ErrorData::resource_not_found(
                format!("there is no resource {}", escape(uri, 120)),
                Some(json!({"hint": format!("read {SUMMARY} or {LOG}JOB")})),
            ));
        };
        let arguments = json!({"job": job, "tail": 120}).to_string();
        let content = given(self.toolbox.call("read_job_log", &arguments, now).await)?;
        let lines = content["lines"].as_array().into_iter().flatten();
        let lines: Vec<&str> = lines.filter_map(|line| line["text"].as_str()).collect();
        let text = self.fence.text("end of the job log", &lines.join("\n"));
        Ok(ReadResourceResult::new(vec![ResourceContents::text(
            text, uri,
        )]))
    }
}

/// The content of a result, or the error of the protocol.
fn given(result: ToolResult) -> std::result::Result<Value, ErrorData> {
    if result.status != ToolStatus::Error {
        return Ok(result.content);
    }
    let message = result.content["message"].as_str().unwrap_or_default();
    Err(ErrorData::resource_not_found(
        escape(message, 400),
        Some(json!({"hint": result.content["hint"]})),
    ))
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

/// Percent signs decoded; a plus sign is a plus sign.
fn decoded(text: &str) -> String {
    let form = format!("v={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(form.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_survives_the_way_through_an_address() {
        for name in ["A", "/F/W#/F/S(0600 11/23/26).J+1", "a&b=c%20d", "ação"] {
            assert_eq!(decoded(&encoded(name)), name);
        }
    }
}
