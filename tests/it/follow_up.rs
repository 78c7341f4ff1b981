//! Questions that lean on the one before, and how things are done: in three languages, with the exact
//! commands.

use std::sync::Arc;

use resync::ask::{AskReport, Intent};
use resync::demo::{Options, Planted};

use crate::ask_model::{report, run};
use crate::world::{Scheduler, World};

async fn demo() -> Scheduler {
    let options = Options {
        jobs: 600,
        ..Options::at(jiff::Timestamp::now())
    };
    Scheduler::start(options).await
}

fn planted(scheduler: &Scheduler, is: impl Fn(&Planted) -> bool) -> Planted {
    let all = scheduler.demo.incidents();
    all.iter()
        .find(|planted| is(planted))
        .expect("one of many")
        .clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_that_lean_on_the_one_before_are_about_the_same_job() {
    let scheduler = demo().await;
    // One that failed, after others: it has a log and predecessors.
    let incident = planted(&scheduler, |planted| {
        planted.kind == "database_error" && planted.subject == planted.cause
    });
    let name = &incident.subject.name;
    for [first, predecessors, log, finish, rerun] in [
        [
            format!("why did {name} fail?"),
            "and its predecessors?".to_owned(),
            "show me the log".to_owned(),
            "when will it finish?".to_owned(),
            "how do I rerun it?".to_owned(),
        ],
        [
            format!("por que {name} falhou?"),
            "e os predecessores dele?".to_owned(),
            "mostra o log".to_owned(),
            "quando ele termina?".to_owned(),
            "como faço para reexecutar ele?".to_owned(),
        ],
        [
            format!("¿por qué falló {name}?"),
            "¿y sus predecesores?".to_owned(),
            "muéstrame el log".to_owned(),
            "¿cuándo termina?".to_owned(),
            "¿cómo lo reejecuto?".to_owned(),
        ],
    ] {
        let world = Arc::new(World::at(&scheduler.url));
        let begun = report(&run(&world, &["ask", &first, "--json"]).await);
        let subject = begun.subject.expect("a job");
        assert_eq!(subject.key, incident.subject.key, "{first}");
        for (question, intent) in [
            (predecessors, Intent::WaitsFor),
            (log, Intent::Log),
            (finish, Intent::Finish),
            (rerun, Intent::HowTo),
        ] {
            let told = run(&world, &["ask", "-c", &question, "--json"]).await;
            let answer = report(&told);
            assert_eq!(answer.intent, intent, "{question}: {told}");
            let about = answer.subject.map(|subject| subject.key);
            assert_eq!(about.as_ref(), Some(&subject.key), "{question}: {told}");
            match intent {
                Intent::HowTo => assert!(
                    answer.answer.contains("resync jobs rerun ")
                        && answer.answer.contains(name.as_str()),
                    "{question}: {}",
                    answer.answer
                ),
                _ => assert!(!answer.answer.trim().is_empty(), "{question}"),
            }
        }
    }
}

/// The first step's command and conman line of an answer about how something is done.
fn first_step(report: &AskReport) -> (Option<&str>, Option<&str>) {
    let steps = report.data.as_ref().expect("steps");
    let step = &steps[0];
    (step["command"].as_str(), step["conman"].as_str())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_things_are_done_is_told_with_the_exact_commands() {
    let scheduler = demo().await;
    let world = Arc::new(World::at(&scheduler.url));
    let failed = planted(&scheduler, |planted| {
        planted.kind == "database_error" && planted.subject == planted.cause
    });
    let asking = planted(&scheduler, |planted| {
        planted.kind == "prompt_unanswered"
            && planted.subject.kind == "job"
            && planted.cause.name.chars().all(|c| c.is_ascii_digit())
    });
    let unlinked = planted(&scheduler, |planted| planted.kind == "workstation_unlinked");
    let (job, prompt, agent) = (
        &failed.subject.name,
        &asking.cause.name,
        &unlinked.cause.name,
    );
    let station = &unlinked.cause.key;
    let asked = &asking.subject.name;
    // How the job is named among others of its name: as the first answer names it, key and day.
    let first = report(
        &run(
            &world,
            &["ask", &format!("how do I rerun {job}?"), "--json"],
        )
        .await,
    );
    let (_, conman) = first_step(&first);
    let key = conman
        .and_then(|line| line.strip_prefix("rerun "))
        .expect("rerun KEY")
        .to_owned();
    let (path, _) = failed.subject.key.rsplit_once('.').expect("a full key");
    assert!(
        key.starts_with(path) && key.ends_with(&format!(".{job}")),
        "{key} of {path}"
    );
    for (questions, command, conman) in [
        (
            [
                format!("how do I rerun {job}?"),
                format!("como reexecuto o {job}?"),
                format!("¿cómo relanzo {job}?"),
            ],
            Some(format!("resync jobs rerun '{key}'")),
            format!("rerun {key}"),
        ),
        (
            [
                format!("how can I hold {job}?"),
                format!("como seguro o {job}?"),
                format!("¿cómo retengo {job}?"),
            ],
            Some(format!("resync jobs hold '{key}'")),
            format!("altpri {key};0"),
        ),
        (
            [
                format!("how do I release {job}?"),
                format!("como libero o {job}?"),
                format!("¿cómo libero {job}?"),
            ],
            Some(format!("resync jobs release '{key}'")),
            format!("altpri {key};10"),
        ),
        (
            [
                format!("how do I cancel {job}?"),
                format!("como cancelo o {job}?"),
                format!("¿cómo cancelo {job}?"),
            ],
            Some(format!("resync jobs cancel '{key}'")),
            format!("cancel {key}"),
        ),
        (
            [
                format!("how do I confirm {job}?"),
                format!("como confirmo o {job}?"),
                format!("¿cómo confirmo {job}?"),
            ],
            Some(format!("resync jobs confirm '{key}' --succ")),
            format!("confirm {key};succ"),
        ),
        (
            [
                format!("how do I kill {job}?"),
                format!("como mato o {job}?"),
                format!("¿cómo mato {job}?"),
            ],
            Some(format!("resync jobs kill '{key}'")),
            format!("kill {key}"),
        ),
        (
            [
                format!("how do I reply to the prompt of {asked}?"),
                format!("como respondo o prompt do {asked}?"),
                format!("¿cómo respondo el prompt de {asked}?"),
            ],
            None,
            format!("reply {prompt};yes"),
        ),
        (
            [
                format!("how do I link workstation {agent}?"),
                format!("como linkar a workstation {agent}?"),
                format!("¿cómo enlazo la estación {agent}?"),
            ],
            None,
            format!("link {station}"),
        ),
        (
            [
                format!("how do I raise the limit of workstation {agent}?"),
                format!("como aumento o limite da workstation {agent}?"),
                format!("¿cómo subo el límite de la estación {agent}?"),
            ],
            None,
            format!("limit cpu={station};N"),
        ),
    ] {
        for question in questions {
            let told = run(&world, &["ask", &question, "--json"]).await;
            let answer = report(&told);
            assert_eq!(answer.intent, Intent::HowTo, "{question}: {told}");
            assert_eq!(
                first_step(&answer),
                (command.as_deref(), Some(conman.as_str())),
                "{question}"
            );
            assert!(
                answer.answer.contains(&format!("conman \"{conman}\"")),
                "{told}"
            );
            assert!(answer.answer.contains("nothing was run"), "{told}");
        }
    }
}
