//! Times in a question: "since 22:00", "desde as 22h", "in the last 2 hours", "today"; and times as
//! typed where only a time is asked for.

use jiff::{Span, Timestamp, civil, tz::TimeZone};

use super::intent::normalise;
use crate::error::{Error, Result};

/// A time as typed for a filter, read in the zone of the plan: an instant, a date with or without a
/// time, a time of day (the last one that was), a span back from now, or words such as "today". A bare
/// `10h` is a span, as with every tool that has such a filter; in a sentence, "since 10h" is ten
/// o'clock.
pub fn typed(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp> {
    let wanted = text.trim();
    let wrong = |why: &str| {
        Error::usage(format!("since \"{}\" {why}", crate::tws::escape(text, 60)))
            .with_hint("for example 22:00, 2h, 30m, 2026-11-23 or 2026-11-23T01:00:00Z")
    };
    if let Ok(at) = wanted.parse::<Timestamp>() {
        return Ok(at);
    }
    let in_zone = |at: civil::DateTime| zone.to_timestamp(at).ok();
    if let Ok(at) = wanted.parse::<civil::DateTime>() {
        return in_zone(at).ok_or_else(|| wrong("is no time of the plan's zone"));
    }
    let clock = ["%H:%M", "%H:%M:%S"];
    let clock = clock
        .iter()
        .find_map(|form| civil::Time::strptime(form, wanted).ok());
    if let Some(clock) = clock {
        let today = now.to_zoned(zone.clone()).date();
        let days = [Some(today), today.yesterday().ok()];
        let times = days.into_iter().flatten();
        let mut times = times.filter_map(|day| in_zone(day.to_datetime(clock)));
        return times
            .find(|at| *at <= now)
            .ok_or_else(|| wrong("is no time of the plan's zone"));
    }
    let span = wanted.strip_suffix("ago").unwrap_or(wanted).trim_end();
    if let Ok(span) = span.parse::<Span>() {
        let before = now.to_zoned(zone.clone()).checked_sub(span);
        let before = before.map_err(|_| wrong("goes back to before all time"))?;
        return if before.timestamp() <= now {
            Ok(before.timestamp())
        } else {
            Err(wrong("is a time to come"))
        };
    }
    since(&format!("since {wanted}"), now, zone)
        .or_else(|| since(wanted, now, zone))
        .ok_or_else(|| wrong("is not a time"))
}

/// The time since when something is asked, read in the zone of the plan.
pub fn since(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    use std::sync::LazyLock;
    static CLOCK: LazyLock<regex::Regex> = LazyLock::new(|| {
        regex::Regex::new(r"(?i)\b(?:since|after|desde|depois d[aeo]s?|a partir d[aeo]s?|despues de)\s+(?:as |às |las |a las |l[ao]s )?(\d{1,2})(?:[:h.](\d{2}))?\s*(am|pm|h|hs|hrs|horas)?\b").expect("a fixed expression")
    });
    static SPAN: LazyLock<regex::Regex> = LazyLock::new(|| {
        regex::Regex::new(r"(?i)\b(?:last|past|ultim[oa]s?|últim[oa]s?)\s+(\d{1,3})?\s*(minutes?|mins?|minutos?|hours?|hrs?|h|horas?|days?|dias?|días?)\b").expect("a fixed expression")
    });
    if let Some(found) = CLOCK.captures(text) {
        let mut hour: i8 = found[1].parse().ok()?;
        let minute: i8 = found
            .get(2)
            .and_then(|m| m.as_str().parse().ok())
            .unwrap_or(0);
        if found
            .get(3)
            .is_some_and(|m| m.as_str().eq_ignore_ascii_case("pm"))
            && hour < 12
        {
            hour += 12;
        }
        let local = now.to_zoned(zone.clone());
        let at = local
            .with()
            .hour(hour)
            .minute(minute)
            .second(0)
            .subsec_nanosecond(0)
            .build()
            .ok()?;
        // A time later than now is yesterday's.
        let at = if at.timestamp() > now {
            at.yesterday()
                .ok()?
                .with()
                .hour(hour)
                .minute(minute)
                .build()
                .ok()?
        } else {
            at
        };
        return Some(at.timestamp());
    }
    if let Some(found) = SPAN.captures(text) {
        let n: i64 = found
            .get(1)
            .and_then(|m| m.as_str().parse().ok())
            .unwrap_or(1);
        let unit = match found[2].to_lowercase() {
            unit if unit.starts_with('m') => 60,
            unit if unit.starts_with('d') => 86_400,
            _ => 3_600,
        };
        return Timestamp::from_second(now.as_second() - n * unit).ok();
    }
    let plain = normalise(text);
    if ["today", "hoje", "hoy"]
        .iter()
        .any(|word| plain.split(' ').any(|w| w == *word))
    {
        return now
            .to_zoned(zone.clone())
            .start_of_day()
            .ok()
            .map(|at| at.timestamp());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_a_question_are_understood_in_the_plans_zone() {
        let zone = TimeZone::get("Europe/Rome").expect("a zone");
        let now: Timestamp = "2026-11-23T01:30:00Z".parse().expect("a time");
        let at = |text: &str| since(text, now, &zone).map(|at| at.to_string());
        assert_eq!(
            at("what failed since 22:00").as_deref(),
            Some("2026-11-22T21:00:00Z")
        );
        assert_eq!(
            at("o que falhou desde as 22h").as_deref(),
            Some("2026-11-22T21:00:00Z")
        );
        assert_eq!(
            at("what failed after 1am").as_deref(),
            Some("2026-11-23T00:00:00Z")
        );
        assert_eq!(
            at("failures in the last 2 hours").as_deref(),
            Some("2026-11-22T23:30:00Z")
        );
        assert_eq!(at("what failed"), None);
        assert_eq!(at("since 99:99"), None);
    }

    #[test]
    fn a_typed_time_is_the_same_wherever_it_is_typed() {
        let zone = TimeZone::get("Europe/Rome").expect("a zone");
        // 13:30 in Rome.
        let now: Timestamp = "2026-11-23T12:30:00Z".parse().expect("a time");
        for (text, expected) in [
            ("2h", "2026-11-23T10:30:00Z"),
            ("10h", "2026-11-23T02:30:00Z"),
            ("1h30m", "2026-11-23T11:00:00Z"),
            ("1h 30m", "2026-11-23T11:00:00Z"),
            ("30m", "2026-11-23T12:00:00Z"),
            ("45min", "2026-11-23T11:45:00Z"),
            ("90 minutes", "2026-11-23T11:00:00Z"),
            ("2d", "2026-11-21T12:30:00Z"),
            ("2h ago", "2026-11-23T10:30:00Z"),
            ("PT2H", "2026-11-23T10:30:00Z"),
            (" 22:00 ", "2026-11-22T21:00:00Z"),
            ("13:30", "2026-11-23T12:30:00Z"),
            ("13:31", "2026-11-22T12:31:00Z"),
            ("02:00:30", "2026-11-23T01:00:30Z"),
            ("2026-11-22", "2026-11-21T23:00:00Z"),
            ("2026-11-22 08:15", "2026-11-22T07:15:00Z"),
            ("2026-11-22T08:15:00", "2026-11-22T07:15:00Z"),
            ("2026-11-22T08:15:00Z", "2026-11-22T08:15:00Z"),
            ("2026-11-22T08:15:00+05:00", "2026-11-22T03:15:00Z"),
            ("10pm", "2026-11-22T21:00:00Z"),
            ("last 2 hours", "2026-11-23T10:30:00Z"),
            ("today", "2026-11-22T23:00:00Z"),
        ] {
            let at = typed(text, now, &zone).map(|at| at.to_string());
            assert_eq!(at.ok().as_deref(), Some(expected), "{text:?}");
        }
        for bad in [
            "",
            "soon",
            "-2h",
            "25:00",
            "999999999h",
            "9".repeat(300).as_str(),
        ] {
            let error = typed(bad, now, &zone).expect_err(bad);
            assert!(error.hint().is_some(), "{bad:?}");
        }
    }

    #[test]
    fn a_day_back_is_a_day_of_the_plans_zone() {
        let zone = TimeZone::get("Europe/Rome").expect("a zone");
        // The day before had 25 hours.
        let now: Timestamp = "2026-10-25T11:00:00Z".parse().expect("a time");
        let at = typed("1d", now, &zone).expect("a time");
        assert_eq!(at.to_string(), "2026-10-24T10:00:00Z");
    }
}
