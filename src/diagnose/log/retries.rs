//! Errors after which it was tried again: one that did not come back was overcome.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::{Hit, signature::expression};

/// How many lines may lie between an error and the word that it will be tried again.
const SOON: usize = 4;

static RETRY: LazyLock<Regex> = LazyLock::new(|| {
    expression(concat!(
        r"\b(retrying|retry( #?\d+)?( ?(of|/) ?\d+)? (in|after)|retry \d+ ?/ ?\d+|nuevo intento|(will|going to) (be )?(retry|retried|try again)|trying again",
        r"|(sleeping|waiting|sleep|wait) (for )?\d+ ?(s|sec|seconds?|min|minutes?|m)\b",
        r"|se reintenta\w*|reintentando|nova tentativa|tentando novamente|nouvel(le)? (essai|tentative)",
        r"|nuovo tentativo|neuer versuch|erneuter versuch|wiederholung in",
        r"|(attempt|try|intento|tentativa|versuch|essai|tentativo) #?[2-9]( ?(of|de|/|von|sur|di) ?\d+)?\s*(\.\.\.|->|:|$))"
    ))
});

static GIVEN_UP: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"\b(no (more|further) (attempts|tries|retries)|giv(e|ing) up|gave up|retry limit|(attempts|tries|retries) (exhausted|exceeded|failed)|after \d+ (attempts|tries|retries))\b",
    )
});

/// What a log says of trying again.
#[derive(Default)]
pub(super) struct Retries {
    said: Vec<usize>,
    given_up: Option<usize>,
}

impl Retries {
    /// Takes note of a line.
    pub fn note(&mut self, at: usize, line: &str) {
        if GIVEN_UP.is_match(line.as_bytes()) {
            self.given_up = Some(at);
        } else if RETRY.is_match(line.as_bytes()) {
            self.said.push(at);
        }
    }

    /// Lets the errors that were overcome count for no more than a warning.
    pub fn settle(&self, hits: &mut [Hit]) {
        for &said in &self.said {
            if self.given_up > Some(said) {
                continue;
            }
            let after = hits.partition_point(|hit| hit.0 <= said);
            let (before, after) = hits.split_at_mut(after);
            let just_before = before.iter_mut().rev();
            for hit in just_before.take_while(|hit| said - hit.0 <= SOON) {
                if !after.iter().any(|later| later.1.kind == hit.1.kind) {
                    hit.2 = hit.2.min(1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::diagnose::Kind;
    use crate::tws::LogTail;

    fn kind(text: &str) -> Option<Kind> {
        let error = read(&LogTail::from_text(text)).error;
        error.map(|error| error.signature.kind)
    }

    #[test]
    fn an_error_that_did_not_come_back_was_overcome() {
        let log = "ORA-00060: deadlock detected while waiting for resource\n\
            WARN retrying in 5 s\nchunk 9 written\n\
            sort: cannot read: /in/b.csv: No such file or directory\n";
        assert_eq!(kind(log), Some(Kind::FileNotFound));
    }

    #[test]
    fn one_that_came_back_or_was_given_up_on_was_not() {
        let came_back = "ORA-00060: deadlock detected while waiting for resource\n\
            se reintenta en 60 s\n\
            ORA-00060: deadlock detected while waiting for resource\n\
            sort: cannot read: /in/b.csv: No such file or directory\n";
        assert_eq!(kind(came_back), Some(Kind::LockContention));
        let given_up = "There is not enough space on the disk.\n\
            Waiting 5 seconds... Retrying...\nERROR: RETRY LIMIT EXCEEDED.\n\
            sort: cannot read: /in/b.csv: No such file or directory\n";
        assert_eq!(kind(given_up), Some(Kind::DiskFull));
    }
}
