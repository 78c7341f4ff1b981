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
        let mut subject = None;
        if let Some((mention, scope)) = self.scope(turn.named, &mut filter).await? {
            subject = scope;
            let _ = mention;
        }
        filter.since = since(turn.text, turn.now, turn.zone);
        let mut report = JobsReport::gather(&self.plan, &filter, turn.now).await?;
        if intent == Intent::Failed {
            self.add_reasons(&mut report).await;
        }
        let total = report.total.unwrap_or(report.returned);
        let mut what = what.to_owned();
        if let Some(object) = &subject {
            what.push_str(&format!(" ({})", wording::plain(&object.words())));
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
        draft.subject = subject;
        draft.warnings.clone_from(&report.warnings);
        Ok(draft)
    }

    /// Narrows a list to what is named: a stream, a workstation, a folder or a pattern of names.
    pub(super) async fn scope(
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
            Wanted::Any => match self.resolver().one(&mention.text, Wanted::Stream).await {
                Ok(found) => Some(found),
                Err(Error::NotFound(_)) => {
                    match self
                        .resolver()
                        .one(&mention.text, Wanted::Workstation)
                        .await
                    {
                        Ok(found) => Some(found),
                        Err(Error::NotFound(_)) if mention.sure => {
                            Some(self.resolver().one(&mention.text, Wanted::Any).await?)
                        }
                        Err(Error::NotFound(_)) => None,
                        Err(error) => return Err(error),
                    }
                }
                Err(error) => return Err(error),
            },
            wanted => Some(self.resolver().one(&mention.text, wanted).await?),
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
        let narrowed = turn
            .named
            .iter()
            .any(|mention| mention.kind != MentionKind::Code);
        let wanted = of
            .iter()
            .find(|(words, _)| words.iter().any(|word| plain.contains(word)))
            .map(|(_, intent)| *intent);
        if let Some(intent) = wanted {
            return self.list(intent, turn).await;
        }
        if narrowed {
            let mut filter = JobFilter {
                limit: 20,
                ..JobFilter::default()
            };
            let scope = self.scope(turn.named, &mut filter).await?;
            let report = JobsReport::gather(&self.plan, &filter, turn.now).await?;
            let total = report.total.unwrap_or(report.returned);
            let mut draft = Draft::of(
                wording::say_list("jobs", &report.data, total, turn.now, turn.zone),
                &report,
            );
            draft.subject = scope.and_then(|(_, object)| object);
            return Ok(draft);
        }
        let report = StatusReport::gather(&self.plan, turn.now).await?;
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
