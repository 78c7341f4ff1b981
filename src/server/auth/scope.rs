//! What a login may do: the scopes of its user's role, or fewer where a token was asked for with fewer.

use std::fmt;

use crate::config::Role;

/// A set of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scopes(u8);

/// The scopes, and the role that needs each.
const ALL: [(&str, Role); 3] = [
    ("read", Role::Viewer),
    ("chat", Role::Operator),
    ("admin", Role::Admin),
];

impl Scopes {
    /// All that a role has.
    pub fn of(role: Role) -> Self {
        let mut set = 0;
        for (bit, (_, needed)) in ALL.iter().enumerate() {
            if role >= *needed {
                set |= 1 << bit;
            }
        }
        Self(set)
    }

    /// Reads a list separated by blanks; none where it names a scope that there is not.
    pub fn parse(text: &str) -> Option<Self> {
        let mut set = 0;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            set |= 1 << ALL.iter().position(|(name, _)| *name == word)?;
        }
        Some(Self(set))
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of these are in `other`.
    pub fn within(self, other: Self) -> bool {
        self.and(other) == self
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether what needs this role is allowed.
    pub fn allow(self, needed: Role) -> bool {
        Self::needed(needed).within(self)
    }

    /// The one scope that what needs this role needs.
    fn needed(role: Role) -> Self {
        let bit = ALL.iter().position(|(_, needed)| *needed == role);
        Self(bit.map_or(u8::MAX, |bit| 1 << bit))
    }

    /// The word of the scope that what needs this role needs.
    pub fn word(role: Role) -> &'static str {
        let found = ALL.iter().find(|(_, needed)| *needed == role);
        found.map_or("admin", |(word, _)| word)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = ALL.iter().enumerate();
        let words: Vec<&str> = words
            .filter(|(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, (word, _))| *word)
            .collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_the_scopes_that_its_tokens_always_had() {
        for role in [Role::Viewer, Role::Operator, Role::Admin] {
            assert_eq!(Scopes::of(role).to_string(), role.scope());
            assert_eq!(Scopes::parse(role.scope()), Some(Scopes::of(role)));
        }
    }

    #[test]
    fn fewer_scopes_allow_less() {
        let chat = Scopes::parse(" chat ").expect("scopes");
        assert!(chat.allow(Role::Operator) && !chat.allow(Role::Viewer));
        assert!(!chat.allow(Role::Admin) && !Scopes::of(Role::Operator).allow(Role::Admin));
        assert!(chat.within(Scopes::of(Role::Operator)) && !chat.within(Scopes::of(Role::Viewer)));
        assert_eq!(Scopes::parse("read write"), None);
        assert!(Scopes::parse("").is_some_and(Scopes::is_empty));
    }
}
