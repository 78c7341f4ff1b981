//! When something ends, in words: what decides it, and what made it late.

use jiff::{Timestamp, tz::TimeZone};

use super::diagnosis::cite;
use super::{clock, duration, plain};
use crate::diagnose::{Outlook, delay_words};

/// When it will end, or by when someone must act; empty when neither is known.
pub(in crate::ask) fn outlook_words(outlook: &Outlook, now: Timestamp, zone: &TimeZone) -> String {
    let at = |at: Timestamp| clock(at, now, zone);
    let mut text = match (outlook.finish, outlook.if_mended_now, &outlook.blocked_by) {
        (Some(finish), ..) => {
            let between = match (outlook.earliest, outlook.latest) {
                (Some(earliest), Some(latest)) if earliest < latest => {
                    format!(", between {} and {}", at(earliest), at(latest))
                }
                _ => String::new(),
            };
            format!(
                "If nothing changes it ends at about {}{between}.",
                at(finish)
            )
        }
        (None, Some(then), Some(blocker)) => format!(
            "It does not go on by itself: {} has to be seen to{}. Mended now, it would end at about {}.",
            plain(&blocker.words()),
            outlook
                .blocked_why
                .as_ref()
                .map_or_else(String::new, |why| format!(" ({})", plain(why))),
            at(then)
        ),
        (None, None, Some(blocker)) => {
            return format!(
                "It does not go on by itself: {} has to be seen to.",
                plain(&blocker.words())
            );
        }
        _ => return String::new(),
    };
    if let (Some(deadline), Some(slack)) = (outlook.deadline, outlook.slack) {
        text.push_str(&match slack {
            0.. => format!(
                " Its deadline is {}: {} to spare.",
                at(deadline),
                duration(slack)
            ),
            _ => format!(
                " Its deadline is {}: it will be missed by {}.",
                at(deadline),
                duration(-slack)
            ),
        });
    }
    if let Some(by) = outlook.act_by.filter(|by| *by > now) {
        text.push_str(&format!(" Someone must act by {}.", at(by)));
    }
    text.push_str(&delayed(outlook));
    text
}

/// What made it later than the estimates say; empty when nothing did.
fn delayed(outlook: &Outlook) -> String {
    let Some(by) = outlook.delayed_by.filter(|_| !outlook.delays.is_empty()) else {
        return String::new();
    };
    let because: Vec<String> = outlook
        .delays
        .iter()
        .map(|delay| {
            let name = plain(&delay.object.name);
            let said = delay_words(delay);
            format!("{name} {said}{}", cite(&delay.evidence))
        })
        .collect();
    let mut text = format!(
        " It comes {} later than it would have: {}.",
        duration(by),
        because.join("; ")
    );
    if let (Some(slack), Some(without)) = (outlook.slack, outlook.slack_without_delays) {
        text.push_str(&match (slack < 0, without >= 0) {
            (true, true) => format!(
                " That ate all of the {} there would have been to spare.",
                duration(without)
            ),
            (true, false) => " Its deadline would have been missed without that too.".to_owned(),
            (false, _) => format!(
                " That ate {} of the {} there would have been to spare.",
                duration(by),
                duration(without)
            ),
        });
    }
    text
}
