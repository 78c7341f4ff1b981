//! What a job executes and as whom, where nothing special was defined.

use super::{Store, id_of};
use crate::demo::vocabulary::{AREAS, Area};

impl Store {
    /// The application area of a job.
    pub fn area(&self, place: u32) -> &'static Area {
        let stream = self.stream(self.job(place).stream);
        &AREAS[usize::from(stream.area) % AREAS.len()]
    }

    /// The user a job runs as.
    pub fn user(&self, place: u32) -> String {
        let special = self.definition(self.job(place));
        special.map_or_else(
            || self.area(place).user.to_owned(),
            |d| self.text(d.user).to_owned(),
        )
    }

    /// The script or command line of a job.
    pub fn command(&self, place: u32) -> String {
        let job = self.job(place);
        if let Some(special) = self.definition(job) {
            return self.text(special.command).to_owned();
        }
        let area = self.area(place).code.to_lowercase();
        let name = self.text(job.name).to_lowercase();
        match self.workstation(job.workstation).os {
            "WINDOWS" => format!("C:\\batch\\{area}\\{name}.cmd"),
            _ => format!("/opt/{area}/bin/{name}.sh"),
        }
    }

    /// What a job is for.
    pub fn description(&self, place: u32) -> String {
        let job = self.job(place);
        let special = self.definition(job).and_then(|d| d.description);
        special.map_or_else(
            || {
                format!(
                    "{} step {} of {}",
                    self.area(place).title,
                    job.position,
                    self.text(self.stream(job.stream).name)
                )
            },
            |sym| self.text(sym).to_owned(),
        )
    }

    /// The sixteen-character internal identifier of a stream.
    pub fn internal_id(&self, stream: u32) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let mut rest = self.stream(stream).id.as_u64_pair().0;
        let mut text = String::from("0AAAA");
        for _ in 0..11 {
            text.push(char::from(LETTERS[usize::try_from(rest % 32).unwrap_or(0)]));
            rest /= 32;
        }
        text
    }

    /// The id of the definition behind a job: the same for every instance.
    pub fn definition_id(&self, place: u32) -> uuid::Uuid {
        id_of(&format!("jobdefinition {}", self.definition_key(place)))
    }

    /// Key of the definition behind a job: `/WS#/FOLDER/JOB`.
    pub fn definition_key(&self, place: u32) -> String {
        let job = self.job(place);
        let folder = self.folder(self.stream(job.stream).folder);
        format!(
            "{}#{folder}{}",
            self.workstation_key(job.workstation),
            self.text(job.name)
        )
    }

    /// Key of the definition behind a stream: `/WS#/FOLDER/STREAM`.
    pub fn stream_definition_key(&self, place: u32) -> String {
        let stream = self.stream(place);
        let folder = self.folder(stream.folder);
        format!(
            "{}#{folder}{}",
            self.workstation_key(stream.workstation),
            self.text(stream.name)
        )
    }

    /// The id of the definition behind a stream.
    pub fn stream_definition_id(&self, place: u32) -> uuid::Uuid {
        id_of(&format!("jobstream {}", self.stream_definition_key(place)))
    }

    /// The id of a predecessor that the plan does not hold.
    pub fn ghost_id(&self, place: u32) -> uuid::Uuid {
        let ghost = &self.ghosts[place as usize];
        id_of(&format!(
            "ghost {} {} {}",
            self.text(ghost.stream),
            self.text(ghost.job),
            ghost.sched
        ))
    }
}
