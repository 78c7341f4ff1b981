//! `plan_filter`: selection in conman's notation,
//! `[/folder/]workstation#[/folder/]stream[(hhmm date)][.job][+state=abend]`.

use super::oql::glob;
use super::store::Store;

/// A selection of jobs or streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    workstation: Name,
    stream: Name,
    sched: Option<String>,
    job: Option<String>,
    states: Vec<String>,
}

/// A folder and a name, both patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    folder: String,
    name: String,
}

impl Name {
    fn parse(text: &str) -> Self {
        let (folder, name) = match text.rfind('/') {
            Some(slash) => text.split_at(slash + 1),
            None => ("/", text),
        };
        let name = if name.is_empty() { "@" } else { name };
        let everywhere = text == "/";
        Self {
            folder: if everywhere { "/@/" } else { folder }.to_owned(),
            name: name.to_owned(),
        }
    }

    fn matches(&self, folder: &str, name: &str) -> bool {
        // `/@/` means every folder, the root included.
        let folder_fits = self.folder == "/@/" || glob(&self.folder, folder);
        folder_fits && glob(&self.name, name)
    }
}

impl Selection {
    /// Reads a selection; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.trim().split('+');
        let names = parts.next().unwrap_or_default();
        let mut states = Vec::new();
        for qualifier in parts {
            match qualifier.split_once('=') {
                Some((key, value)) if key.trim().eq_ignore_ascii_case("state") => {
                    states.extend(value.split(',').map(|state| state.trim().to_uppercase()));
                }
                _ => return Err(format!("unknown qualifier `{qualifier}`")),
            }
        }
        let (workstation, rest) = match names.split_once('#') {
            Some((workstation, rest)) => (Name::parse(workstation), rest),
            None => (
                Name {
                    folder: "/@/".to_owned(),
                    name: "@".to_owned(),
                },
                names,
            ),
        };
        let (rest, sched, after) = match rest.split_once('(') {
            Some((stream, more)) => {
                let (sched, after) = more.split_once(')').ok_or("a parenthesis is not closed")?;
                (stream, Some(sched.trim().to_owned()), Some(after))
            }
            None => (rest, None, None),
        };
        let (stream, job) = match after {
            Some(after) => (rest, after.strip_prefix('.')),
            None => match rest.rsplit_once('.') {
                Some((stream, job)) => (stream, Some(job)),
                None => (rest, None),
            },
        };
        Ok(Self {
            workstation,
            stream: Name::parse(stream),
            sched,
            job: job.map(str::to_owned),
            states,
        })
    }

    /// Whether a job is selected.
    pub fn takes_job(&self, store: &Store, place: u32) -> bool {
        let job = store.job(place);
        let status = job.run.state.job_status();
        self.names_fit(store, job.stream, job.workstation)
            && self
                .job
                .as_deref()
                .is_none_or(|pattern| glob(pattern, store.text(job.name)))
            && self.state_fits(status.as_str())
    }

    /// Whether a stream is selected.
    pub fn takes_stream(&self, store: &Store, place: u32) -> bool {
        let stream = store.stream(place);
        self.names_fit(store, place, stream.workstation)
            && self.state_fits(stream.state.status().as_str())
    }

    fn names_fit(&self, store: &Store, place: u32, workstation: u16) -> bool {
        let stream = store.stream(place);
        let ws = store.workstation(workstation);
        self.workstation
            .matches(store.folder(ws.folder), store.text(ws.name))
            && self
                .stream
                .matches(store.folder(stream.folder), store.text(stream.name))
            && self
                .sched
                .as_deref()
                .is_none_or(|sched| store.sched_text(stream.sched).starts_with(sched))
    }

    fn state_fits(&self, state: &str) -> bool {
        self.states.is_empty() || self.states.iter().any(|wanted| wanted == state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_plan_in_conman_notation() {
        let all = Selection::parse("/@/@#/@/@.@").expect("valid");
        assert!(all.workstation.matches("/", "MDM") && all.stream.matches("/PAY/", "X"));
        let on = Selection::parse("/MDM#/").expect("valid");
        assert!(on.workstation.matches("/", "MDM") && !on.workstation.matches("/", "MDM2"));
        assert!(on.stream.matches("/PAY/", "ANY"));
    }

    #[test]
    fn a_job_with_date_and_state() {
        let one =
            Selection::parse("/PROD/A#/PAY/S(2200 11/23/26).J@+state=abend,fail").expect("valid");
        assert_eq!(one.sched.as_deref(), Some("2200 11/23/26"));
        assert_eq!(one.job.as_deref(), Some("J@"));
        assert_eq!(one.states, ["ABEND", "FAIL"]);
        assert!(Selection::parse("A#S+colour=red").is_err());
        assert!(Selection::parse("A#S(2200").is_err());
    }
}
