//! Workstations, resources and prompts as the contract writes them.

use super::{Renderer, moment, text};
use crate::demo::rows::Node;
use crate::demo::store::timestamp;
use crate::tws::lenient::Loose;
use crate::tws::status::{ResourceStatus, WorkstationState as Is, WorkstationType};
use crate::tws::wire::{PromptInPlan, ResourceHolder, ResourceInPlan, WorkstationInPlan};

impl Renderer<'_> {
    /// A workstation.
    pub fn workstation(&self, place: u16) -> WorkstationInPlan {
        let store = self.store;
        let ws = store.workstation(place);
        let folder = &store.folders[usize::from(ws.folder)];
        let dynamic = matches!(
            ws.kind,
            WorkstationType::Agent | WorkstationType::Pool | WorkstationType::DynamicPool
        );
        let began = crate::demo::night::plan_began(store.now, store.seed);
        WorkstationInPlan {
            id: ws.id.to_string().into(),
            plan_id: store.plan_id.to_string().into(),
            folder: text(store.text(folder.path)),
            folder_id: folder.id.to_string().into(),
            name: text(store.text(ws.name)),
            key: store.workstation_key(place).into(),
            run_number: i64::from(store.run_number).into(),
            description: text(store.text(ws.description)),
            kind: ws.kind.clone().into(),
            os: text(ws.os),
            time_zone: text(&store.zone_name),
            node_name: text(store.text(ws.node)),
            tcp_port: if dynamic { 31_114 } else { 31_111 }.into(),
            domain_name: text("MASTERDM"),
            limit: i64::from(ws.limit).into(),
            fence: i64::from(ws.fence).into(),
            agent_id: dynamic
                .then(|| ws.id.simple().to_string().to_uppercase())
                .into(),
            version: text("10.2.5.00"),
            time_started: moment(if ws.linked { began } else { 0 }),
            host_workstation: dynamic.then(|| "/MDM_DWB".to_owned()).into(),
            ignore: false.into(),
            archived: false.into(),
            active_states: self.active_states(place),
            active_flags: vec!["AUTO_LINK".to_owned()],
        }
    }

    /// Link and process states. There is no word for "not linked": the link words are missing.
    pub fn active_states(&self, place: u16) -> Vec<Is> {
        let ws = self.store.workstation(place);
        let mut states = Vec::new();
        let mut add = |wanted: bool, words: &[Is]| {
            if wanted {
                states.extend_from_slice(words);
            }
        };
        match ws.kind {
            WorkstationType::Manager => add(
                true,
                &[
                    Is::Master,
                    Is::Manager,
                    Is::EvtProcRunning,
                    Is::ServerStarted,
                ],
            ),
            WorkstationType::Fta => {
                add(ws.linked, &[Is::Linked, Is::TcpIpLinked, Is::WriterRunning]);
            }
            WorkstationType::ExtendedAgent => add(ws.linked, &[Is::Linked, Is::HostLinked]),
            _ => add(ws.linked, &[Is::Linked, Is::Broker]),
        }
        add(ws.kind == WorkstationType::Manager, &[Is::Linked]);
        add(ws.linked, &[Is::IsInited]);
        add(ws.jobman, &[Is::JobmanUp]);
        add(ws.linked && ws.jobman, &[Is::Monman]);
        states
    }

    /// A resource with those that hold it.
    pub fn resource(&self, place: u32) -> ResourceInPlan {
        let store = self.store;
        let resource = &store.resources[place as usize];
        let ws = store.workstation_key(resource.workstation);
        let available = resource.available();
        ResourceInPlan {
            id: resource.id.to_string().into(),
            folder: text("/"),
            folder_id: Loose::default(),
            name: text(store.text(resource.name)),
            key: format!("{ws}#/{}", store.text(resource.name)).into(),
            workstation: ws.into(),
            workstation_id: store
                .workstation(resource.workstation)
                .id
                .to_string()
                .into(),
            quantity: i64::from(resource.quantity).into(),
            quantity_available: i64::from(available).into(),
            quantity_in_use: i64::from(resource.in_use()).into(),
            description: text(store.text(resource.description)),
            status: if available > 0 {
                ResourceStatus::Available
            } else {
                ResourceStatus::NotAvailable
            }
            .into(),
            archived: false.into(),
            holders: resource
                .holders
                .iter()
                .map(|&(job, units)| self.holder(job, units))
                .chain(
                    (resource.streams.iter())
                        .map(|&(stream, units)| self.holding_stream(stream, units)),
                )
                .collect(),
        }
    }

    fn holder(&self, job: u32, units: u16) -> ResourceHolder {
        let stream = self.store.job(job).stream;
        ResourceHolder {
            job_stream_id: self.store.stream(stream).id.to_string().into(),
            job_stream: self.store.stream_key(stream).into(),
            job_id: self.store.job(job).id.to_string().into(),
            job: text(self.store.job_name(job)),
            job_key: self.store.job_key(job).into(),
            quantity: i64::from(units).into(),
            shared: false.into(),
        }
    }

    /// A stream holds units for all its jobs: none of them is named.
    fn holding_stream(&self, stream: u32, units: u16) -> ResourceHolder {
        ResourceHolder {
            job_stream_id: self.store.stream(stream).id.to_string().into(),
            job_stream: self.store.stream_key(stream).into(),
            quantity: i64::from(units).into(),
            shared: false.into(),
            ..ResourceHolder::default()
        }
    }

    /// A prompt.
    pub fn prompt(&self, place: u32) -> PromptInPlan {
        let store = self.store;
        let prompt = &store.prompts[place as usize];
        let mut body = PromptInPlan {
            id: prompt.id.to_string().into(),
            name: text(store.text(prompt.name)),
            folder: text("/"),
            key: format!("/{}", store.text(prompt.name)).into(),
            text: text(store.text(prompt.text)),
            status: prompt.status.clone().into(),
            kind: prompt.kind.clone().into(),
            time_asked: (prompt.asked != 0).then(|| timestamp(prompt.asked)).into(),
            number: i64::from(prompt.number).into(),
            ..PromptInPlan::default()
        };
        match prompt.owner {
            Some(Node::Job(job)) => {
                body.job_id = store.job(job).id.to_string().into();
                body.job_key = store.job_key(job).into();
                body.workstation = store.workstation_key(store.job(job).workstation).into();
            }
            Some(Node::Stream(stream)) => {
                body.job_stream_id = store.stream(stream).id.to_string().into();
                body.job_stream_key = store.stream_key(stream).into();
                body.workstation = store
                    .workstation_key(store.stream(stream).workstation)
                    .into();
            }
            None => {}
        }
        body
    }
}
