//! Lists of jobs and how many there are: in a stream, on a workstation, in a folder, since a time.

use super::{Draft, Turn};
use crate::ask::intent::normalise;
use crate::ask::names::{Mention, MentionKind};
use crate::ask::resolve::Wanted;
use crate::ask::since::since;
use crate::ask::{Asker, Intent, wording};
use crate::diagnose::{ObjectRef, Subject};
use crate::error::{Error, Result};
use crate::report::{self, JobFilter, JobsReport, SortKey, StatusFilter, StatusReport};

/// Stems of words for a state, and the list they ask for.
const STATES: &[(&[&str], Intent)] = &[
    (
        &[
            "fail", "abend", "error", "falh", "fall", "erro", "quebr", "caid",
        ],
        Intent::Failed,
    ),
    (
        &["running", "rodando", "execu", "ejecu", "corriendo"],
        Intent::Running,
    ),
    (&["late", "atras", "retras"], Intent::Late),
];

/// Stems of words for other states, the status they stand for, and the words for the list.
const KEPT: &[(&[&str], &str, &str)] = &[
    (
        &["held", "hold", "retid", "reten", "segurad", "pausad"],
        "held",
        "jobs held",
    ),
    (&["ready", "pront", "listo"], "ready", "jobs ready"),
    (&["cancel"], "cancelled", "jobs cancelled"),
    (&["suppress", "suprim"], "suppressed", "jobs suppressed"),
    (&["block", "bloque"], "blocked", "jobs blocked"),
    (
        &["wait", "esper", "aguard", "pend"],
        "waiting",
        "jobs waiting",
    ),
    (
        &[
            "success", "succ", "complet", "done", "finish", "sucess", "exit", "termin", "conclu",
        ],
        "successful",
        "jobs ended well",
    ),
];

/// What a list was narrowed to.
#[derive(Default)]
struct Scoped {
    object: Option<ObjectRef>,
    /// The scope in words.
    words: Option<String>,
    /// A word that looked like a name and is none.
    ignored: Option<String>,
}

impl Scoped {
    fn to(object: ObjectRef) -> Self {
        Self {
            words: Some(object.words()),
            object: Some(object),
            ignored: None,
        }
    }

    fn warning(&self) -> Option<String> {
        self.ignored.as_ref().map(|word| {
            format!(
                "{} names nothing in the plan: this is about all of it",
                crate::tws::escape(word, 80)
            )
        })
    }
}

impl Asker {
    /// Lists of jobs, within a stream, on a workstation, in a folder, since a time.
    pub(super) async fn list(&self, intent: Intent, turn: &Turn<'_>) -> Result<Draft> {
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
        let scope = self.scope(turn.named, &mut filter).await?;
        filter.since = since(turn.text, turn.now, turn.zone);
        let mut report = JobsReport::gather(&self.plan, &filter, turn.now).await?;
        if intent == Intent::Failed {
            self.add_reasons(&mut report).await;
        }
        let total = report.total.unwrap_or(report.returned);
        let mut what = what.to_owned();
        if let Some(words) = &scope.words {
            what.push_str(&format!(" ({})", wording::plain(words)));
        }
        if let Some(since) = filter.since {
            what.push_str(&format!(
                " since {}",
                wording::clock(since, turn.now, turn.zone)
            ));
        }
        let mut draft = Draft::of(
            wording::say_list(&what, &report.data, total, turn.now, turn.zone),
            &report,
        );
        draft.warnings.clone_from(&report.warnings);
        draft.warnings.extend(scope.warning());
        draft.subject = scope.object;
        Ok(draft)
    }

    /// Narrows a list to what is named: a stream, a workstation, a folder or a pattern of names.
    async fn scope(&self, named: &[Mention], filter: &mut JobFilter) -> Result<Scoped> {
        let names = |mention: &&Mention| mention.kind != MentionKind::Code;
        let Some(mention) = named.iter().find(names) else {
            return Ok(Scoped::default());
        };
        let text = &mention.text;
        if mention.kind == MentionKind::Folder || text.starts_with('/') && !text.contains('#') {
            // A path may be a folder, or the full name of a workstation.
            match self.resolver().one(text, Wanted::Workstation).await {
                Ok(found) if mention.kind != MentionKind::Folder && found.object.key == *text => {
                    filter.workstation = Some(found.object.name.clone());
                    return Ok(Scoped::to(found.object));
                }
                _ => filter.folder = Some(text.clone()),
            }
            return Ok(Scoped {
                words: Some(format!("folder {text}")),
                ..Scoped::default()
            });
        }
        if text.contains(['@', '*']) {
            match mention.kind {
                MentionKind::Stream => filter.stream = Some(text.clone()),
                MentionKind::Workstation => filter.workstation = Some(text.clone()),
                _ => filter.name = Some(text.clone()),
            }
            return Ok(Scoped {
                words: Some(text.clone()),
                ..Scoped::default()
            });
        }
        // A list is mostly of a stream or a workstation: those are meant before a job of that name.
        let order: &[Wanted] = match mention.kind {
            MentionKind::Any => &[Wanted::Stream, Wanted::Workstation, Wanted::Any],
            kind => &[kind.into()],
        };
        for wanted in order {
            match self.resolver().one(text, *wanted).await {
                Ok(found) => {
                    match &found.subject {
                        Subject::Job(job) => filter.name = Some(job.name.clone()),
                        Subject::Stream(_) => filter.stream = Some(found.object.name.clone()),
                        Subject::Workstation(workstation) => {
                            filter.workstation = Some(workstation.name.clone());
                        }
                    }
                    return Ok(Scoped::to(found.object));
                }
                Err(Error::NotFound(_)) if !mention.sure || Some(wanted) != order.last() => {}
                Err(error) => return Err(error),
            }
        }
        // A guess that names nothing was perhaps just a word; say so rather than narrow silently.
        Ok(Scoped {
            ignored: Some(text.clone()),
            ..Scoped::default()
        })
    }

    /// The first few failed jobs with what their log says.
    pub(super) async fn add_reasons(&self, jobs: &mut JobsReport) {
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

    pub(super) async fn counts(&self, turn: &Turn<'_>) -> Result<Draft> {
        let plain = normalise(turn.text);
        let asks_for = |stems: &[&str]| {
            plain
                .split(' ')
                .any(|word| stems.iter().any(|stem| word.starts_with(stem)))
        };
        if let Some((_, intent)) = STATES.iter().find(|(stems, _)| asks_for(stems)) {
            return self.list(*intent, turn).await;
        }
        let narrowed = turn
            .named
            .iter()
            .any(|mention| mention.kind != MentionKind::Code);
        let kept = KEPT.iter().find(|(stems, _, _)| asks_for(stems));
        if !narrowed && kept.is_none() {
            let report = StatusReport::gather(&self.plan, turn.now).await?;
            let words = format!(
                "**{} in the plan: {}.**",
                wording::count(report.jobs, "job"),
                wording::by_status(&report)
            );
            return Ok(Draft::of(words, &report));
        }
        let mut filter = JobFilter {
            limit: 20,
            ..JobFilter::default()
        };
        let mut what = "jobs".to_owned();
        if let Some((_, status, words)) = kept {
            filter.statuses = vec![StatusFilter::parse(status)?];
            what = (*words).to_owned();
        }
        let scope = self.scope(turn.named, &mut filter).await?;
        if let Some(words) = &scope.words {
            what.push_str(&format!(" ({})", wording::plain(words)));
        }
        let report = JobsReport::gather(&self.plan, &filter, turn.now).await?;
        let total = report.total.unwrap_or(report.returned);
        let mut draft = Draft::of(
            wording::say_list(&what, &report.data, total, turn.now, turn.zone),
            &report,
        );
        draft.warnings.extend(scope.warning());
        draft.subject = scope.object;
        Ok(draft)
    }
}
