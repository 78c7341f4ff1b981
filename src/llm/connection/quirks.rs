//! What a server was found not to take, so that it is not offered again.

use serde::{Deserialize, Serialize};

use super::super::failure::{Failure, FailureKind};

/// What a server does not take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent finding about the server"
)]
pub(in super::super) struct Quirks {
    /// `stream_options`.
    pub no_stream_options: bool,
    /// `tool_choice`.
    pub no_tool_choice: bool,
    /// `temperature`.
    pub no_temperature: bool,
    /// `tools`: they are described in the rules instead.
    pub no_tools: bool,
    /// Streaming at all.
    pub no_stream: bool,
    /// Streaming where tools are offered: the calls get lost.
    pub no_stream_with_tools: bool,
}

impl Quirks {
    /// What a refusal teaches: the parameter to leave out from now on, or nothing.
    pub fn learn(self, failure: &Failure, without_tools: bool) -> Option<Self> {
        if failure.kind != FailureKind::Rejected && failure.kind != FailureKind::Overloaded {
            return None;
        }
        // The server's own words: its address, which comes before them, may hold any of these.
        let words = failure
            .text
            .split_once(" with status ")
            .map_or(failure.text.as_str(), |(_, words)| words)
            .to_lowercase();
        let text = words.replace(['-', ' '], "_");
        let streaming = words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == "stream" || word == "streaming");
        let rejected = failure.kind == FailureKind::Rejected;
        let tools = !without_tools && !self.no_tools;
        let mut learned = self;
        if rejected && !self.no_stream_options && text.contains("stream_options") {
            learned.no_stream_options = true;
        } else if tools && !self.no_tool_choice && text.contains("tool_choice") {
            learned.no_tool_choice = true;
        } else if rejected && !self.no_temperature && text.contains("temperature") {
            learned.no_temperature = true;
        } else if tools
            && ["tools", "tool_", "function_call", "functions", "jinja"]
                .iter()
                .any(|word| text.contains(word))
        {
            learned.no_tools = true;
        } else if rejected && !self.no_stream && streaming {
            learned.no_stream = true;
        } else if rejected {
            // It does not say what it dislikes: leave out all that is not needed.
            learned.no_stream_options = true;
            learned.no_tool_choice = true;
            learned.no_temperature = true;
        }
        (learned != self).then_some(learned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Failure {
        Failure::new(FailureKind::Rejected, text)
    }

    #[test]
    fn a_named_parameter_is_left_out_and_only_that() {
        let fresh = Quirks::default();
        let learned = fresh
            .learn(
                &refused("Unrecognized request argument: stream_options"),
                false,
            )
            .expect("learned");
        assert_eq!(
            learned,
            Quirks {
                no_stream_options: true,
                ..fresh
            }
        );
        let learned = fresh
            .learn(&refused("qwen does not support tools"), false)
            .expect("learned");
        assert!(learned.no_tools && !learned.no_temperature);
    }

    #[test]
    fn tool_choice_goes_first_and_the_tools_when_that_did_not_help() {
        let text = "\"auto\" tool choice requires --enable-auto-tool-choice";
        let once = Quirks::default()
            .learn(&refused(text), false)
            .expect("learned");
        assert!(once.no_tool_choice && !once.no_tools);
        assert!(once.learn(&refused(text), false).expect("learned").no_tools);
    }

    #[test]
    fn an_unnamed_refusal_costs_the_niceties_once() {
        let learned = Quirks::default()
            .learn(&refused("bad request"), true)
            .expect("learned");
        assert!(learned.no_stream_options && learned.no_temperature);
        assert_eq!(learned.learn(&refused("bad request"), true), None);
    }

    #[test]
    fn an_address_or_an_upstream_is_not_a_parameter() {
        let text = "the model server https://tools.example refused to answer with status 400: upstream is odd";
        let learned = Quirks::default()
            .learn(&refused(text), false)
            .expect("learned");
        assert!(!learned.no_tools && !learned.no_stream);
    }

    #[test]
    fn other_failures_teach_nothing() {
        let late = Failure::new(FailureKind::TimedOut, "no first word; temperature");
        assert_eq!(Quirks::default().learn(&late, false), None);
        let down = Failure::new(FailureKind::Overloaded, "500: out of memory");
        assert_eq!(Quirks::default().learn(&down, false), None);
    }
}
