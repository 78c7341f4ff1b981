//! The lists of the contract, and the request for one page of each.

use super::call::Call;
use super::query::Query;
use crate::cache::Kind;
use crate::error::Result;

/// A list of the contract.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    path: &'static str,
    what: &'static str,
    /// How long a page counts as current.
    pub kind: Kind,
    /// Whether the list takes the header `scope`.
    scope: bool,
    /// Whether the list takes `plan_filter` and, where `scope` is, `plan_id`.
    plan: bool,
}

pub(super) const JOBS: List = List {
    path: "/plan/job",
    what: "jobs",
    kind: Kind::Plan,
    scope: true,
    plan: true,
};
pub(super) const STREAMS: List = List {
    path: "/plan/jobstream",
    what: "job streams",
    kind: Kind::Plan,
    scope: true,
    plan: true,
};
pub(super) const WORKSTATIONS: List = List {
    path: "/plan/workstation",
    what: "workstations",
    kind: Kind::Workstations,
    scope: false,
    plan: true,
};
pub(super) const RESOURCES: List = List {
    path: "/plan/resource",
    what: "resources",
    kind: Kind::Plan,
    scope: false,
    plan: true,
};
pub(super) const PROMPTS: List = List {
    path: "/plan/prompt",
    what: "prompts",
    kind: Kind::Plan,
    scope: false,
    plan: true,
};
pub(super) const JOB_DEFINITIONS: List = List {
    path: "/model/jobdefinition",
    what: "job definitions",
    kind: Kind::Definition,
    scope: true,
    plan: false,
};
pub(super) const STREAM_DEFINITIONS: List = List {
    path: "/model/jobstream",
    what: "job stream definitions",
    kind: Kind::Definition,
    scope: true,
    plan: false,
};

impl List {
    /// The request for one page.
    pub fn call(&self, q: &Query) -> Result<Call> {
        let oql = q.oql()?;
        let mut call = Call::read(format!("read the list of {} from", self.what), self.path)
            .with("limit", &q.limit)
            .with("offset", &q.offset);
        if let Some(oql) = &oql {
            call = call.with("oql", oql);
        }
        if let Some(plan_filter) = q.plan_filter.as_ref().filter(|_| self.plan) {
            call = call.with("plan_filter", plan_filter);
        }
        if let Some(plan) = q.plan_id.as_ref().filter(|_| self.plan && self.scope) {
            call = call.with("plan_id", plan);
        }
        call.headers.push(("Include-Count", q.count.to_string()));
        if self.scope {
            call.headers.push(("scope", q.scope.as_str().to_owned()));
        }
        if let Some(zone) = &q.timezone {
            call.headers.push(("Local-Timezone", zone.clone()));
        }
        call.filter = oql.or_else(|| q.plan_filter.clone());
        call.own_filter = q.raw_oql.is_some();
        Ok(call)
    }
}
