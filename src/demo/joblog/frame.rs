//! What the agent writes before and after what a job prints.

use jiff::Zoned;

use crate::demo::rows::Run;
use crate::demo::store::{Store, timestamp};

const RULER: &str = "===============================================================";

fn local(store: &Store, moment: i64) -> Zoned {
    timestamp(moment).to_zoned(store.zone.clone())
}

fn job_line(store: &Store, place: u32, lead: &str) -> String {
    let job = store.job(place);
    let stream = store.stream(job.stream);
    format!(
        "{lead}{}#{}{}[({}),({})].{}",
        store.workstation_key(stream.workstation),
        store.folder(stream.folder),
        store.text(stream.name),
        store.sched_text(stream.sched),
        store.internal_id(job.stream),
        store.text(job.name),
    )
}

/// The header of a job that the broker placed: its definition is an XML document of several lines.
pub fn broker_header(store: &Store, place: u32, run: &Run) -> Vec<String> {
    let job = store.job(place);
    let name = store.text(job.name);
    let script = store.command(place);
    let schema = "http://www.ibm.com/xmlns/prod/scheduling/1.0/jsdl";
    vec![
        job_line(store, place, "= JOB : "),
        format!("= USER : {}", store.user(place)),
        "= TASK : <?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        format!("<jsdl:jobDefinition xmlns:jsdl=\"{schema}\" name=\"{name}\">"),
        format!("  <jsdl:application name=\"executable\">{script}</jsdl:application>"),
        "</jsdl:jobDefinition>".to_owned(),
        format!("= AGENT : {}", store.workstation_key(store.runs_on(job))),
        format!("= Job Number: {}", run.number),
        format!(
            "= {}",
            local(store, run.start).strftime("%a %b %e %H:%M:%S %Z %Y")
        ),
    ]
}

/// The footer of a job that the broker placed.
pub fn broker_footer(store: &Store, run: &Run) -> Vec<String> {
    let took = (run.end - run.start).max(0);
    let mut lines = Vec::new();
    lines.extend(run.rc.map(|rc| format!("= Exit Status : {rc}")));
    lines.push(format!(
        "= Elapsed Time (Minutes) : {}",
        took.div_euclid(60).max(1)
    ));
    lines.push(format!(
        "= Job CPU usage (ms) : {}",
        20 + took * 37 % 90_000
    ));
    lines.push(format!(
        "= Job Memory usage (kb) : {}",
        1_272 + run.number % 90_000
    ));
    lines.push(format!(
        "= {}",
        local(store, run.end).strftime("%a %b %e %H:%M:%S %Z %Y")
    ));
    lines
}

/// The header of a native job.
pub fn header(store: &Store, place: u32, run: &Run) -> Vec<String> {
    let on = store.workstation_key(store.runs_on(store.job(place)));
    let started = local(store, run.start);
    vec![
        RULER.to_owned(),
        job_line(store, place, "= JOB       : "),
        format!("= USER      : {}", store.user(place)),
        format!("= JCLFILE   : {}", store.command(place)),
        "= TWSRCMAP  :".to_owned(),
        format!("= AGENT     : {on}"),
        format!("= Job Number: {}", run.number),
        format!("= {}", started.strftime("%a %b %e %H:%M:%S %Z %Y")),
        RULER.to_owned(),
    ]
}

/// The footer of a native job.
pub fn footer(store: &Store, run: &Run) -> Vec<String> {
    let took = (run.end - run.start).max(0);
    let ended = local(store, run.end);
    let cpu = 20 + u64::try_from(took).unwrap_or(0) * 37 % 90_000;
    let (hours, minutes, seconds) = (took / 3600, took / 60 % 60, took % 60);
    let mut lines = vec![RULER.to_owned()];
    if let Some(rc) = run.rc {
        lines.push(format!("= Exit Status           : {rc}"));
    }
    lines.push(format!(
        "= System Time (Seconds) : {}     Elapsed Time (hh:mm:ss) : {hours:02}:{minutes:02}:{seconds:02}",
        cpu / 4_000
    ));
    lines.push(format!("= User Time (Seconds)   : {}", cpu / 1_000));
    lines.push(format!("= Job CPU usage (ms)    : {cpu}"));
    lines.push(format!(
        "= Job Memory usage (kb) : {}",
        1_272 + run.number % 90_000
    ));
    lines.push(format!("= {}", ended.strftime("%a %b %e %H:%M:%S %Z %Y")));
    lines.push(RULER.to_owned());
    lines
}
