//! A job that failed: its run, its log and its return code, read as an operator would.

mod facts;
mod prompt;

use serde_json::json;

use super::codes;
use super::confidence::Sign;
use super::dictionary::Known;
use super::facts::{Look, Need};
use super::finding::{Fact, Finding, Found};
use super::log::LogReading;
use super::running::words;
use super::{EvidenceType, Group, Kind, Severity, SiteNote};
use crate::plan::{Job, JobStatus, Run};
use crate::tws::status::MaxDurationAction;
use facts::{definition_fact, last_lines_fact, log_fact, run_fact};

/// Why a job failed: the cause first, then what else is wrong.
pub(super) fn findings(look: &Look<'_>, job: &Job, is_subject: bool) -> Vec<Finding> {
    let run = job.last_run();
    let run_id = run.and_then(|run| run.id.as_deref());
    let log = run_id.and_then(|id| look.log(id));
    let mut facts = vec![run_fact(job, run)];
    if let Some(error) = log.and_then(|log| log.error.as_ref()) {
        facts.push(log_fact(job, run_id, error));
    } else if let Some(log) = log.filter(|log| log.has_output) {
        facts.push(last_lines_fact(job, run_id, log));
    }
    facts.push(definition_fact(job));
    let mut verdict = judge(job, run, log);
    let site = apply_site(look, job, &mut verdict);

    if !is_subject && run.is_some_and(|run| run.confirmed && run.return_code == Some(0)) {
        // Its program is not to blame: someone decided that it counts as failed.
        verdict.kind = Kind::PredecessorFailed;
        verdict.summary = format!(
            "{} ended well but was confirmed as abended by someone",
            job.name
        );
        verdict.signs = vec![Sign::Stated];
    }
    if let Some(text) = verdict.knowledge {
        facts.push(text);
    }
    let at = job.since();
    let mut summary = verdict.summary;
    if let Some(why) = run_id.and_then(|id| look.failure(&Need::Log(id.to_owned()))) {
        summary.push_str(&format!("; its log could not be read ({why})"));
    } else if run_id.is_none() {
        summary.push_str("; the plan names no run, so there is no log to read");
    }
    let mut failure = Found::here(verdict.kind, summary, verdict.signs, facts)
        .since(at)
        .never();
    failure.site = site;
    let Some(prompt) = prompt::of(job) else {
        return vec![failure.found()];
    };
    // The failure is past; what a person can act on now is the prompt.
    failure.secondary = true;
    vec![prompt.since(at).never().found(), failure.found()]
}

/// Lets the site's own dictionary speak before the built-in tables.
fn apply_site(look: &Look<'_>, job: &Job, verdict: &mut Verdict) -> Option<SiteNote> {
    let run = job.last_run();
    let run_id = run.and_then(|run| run.id.as_deref());
    let code = run.and_then(|run| run.return_code).or_else(|| {
        run_id
            .and_then(|id| look.log(id))
            .and_then(|log| log.exit_status)
    });
    let (site, matches) = look.site(run_id);
    let known = site.failure(job, code, matches);
    let (owner, procedure) = site.owner(job);
    if let Some(Known { entry, line }) = &known {
        verdict.kind = entry.kind.unwrap_or(verdict.kind);
        if let Some(meaning) = &entry.meaning {
            let said = match (line, code) {
                (Some(line), _) => format!(" with {}", quote(&line.text)),
                (None, Some(code)) => format!(" with return code {code}"),
                (None, None) => String::new(),
            };
            let weight = match entry.severity {
                Severity::Warning => ", which is only a warning here",
                Severity::Failure => "",
            };
            verdict.summary = format!("{} ended{said}{weight}: {meaning}", job.name);
            verdict.signs = vec![Sign::Stated];
        }
        verdict.knowledge = Some(Fact {
            kind: EvidenceType::Knowledge,
            title: format!(
                "the site's dictionary: {}",
                entry
                    .meaning
                    .as_deref()
                    .unwrap_or("an owner or a procedure")
            ),
            source: entry.source.clone(),
            excerpt: line.as_ref().map(|line| line.text.clone()),
            data: json!({ "severity": entry.severity, "owner": entry.owner, "procedure": entry.procedure }),
        });
    }
    let entry = known.as_ref().map(|known| known.entry);
    let note = SiteNote {
        severity: entry.map_or_else(Severity::default, |entry| entry.severity),
        owner: entry
            .and_then(|entry| entry.owner.clone())
            .or_else(|| owner.map(str::to_owned)),
        procedure: entry
            .and_then(|entry| entry.procedure.clone())
            .or_else(|| procedure.map(str::to_owned)),
    };
    (entry.is_some() || note.owner.is_some() || note.procedure.is_some()).then_some(note)
}

/// The kind of a failure and how sure it is, from the job and its log alone.
pub fn of_run(job: &Job, log: Option<&LogReading>) -> (Kind, super::Confidence) {
    let verdict = judge(job, job.last_run(), log);
    (verdict.kind, super::confidence::of(&verdict.signs))
}

struct Verdict {
    kind: Kind,
    summary: String,
    signs: Vec<Sign>,
    knowledge: Option<Fact>,
}

/// Weighs flags, log and return code against each other.
fn judge(job: &Job, run: Option<&Run>, log: Option<&LogReading>) -> Verdict {
    let name = &job.name;
    let code = run
        .and_then(|run| run.return_code)
        .or_else(|| log.and_then(|log| log.exit_status));
    let known = code.and_then(codes::meaning);
    let error = log.and_then(|log| log.error.as_ref());
    let said = code.map_or_else(String::new, |code| format!(" with return code {code}"));
    let verdict = |kind, summary, signs| Verdict {
        kind,
        summary,
        signs,
        knowledge: None,
    };

    if let Some(limit) = outlived(job, run, code) {
        let limit = limit.map_or_else(String::new, |s| format!(" of {}", words(s)));
        return verdict(
            Kind::MaxDurationExceeded,
            format!("{name} was ended because it ran longer than its maximum duration{limit}"),
            vec![Sign::Stated],
        );
    }
    if job.internal == JobStatus::Fail {
        return could_not_start(job, log);
    }
    let clear = error.filter(|error| error.strength >= 2);
    if let Some(error) = clear {
        // A process that was killed for its memory ends with the code of the kill.
        let mut signs = vec![Sign::Log(error.strength)];
        if known.is_some_and(|known| known.kind == error.signature.kind)
            || code.is_some_and(|code| code != 0)
        {
            signs.push(if known.is_some() {
                Sign::Code
            } else {
                Sign::Absence
            });
        }
        // By the shell's convention 127 says that what is missing is the command itself.
        let kind = match (error.signature.kind, code) {
            (Kind::FileNotFound, Some(127)) => Kind::CommandNotFound,
            (kind, _) => kind,
        };
        return verdict(
            kind,
            format!(
                "{name} ended{said}: {} ({})",
                error.signature.meaning,
                quote(&error.text)
            ),
            signs,
        );
    }
    if let (Some(code), Some(known)) = (code, known) {
        let knowledge = Fact {
            kind: EvidenceType::Knowledge,
            title: codes::explain(code),
            source: "built-in table of return codes".to_owned(),
            excerpt: None,
            data: json!({ "return_code": code, "kind": known.kind }),
        };
        return Verdict {
            kind: known.kind,
            summary: format!("{name} ended{said}: {}", known.meaning),
            signs: vec![Sign::Code],
            knowledge: Some(knowledge),
        };
    }
    if code == Some(0) {
        return verdict(
            Kind::UnknownExitCode,
            format!(
                "{name} counts as failed although its return code is 0: its success condition was not met, or someone confirmed or killed it"
            ),
            vec![Sign::Absence],
        );
    }
    match error {
        Some(error) => verdict(
            error.signature.kind,
            format!(
                "{name} ended{said}; the first sign of trouble in its log is {}",
                quote(&error.text)
            ),
            vec![Sign::Log(error.strength)],
        ),
        None => {
            let about = match log {
                Some(log) if log.has_output => "and its log names no cause",
                Some(_) => "and its log is empty",
                None => "and nothing more is known",
            };
            let said = if said.is_empty() {
                " with an unknown return code"
            } else {
                &said
            };
            // Neither a code nor a log: there is nothing to judge by.
            let kind = if code.is_none() && log.is_none() {
                Kind::Unknown
            } else {
                Kind::UnknownExitCode
            };
            verdict(
                kind,
                format!("{name} ended{said}, {about}"),
                vec![Sign::Absence],
            )
        }
    }
}

/// A job in FAIL never ran: only what keeps a launch from working can be its cause.
fn could_not_start(job: &Job, log: Option<&LogReading>) -> Verdict {
    let error = log.and_then(|log| log.error.as_ref());
    let kind = error
        .map(|error| error.signature.kind)
        .filter(|kind| kind.group() == Group::CouldNotStart)
        .unwrap_or(match error.map(|error| error.signature.kind) {
            // A refused login at launch is the job's own user.
            Some(Kind::AuthenticationFailed) => Kind::LogonFailed,
            Some(Kind::WorkstationUnlinked | Kind::WorkstationStopped) => Kind::AgentUnavailable,
            _ => Kind::LaunchFailed,
        });
    let why = error.map_or_else(String::new, |error| {
        format!(": {} ({})", error.signature.meaning, quote(&error.text))
    });
    let mut signs = vec![Sign::Stated];
    if let Some(error) = error {
        signs.push(Sign::Log(error.strength));
    }
    Verdict {
        kind,
        summary: format!(
            "{} could not be launched on {}{why}",
            job.name, job.workstation
        ),
        signs,
        knowledge: None,
    }
}

/// Whether the scheduler ended the run at its maximum duration, and that duration if known.
fn outlived(job: &Job, run: Option<&Run>, code: Option<i64>) -> Option<Option<i64>> {
    let run = run?;
    let limit = job.times.max_duration;
    let kills = job.times.max_duration_action == Some(MaxDurationAction::Kill);
    if run.max_duration_gone && (kills || limit.is_none() || code != Some(0)) {
        return Some(limit);
    }
    let took = match (run.started, run.ended) {
        (Some(started), Some(ended)) => ended.as_second() - started.as_second(),
        _ => run.elapsed?,
    };
    (kills && matches!(code, Some(143 | 137 | -1)) && took >= limit?).then_some(limit)
}

/// Text of the scheduler inside a sentence: one line, bounded.
pub(super) fn quote(text: &str) -> String {
    let line = text.split(['\n', '\r']).next().unwrap_or_default().trim();
    match line.char_indices().nth(140) {
        Some((at, _)) => format!("\"{}…\"", &line[..at]),
        None => format!("\"{line}\""),
    }
}
