//! How something is done: the exact commands, never run.

use super::{Draft, Turn};
use crate::ask::intent::normalise;
use crate::ask::{Asker, wording};
use crate::diagnose::{NextStep, ObjectRef, ObjectType, Subject, selection_words};
use crate::error::{Error, Result};
use crate::plan::{Job, Target};

/// What an operator does to the plan.
struct Deed {
    /// Stems of the words for it, in three languages, without accents.
    stems: &'static [&'static str],
    title: &'static str,
    why: &'static str,
    /// The `resync` command, with `{job}` for the quoted name.
    resync: &'static str,
    /// The conman command for a job, with `{job}` for its name.
    of_job: &'static str,
    /// The conman command for a stream, with `{stream}`.
    of_stream: &'static str,
    /// The conman command for a workstation, with `{ws}`.
    of_workstation: &'static str,
}

const fn deed(
    stems: &'static [&'static str],
    title: &'static str,
    why: &'static str,
    commands: [&'static str; 4],
) -> Deed {
    let [resync, of_job, of_stream, of_workstation] = commands;
    Deed {
        stems,
        title,
        why,
        resync,
        of_job,
        of_stream,
        of_workstation,
    }
}

/// What is known to be done, the more special first.
const DEEDS: &[Deed] = &[
    deed(
        &[
            "rerun",
            "re run",
            "run again",
            "restart",
            "relaunch",
            "reexecut",
            "reejecut",
            "re execut",
            "rerod",
            "re rod",
            "rodar de novo",
            "rodar novamente",
            "reinici",
            "relanz",
            "relanc",
            "reprocess",
            "volver a ejecutar",
            "volver a correr",
            "ejecutar de nuevo",
            "correr de nuevo",
            "retry",
        ],
        "Rerun it",
        "a new run of the same job; what waits for it starts when that succeeds",
        ["resync jobs rerun {job}", "rerun {job}", "", ""],
    ),
    deed(
        &["unlink", "desconect", "deslig"],
        "Unlink it",
        "no job starts there until it is linked again",
        ["", "", "", "unlink {ws}"],
    ),
    deed(
        &["link", "linkar", "enlaz", "conect"],
        "Link it",
        "jobs start there as soon as it is linked and its job manager is up",
        ["", "", "", "link {ws}"],
    ),
    deed(
        &["reply", "answer", "respond", "contest", "prompt"],
        "Answer its prompt",
        "list the open prompts first; the number is what reply takes",
        ["", "recall", "recall", ""],
    ),
    deed(
        &[
            "dependenc",
            "ignore pred",
            "ignora",
            "liberar depend",
            "remove dep",
            "quitar dep",
            "tirar dep",
        ],
        "Release its dependencies",
        "it then starts without waiting for what it depends on",
        [
            "resync jobs release {job}",
            "release {job}",
            "release {stream}",
            "",
        ],
    ),
    deed(
        &[
            "release",
            "unhold",
            "un hold",
            "resume",
            "libera",
            "libero",
            "libere",
            "solta",
            "solto",
            "soltar",
            "desbloque",
            "destrav",
            "reanud",
        ],
        "Release it",
        "a held job goes on with priority 10; released dependencies are waited for no more",
        [
            "resync jobs release {job}",
            "altpri {job};10",
            "altpri {stream};10",
            "",
        ],
    ),
    deed(
        &["confirm", "succ", "mark", "marc"],
        "Confirm its result",
        "it then counts as ended well, and what waits for it goes on; only when its result is there",
        [
            "resync jobs confirm {job} --succ",
            "confirm {job};succ",
            "",
            "",
        ],
    ),
    deed(
        &[
            "skip",
            "bypass",
            "pula",
            "pulo",
            "pular",
            "salta",
            "salto",
            "omit",
            "no operation",
            "noop",
        ],
        "Skip it",
        "cancelled, it is not run, and what follows it goes on as if it had ended well",
        [
            "resync jobs cancel {job}",
            "cancel {job}",
            "cancel {stream}",
            "",
        ],
    ),
    deed(
        &["cancel"],
        "Cancel it",
        "it is not run; what follows it is released from it (add ;pend to wait for its dependencies first)",
        [
            "resync jobs cancel {job}",
            "cancel {job}",
            "cancel {stream}",
            "",
        ],
    ),
    deed(
        &[
            "kill",
            "abort",
            "mata",
            "mato",
            "matar",
            "derruba",
            "derrub",
            "interromp",
            "terminate",
            "stop",
            "parar",
            "paro",
            "detener",
            "detengo",
            "abortar",
        ],
        "Stop the run",
        "the process is ended and the job abends",
        ["resync jobs kill {job}", "kill {job}", "", "stop {ws}"],
    ),
    deed(
        &[
            "hold", "segur", "reten", "congel", "pausa", "pause", "suspend", "freeze", "holdear",
        ],
        "Hold it",
        "it does not start until someone releases it",
        [
            "resync jobs hold {job}",
            "altpri {job};0",
            "altpri {stream};0",
            "",
        ],
    ),
    deed(
        &["priorit", "priorid"],
        "Change its priority",
        "0 holds it, 1 to 99 order it, hi and go start it ahead of the rest",
        ["", "altpri {job};N", "altpri {stream};N", ""],
    ),
    deed(
        &["limit", "limite"],
        "Change its job limit",
        "how many jobs run at once",
        ["", "", "limit sched={stream};N", "limit cpu={ws};N"],
    ),
    deed(
        &["fence", "barreira", "cerca"],
        "Change its fence",
        "only jobs with a priority above it start",
        ["", "", "", "fence {ws};N"],
    ),
    deed(
        &[
            "submit", "start", "run", "execut", "ejecut", "rodar", "rodo", "roda", "lanz", "lanc",
            "inici", "subm", "dispar", "arranc", "correr", "corro",
        ],
        "Start it now",
        "released from its dependencies and put ahead of the rest it starts at once; outside the plan, submit it (sbj, sbs)",
        [
            "resync jobs release {job}",
            "release {job}",
            "release {stream}",
            "start {ws}",
        ],
    ),
    deed(
        &["log", "output", "stdlist", "saida", "salida"],
        "Read its log",
        "the beginning and the end of what its last run wrote",
        ["resync jobs log {job}", "showjobs {job};stdlist", "", ""],
    ),
    deed(
        &[
            "predec",
            "depend",
            "antecess",
            "successor",
            "sucess",
            "suces",
        ],
        "Show its dependencies",
        "what it waits for and what waits for it",
        [
            "resync jobs deps {job}",
            "showjobs {job};deps",
            "showschedules {stream};deps",
            "",
        ],
    ),
    deed(
        &[
            "status", "check", "see", "show", "find", "verific", "consult", "ver ", "vejo", "veo",
            "know", "saber",
        ],
        "Look at it",
        "its state, runs and what it waits for",
        [
            "resync jobs show {job}",
            "showjobs {job};info",
            "showschedules {stream}",
            "showcpus {ws};info",
        ],
    ),
];

impl Asker {
    pub(super) async fn how_to(&self, turn: &Turn<'_>) -> Result<Draft> {
        let found = match self.resolver().of_mentions(turn.named).await {
            Ok(found) => found,
            // The commands are worth telling even when the name is not in the plan.
            Err(Error::NotFound(_)) => None,
            Err(error) => return Err(error),
        };
        let text = format!("{} ", normalise(turn.text));
        // A verb counts by its place in the table, but a name may hold any word: leave it out. A guess
        // that named nothing was a word, and may be the verb.
        let (meant, found) = found.unzip();
        let names = (turn.named.iter())
            .filter(|mention| mention.sure)
            .chain(&meant);
        let text = names.fold(text, |text, mention| {
            text.replace(&normalise(&mention.text), " ")
        });
        let steps: Vec<NextStep> = DEEDS
            .iter()
            .filter(|deed| deed.stems.iter().any(|stem| has_stem(&text, stem)))
            .map(|deed| deed.step(found.as_ref().map(|found| (&found.subject, &found.object))))
            .filter(|step| step.command.is_some() || step.conman.is_some())
            .take(2)
            .collect();
        if steps.is_empty() {
            return Ok(Draft {
                answer: "**I know how to rerun, release, confirm, cancel, skip, hold, kill, answer a prompt, link a workstation, and change a priority, limit or fence.** Ask, for example: how do I rerun LOAD?".to_owned(),
                warnings: vec!["the question names none of the actions that are known".to_owned()],
                ..Draft::default()
            });
        }
        let mut steps = steps;
        if let Some(Subject::Job(job)) = found.as_ref().map(|found| &found.subject)
            && steps
                .iter()
                .any(|step| step.conman.as_deref() == Some("recall"))
        {
            let job = self.plan.job(&job.id).await?;
            steps.splice(0..0, replies(&job));
        }
        let mut draft = Draft::of(wording::say_how_to(&steps), &steps);
        draft.warnings.push("nothing was run".to_owned());
        Ok(match &found {
            Some(found) => draft.about(found),
            None => draft,
        })
    }
}

/// How the open prompts of a job are answered.
fn replies(job: &Job) -> Vec<NextStep> {
    let open = job.dependencies.iter().flatten();
    open.filter(|dependency| dependency.is_open())
        .filter_map(|dependency| match &dependency.target {
            Target::Prompt {
                name, number, text, ..
            } => {
                let number = number.map_or_else(|| name.clone(), |number| number.to_string());
                let text = text.as_deref().unwrap_or("its text is not known");
                Some(NextStep {
                    title: format!("Answer prompt {number}"),
                    why: format!("it asks: {text}"),
                    command: None,
                    conman: Some(format!("reply {number};yes")),
                    changes_plan: true,
                })
            }
            _ => None,
        })
        .collect()
}

/// Whether a word of the text begins with the stem.
fn has_stem(text: &str, stem: &str) -> bool {
    text.match_indices(stem)
        .any(|(at, _)| at == 0 || text.as_bytes()[at - 1] == b' ')
}

impl Deed {
    /// The step for an object; with placeholders when there is none.
    fn step(&self, object: Option<(&Subject, &ObjectRef)>) -> NextStep {
        let (job, shell, stream, ws) = match object {
            Some((Subject::Job(job), _)) => {
                let (conman, shell) = selection_words(job);
                (Some(conman), Some(shell), None, None)
            }
            Some((Subject::Stream(_), object)) => (None, None, Some(object.key.clone()), None),
            Some((Subject::Workstation(_), object)) => (None, None, None, Some(object.key.clone())),
            None => (Some("JOB".to_owned()), Some("JOB".to_owned()), None, None),
        };
        let kind = object.map_or(ObjectType::Job, |(_, object)| object.kind);
        let fill = |template: &str, from: &str, to: Option<&String>| {
            to.filter(|_| !template.is_empty())
                .map(|to| template.replace(from, to))
        };
        let conman = match kind {
            ObjectType::Stream => fill(self.of_stream, "{stream}", stream.as_ref()),
            ObjectType::Workstation => fill(self.of_workstation, "{ws}", ws.as_ref()),
            _ => fill(self.of_job, "{job}", job.as_ref()),
        };
        NextStep {
            title: self.title.to_owned(),
            why: self.why.to_owned(),
            command: fill(self.resync, "{job}", shell.as_ref()),
            conman,
            changes_plan: !self.of_job.starts_with("show") && self.of_job != "recall",
        }
    }
}
