//! The ways a run fails: what the job executes, its return code and the lines it leaves behind.

mod code;
mod data;
mod database;
mod launch;
mod network;
mod system;

use crate::demo::dice::Dice;
use crate::demo::joblog::Style;

/// One way of failing.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Kind of root cause.
    pub kind: &'static str,
    /// Return code, if the scheduler caught one.
    pub rc: Option<i32>,
    /// How times and everyday lines of the log look.
    pub style: Style,
    /// What the job executes.
    pub command: &'static str,
    /// What went wrong, in a few words.
    pub fact: &'static str,
    /// The last lines of the log: what came before, the error, its echoes.
    pub lines: &'static [&'static str],
    /// Whether the run could not even be launched.
    pub launch: bool,
}

impl Fault {
    /// A fault of a run that was launched.
    const fn run(
        kind: &'static str,
        rc: i32,
        style: Style,
        command: &'static str,
        fact: &'static str,
        lines: &'static [&'static str],
    ) -> Self {
        Self {
            kind,
            rc: Some(rc),
            style,
            command,
            fact,
            lines,
            launch: false,
        }
    }

    /// A fault of a run that was never launched.
    const fn no_launch(
        kind: &'static str,
        style: Style,
        fact: &'static str,
        lines: &'static [&'static str],
    ) -> Self {
        let command = "/opt/{area}/bin/{jobl}.sh";
        Self {
            kind,
            rc: None,
            style,
            command,
            fact,
            lines,
            launch: true,
        }
    }
}

const ALL: &[&[Fault]] = &[
    system::FAULTS,
    database::FAULTS,
    network::FAULTS,
    data::FAULTS,
    code::FAULTS,
    launch::FAULTS,
];

/// A fault of that kind.
///
/// # Panics
/// When there is none: a test holds the table of incidents against this one.
pub fn pick(dice: &mut Dice, kind: &str) -> &'static Fault {
    let all = ALL.iter().copied().flatten();
    let fitting: Vec<&Fault> = all.filter(|fault| fault.kind == kind).collect();
    fitting[dice.below(fitting.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_fails_in_more_than_one_way() {
        for fault in ALL.iter().copied().flatten() {
            let same = ALL
                .iter()
                .copied()
                .flatten()
                .filter(|other| other.kind == fault.kind);
            assert!(same.count() >= 3, "{} has too few ways", fault.kind);
            assert!(fault.launch || fault.rc != Some(0), "{:?}", fault.fact);
            assert!(!fault.fact.is_empty() && !fault.fact.ends_with('.'));
        }
    }
}
