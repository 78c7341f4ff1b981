//! Finds rows: by index where the filter allows, else by looking at every row.

use super::oql::{Expr, JobRow, Op, OqlError, Query, StreamRow, Test, Value, compile, parse};
use super::render::Renderer;
use super::rows::Node;
use super::selection::Selection;

/// Why a filter was refused, in the scheduler's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFilter(pub String);

impl From<OqlError> for BadFilter {
    fn from(error: OqlError) -> Self {
        Self(error.to_string())
    }
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// An OQL filter.
    pub oql: Option<String>,
    /// A selection in conman's notation.
    pub plan_filter: Option<String>,
}

impl Wanted {
    fn read(&self) -> Result<(Query, Option<Selection>), BadFilter> {
        let query = parse(self.oql.as_deref().unwrap_or_default())?;
        let selection = self
            .plan_filter
            .as_deref()
            .filter(|text| !text.trim().is_empty());
        let selection = selection.map(Selection::parse).transpose();
        let selection =
            selection.map_err(|why| BadFilter(format!("the plan filter cannot be read: {why}")))?;
        Ok((query, selection))
    }
}

impl Renderer<'_> {
    /// Places of the jobs wanted, in order.
    pub fn find_jobs(self, wanted: &Wanted) -> Result<Vec<u32>, BadFilter> {
        let (query, selection) = wanted.read()?;
        let compiled = compile::<JobRow<'_>>(&query)?;
        let row = |place| JobRow {
            renderer: self,
            place,
        };
        let fits = |&place: &u32| {
            selection
                .as_ref()
                .is_none_or(|s| s.takes_job(self.store, place))
                && compiled.matches(&row(place))
        };
        let candidates = query
            .filter
            .as_ref()
            .and_then(|expr| candidates(expr, &|test| self.jobs_by(test)));
        let all = 0..super::build::place(self.store.jobs.len());
        let mut found: Vec<u32> = match candidates {
            Some(some) => some.into_iter().filter(fits).collect(),
            None if compiled.selects_all() && selection.is_none() => all.collect(),
            None => all.filter(fits).collect(),
        };
        compiled.sort(&mut found, row);
        Ok(found)
    }

    /// Places of the streams wanted, in order.
    pub fn find_streams(self, wanted: &Wanted) -> Result<Vec<u32>, BadFilter> {
        let (query, selection) = wanted.read()?;
        let compiled = compile::<StreamRow<'_>>(&query)?;
        let row = |place| StreamRow {
            renderer: self,
            place,
        };
        let fits = |&place: &u32| {
            selection
                .as_ref()
                .is_none_or(|s| s.takes_stream(self.store, place))
                && compiled.matches(&row(place))
        };
        let candidates = query
            .filter
            .as_ref()
            .and_then(|expr| candidates(expr, &|test| self.streams_by(test)));
        let all = 0..super::build::place(self.store.streams.len());
        let mut found: Vec<u32> = match candidates {
            Some(some) => some.into_iter().filter(fits).collect(),
            None if compiled.selects_all() && selection.is_none() => all.collect(),
            None => all.filter(fits).collect(),
        };
        compiled.sort(&mut found, row);
        Ok(found)
    }

    fn jobs_by(self, test: &Test) -> Option<Vec<u32>> {
        let index = &self.store.index;
        let named = |name: &str| self.store.symbols.find(name);
        each_value(test, |value| match test.field.as_str() {
            "id" => Some(index.job(value).into_iter().collect()),
            "jobruns.id" => Some(index.run(value).into_iter().collect()),
            "name" => Some(named(value).map_or(vec![], |name| index.jobs_named(name).to_vec())),
            "jobStreamId" => Some(
                index
                    .stream(value)
                    .map_or(vec![], |stream| self.store.jobs_of(stream).collect()),
            ),
            "jobStreamName" => {
                let streams = named(value).map_or(&[][..], |name| index.streams_named(name));
                Some(
                    streams
                        .iter()
                        .flat_map(|&stream| self.store.jobs_of(stream))
                        .collect(),
                )
            }
            "dependencies.jobId" | "dependencies.jobStreamId" => {
                let owners = self.dependants(&test.field, value).into_iter();
                Some(
                    owners
                        .filter_map(|node| {
                            if let Node::Job(job) = node {
                                Some(job)
                            } else {
                                None
                            }
                        })
                        .collect(),
                )
            }
            _ => None,
        })
    }

    fn streams_by(self, test: &Test) -> Option<Vec<u32>> {
        let index = &self.store.index;
        each_value(test, |value| match test.field.as_str() {
            "id" => Some(index.stream(value).into_iter().collect()),
            "name" => {
                let name = self.store.symbols.find(value);
                Some(name.map_or(vec![], |name| index.streams_named(name).to_vec()))
            }
            "dependencies.jobId" | "dependencies.jobStreamId" => {
                let owners = self.dependants(&test.field, value).into_iter();
                Some(
                    owners
                        .filter_map(|node| {
                            if let Node::Stream(s) = node {
                                Some(s)
                            } else {
                                None
                            }
                        })
                        .collect(),
                )
            }
            _ => None,
        })
    }

    /// Who depends on the job, or on the stream or one of its jobs, of that id.
    fn dependants(self, field: &str, id: &str) -> Vec<Node> {
        let index = &self.store.index;
        if field == "dependencies.jobId" {
            return index
                .job(id)
                .map_or(vec![], |job| index.successors(Node::Job(job)).collect());
        }
        let Some(stream) = index.stream(id) else {
            return vec![];
        };
        let jobs = self
            .store
            .jobs_of(stream)
            .flat_map(|job| index.successors(Node::Job(job)));
        index.successors(Node::Stream(stream)).chain(jobs).collect()
    }
}

/// Places found for each value of an `=` or `IN`; nothing when no index knows the field.
fn each_value(test: &Test, find: impl Fn(&str) -> Option<Vec<u32>>) -> Option<Vec<u32>> {
    if !matches!(test.op, Op::Eq | Op::In) {
        return None;
    }
    let mut found = Vec::new();
    for value in &test.values {
        let Value::Text(text) = value else {
            return None;
        };
        found.extend(find(text)?);
    }
    Some(found)
}

/// A superset of the rows that match, from indexes, in plan order; nothing when there is no index to use.
fn candidates(expr: &Expr, by: &dyn Fn(&Test) -> Option<Vec<u32>>) -> Option<Vec<u32>> {
    let mut found = match expr {
        Expr::Test(test) => by(test)?,
        Expr::And(terms) => {
            let sets = terms.iter().filter_map(|term| candidates(term, by));
            sets.min_by_key(Vec::len)?
        }
        Expr::Or(terms) => {
            let mut all = Vec::new();
            for term in terms {
                all.extend(candidates(term, by)?);
            }
            all
        }
        Expr::Not(_) => return None,
    };
    found.sort_unstable();
    found.dedup();
    Some(found)
}
