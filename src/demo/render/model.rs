//! Definitions as the contract writes them, with who changed them last.

use serde_json::json;

use super::Renderer;
use super::job::task_type;
use crate::demo::rows::NONE;
use crate::demo::store::timestamp;
use crate::tws::wire::{ModelObject, ModelStatus, ModifyData};

impl Renderer<'_> {
    /// The definition behind a job.
    pub fn job_model(&self, place: u32) -> ModelObject {
        let store = self.store;
        let job = store.job(place);
        let kind = task_type(store.workstation(job.workstation).os);
        let recovery = store.recovery(job);
        let mut def = json!({
            "id": store.definition_id(place).to_string(),
            "folder": store.folder(store.stream(job.stream).folder),
            "name": store.text(job.name),
            "workstation": store.workstation_key(job.workstation),
            "description": store.description(place),
            "type": kind,
            "userLogins": [store.user(place)],
            "task": { kind: { "taskString": store.command(place), "userName": store.user(place) } },
            "recovery": { "action": recovery.as_str() },
        });
        if let Some(special) = store.definition(job).filter(|d| d.recovery_prompt != NONE) {
            let text = store.text(store.prompts[special.recovery_prompt as usize].text);
            def["recovery"]["abendPrompt"] = text.into();
        }
        let changed = store.definition(job).map_or(0, |special| special.modified);
        let key = store.definition_key(place);
        ModelObject {
            kind: "JobDefinition".to_owned().into(),
            status: changes(self.clock, &key, changed),
            key: key.into(),
            def,
        }
    }

    /// The definition behind a stream.
    pub fn stream_model(&self, place: u32, whole: bool) -> ModelObject {
        let store = self.store;
        let stream = store.stream(place);
        let local = store.zone.to_datetime(timestamp(stream.sched));
        let mut def = json!({
            "id": store.stream_definition_id(place).to_string(),
            "folder": store.folder(stream.folder),
            "name": store.text(stream.name),
            "workstation": store.workstation_key(stream.workstation),
            "timeZone": store.zone_name,
            "startTime": local.time().strftime("%H:%M:%S").to_string(),
        });
        if whole {
            let jobs: Vec<_> = store
                .jobs_of(place)
                .map(|job| {
                    json!({
                        "name": store.job_name(job),
                        "jobDefinitionRef": store.definition_key(job),
                        "workstation": store.workstation_key(store.job(job).workstation),
                    })
                })
                .collect();
            def["jobs"] = jobs.into();
            def["runCycles"] = json!([{ "name": "DAILY", "expression": "FREQ=DAILY;INTERVAL=1" }]);
        }
        let key = store.stream_definition_key(place);
        ModelObject {
            kind: "JobStream".to_owned().into(),
            status: changes(self.clock, &key, 0),
            key: key.into(),
            def,
        }
    }
}

/// Who changed a definition last: months ago, unless `at` says otherwise.
fn changes(clock: i64, key: &str, at: i64) -> ModelStatus {
    let mixed = key
        .bytes()
        .fold(17_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 9_973);
    let at = if at == 0 {
        clock - 86_400 * (40 + mixed % 500)
    } else {
        at
    };
    let who = ["mrossi", "jsilva", "akovacs", "tnguyen"][usize::try_from(mixed % 4).unwrap_or(0)];
    ModelStatus {
        modify_data: ModifyData {
            modified_by: who.to_owned().into(),
            modified_time: timestamp(at).into(),
            version: (1 + mixed % 14).into(),
        },
    }
}
