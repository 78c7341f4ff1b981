//! A workstation of the plan: linked or not, its job manager up or not, its limit and fence.

use crate::tws::wire;

use super::{WorkstationState, WorkstationType};

/// A workstation in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Workstation {
    /// Plan id.
    pub id: String,
    /// Key, `/FOLDER/NAME`.
    pub key: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: WorkstationType,
    /// Link and process states.
    pub states: Vec<WorkstationState>,
    /// How many jobs may run at once; 0 lets only hi and go jobs start.
    pub limit: Option<i64>,
    /// A job starts only with a priority above the fence.
    pub fence: Option<i64>,
    /// Operating system, as the scheduler writes it.
    pub os: Option<String>,
    /// Host name.
    pub node: Option<String>,
    /// Product level of its agent.
    pub version: Option<String>,
    /// Excluded from the plan.
    pub ignored: bool,
    /// Run number of the plan it works with.
    pub run_number: Option<i64>,
}

/// What keeps a workstation from running jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkstationHealth {
    /// Linked and its job manager is up.
    Up,
    /// No link to its manager.
    Unlinked,
    /// Linked, but the job manager is down.
    Stopped,
    /// The scheduler gave no states.
    Unknown,
}

impl Workstation {
    /// Reads a workstation of the contract.
    pub fn from_wire(wire: wire::WorkstationInPlan) -> Self {
        let name = wire.name.get().unwrap_or_default();
        let folder = wire.folder.get().unwrap_or_else(|| "/".to_owned());
        Self {
            id: wire.id.get().unwrap_or_default(),
            key: wire
                .key
                .get()
                .filter(|key| !key.is_empty())
                .unwrap_or_else(|| format!("{}/{name}", folder.trim_end_matches('/'))),
            name,
            kind: wire
                .kind
                .get()
                .unwrap_or(WorkstationType::Other(String::new())),
            states: wire.active_states,
            limit: wire.limit.get().filter(|limit| *limit >= 0),
            fence: wire.fence.get(),
            os: wire.os.get(),
            node: wire.node_name.get(),
            version: wire.version.get(),
            ignored: wire.ignore.get().unwrap_or(false),
            run_number: wire.run_number.get(),
        }
    }

    /// Linked to its manager, host or broker in any way.
    pub fn linked(&self) -> bool {
        use WorkstationState as S;
        // The master and domain managers are the other end of the link.
        self.states.iter().any(|state| {
            matches!(
                state,
                S::Linked
                    | S::FullyLinked
                    | S::DirectlyLinked
                    | S::HostLinked
                    | S::ExtendedLinked
                    | S::TcpIpLinked
                    | S::Online
                    | S::Master
            )
        }) || matches!(self.kind, WorkstationType::Manager)
    }

    /// Its job manager runs, so jobs can be launched.
    pub fn job_manager_up(&self) -> bool {
        use WorkstationState as S;
        self.states.iter().any(|state| matches!(state, S::JobmanUp | S::Running | S::Online))
            // Extended agents and remote engines run through another workstation's job manager.
            || matches!(
                self.kind,
                WorkstationType::ExtendedAgent | WorkstationType::DynamicPool | WorkstationType::Broker
            )
    }

    /// Whether it can run jobs, and if not why.
    pub fn health(&self) -> WorkstationHealth {
        if self.states.is_empty() {
            // A workstation without any state has lost link and processes alike; the broker and
            // the pools of some levels report none at all.
            return match self.kind {
                WorkstationType::Agent | WorkstationType::Fta | WorkstationType::StandardAgent => {
                    WorkstationHealth::Unlinked
                }
                _ => WorkstationHealth::Unknown,
            };
        }
        if self.states.contains(&WorkstationState::Unlinked) || !self.linked() {
            WorkstationHealth::Unlinked
        } else if self.job_manager_up() {
            WorkstationHealth::Up
        } else {
            WorkstationHealth::Stopped
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workstation(json: &str) -> Workstation {
        Workstation::from_wire(serde_json::from_str(json).expect("a workstation"))
    }

    #[test]
    fn an_agent_is_up_only_when_linked_and_its_job_manager_runs() {
        let of = |states: &str| {
            workstation(&format!(
                r#"{{"name":"A","type":"AGENT","activeStates":{states}}}"#
            ))
            .health()
        };
        assert_eq!(of(r#"["LINKED","JOBMAN_UP"]"#), WorkstationHealth::Up);
        assert_eq!(of(r#"["JOBMAN_UP"]"#), WorkstationHealth::Unlinked);
        assert_eq!(
            of(r#"["LINKED","INSTALLED_AND_RUNNING"]"#),
            WorkstationHealth::Stopped
        );
        assert_eq!(of("[]"), WorkstationHealth::Unlinked);
    }

    #[test]
    fn the_key_is_made_of_folder_and_name_when_absent() {
        assert_eq!(
            workstation(r#"{"name":"A","folder":"/PROD/"}"#).key,
            "/PROD/A"
        );
        assert_eq!(workstation(r#"{"name":"A","folder":"/"}"#).key, "/A");
    }
}
