//! From a question to its answer: intent and subject by rules, evidence from the plan, words.

use std::time::Instant;

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::answer::{AskReport, Usage};
use super::intent::{Intent, classify, normalise};
use super::names::{Mention, MentionKind, mentions};
use super::resolve::{Found, Resolver, Wanted};
use super::wording;
use crate::diagnose::{Diagnoser, Diagnosis, ObjectRef, Subject, log, messages};
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::report::{
    self, DependencyReport, Direction, JobFilter, JobReport, JobsReport, SortKey, StatusFilter,
    StatusReport,
};
use crate::tws::{TailLimits, escape};

/// A question with what was piped in beside it.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The question.
    pub text: String,
    /// Text from standard input: a listing, an alert, a mail.
    pub pasted: Option<String>,
}

/// Answers questions about a plan.
#[derive(Clone)]
pub struct Asker {
    plan: Plan,
    resolver: Resolver,
    diagnoser: Diagnoser,
}

/// Longest question that is read, in characters; what follows is not.
const LONGEST: usize = 4_000;

/// What an answer is made of, before the head and the costs.
#[derive(Default)]
struct Draft {
    answer: String,
    subject: Option<ObjectRef>,
    diagnosis: Option<Diagnosis>,
    data: Option<serde_json::Value>,
    warnings: Vec<String>,
    requests: Option<u64>,
}

impl Draft {
    fn of(answer: String, data: &impl Serialize) -> Self {
        Self {
            answer,
            data: serde_json::to_value(data).ok(),
            ..Self::default()
        }
    }
}

impl Asker {
    /// Answers from this plan.
    pub fn new(plan: Plan) -> Self {
        Self {
            resolver: Resolver::new(plan.clone()),
            diagnoser: Diagnoser::new(plan.clone()),
            plan,
        }
    }

    /// The resolver of names, for commands that take them as arguments.
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// The engine of diagnoses.
    pub fn diagnoser(&self) -> &Diagnoser {
        &self.diagnoser
    }

    /// The time zone of the engine, for times in prose; UTC when it is not known.
    pub async fn time_zone(&self) -> TimeZone {
        let info = self.plan.client().engine_info().await.ok();
        info.and_then(|info| info.timezone.get())
            .and_then(|name| TimeZone::get(&name).ok())
            .unwrap_or(TimeZone::UTC)
    }

    /// Answers a question.
    pub async fn ask(&self, question: &Question, now: Timestamp) -> Result<AskReport> {
        let begun = Instant::now();
        let before = self.plan.client().requests();
        let mut warnings = Vec::new();
        let text: String = question.text.chars().take(LONGEST).collect();
        if text.len() < question.text.len() {
            warnings.push(format!(
                "only the first {LONGEST} characters of the question were read"
            ));
        }
        if normalise(&text).is_empty()
            && question
                .pasted
                .as_ref()
                .is_none_or(|pasted| normalise(pasted).is_empty())
        {
            return Err(Error::usage("the question is empty")
                .with_hint("for example: resync ask \"why did job LOAD abend?\""));
        }
        let (intent, mut named) = understand(&text);
        let has_name = named
            .iter()
            .any(|mention| mention.kind != MentionKind::Code);
        if !has_name && let Some(pasted) = &question.pasted {
            named.extend(pasted_names(pasted));
        }
        let zone = self.time_zone().await;
        let mut draft = self.answer(intent, &text, &named, now, &zone).await?;
        warnings.append(&mut draft.warnings);
        let citations = draft
            .diagnosis
            .iter()
            .flat_map(|d| d.evidence.iter().map(|e| e.id.clone()))
            .collect();
        Ok(AskReport {
            head: self.plan.provenance("resync.ask/v1", now),
            question: question.text.chars().take(LONGEST).collect(),
            answer: draft.answer,
            written_by: "rules".to_owned(),
            agent: None,
            intent,
            subject: draft.subject,
            diagnosis: draft.diagnosis,
            data: draft.data,
            citations,
            usage: Usage {
                requests: draft
                    .requests
                    .unwrap_or(0)
                    .max(self.plan.client().requests().saturating_sub(before)),
                elapsed_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
                ..Usage::default()
            },
            warnings,
        })
    }

    async fn answer(
        &self,
        intent: Intent,
        text: &str,
        named: &[Mention],
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Draft> {
        match intent {
            Intent::Why => self.why(text, named, now, zone).await,
            Intent::Status => self.status(named, now, zone).await,
            Intent::Running => self.running(text, named, now, zone).await,
            Intent::Failed | Intent::Late => self.list(intent, text, named, now, zone).await,
            Intent::WaitsFor => self.dependencies(named, Direction::Up, now).await,
            Intent::Blocks => self.dependencies(named, Direction::Down, now).await,
            Intent::Log => self.log(named).await,
            Intent::Explain => Ok(explain(named, text)),
            Intent::Counts => self.counts(text, named, now, zone).await,
            Intent::WaitingForPeople
            | Intent::Critical
            | Intent::Workstations
            | Intent::Summary => {
                if intent == Intent::Workstations && has_workstation(named) {
                    return self.why(text, named, now, zone).await;
                }
                let report = StatusReport::gather(&self.plan, now).await?;
                let words = match intent {
                    Intent::WaitingForPeople => wording::say_people(&report),
                    Intent::Critical => wording::say_critical(&report, now, zone),
                    Intent::Workstations => wording::say_workstations(&report),
                    _ => wording::say_status(&report, now, zone),
                };
                let mut draft = Draft::of(words, &report);
                draft.warnings.clone_from(&report.warnings);
                Ok(draft)
            }
            Intent::Help => Ok(Draft {
                answer: wording::ABILITIES.to_owned(),
                ..Draft::default()
            }),
            Intent::Finish
            | Intent::CriticalPath
            | Intent::Changed
            | Intent::HowTo
            | Intent::Handover
            | Intent::Unknown => Ok(Draft {
                answer: format!("I cannot answer that. {}", wording::ABILITIES),
                warnings: vec![
                    "the question is outside of what the built-in rules answer".to_owned(),
                ],
                ..Draft::default()
            }),
        }
    }

    /// The object a question is about; an error that asks for a name when there is none.
    async fn subject(&self, named: &[Mention]) -> Result<Found> {
        self.resolver
            .of_mentions(named)
            .await?
            .map(|(_, found)| found)
            .ok_or_else(|| {
                Error::not_found("the question names no job, job stream or workstation of the plan")
                    .with_hint("name one, for example: why did job LOAD abend?")
            })
    }

    async fn why(
        &self,
        text: &str,
        named: &[Mention],
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Draft> {
        let Some((_, found)) = self.resolver.of_mentions(named).await? else {
            // Without a name the question is what failed at all.
            return self.list(Intent::Failed, text, named, now, zone).await;
        };
        let diagnosis = self.diagnoser.diagnose(&found.subject, now).await?;
        let mut answer = wording::say_diagnosis(&diagnosis, zone);
        if diagnosis.root_cause.kind.is_healthy() && diagnosis.other_causes.is_empty() {
            answer.push_str("\n\nNothing needs to be done about it now.");
        }
        let mut warnings: Vec<String> = found.choice.into_iter().collect();
        if diagnosis.head.stale.is_some() {
            warnings.push(
                "the scheduler could not be asked afresh: parts of this are from an earlier answer"
                    .to_owned(),
            );
        }
        Ok(Draft {
            answer,
            subject: Some(found.object),
            requests: Some(diagnosis.cost.requests),
            diagnosis: Some(diagnosis),
            warnings,
            ..Draft::default()
        })
    }

    async fn status(&self, named: &[Mention], now: Timestamp, zone: &TimeZone) -> Result<Draft> {
        let found = self.subject(named).await?;
        let warnings = found.choice.into_iter().collect();
        let mut draft = match &found.subject {
            Subject::Job(job) => {
                let report = JobReport::gather(&self.plan, &job.id, now).await?;
                Draft::of(wording::say_job(&report, now, zone), &report)
            }
            subject => {
                let diagnosis = self.diagnoser.diagnose(subject, now).await?;
                Draft {
                    answer: wording::say_diagnosis(&diagnosis, zone),
                    diagnosis: Some(diagnosis),
                    ..Draft::default()
                }
            }
        };
        draft.subject = Some(found.object);
        draft.warnings = warnings;
        Ok(draft)
    }

    /// "Is X running?" about one job is a question of its state.
    async fn running(
        &self,
        text: &str,
        named: &[Mention],
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Draft> {
        let named_one = named
            .iter()
            .any(|mention| mention.sure && !mention.text.contains(['@', '*']));
        if named_one
            && let Some((_, found)) = self.resolver.of_mentions(named).await?
            && matches!(found.subject, Subject::Job(_))
        {
            return self.status(named, now, zone).await;
        }
        self.list(Intent::Running, text, named, now, zone).await
    }

    /// Lists of jobs, within a stream, on a workstation, in a folder, since a time.
    async fn list(
        &self,
        intent: Intent,
        text: &str,
        named: &[Mention],
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Draft> {
        let mut filter = JobFilter {
            limit: 100,
            sort: Some(SortKey::Status),
            ..JobFilter::default()
        };
        let what = match intent {
            Intent::Running => {
                filter.statuses = vec![StatusFilter::parse("running")?];
                filter.sort = Some(SortKey::Elapsed);
                "jobs running"
            }
            Intent::Late => {
                filter.late = true;
                filter.sort = Some(SortKey::Deadline);
                "jobs late"
            }
            _ => {
                filter.statuses = vec![StatusFilter::parse("failed")?];
                filter.sort = Some(SortKey::Start);
                "jobs in error"
            }
        };
        let mut subject = None;
        if let Some((mention, scope)) = self.scope(named, &mut filter).await? {
            subject = scope;
            let _ = mention;
        }
        filter.since = since(text, now, zone);
        let mut report = JobsReport::gather(&self.plan, &filter, now).await?;
        if intent == Intent::Failed {
            self.add_reasons(&mut report).await;
        }
        let total = report.total.unwrap_or(report.returned);
        let mut what = what.to_owned();
        if let Some(object) = &subject {
            what.push_str(&format!(" ({})", wording::plain(&object.words())));
        }
        if let Some(since) = filter.since {
            what.push_str(&format!(" since {}", wording::clock(since, now, zone)));
        }
        let mut draft = Draft::of(
            wording::say_list(&what, &report.data, total, now, zone),
            &report,
        );
        draft.subject = subject;
        draft.warnings.clone_from(&report.warnings);
        Ok(draft)
    }

    /// Narrows a list to what is named: a stream, a workstation, a folder or a pattern of names.
    async fn scope(
        &self,
        named: &[Mention],
        filter: &mut JobFilter,
    ) -> Result<Option<(Mention, Option<ObjectRef>)>> {
        let Some(mention) = named
            .iter()
            .find(|mention| mention.kind != MentionKind::Code)
        else {
            return Ok(None);
        };
        if mention.kind == MentionKind::Folder
            || mention.text.starts_with('/') && !mention.text.contains('#')
        {
            filter.folder = Some(mention.text.clone());
            return Ok(Some((mention.clone(), None)));
        }
        if mention.text.contains(['@', '*']) {
            match mention.kind {
                MentionKind::Stream => filter.stream = Some(mention.text.clone()),
                MentionKind::Workstation => filter.workstation = Some(mention.text.clone()),
                _ => filter.name = Some(mention.text.clone()),
            }
            return Ok(Some((mention.clone(), None)));
        }
        let wanted = match mention.kind {
            MentionKind::Any => Wanted::Any,
            kind => kind.into(),
        };
        // A list is mostly of a stream or a workstation: those are meant before a job of that name.
        let found = match wanted {
            Wanted::Any => match self.resolver.one(&mention.text, Wanted::Stream).await {
                Ok(found) => Some(found),
                Err(Error::NotFound(_)) => {
                    match self.resolver.one(&mention.text, Wanted::Workstation).await {
                        Ok(found) => Some(found),
                        Err(Error::NotFound(_)) if mention.sure => {
                            Some(self.resolver.one(&mention.text, Wanted::Any).await?)
                        }
                        Err(Error::NotFound(_)) => None,
                        Err(error) => return Err(error),
                    }
                }
                Err(error) => return Err(error),
            },
            wanted => Some(self.resolver.one(&mention.text, wanted).await?),
        };
        let Some(found) = found else { return Ok(None) };
        match &found.subject {
            Subject::Job(job) => filter.name = Some(job.name.clone()),
            Subject::Stream(_) => filter.stream = Some(found.object.name.clone()),
            Subject::Workstation(workstation) => {
                filter.workstation = Some(workstation.name.clone());
            }
        }
        Ok(Some((mention.clone(), Some(found.object))))
    }

    /// The first few failed jobs with what their log says.
    async fn add_reasons(&self, jobs: &mut JobsReport) {
        let first = jobs.data.iter().take(6);
        let reasons = futures_util::future::join_all(first.map(|line| async {
            let job = self.plan.job(&line.id).await.ok()?;
            report::reason(&self.plan, &job).await
        }))
        .await;
        for (line, reason) in jobs.data.iter_mut().zip(reasons) {
            line.reason = reason;
        }
    }

    async fn dependencies(
        &self,
        named: &[Mention],
        direction: Direction,
        now: Timestamp,
    ) -> Result<Draft> {
        let found = self.subject(named).await?;
        let Subject::Job(job) = &found.subject else {
            let diagnosis = self.diagnoser.diagnose(&found.subject, now).await?;
            let zone = self.time_zone().await;
            return Ok(Draft {
                answer: wording::say_diagnosis(&diagnosis, &zone),
                subject: Some(found.object),
                diagnosis: Some(diagnosis),
                ..Draft::default()
            });
        };
        let depth = if direction == Direction::Up { 1 } else { 8 };
        let report =
            DependencyReport::gather(&self.plan, &job.id, &[direction], depth, now).await?;
        let mut draft = Draft::of(
            wording::say_dependencies(&report, direction == Direction::Down),
            &report,
        );
        // Who asks what a job waits for wants to know what to do about it.
        if direction == Direction::Up && report.up.iter().any(|n| n.edges.iter().any(|e| e.open)) {
            let diagnosis = self.diagnoser.diagnose(&found.subject, now).await?;
            let cause = wording::plain(&diagnosis.root_cause.summary);
            draft
                .answer
                .push_str(&format!("\n\nAt the end of it: {cause}."));
            draft.diagnosis = Some(diagnosis);
        }
        draft.subject = Some(found.object);
        draft.warnings = found.choice.into_iter().collect();
        Ok(draft)
    }

    /// What the log says, in short: its error and its last lines.
    async fn log(&self, named: &[Mention]) -> Result<Draft> {
        let found = self.subject(named).await?;
        let Subject::Job(job) = &found.subject else {
            return Err(Error::usage(format!(
                "{} is not a job, so it has no log",
                escape(&found.object.words(), 120)
            )));
        };
        let run = job
            .last_run()
            .and_then(|run| run.id.clone())
            .ok_or_else(|| {
                Error::not_found(format!(
                    "job {} has not run, so there is no log",
                    escape(&job.name, 80)
                ))
            })?;
        let tail = self
            .plan
            .client()
            .log_tail(&run, TailLimits::default())
            .await?;
        let reading = log::read(&tail);
        let mut answer = format!("**Log of {} (run {run}).**", wording::plain(&job.key));
        if let Some(error) = &reading.error {
            let line = error
                .line
                .map_or_else(String::new, |line| format!(", line {line}"));
            answer.push_str(&format!(
                "\n\nWhat stands out{line}: {}.",
                wording::plain(error.signature.meaning)
            ));
        }
        answer.push_str("\n\n```\n");
        let last = tail.lines.len().saturating_sub(40);
        for line in &tail.lines[last..] {
            answer.push_str(&escape(&line.text, 300).replace("```", "'''"));
            answer.push('\n');
        }
        answer.push_str("```");
        let data = serde_json::json!({
            "run": run, "lines": tail.total_lines, "bytes_read": tail.bytes_read, "whole": tail.whole,
            "exit_status": reading.exit_status,
            "error": reading.error.as_ref().map(|e| serde_json::json!({"kind": e.signature.kind, "line": e.line, "text": e.excerpt})),
        });
        let mut draft = Draft::of(answer, &data);
        draft.subject = Some(found.object);
        draft.warnings = found.choice.into_iter().collect();
        Ok(draft)
    }

    async fn counts(
        &self,
        text: &str,
        named: &[Mention],
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Draft> {
        let plain = normalise(text);
        let of = [
            (
                ["fail", "abend", "error", "falh", "fall", "erro"].as_slice(),
                Intent::Failed,
            ),
            (
                ["running", "rodando", "execu", "ejecu", "corriendo"].as_slice(),
                Intent::Running,
            ),
            (["late", "atras", "retras"].as_slice(), Intent::Late),
        ];
        let narrowed = named
            .iter()
            .any(|mention| mention.kind != MentionKind::Code);
        let wanted = of
            .iter()
            .find(|(words, _)| words.iter().any(|word| plain.contains(word)))
            .map(|(_, intent)| *intent);
        if let Some(intent) = wanted {
            return self.list(intent, text, named, now, zone).await;
        }
        if narrowed {
            let mut filter = JobFilter {
                limit: 20,
                ..JobFilter::default()
            };
            let scope = self.scope(named, &mut filter).await?;
            let report = JobsReport::gather(&self.plan, &filter, now).await?;
            let total = report.total.unwrap_or(report.returned);
            let mut draft = Draft::of(
                wording::say_list("jobs", &report.data, total, now, zone),
                &report,
            );
            draft.subject = scope.and_then(|(_, object)| object);
            return Ok(draft);
        }
        let report = StatusReport::gather(&self.plan, now).await?;
        Ok(Draft::of(
            format!(
                "**{} in the plan: {}.**",
                wording::count(report.jobs, "job"),
                wording::by_status(&report)
            ),
            &report,
        ))
    }
}

/// What a question asks for and which names it holds, by rules alone; the surest name first.
pub fn understand(text: &str) -> (Intent, Vec<Mention>) {
    let (mut named, blanked) = mentions(text);
    let sure = |kinds: &dyn Fn(MentionKind) -> bool| named.iter().any(|m| m.sure && kinds(m.kind));
    let has_name = sure(&|kind| kind != MentionKind::Code);
    let has_code = named
        .iter()
        .any(|mention| mention.kind == MentionKind::Code);
    let intent = match classify(&blanked, has_name, has_code) {
        Some(intent) => intent,
        // A name alone asks how that object is; a code alone what it means.
        None if has_name => Intent::Status,
        None if has_code => Intent::Explain,
        None => match (named.as_slice(), blanked.split(' ').count()) {
            ([guess], 0..=2) if guess.kind != MentionKind::Code => Intent::Status,
            _ => Intent::Unknown,
        },
    };
    match intent {
        Intent::Explain => named.sort_by_key(|mention| mention.kind != MentionKind::Code),
        // Without a name these are about the plan as a whole: a guess would only narrow them wrongly.
        Intent::Failed | Intent::Running | Intent::Late | Intent::Counts if !has_name => {
            named.retain(|mention| mention.sure || mention.kind != MentionKind::Any);
        }
        Intent::Why | Intent::Status | Intent::Log | Intent::WaitsFor | Intent::Blocks
            if named.is_empty() =>
        {
            named = super::names::last_resort(text);
        }
        _ => {}
    }
    (intent, named)
}

fn has_workstation(named: &[Mention]) -> bool {
    named
        .iter()
        .any(|mention| mention.kind == MentionKind::Workstation || mention.kind == MentionKind::Any)
}

/// Names in a pasted text; only sure ones, for prose is full of words.
fn pasted_names(pasted: &str) -> Vec<Mention> {
    let text: String = pasted.chars().take(20_000).collect();
    let mut found: Vec<Mention> = Vec::new();
    for line in text.lines().take(400) {
        for mention in mentions(line).0 {
            let known = found.iter().any(|other| other.text == mention.text);
            if mention.sure && mention.kind != MentionKind::Code && !known && found.len() < 12 {
                found.push(mention.as_guess());
            }
        }
    }
    found
}

fn explain(named: &[Mention], text: &str) -> Draft {
    let mut codes: Vec<&str> = named.iter().map(|mention| mention.text.as_str()).collect();
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "?.,;:!\"'".contains(c))
        .filter(|w| !w.is_empty())
        .collect();
    codes.extend(
        words
            .iter()
            .filter(|word| word.chars().all(|c| c.is_ascii_uppercase()) && word.len() > 2),
    );
    let found: Vec<String> = codes
        .iter()
        .filter_map(|code| messages::explain(code))
        .collect();
    match found.first() {
        Some(first) => Draft::of(format!("**{}**", wording::plain(first)), &serde_json::json!({ "explanations": found })),
        None => Draft {
            answer: "I do not know that code. I know statuses (HOLD, ABEND, …), return codes, the scheduler's AWS and AWK messages and common error codes of databases and systems.".to_owned(),
            warnings: vec!["no code or status that is known was found in the question".to_owned()],
            ..Draft::default()
        },
    }
}

/// "since 22:00", "desde as 22h", "in the last 2 hours", "today".
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
