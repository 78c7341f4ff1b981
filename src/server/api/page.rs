//! Lists in pages. The cursor says where the next page begins; readers treat it as opaque.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::server::problem::Problem;

/// Lines of a page when nothing else is asked for.
pub const USUAL: u32 = 50;
/// Lines of a page at most.
pub const MOST: u32 = 1_000;
/// How far into a list a cursor may point: the scheduler takes no offset beyond it.
const FARTHEST: u64 = i32::MAX as u64;

/// A page of a list.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// The list.
    #[serde(flatten)]
    pub report: T,
    /// The cursor of the next page, when there is one.
    pub next: Option<String>,
}

/// How many lines, checked.
pub fn limit(asked: Option<u32>) -> Result<u32, Problem> {
    match asked.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(Problem::bad_request(format!("limit must be 1 to {MOST}"))),
    }
}

/// The cursor of the page that begins after `skip` lines.
pub fn cursor(skip: u64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("o{skip}"))
}

/// How many lines come before the page of a cursor.
pub fn skip(cursor: Option<&str>) -> Result<u64, Problem> {
    let Some(cursor) = cursor else {
        return Ok(0);
    };
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    decoded
        .and_then(|bytes| {
            String::from_utf8(bytes)
                .ok()?
                .strip_prefix('o')?
                .parse()
                .ok()
        })
        .filter(|skip| *skip <= FARTHEST)
        .ok_or_else(|| {
            Problem::bad_request("the cursor is not one that this server gave")
                .hint("leave it out to begin at the first page")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_where_it_was_given_and_nowhere_else() {
        assert_eq!(skip(Some(&cursor(150))).ok(), Some(150));
        assert_eq!(skip(None).ok(), Some(0));
        assert_eq!(skip(Some(&cursor(2_000_000))).ok(), Some(2_000_000));
        for bad in ["", "x", "%%%", &cursor(u64::MAX), &cursor(FARTHEST + 1)] {
            assert!(skip(Some(bad)).is_err(), "{bad:?}");
        }
    }
}
