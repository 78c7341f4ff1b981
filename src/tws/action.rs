//! Actions on the plan: what can be done, on what, and the reason that goes into the audit trail.

use super::wire;

/// Something that changes the plan. Sent once, never repeated by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Hold a job or stream.
    Hold,
    /// Release a held job or stream.
    Release,
    /// Cancel a job or stream that has not started.
    Cancel,
    /// Kill a running job.
    Kill,
    /// Confirm a job as successful.
    ConfirmSucc,
    /// Confirm a job as abended.
    ConfirmAbend,
    /// Run again; the target is a run.
    Rerun,
    /// Release every dependency of a job or stream.
    ReleaseAllDependencies,
    /// Release these dependencies of a job or stream.
    ReleaseDependencies(Vec<wire::Dependency>),
    /// Answer a prompt; the target is a prompt.
    ReplyPrompt(bool),
}

/// What an action is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A job, by plan id.
    Job(String),
    /// A run, by run id.
    Run(String),
    /// A stream, by plan id.
    Stream(String),
    /// A prompt, by id.
    Prompt(String),
}

/// Why an action is done; kept in the scheduler's audit trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Justification {
    /// A category of the site's own.
    pub category: Option<String>,
    /// The reason in words.
    pub description: Option<String>,
    /// A ticket number.
    pub ticket: Option<String>,
}

impl Action {
    /// The last part of the path.
    pub(super) fn path(&self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Cancel => "cancel",
            Self::Kill => "kill",
            Self::ConfirmSucc => "confirm-succ",
            Self::ConfirmAbend => "confirm-abend",
            Self::Rerun => "rerun",
            Self::ReleaseAllDependencies => "release-all-dependencies",
            Self::ReleaseDependencies(_) => "release-dependencies",
            Self::ReplyPrompt(_) => "reply",
        }
    }

    /// The JSON body, where the contract declares one.
    pub(super) fn body(&self) -> Option<serde_json::Value> {
        match self {
            Self::ConfirmSucc | Self::ConfirmAbend => Some(serde_json::json!({ "conditions": [] })),
            Self::Rerun => Some(serde_json::json!({})),
            Self::ReplyPrompt(answer) => Some(serde_json::json!({ "answer": answer })),
            Self::ReleaseDependencies(all) => Some(serde_json::json!({ "dependencies": all })),
            Self::Hold
            | Self::Release
            | Self::Cancel
            | Self::Kill
            | Self::ReleaseAllDependencies => None,
        }
    }
}

impl Justification {
    /// The headers; text that a header cannot carry is made plain.
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        [
            ("Justification-Category", &self.category),
            ("Justification-Description", &self.description),
            ("Justification-Ticket-Num", &self.ticket),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, plain(value.as_deref()?))))
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

/// Letters beyond ASCII become `?`, line ends blanks: headers are ASCII text of one line.
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| match c {
            c if c.is_whitespace() || c.is_control() => ' ',
            c if c.is_ascii() => c,
            _ => '?',
        })
        .take(500)
        .collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_cannot_smuggle_headers() {
        let why = Justification {
            description: Some("disk\r\nX-Evil: é".to_owned()),
            ..Justification::default()
        };
        assert_eq!(
            why.headers(),
            [("Justification-Description", "disk  X-Evil: ?".to_owned())]
        );
    }
}
