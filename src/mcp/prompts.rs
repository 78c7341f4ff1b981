//! Prompts that an MCP client can offer: finding causes, and handing over a shift.

use rmcp::model::{
    ErrorData, GetPromptRequestParams, GetPromptResult, Prompt, PromptArgument, PromptMessage, Role,
};

use crate::ask::fence::harmless;
use crate::tws::escape;

/// The prompts.
pub fn all() -> Vec<Prompt> {
    vec![
        Prompt::new(
            "triage",
            Some("Find the root cause of what failed or is stuck, and what to do first"),
            Some(vec![
                PromptArgument::new("job")
                    .with_description(
                        "A job, job stream or workstation; the whole plan when not given",
                    )
                    .with_required(false),
            ]),
        )
        .with_title("Find the cause"),
        Prompt::new(
            "handover",
            Some("Write the report for the next shift"),
            Some(vec![
                PromptArgument::new("since")
                    .with_description("Since when, for example 22:00 or 8h; 8h when not given")
                    .with_required(false),
            ]),
        )
        .with_title("Hand over the shift"),
    ]
}

/// A prompt with its arguments filled in.
pub fn get(request: &GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
    let argument = |name: &str| {
        let given = request.arguments.as_ref()?.get(name)?.as_str()?;
        Some(escape(&harmless(given), 160)).filter(|text| !text.trim().is_empty())
    };
    let text = match request.name.as_str() {
        "triage" => triage(argument("job").as_deref()),
        "handover" => handover(argument("since").as_deref().unwrap_or("8h")),
        other => {
            return Err(ErrorData::invalid_params(
                format!(
                    "there is no prompt {}; there are triage and handover",
                    escape(other, 60)
                ),
                None,
            ));
        }
    };
    Ok(GetPromptResult::new(vec![PromptMessage::new_text(
        Role::User,
        text,
    )]))
}

fn triage(job: Option<&str>) -> String {
    let subject = job.map_or_else(
        || "Call plan_summary, then diagnose_job for each job that failed, the one with the largest impact first; jobs with one common cause belong together.".to_owned(),
        |job| format!("Call diagnose_job for `{job}`."),
    );
    format!(
        "{subject} Say the root cause in one sentence, how sure it is, and the evidence ids it stands on, like [E2]. \
         Then what it holds up, and the first step with its exact command. \
         Where the evidence does not tell, say so; change nothing."
    )
}

fn handover(since: &str) -> String {
    format!(
        "Write the report for the next shift. Call plan_summary, then find_jobs with status failed since {since}, \
         and diagnose_job for those that still hold something up. Sections: what failed and why, what is late or at risk, \
         what waits for a person, workstations in trouble, what to watch. Name jobs by their keys, give times and counts \
         only as the tools gave them, and say what was not looked at. Change nothing."
    )
}
