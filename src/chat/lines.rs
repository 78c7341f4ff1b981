//! The model's words as they come, line by line and without links: what a reader may be shown before
//! the guard has spoken.

use crate::ask::guard::{Origins, without_links};
use crate::llm::Event;

/// Something a reader is told on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// More of the answer, whole lines; it is not checked yet.
    Text(String),
    /// What was said until now is not the answer.
    Withdrawn,
    /// A tool is used; what it does, for people.
    Tool(String),
}

/// Gathers events into lines.
#[derive(Debug, Default)]
pub struct Lines {
    links: Origins,
    round: u32,
    begun: String,
    given: bool,
}

impl Lines {
    /// Links may point at these addresses.
    pub fn new(links: Origins) -> Self {
        Self {
            links,
            ..Self::default()
        }
    }

    /// What a reader is told of an event.
    pub fn hear(&mut self, event: &Event) -> Vec<Said> {
        let mut said = Vec::new();
        match event {
            Event::Text { round, text } => {
                if *round != self.round {
                    self.withdraw(&mut said);
                    self.round = *round;
                }
                self.begun.push_str(text);
                if let Some(end) = self.begun.rfind('\n') {
                    let rest = self.begun.split_off(end + 1);
                    self.give(&mut said);
                    self.begun = rest;
                }
            }
            Event::ToolStarted { title, .. } => {
                self.withdraw(&mut said);
                said.push(Said::Tool(title.clone()));
            }
            Event::Judged { faults } if !faults.is_empty() => self.withdraw(&mut said),
            Event::Failed { .. } => self.withdraw(&mut said),
            Event::Done { .. } => self.give(&mut said),
            _ => {}
        }
        said
    }

    fn give(&mut self, said: &mut Vec<Said>) {
        let (text, _) = without_links(&std::mem::take(&mut self.begun), &self.links);
        if !text.is_empty() {
            self.given = true;
            said.push(Said::Text(text));
        }
    }

    fn withdraw(&mut self, said: &mut Vec<Said>) {
        self.begun.clear();
        if std::mem::take(&mut self.given) {
            said.push(Said::Withdrawn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(round: u32, text: &str) -> Event {
        Event::Text {
            round,
            text: text.to_owned(),
        }
    }

    #[test]
    fn lines_are_given_whole_and_without_links() {
        let mut lines = Lines::default();
        assert_eq!(
            lines.hear(&text(1, "The disk is full [E1].\nSee https://evil")),
            [Said::Text("The disk is full [E1].\n".to_owned())]
        );
        let said = lines.hear(&text(1, ".example/?q=1\n"));
        let [Said::Text(line)] = said.as_slice() else {
            panic!("{said:?}");
        };
        assert!(!line.contains("https://evil.example/?q=1"), "{line}");
    }

    #[test]
    fn what_does_not_stand_is_withdrawn() {
        let mut lines = Lines::default();
        lines.hear(&text(1, "LOAD is fine.\nNo"));
        let faults = vec!["LOAD is fine".to_owned()];
        assert_eq!(lines.hear(&Event::Judged { faults }), [Said::Withdrawn]);
        assert_eq!(lines.hear(&text(2, "It failed.")), []);
        let done = Event::Done {
            text: "It failed.".to_owned(),
            written_by: "m".to_owned(),
            cost: crate::llm::Cost::default(),
        };
        assert_eq!(lines.hear(&done), [Said::Text("It failed.".to_owned())]);
    }
}
