//! A tool's result as the model reads it.

use crate::llm::machine::Answered;
use crate::llm::message::ToolCall;
use crate::tools::{ToolResult, ToolStatus};

/// A result: how it ended, then the content, cut, masked and marked.
pub(super) fn present(
    call: &ToolCall,
    result: ToolResult,
    longest: usize,
    dress: &impl Fn(&str, &str) -> String,
) -> Answered {
    let content = match result.content {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    let (shown, total) = cut(&content, longest);
    let (status, note) = match total {
        Some(total) => (
            if result.status == ToolStatus::Error {
                ToolStatus::Error
            } else {
                ToolStatus::Truncated
            },
            format!(
                " (the first {} of {total} characters; ask for less to see the rest)",
                shown.chars().count()
            ),
        ),
        None => (result.status, String::new()),
    };
    let word = match status {
        ToolStatus::Ok => "ok",
        ToolStatus::Error => "error",
        ToolStatus::NoData => "no_data",
        ToolStatus::Truncated => "truncated",
    };
    Answered {
        status,
        text: format!("status: {word}{note}\n{}", dress(&call.name, shown)),
    }
}

/// At most `longest` characters, ending at a blank so that nothing is cut in two that is to be
/// masked whole; and how many there were, when some are missing.
fn cut(text: &str, longest: usize) -> (&str, Option<usize>) {
    let Some((end, _)) = text.char_indices().nth(longest) else {
        return (text, None);
    };
    let kept = &text[..end];
    let kept = kept
        .rfind(char::is_whitespace)
        .or_else(|| kept.rfind(['"', ',']))
        .map_or("", |at| &kept[..at]);
    (kept, Some(text.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(content: serde_json::Value, longest: usize) -> Answered {
        let call = ToolCall {
            id: "1".to_owned(),
            name: "read_job_log".to_owned(),
            arguments: "{}".to_owned(),
        };
        let result = ToolResult {
            status: ToolStatus::Ok,
            content,
        };
        present(&call, result, longest, &|source, text| {
            format!("[{source}|{text}]")
        })
    }

    #[test]
    fn a_result_says_how_it_ended_and_is_dressed() {
        let answer = shown(serde_json::json!({ "a": 1 }), 100);
        assert_eq!(answer.text, "status: ok\n[read_job_log|{\"a\":1}]");
    }

    #[test]
    fn a_cut_result_is_called_truncated_and_never_ends_within_a_word() {
        let answer = shown(serde_json::json!("first password=canary last"), 18);
        assert_eq!(answer.status, ToolStatus::Truncated);
        assert_eq!(
            answer.text,
            "status: truncated (the first 5 of 26 characters; ask for less to see the rest)\n[read_job_log|first]"
        );
    }
}
