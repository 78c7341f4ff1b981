//! The ways a run fails: what the job executes, its return code and the lines it leaves behind.

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

const ALL: &[&[Fault]] = &[system::FAULTS];

/// A fault of that kind.
///
/// # Panics
/// When there is none: a test holds the table of incidents against this one.
pub fn pick(dice: &mut Dice, kind: &str) -> &'static Fault {
    let fitting: Vec<&Fault> = ALL
        .iter()
        .copied()
        .flatten()
        .filter(|fault| fault.kind == kind)
        .collect();
    fitting[dice.below(fitting.len())]
}
