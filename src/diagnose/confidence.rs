//! How sure a cause is, computed from the signs it stands on.

use super::Confidence;

/// A sign that a cause is the cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// The scheduler says so itself: a status, a substatus, a flag, a dependency.
    Stated,
    /// It follows from two facts that the scheduler gives (so many running, so high a limit).
    Derived,
    /// A log line of this strength, 1 to 3.
    Log(u8),
    /// A return code that means this by convention.
    Code,
    /// Nothing but the absence of anything better.
    Absence,
}

/// The confidence that the signs give together: two clear signs that agree are as good as a
/// statement, weak ones add up to nothing more than a weak one.
pub(super) fn of(signs: &[Sign]) -> Confidence {
    let clear = signs
        .iter()
        .filter(|sign| matches!(sign, Sign::Derived | Sign::Log(2) | Sign::Code))
        .count();
    if signs
        .iter()
        .any(|sign| matches!(sign, Sign::Stated | Sign::Log(3..)))
        || clear >= 2
    {
        Confidence::Certain
    } else if clear == 1 {
        Confidence::Likely
    } else {
        Confidence::Possible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_follows_from_the_signs() {
        assert_eq!(of(&[Sign::Stated]), Confidence::Certain);
        assert_eq!(of(&[Sign::Log(3)]), Confidence::Certain);
        assert_eq!(of(&[Sign::Log(2)]), Confidence::Likely);
        assert_eq!(of(&[Sign::Log(2), Sign::Code]), Confidence::Certain);
        assert_eq!(of(&[Sign::Log(1), Sign::Absence]), Confidence::Possible);
        assert_eq!(of(&[]), Confidence::Possible);
    }
}
