//! The filterable fields of each kind of object, as the vendor's manual lists them.

mod dependency;
mod job;
mod other;
mod stream;

pub use job::JobRow;
pub use other::OtherRow;
pub use stream::StreamRow;

use super::eval::Cell;

/// Shows an id as text.
fn id(id: uuid::Uuid, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
    let mut buffer = uuid::Uuid::encode_buffer();
    seen(Cell::Text(id.hyphenated().encode_lower(&mut buffer)))
}

/// A moment or duration, nothing for 0.
fn moment(at: i64) -> Cell<'static> {
    if at == 0 {
        Cell::Null
    } else {
        Cell::Integer(at)
    }
}
