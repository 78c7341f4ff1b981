//! From a name as typed to an object of the plan: whatever the case, with wildcards, in any of its
//! written forms; of several instances the one that matters; near matches when there is none.

use futures_util::join;

use super::names::{Mention, MentionKind};
use crate::diagnose::{ObjectRef, Subject};
use crate::error::{Error, Result};
use crate::plan::{Job, JobStream, Phase, Plan, Selection, Workstation};
use crate::report::{name_filter, prominence};
use crate::tws::oql::{Filter, field};
use crate::tws::{Query, Scope, escape};

/// Finds objects by name.
#[derive(Clone)]
pub struct Resolver {
    plan: Plan,
}

/// What kinds of object are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Jobs only.
    Job,
    /// Job streams only.
    Stream,
    /// Workstations only.
    Workstation,
    /// A job, else a stream, else a workstation.
    Any,
}

/// An object that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The object.
    pub subject: Subject,
    /// Its name and key.
    pub object: ObjectRef,
    /// How the choice was made, when several fitted.
    pub choice: Option<String>,
}

/// Instances of a name that are read to choose among.
const MOST: u32 = 300;

impl From<MentionKind> for Wanted {
    fn from(kind: MentionKind) -> Self {
        match kind {
            MentionKind::Job => Self::Job,
            MentionKind::Stream => Self::Stream,
            MentionKind::Workstation => Self::Workstation,
            MentionKind::Resource | MentionKind::Folder | MentionKind::Code | MentionKind::Any => {
                Self::Any
            }
        }
    }
}

impl Resolver {
    /// Looks in this plan.
    pub fn new(plan: Plan) -> Self {
        Self { plan }
    }

    /// The object of a name, or an error with near matches.
    pub async fn one(&self, name: &str, wanted: Wanted) -> Result<Found> {
        if name.trim().is_empty() {
            return Err(
                Error::usage("the name is empty").with_hint("name a job, for example PAYROLL.LOAD")
            );
        }
        match self.lookup(name, wanted).await? {
            Some(found) => Ok(found),
            None => Err(self.unknown(name, wanted).await),
        }
    }

    /// The first mention that names something in the plan; a sure mention that names nothing is an
    /// error, a guess that names nothing was just a word.
    pub async fn of_mentions(&self, mentions: &[Mention]) -> Result<Option<(Mention, Found)>> {
        let names = mentions
            .iter()
            .filter(|mention| mention.kind != MentionKind::Code)
            .take(6);
        let mut miss: Option<&Mention> = None;
        for mention in names {
            if let Some(found) = self.lookup(&mention.text, mention.kind.into()).await? {
                return Ok(Some((mention.clone(), found)));
            }
            // "job X" may be said of what is really a stream.
            if mention.kind != MentionKind::Any
                && let Some(found) = self.lookup(&mention.text, Wanted::Any).await?
            {
                return Ok(Some((mention.clone(), found)));
            }
            if mention.sure && miss.is_none() {
                miss = Some(mention);
            }
        }
        match miss {
            Some(mention) => Err(self.unknown(&mention.text, mention.kind.into()).await),
            None => Ok(None),
        }
    }

    /// The object of a name, if there is one.
    async fn lookup(&self, name: &str, wanted: Wanted) -> Result<Option<Found>> {
        if is_id(name) {
            return self.by_id(name).await;
        }
        let selection = Selection::parse(name);
        if selection.name.as_str().is_empty() {
            return Ok(None);
        }
        let jobs = async {
            if matches!(wanted, Wanted::Job | Wanted::Any) {
                self.jobs(&selection).await
            } else {
                Ok(Vec::new())
            }
        };
        let streams = async {
            if matches!(wanted, Wanted::Stream | Wanted::Any) && selection.stream.is_none() {
                self.streams(&selection).await
            } else {
                Ok(Vec::new())
            }
        };
        let stations = async {
            let bare = selection.workstation.is_none() && selection.stream.is_none();
            if matches!(wanted, Wanted::Workstation | Wanted::Any) && bare {
                self.workstations(&selection).await
            } else {
                Ok(Vec::new())
            }
        };
        let (jobs, streams, stations) = join!(jobs, streams, stations);
        if let Some(found) = choose_job(jobs?) {
            return Ok(Some(found));
        }
        if let Some(found) = choose_stream(streams?) {
            return Ok(Some(found));
        }
        Ok(stations?.into_iter().next().map(|workstation| Found {
            object: ObjectRef::workstation(&workstation),
            subject: Subject::Workstation(Box::new(workstation)),
            choice: None,
        }))
    }

    async fn by_id(&self, id: &str) -> Result<Option<Found>> {
        match self.plan.job(id).await {
            Ok(job) => {
                return Ok(Some(Found {
                    object: ObjectRef::job(&job),
                    subject: Subject::Job(Box::new(job)),
                    choice: None,
                }));
            }
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
        match self.plan.stream(id).await {
            Ok(stream) => {
                return Ok(Some(Found {
                    object: ObjectRef::stream(&stream),
                    subject: Subject::Stream(stream.id),
                    choice: None,
                }));
            }
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
        match self.plan.workstation(id).await {
            Ok(workstation) => Ok(Some(Found {
                object: ObjectRef::workstation(&workstation),
                subject: Subject::Workstation(Box::new(workstation)),
                choice: None,
            })),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn jobs(&self, selection: &Selection) -> Result<Vec<Job>> {
        let mut filter = name_filter(field::NAME, &selection.name)?;
        if let Some(stream) = &selection.stream {
            filter = filter.and(name_filter(field::JOB_STREAM_NAME, stream)?);
        }
        let query = Query::filtered(filter)
            .limit(MOST)
            .scope(Scope::NoDependencies);
        let mut jobs = self.plan.jobs(&query).await?.items;
        jobs.retain(|job| {
            selection.fits(
                &[job.stream_workstation(), &job.workstation],
                &job.folder,
                &job.stream.name,
                &job.name,
            ) && fits_time(selection, &job.key)
        });
        Ok(jobs)
    }

    async fn streams(&self, selection: &Selection) -> Result<Vec<JobStream>> {
        let query = Query::filtered(name_filter(field::NAME, &selection.name)?)
            .limit(MOST)
            .scope(Scope::Light);
        let mut streams = self.plan.streams(&query).await?.items;
        streams.retain(|stream| {
            selection.fits(
                &[&stream.workstation],
                &stream.folder,
                &stream.name,
                &stream.name,
            ) && fits_time(selection, &stream.key)
        });
        Ok(streams)
    }

    async fn workstations(&self, selection: &Selection) -> Result<Vec<Workstation>> {
        let query = Query::filtered(name_filter(field::NAME, &selection.name)?).limit(50);
        let mut stations = self.plan.workstations(&query).await?.items;
        stations.retain(|workstation| selection.name.fits(&workstation.name));
        Ok(stations)
    }

    /// The error for a name that is not in the plan, with the names that come near.
    pub async fn unknown(&self, name: &str, wanted: Wanted) -> Error {
        let what = match wanted {
            Wanted::Job => "job",
            Wanted::Stream => "job stream",
            Wanted::Workstation => "workstation",
            Wanted::Any => "job, job stream or workstation",
        };
        let near = self
            .near(&Selection::parse(name), wanted)
            .await
            .unwrap_or_default();
        let error = Error::not_found(format!(
            "no {what} \"{}\" in the plan of {}",
            escape(name, 120),
            self.plan.client().target()
        ));
        let hint = match near.as_slice() {
            [] => {
                "list what is in the plan with `resync jobs`; names may hold the wildcards @ and ?"
                    .to_owned()
            }
            near => format!("did you mean {}?", near.join(" or ")),
        };
        error.with_hint(hint).with_near(near)
    }

    /// Up to three names of the plan that are close to the one typed.
    async fn near(&self, selection: &Selection, wanted: Wanted) -> Result<Vec<String>> {
        let typed: String = selection
            .name
            .as_str()
            .chars()
            .filter(|c| !matches!(c, '@' | '*' | '?'))
            .collect();
        let upper = typed.to_uppercase();
        let chars: Vec<char> = upper.chars().take(64).collect();
        if chars.len() < 2 {
            return Ok(Vec::new());
        }
        let part = |from: usize, to: usize| {
            chars[from.min(chars.len())..to.min(chars.len())]
                .iter()
                .collect::<String>()
        };
        let half = (chars.len() / 2).max(2);
        let filter = |name_field| -> Result<Filter> {
            Ok(Filter::like(name_field, &format!("{}@", part(0, 3)))?
                .or(Filter::like(
                    name_field,
                    &format!("@{}", part(chars.len().saturating_sub(3), chars.len())),
                )?)
                .or(Filter::like(
                    name_field,
                    &format!("@{}@", part(half / 2, half / 2 + 4)),
                )?))
        };
        let query = Query::filtered(filter(field::NAME)?)
            .limit(500)
            .scope(Scope::Light);
        let jobs = async {
            if matches!(wanted, Wanted::Job | Wanted::Any) {
                self.plan.jobs(&query).await.ok()
            } else {
                None
            }
        };
        let streams = async {
            if matches!(wanted, Wanted::Stream | Wanted::Any) {
                self.plan.streams(&query).await.ok()
            } else {
                None
            }
        };
        let stations = async {
            if matches!(wanted, Wanted::Workstation | Wanted::Any) {
                self.plan.workstations(&query).await.ok()
            } else {
                None
            }
        };
        let (jobs, streams, stations) = join!(jobs, streams, stations);
        let mut names: Vec<String> = Vec::new();
        names.extend(
            jobs.into_iter()
                .flat_map(|list| list.items)
                .map(|job| job.name),
        );
        names.extend(
            streams
                .into_iter()
                .flat_map(|list| list.items)
                .map(|stream| stream.name),
        );
        names.extend(
            stations
                .into_iter()
                .flat_map(|list| list.items)
                .map(|workstation| workstation.name),
        );
        names.sort();
        names.dedup();
        let mut scored: Vec<(f64, String)> = names
            .into_iter()
            .map(|name| {
                (
                    strsim::normalized_damerau_levenshtein(&name.to_uppercase(), &upper)
                        .max(strsim::jaro_winkler(&name.to_uppercase(), &upper) - 0.15),
                    name,
                )
            })
            .filter(|(score, _)| *score >= 0.55)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Ok(scored
            .into_iter()
            .take(3)
            .map(|(_, name)| escape(&name, 80))
            .collect())
    }
}

/// A UUID, which some schedulers follow with a semicolon and more.
fn is_id(name: &str) -> bool {
    let uuid = name.split(';').next().unwrap_or_default();
    uuid.len() == 36
        && uuid.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && uuid.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// A scheduled time typed with the name must stand in the key: `0600 09/24` fits `(0600 09/24/23)`.
fn fits_time(selection: &Selection, key: &str) -> bool {
    selection.scheduled.as_deref().is_none_or(|wanted| {
        key.split_once('(')
            .and_then(|(_, rest)| rest.split_once(')'))
            .is_none_or(|(inside, _)| inside.trim().starts_with(wanted.trim()))
    })
}

/// Of several jobs the one that matters: failed before running before waiting before done, newest first.
fn choose_job(mut jobs: Vec<Job>) -> Option<Found> {
    jobs.sort_by_key(prominence);
    let several = jobs.len();
    let job = jobs.into_iter().next()?;
    let choice = (several > 1).then(|| {
        let why = match job.phase() {
            Phase::Failed => "the newest that failed",
            Phase::AwaitsConfirmation => "the newest that waits for confirmation",
            Phase::Running => "the newest that is running",
            Phase::Ready | Phase::Waiting => "the one that has not started",
            _ => "the newest",
        };
        format!("{several} jobs fit; this is {why}: {}", job.key)
    });
    Some(Found {
        object: ObjectRef::job(&job),
        subject: Subject::Job(Box::new(job)),
        choice,
    })
}

fn choose_stream(mut streams: Vec<JobStream>) -> Option<Found> {
    streams.sort_by_key(|stream| {
        let rank = match stream.phase() {
            Phase::Failed => 0,
            Phase::Running => 1,
            Phase::Ready | Phase::Waiting => 2,
            _ => 3,
        };
        (rank, std::cmp::Reverse(stream.scheduled))
    });
    let several = streams.len();
    let stream = streams.into_iter().next()?;
    let choice = (several > 1).then(|| {
        format!(
            "{several} job streams fit; this is the one that matters most now: {}",
            stream.key
        )
    });
    Some(Found {
        object: ObjectRef::stream(&stream),
        subject: Subject::Stream(stream.id),
        choice,
    })
}
