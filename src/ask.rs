//! Questions in plain words: what is asked, about what, answered from evidence.

mod answer;
pub mod fence;
mod gather;
pub mod guard;
mod intent;
pub mod mask;
mod names;
mod resolve;
mod wording;

pub use answer::{AskReport, Usage};
pub use gather::{Asker, Question, since as time_since, understand};
pub use intent::Intent;
pub use names::{Mention, MentionKind, mentions};
pub use resolve::{Found, Resolver, Wanted};
pub use wording::{duration, say_diagnosis};
