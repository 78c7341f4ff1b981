//! Return codes: what the number alone says.

use super::Kind;

/// What a return code means where nothing better is known.
#[derive(Debug)]
pub struct CodeMeaning {
    /// The kind it points at.
    pub kind: Kind,
    /// Words for people.
    pub meaning: &'static str,
}

macro_rules! codes {
    ($($code:literal => $kind:ident, $meaning:literal;)+) => {
        /// Codes with a fixed meaning in shells and operating systems, by value.
        const CODES: &[(i64, CodeMeaning)] = &[
            $(($code, CodeMeaning { kind: Kind::$kind, meaning: $meaning })),+
        ];
    };
}

codes! {
    124 => MaxDurationExceeded, "a time limit of the `timeout` command ended it";
    126 => PermissionDenied, "the shell found the command but may not execute it";
    127 => CommandNotFound, "the shell did not find the command";
    129 => KilledBySignal, "ended by signal 1 (HUP: its session ended)";
    130 => KilledBySignal, "ended by signal 2 (INT)";
    131 => KilledBySignal, "ended by signal 3 (QUIT)";
    132 => KilledBySignal, "ended by signal 4 (ILL: built for another processor)";
    134 => KilledBySignal, "ended by signal 6 (ABRT: it aborted itself)";
    135 => KilledBySignal, "ended by signal 7 (BUS)";
    136 => KilledBySignal, "ended by signal 8 (FPE: arithmetic error)";
    137 => KilledBySignal, "ended by signal 9 (KILL: by a person, or by the kernel when memory ran out)";
    139 => KilledBySignal, "ended by signal 11 (SEGV: it crashed)";
    141 => KilledBySignal, "ended by signal 13 (PIPE: its reader went away)";
    143 => KilledBySignal, "ended by signal 15 (TERM: it was told to end)";
    152 => KilledBySignal, "ended by signal 24 (XCPU: processor time limit)";
    153 => KilledBySignal, "ended by signal 25 (XFSZ: file size limit)";
    1326 => LogonFailed, "Windows: unknown user name or wrong password";
    1385 => LogonFailed, "Windows: the user may not log on as a batch job";
    9009 => CommandNotFound, "Windows: the command was not found";
    -1073741819 => KilledBySignal, "Windows 0xC0000005: access violation, it crashed";
    3221225477 => KilledBySignal, "Windows 0xC0000005: access violation, it crashed";
    -1073741510 => KilledBySignal, "Windows 0xC000013A: ended by Ctrl-C or a closed session";
    3221225786 => KilledBySignal, "Windows 0xC000013A: ended by Ctrl-C or a closed session";
    -1073741515 => MissingLibrary, "Windows 0xC0000135: a DLL is missing";
    3221225781 => MissingLibrary, "Windows 0xC0000135: a DLL is missing";
    -1073741801 => OutOfMemory, "Windows 0xC0000017: not enough memory";
    -1073740791 => KilledBySignal, "Windows 0xC0000409: stack buffer overrun, it crashed";
    -1073741571 => KilledBySignal, "Windows 0xC00000FD: stack overflow, it crashed";
    -1073741502 => LaunchFailed, "Windows 0xC0000142: a DLL could not be initialised, often too many sessions";
}

/// What a return code means by convention; `None` when the number says nothing.
pub fn meaning(code: i64) -> Option<&'static CodeMeaning> {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, meaning)| meaning)
}

/// What to tell a person who asks about a return code.
pub fn explain(code: i64) -> String {
    match (code, meaning(code)) {
        (_, Some(known)) => format!("Return code {code}: {}.", known.meaning),
        (0, None) => {
            "Return code 0: success, unless the job has its own success condition.".to_owned()
        }
        (129..=192, None) => format!(
            "Return code {code}: by shell convention, ended by signal {}.",
            code - 128
        ),
        _ => format!(
            "Return code {code} has no fixed meaning: the program chose it. Its log or its manual says what it stands for."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_known_codes_are_known_and_the_rest_is_not_guessed() {
        assert_eq!(meaning(127).map(|m| m.kind), Some(Kind::CommandNotFound));
        assert_eq!(
            meaning(-1_073_741_819).map(|m| m.kind),
            Some(Kind::KilledBySignal)
        );
        assert!(meaning(4).is_none());
        assert!(explain(4).contains("no fixed meaning"));
        assert!(explain(150).contains("signal 22"));
    }
}
