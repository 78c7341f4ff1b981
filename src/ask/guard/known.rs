//! What is known: the words, names, numbers, times and states of the evidence.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::scan;
use crate::diagnose::{Diagnosis, Kind, ObjectType};

/// What is known. Facts are fields of reports; text is what a log, a comment or a runbook says,
/// which anybody may have written: it vouches for its own words, not for the state of the plan.
#[derive(Debug, Clone, Default)]
pub struct Known {
    zones: Vec<TimeZone>,
    pub(super) citations: BTreeSet<String>,
    pub(super) words: HashSet<String>,
    pub(super) names: HashSet<String>,
    pub(super) numbers: HashSet<i64>,
    pub(super) counts: HashSet<i64>,
    pub(super) return_codes: HashSet<i64>,
    pub(super) minutes: HashSet<u16>,
    /// Instants, in seconds: the time between two of them may be stated.
    instants: BTreeSet<i64>,
    /// Lengths of time, in seconds.
    spans: BTreeSet<i64>,
    pub(super) states: HashMap<String, HashSet<String>>,
    pub(super) in_trouble: bool,
    /// The diagnosis' own words for causes, which may say of a job that it ended well.
    pub(super) summaries: Vec<String>,
    /// Beginnings of words that tell the cause, where one was asked for and is known.
    pub(super) telling: BTreeSet<String>,
    /// The name of what is to blame, where that is not what was asked about.
    pub(super) cause: Option<String>,
}

/// Fields that hold what somebody wrote.
const TEXTS: &[&str] = &[
    "excerpt",
    "text",
    "title",
    "summary",
    "description",
    "comment",
    "message",
    "hint",
    "notes",
    "words",
    "why",
    "reason",
    "meaning",
    "lines",
    "left_out",
    "warnings",
    "question",
    "passages",
    "heading",
    "command",
    "conman",
    "action",
    "script",
];

/// Fields that hold names.
const NAMES: &[&str] = &[
    "name",
    "key",
    "stream",
    "workstation",
    "folder",
    "with",
    "prompt",
    "job",
    "user",
    "near",
    "file",
    "engine",
    "agent",
    "domain",
];

/// Fields that hold a length of time in seconds.
const SPANS: &[&str] = &[
    "elapsed",
    "estimated",
    "slack",
    "slack_without_delays",
    "seconds",
    "took",
    "reaches",
];

/// Fields whose number counts nothing.
const MEASURES: &[&str] = &[
    "return_code",
    "exit_status",
    "rc",
    "code",
    "priority",
    "number",
    "job_number",
    "confidence",
    "line",
    "limit",
    "fence",
    "elapsed_ms",
];

/// Fields whose values are worth counting in a list.
const TALLIED: &[&str] = &[
    "status",
    "internal",
    "health",
    "kind",
    "late",
    "critical",
    "risk",
    "stream",
    "workstation",
    "return_code",
    "type",
];

impl Known {
    /// Nothing yet. Times of day are compared in UTC and in these zones.
    pub fn new(zones: &[TimeZone]) -> Self {
        let mut zones = zones.to_vec();
        zones.push(TimeZone::UTC);
        Self {
            zones,
            ..Self::default()
        }
    }

    /// A diagnosis: its evidence may be cited, its state may not be contradicted.
    pub fn diagnosis(&mut self, diagnosis: &Diagnosis) {
        if let Ok(value) = serde_json::to_value(diagnosis) {
            self.facts(&value);
        }
    }

    /// The cause was asked for: an answer has to name what is to blame and to tell of it.
    pub fn asks_for_the_cause(&mut self, diagnosis: &Diagnosis, question: &str) {
        use ObjectType::{Job, Resource, Stream, Workstation};
        let cause = &diagnosis.root_cause;
        let object = &cause.object;
        let proof = (diagnosis.evidence.iter())
            .filter(|evidence| cause.evidence.contains(&evidence.id))
            .flat_map(|evidence| [Some(evidence.title.as_str()), evidence.excerpt.as_deref()])
            .flatten();
        let kind = cause.kind.as_str().replace('_', " ");
        self.telling = proof
            .chain([cause.summary.as_str(), kind.as_str()])
            .flat_map(scan::stems)
            .collect();
        for known in [question, &diagnosis.subject.key, &object.key] {
            for stem in scan::stems(known) {
                self.telling.remove(&stem);
            }
        }
        // What was asked about may be called "it".
        let elsewhere = object.key != diagnosis.subject.key;
        self.cause = (elsewhere && matches!(object.kind, Job | Stream | Workstation | Resource))
            .then(|| object.name.clone())
            .filter(|name| !name.is_empty());
    }

    /// Allows a citation.
    pub fn cite(&mut self, id: &str) {
        self.citations.insert(id.trim().to_uppercase());
    }

    /// A report, as the tools give it.
    pub fn facts(&mut self, value: &Value) {
        self.walk("", value);
    }

    /// Text that somebody wrote: it vouches for words, codes and numbers that are quoted from it.
    pub fn text(&mut self, text: &str) {
        for word in scan::words(text) {
            if let Ok(number) = word.replace(['.', ','], "").parse() {
                self.numbers.insert(number);
            }
            self.words.insert(word.to_uppercase());
        }
        self.return_codes.extend(scan::return_codes(text));
        for minute in scan::minutes(text) {
            self.minutes.insert(minute);
        }
        for at in scan::instants(text) {
            self.instant(at);
        }
    }

    /// The question: names that were asked about may be named again.
    pub fn question(&mut self, text: &str) {
        self.text(text);
        let words: Vec<String> = scan::words(text).map(str::to_uppercase).collect();
        self.names.extend(words);
    }

    /// The present moment.
    pub fn instant(&mut self, at: Timestamp) {
        self.instants.insert(at.as_second());
        for zone in &self.zones {
            let local = at.to_zoned(zone.clone());
            let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute()));
            self.minutes.insert(minute.unwrap_or(0));
        }
    }

    fn walk(&mut self, field: &str, value: &Value) {
        match value {
            Value::Object(map) => {
                self.remember_state(map);
                let kind = map.get("root_cause").and_then(|cause| cause.get("kind"));
                if let Some(kind) = kind.and_then(|kind| Kind::deserialize(kind).ok()) {
                    let expected = map["root_cause"]["as_expected"] == Value::Bool(true);
                    self.in_trouble |= !expected && !kind.is_healthy();
                    let summary = map["root_cause"]
                        .get("summary")
                        .and_then(Value::as_str)
                        .filter(|text| text.len() > 20);
                    (self.summaries)
                        .extend(summary.map(|text| text.trim_end_matches('.').to_owned()));
                }
                if let Some(id) = map.get("id").and_then(Value::as_str)
                    && map.contains_key("observed_at")
                {
                    self.cite(id);
                }
                for (name, value) in map {
                    // Words of the shape itself may be used in prose.
                    self.words.insert(name.to_uppercase());
                    self.walk(name, value);
                }
            }
            Value::Array(items) => {
                self.counts
                    .insert(i64::try_from(items.len()).unwrap_or(i64::MAX));
                self.tally(items);
                for item in items {
                    self.walk(field, item);
                }
            }
            Value::String(text) if TEXTS.contains(&field) => self.text(text),
            Value::String(text) => {
                self.text(text);
                if NAMES.contains(&field) {
                    self.names.extend(scan::words(text).map(str::to_uppercase));
                }
            }
            Value::Number(number) => {
                let number = number.as_i64().or_else(|| {
                    let rounded = number.as_f64()?.round();
                    format!("{rounded:.0}").parse().ok()
                });
                if let Some(number) = number {
                    self.numbers.insert(number);
                    if !MEASURES.contains(&field) && !SPANS.contains(&field) {
                        self.counts.insert(number);
                    }
                    if matches!(field, "return_code" | "exit_status" | "rc" | "code") {
                        self.return_codes.insert(number);
                    }
                    if SPANS.contains(&field) {
                        self.spans.insert(number.saturating_abs());
                    }
                }
            }
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// An object with a name and a status.
    fn remember_state(&mut self, map: &serde_json::Map<String, Value>) {
        let word = |field: &str| map.get(field).and_then(Value::as_str);
        let states: Vec<String> = ["status", "internal", "health"]
            .iter()
            .filter_map(|field| word(field))
            .map(str::to_uppercase)
            .collect();
        let object = map.get("object").or_else(|| map.get("subject"));
        let name = word("name").or_else(|| object?.get("name")?.as_str());
        let nested = map.get("state").and_then(Value::as_object);
        if let Some(nested) = nested {
            let inner = ["status", "internal"]
                .iter()
                .filter_map(|f| nested.get(*f)?.as_str());
            let inner: Vec<String> = inner.map(str::to_uppercase).collect();
            if let Some(name) = name {
                self.states
                    .entry(name.to_uppercase())
                    .or_default()
                    .extend(inner);
            }
        }
        if let Some(name) = name
            && !states.is_empty()
        {
            self.states
                .entry(name.to_uppercase())
                .or_default()
                .extend(states);
        }
    }

    /// How many entries of a list share a value: a reader may well count them.
    fn tally(&mut self, items: &[Value]) {
        let mut tally: HashMap<(&str, String), i64> = HashMap::new();
        for (name, value) in items.iter().filter_map(Value::as_object).flatten() {
            if TALLIED.contains(&name.as_str()) {
                *tally.entry((name, value.to_string())).or_default() += 1;
            }
        }
        self.counts.extend(tally.into_values());
    }

    /// Whether a name stands in the evidence; said of an object it must be the name of one.
    pub(super) fn has_name(&self, name: &str, of_object: bool) -> bool {
        let name = name.to_uppercase();
        self.names.contains(&name)
            || ((!of_object || self.names.is_empty()) && self.words.contains(&name))
    }

    /// Whether a time of day stands in the evidence, give or take the minute of rounding.
    pub(super) fn has_minute(&self, minute: u16) -> bool {
        const DAY: u16 = 24 * 60;
        [minute, (minute + 1) % DAY, (minute + DAY - 1) % DAY]
            .iter()
            .any(|minute| self.minutes.contains(minute))
    }

    /// Whether a length of time stands in the evidence or lies between two of its instants, give
    /// or take the `unit` it was rounded to.
    pub(super) fn has_span(&self, seconds: i64, unit: i64) -> bool {
        let near = |at: i64| at.saturating_sub(unit)..=at.saturating_add(unit);
        let within = |set: &BTreeSet<i64>, at: i64| set.range(near(at)).next().is_some();
        within(&self.spans, seconds)
            || (self.instants.iter()).any(|at| within(&self.instants, at.saturating_add(seconds)))
    }
}
