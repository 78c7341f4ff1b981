//! A job waits for a person: an answer, a recovery, a confirmation.

use super::Incident;
use super::chains::plain;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::Outcome;
use crate::demo::rows::{Flags, Node, On};
use crate::tws::status::{PromptStatus, PromptType, RecoveryOption};

/// Waits for the answer to a prompt of its own.
pub fn prompt(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    prompted(scene, incident, 0)
}

/// Waits behind a job that waits for the answer to a prompt.
pub fn prompt_upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    prompted(scene, incident, 2)
}

fn prompted(scene: &mut Scene<'_>, _: &Incident, hops: usize) -> Told {
    let (_, last) = scene.begin(120, 1);
    let questions = [
        "Has the {area} control sheet been signed?",
        "Rates of {date} checked?",
        "OK to release {subject} to the customers?",
    ];
    let question = *scene.dice.pick(&questions);
    let question = scene.fill(question, "");
    let name = format!("{}_GO", scene.area.code);
    let prompt = scene.b.prompt(
        scene.dice.chance(60).then_some(name.as_str()),
        &question,
        false,
    );
    let spec = scene.next(5, last).on(On::Prompt(prompt));
    let waits = scene.add(spec);
    let mut chain = scene.behind(waits, hops);
    chain.push(Of::Prompt(prompt));
    scene.told(
        Wonder::Waits,
        &chain,
        format!("Nobody has answered the prompt \"{question}\"."),
    )
}

/// The whole stream waits for the answer to a prompt.
pub fn stream_prompt(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let question = scene.fill("Start {subject} now?", "");
    let prompt = scene.b.prompt(None, &question, false);
    let mut spec = scene.stream(60);
    spec.deps.push(plain(On::Prompt(prompt)));
    let stream = scene.open(spec);
    scene.chain(3, None);
    let truth = format!("Nobody has answered the stream's prompt \"{question}\".");
    scene.told(
        Wonder::Waits,
        &[Of::Stream(stream), Of::Prompt(prompt)],
        truth,
    )
}

/// A failed job asks whether it shall be run again; the job itself is asked about.
pub fn recovery_prompt(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    recovering(scene, incident, 0)
}

/// The same, seen from a job behind it.
pub fn recovery_prompt_upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    recovering(scene, incident, 2)
}

fn recovering(scene: &mut Scene<'_>, _: &Incident, hops: usize) -> Told {
    let (_, last) = scene.begin(130, 1);
    let mut spec = scene
        .next(8, last)
        .with(Outcome::Abends(Some(9)))
        .flagged(Flags::NEEDS_MESSAGE);
    let questions = [
        "Restart {job}?",
        "Shall {job} be run again?",
        "{job} abended, go on?",
    ];
    let question = *scene.dice.pick(&questions);
    let question = scene.fill(question, &spec.name);
    let prompt = scene.b.prompt(None, &question, false);
    let command = format!(
        "/opt/{}/bin/{}.sh",
        scene.area.code.to_lowercase(),
        spec.name.to_lowercase()
    );
    let mut definition = scene.definition(&command);
    definition.recovery = RecoveryOption::RerunPrompt;
    definition.recovery_prompt = prompt;
    spec.definition = Some(definition);
    spec.log = Some(crate::demo::store::LogText {
        padding: 18,
        style: crate::demo::joblog::Style::Shell,
        lines: "[{ts}] step 6 of the script done".into(),
        framed: true,
    });
    let name = spec.name.clone();
    let failed = scene.add(spec);
    let asked = scene.ago(35);
    let row = &mut scene.b.store.prompts[prompt as usize];
    (row.kind, row.status, row.asked) = (PromptType::Restart, PromptStatus::Asked, asked);
    row.owner = Some(Node::Job(failed));
    let mut chain = scene.behind(failed, hops);
    scene.chain(usize::from(hops == 0), Some(failed));
    chain.push(Of::Prompt(prompt));
    let wonder = if hops == 0 {
        Wonder::Failed
    } else {
        Wonder::Waits
    };
    let truth = format!(
        "{name} abended with 9 for no stated reason, and its recovery prompt \"{question}\" is not answered."
    );
    scene.told(wonder, &chain, truth)
}

/// A job has ended and waits for somebody to confirm it.
pub fn confirmation(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    confirmed(scene, incident, 0)
}

/// Waits behind a job that has to be confirmed.
pub fn confirmation_upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    confirmed(scene, incident, 2)
}

fn confirmed(scene: &mut Scene<'_>, _: &Incident, hops: usize) -> Told {
    let (_, last) = scene.begin(120, 1);
    let spec = scene
        .next(7, last)
        .with(Outcome::Pends)
        .flagged(Flags::CONFIRM);
    let name = spec.name.clone();
    let pends = scene.add(spec);
    let chain = scene.behind(pends, hops);
    scene.chain(usize::from(hops == 0), Some(pends));
    let wonder = if hops == 0 {
        Wonder::State
    } else {
        Wonder::Waits
    };
    scene.told(
        wonder,
        &chain,
        format!("{name} has ended and waits to be confirmed by an operator."),
    )
}
