//! Questions in plain words: what is asked, about what, answered from evidence.

mod answer;
pub mod fence;
mod gather;
pub mod guard;
mod intent;
mod language;
pub mod mask;
mod names;
mod paste;
mod resolve;
mod since;
mod topic;
mod understand;
mod wording;

pub use answer::{AskReport, Checked, Unfinished, Usage};
pub use gather::{Asker, Previous, Question};
pub use intent::{Intent, learn};
pub use language::Language;
pub use names::{Mention, MentionKind, mentions};
pub use paste::names_in;
pub use resolve::{Found, Resolver, Wanted};
pub use since::typed as time_since;
pub use understand::understand;
pub use wording::{duration, say_diagnosis, say_evidence, without_evidence};
