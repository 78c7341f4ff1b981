//! Times in a question: "since 22:00", "desde as 22h", "in the last 2 hours", "today".

use jiff::{Timestamp, tz::TimeZone};

use super::intent::normalise;

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
}
