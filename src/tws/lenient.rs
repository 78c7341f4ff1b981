//! Decoding that survives what real servers send: null, a number for a text, a text for a number,
//! an instant that is none. What could not be read is remembered, never an error.

use std::fmt;
use std::marker::PhantomData;

use jiff::{SignedDuration, Timestamp};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// A field that may be missing, null, or of the wrong type or form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loose<T> {
    value: Option<T>,
    odd: bool,
}

impl<T> Default for Loose<T> {
    fn default() -> Self {
        Self {
            value: None,
            odd: false,
        }
    }
}

impl<T> Loose<T> {
    /// The value, if one was sent and could be read.
    pub fn get(self) -> Option<T> {
        self.value
    }

    /// The value by reference.
    pub fn as_ref(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The value; notes `field` when something was sent that could not be read.
    pub fn read(self, field: &'static str, odd: &mut Vec<&'static str>) -> Option<T> {
        if self.odd {
            odd.push(field);
        }
        self.value
    }

    /// Whether nothing readable was sent (used to leave the field out when writing).
    pub fn is_none(&self) -> bool {
        self.value.is_none()
    }
}

impl<T> From<T> for Loose<T> {
    fn from(value: T) -> Self {
        Self {
            value: Some(value),
            odd: false,
        }
    }
}

impl<T> From<Option<T>> for Loose<T> {
    fn from(value: Option<T>) -> Self {
        Self { value, odd: false }
    }
}

/// What can be read out of a JSON scalar, leniently.
pub trait Scalar: Sized {
    /// From a JSON string.
    fn from_text(text: &str) -> Option<Self>;
    /// From a JSON number that is a whole number.
    fn from_integer(number: i64) -> Option<Self> {
        let _ = number;
        None
    }
    /// From a JSON boolean.
    fn from_bool(value: bool) -> Option<Self> {
        let _ = value;
        None
    }
}

impl Scalar for i64 {
    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
    fn from_integer(number: i64) -> Option<Self> {
        Some(number)
    }
}

impl Scalar for bool {
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "true" | "TRUE" | "True" => Some(true),
            "false" | "FALSE" | "False" => Some(false),
            _ => None,
        }
    }
    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Scalar for String {
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn from_integer(number: i64) -> Option<Self> {
        Some(number.to_string())
    }
}

impl Scalar for Timestamp {
    /// RFC 3339 only; years outside 1990 to 2200 are taken as nonsense.
    fn from_text(text: &str) -> Option<Self> {
        let at: Self = match whole_second(text.as_bytes()) {
            Some(second) => Self::from_second(second).ok()?,
            None => text.parse().ok()?,
        };
        (631_152_000..7_258_118_400)
            .contains(&at.as_second())
            .then_some(at)
    }
}

/// Seconds since the epoch of `2026-11-23T01:10:00Z`, the form in which nearly every instant
/// comes; anything else is left to the library.
fn whole_second(text: &[u8]) -> Option<i64> {
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        mo1,
        mo2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        mi1,
        mi2,
        b':',
        s1,
        s2,
        b'Z',
    ] = text
    else {
        return None;
    };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0_i64, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + i64::from(**digit - b'0'))
        })
    };
    let (year, month, day) = (
        number(&[y1, y2, y3, y4])?,
        number(&[mo1, mo2])?,
        number(&[d1, d2])?,
    );
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[mi1, mi2])?, number(&[s1, s2])?);
    // Days 29 to 31 differ by month, and a leap second is special: the library knows.
    if !(1..=12).contains(&month)
        || !(1..=28).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    // Days since the epoch in the proleptic Gregorian calendar, the year beginning in March.
    let (shifted, months) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days =
        shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (months * 153 + 2) / 5 + day
            - 719_469;
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// An ISO 8601 duration, in whole seconds; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub i64);

impl Scalar for Seconds {
    fn from_text(text: &str) -> Option<Self> {
        if let Some(seconds) = clock_parts(text) {
            return Some(Self(seconds));
        }
        let span: jiff::Span = text.parse().ok()?;
        let relative = jiff::SpanRelativeTo::days_are_24_hours();
        let duration: SignedDuration = span.to_duration(relative).ok()?;
        (duration.as_secs() >= 0).then_some(Self(duration.as_secs()))
    }
}

/// `PT4H20S` and the like, which is what schedulers send; anything richer is left to the library.
fn clock_parts(text: &str) -> Option<i64> {
    let rest = text.strip_prefix("PT")?;
    let (mut total, mut number, mut digits) = (0_i64, 0_i64, 0);
    for byte in rest.bytes() {
        let unit = match byte {
            b'0'..=b'9' if digits < 9 => {
                number = number * 10 + i64::from(byte - b'0');
                digits += 1;
                continue;
            }
            b'H' => 3_600,
            b'M' => 60,
            b'S' => 1,
            _ => return None,
        };
        if digits == 0 {
            return None;
        }
        total += number * unit;
        (number, digits) = (0, 0);
    }
    (digits == 0 && rest.len() > 1).then_some(total)
}

impl<'de, T: Scalar> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData))
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<T> LooseVisitor<T> {
    fn of<E>(value: Option<T>) -> Result<Loose<T>, E> {
        let odd = value.is_none();
        Ok(Loose { value, odd })
    }
}

impl<'de, T: Scalar> Visitor<'de> for LooseVisitor<T> {
    type Value = Loose<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }
    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Self::of(T::from_text(text))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Self::of(T::from_integer(number))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Self::of(i64::try_from(number).ok().and_then(T::from_integer))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Self::of(None)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Self::of(T::from_bool(value))
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Loose::default())
    }
    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Loose::default())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Self::of(None)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Self::of(None)
    }
}

impl<T: Serialize> Serialize for Loose<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Seconds {
    /// As ISO 8601. Between two parts none is left out (`PT1H0M10S`): strict readers want it so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        match (hours, minutes, seconds) {
            (0, 0, seconds) => write!(f, "PT{seconds}S"),
            (0, minutes, 0) => write!(f, "PT{minutes}M"),
            (0, minutes, seconds) => write!(f, "PT{minutes}M{seconds}S"),
            (hours, 0, 0) => write!(f, "PT{hours}H"),
            (hours, minutes, 0) => write!(f, "PT{hours}H{minutes}M"),
            (hours, minutes, seconds) => write!(f, "PT{hours}H{minutes}M{seconds}S"),
        }
    }
}

/// A list that may be null, or hold nulls (some servers send null for an empty list). Items are
/// decoded into their place: a page holds thousands of large ones.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ListVisitor(PhantomData))
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or null")
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }
    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<Option<T>>()? {
            // Most lists hold one item: the usual room for four would be mostly empty.
            if items.is_empty() {
                items.reserve_exact(1);
            }
            items.extend(item);
        }
        Ok(items)
    }
}

/// An object that may be null.
pub fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Declares an enumeration of the contract that keeps values it does not know.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)+
            /// A value this version does not know, kept as it came.
            Other(String),
        }

        impl $name {
            /// Every known value with its wire text.
            pub const KNOWN: &'static [(&'static str, $name)] = &[$(($text, $name::$variant)),+];

            /// The wire text.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl $crate::tws::lenient::Scalar for $name {
            fn from_text(text: &str) -> Option<Self> {
                Some(Self::from(text))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok(Self::from(text.as_ref()))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            /// An open set: any text is allowed, the known values are examples.
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "examples": [$($text),+] })
            }
        }
    };
}
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Row {
        at: Loose<Timestamp>,
        code: Loose<i64>,
        name: Loose<String>,
        took: Loose<Seconds>,
    }

    fn row(json: &str) -> Row {
        serde_json::from_str(json).expect("lenient")
    }

    #[test]
    fn null_and_missing_are_nothing_and_not_odd() {
        let mut odd = Vec::new();
        let row = row(r#"{"at":null}"#);
        assert_eq!(row.at.read("at", &mut odd), None);
        assert_eq!(row.code.read("code", &mut odd), None);
        assert!(odd.is_empty());
    }

    #[test]
    fn nonsense_is_noted_and_survived() {
        let mut odd = Vec::new();
        let row = row(r#"{"at":1763870000000,"code":{"a":[1]},"name":7,"took":"-PT5S"}"#);
        assert_eq!(row.at.read("at", &mut odd), None);
        assert_eq!(row.code.read("code", &mut odd), None);
        assert_eq!(row.name.read("name", &mut odd).as_deref(), Some("7"));
        assert_eq!(row.took.read("took", &mut odd), None);
        assert_eq!(odd, ["at", "code", "took"]);
    }

    #[test]
    fn the_short_way_reads_instants_as_the_library_does() {
        for year in [1996, 1999, 2000, 2024, 2026, 2100, 2101] {
            for month in 1..=12 {
                for day in [1, 15, 28, 29, 31] {
                    let text = format!("{year:04}-{month:02}-{day:02}T23:05:59Z");
                    let library: Option<Timestamp> = text.parse().ok();
                    assert_eq!(Timestamp::from_text(&text), library, "{text}");
                }
            }
        }
        assert_eq!(
            Timestamp::from_text("2026-11-23T01:10:00+02:00")
                .map(|at| at.to_string())
                .as_deref(),
            Some("2026-11-22T23:10:00Z")
        );
    }

    #[test]
    fn durations_read_and_write_as_the_contract_does() {
        let row = row(r#"{"took":"PT4H20S"}"#);
        assert_eq!(row.took.get(), Some(Seconds(14_420)));
        assert_eq!(
            serde_json::to_string(&Seconds(14_420)).expect("text"),
            r#""PT4H0M20S""#
        );
        assert_eq!(
            serde_json::to_string(&Seconds(0)).expect("text"),
            r#""PT0S""#
        );
    }
}
