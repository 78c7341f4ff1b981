//! What a job definition executes: `task` of the contract, an object whose one key is the task type.
//! Spelling and case of what lies below differ between servers and task types, so only the few
//! texts that are wanted are kept.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What a job executes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Task {
    /// The task type: `UNIX`, `DATABASE`, …
    pub kind: Option<String>,
    /// Command line or script.
    pub command: Option<String>,
    /// The user it runs as.
    pub user: Option<String>,
    /// Whether `command` is a command rather than a script; only written.
    pub is_command: bool,
}

/// Keys that hold the command, the best first.
const COMMAND: &[&str] = &["taskString", "command", "script", "scriptName", "jcl"];

/// Keys that hold the user, the best first.
const USER: &[&str] = &["userName", "user", "streamLogon"];

impl<'de> Deserialize<'de> for Task {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut task = Self::default();
        deserializer.deserialize_any(Outer(&mut task))?;
        Ok(task)
    }
}

/// Reads the object around: its first key is the type.
struct Outer<'a>(&'a mut Task);

/// Reads the object below.
struct Inner<'a>(&'a mut Task);

/// Anything that is not an object holds nothing that is wanted.
macro_rules! nothing_else {
    () => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }
        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }
        fn visit_i64<E>(self, _: i64) -> Result<(), E> {
            Ok(())
        }
        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }
        fn visit_f64<E>(self, _: f64) -> Result<(), E> {
            Ok(())
        }
        fn visit_str<E>(self, _: &str) -> Result<(), E> {
            Ok(())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(())
        }
    };
}

impl<'de> Visitor<'de> for Outer<'_> {
    type Value = ();

    nothing_else!();

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(kind) = map.next_key::<String>()? {
            if self.0.kind.is_some() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            self.0.kind = Some(kind);
            map.next_value_seed(Inner(self.0))?;
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Inner<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inner<'_> {
    type Value = ();

    nothing_else!();

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut command, mut user) = (COMMAND.len(), USER.len());
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let rank = |keys: &[&str]| keys.iter().position(|known| *known == key);
            let (at_command, at_user) = (rank(COMMAND), rank(USER));
            if let Some(rank) = at_command.filter(|rank| *rank < command) {
                let text = map.next_value::<super::lenient::Loose<String>>()?.get();
                (self.0.command, command) = match text {
                    Some(text) => (Some(text), rank),
                    None => (self.0.command.take(), command),
                };
            } else if let Some(rank) = at_user.filter(|rank| *rank < user) {
                let text = map.next_value::<super::lenient::Loose<String>>()?.get();
                (self.0.user, user) = match text {
                    Some(text) => (Some(text), rank),
                    None => (self.0.user.take(), user),
                };
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl Serialize for Task {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(kind) = &self.kind else {
            return serializer.serialize_map(Some(0))?.end();
        };
        let body = serde_json::json!({
            "taskString": self.command,
            "userName": self.user,
            "isCommand": self.is_command.to_string(),
        });
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(kind, &body)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(json: &str) -> Task {
        serde_json::from_str(json).expect("lenient")
    }

    #[test]
    fn the_wanted_texts_are_found_under_any_of_their_names() {
        let unix = task(
            r#"{"UNIX":{"isCommand":"true","script":"b.sh","taskString":"a.sh","userName":"etl"}}"#,
        );
        assert_eq!(unix.kind.as_deref(), Some("UNIX"));
        assert_eq!(unix.command.as_deref(), Some("a.sh"));
        assert_eq!(unix.user.as_deref(), Some("etl"));
        let jcl = task(r#"{"zOS":{"jcl":"//STEP","steps":[{"command":"x"}]},"other":1}"#);
        assert_eq!((jcl.command.as_deref(), jcl.user), (Some("//STEP"), None));
    }

    #[test]
    fn anything_else_is_nothing() {
        for json in [
            "null",
            "7",
            "\"text\"",
            "[{\"UNIX\":{}}]",
            "{}",
            r#"{"UNIX":"text"}"#,
        ] {
            assert_eq!(task(json).command, None, "{json}");
        }
    }
}
