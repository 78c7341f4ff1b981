//! The gates, one at a time: facts in, findings out.

use serde_json::{Value, json};

use crate::diagnose::confidence::{self, Sign};
use crate::diagnose::finding::{Finding, NodeId};
use crate::diagnose::testbed::{Bed, job, on_job, only, outline};
use crate::diagnose::{Confidence, Kind, ObjectType, Relation};
use crate::plan::{Job, JobSubstatus};

/// What keeps a job, of which everything is known.
fn gates(bed: &Bed, job: &Job) -> Vec<Finding> {
    bed.look(|look| super::job(look, job))
}

fn conditional(id: &str, conditions: &[&str]) -> Value {
    let mut body = on_job(id);
    body["conditional"] = json!(true);
    body["statusConditions"] = json!(conditions);
    body
}

#[test]
fn a_hold_by_plan_is_told_from_one_that_came_later() {
    let mut bed = Bed::new();
    let hold = |bed: &mut Bed, priorities: Value| {
        let job = bed.job("LOAD", "HOLD", priorities);
        only(gates(bed, &job))
    };
    let planned = hold(&mut bed, json!({"priority": 0, "origPriority": 0}));
    assert_eq!(planned.kind, Kind::HeldByOperator);
    assert!(planned.as_expected && planned.summary.contains("by plan"));
    let later = hold(&mut bed, json!({"priority": 0, "origPriority": 30}));
    assert!(!later.as_expected && later.summary.contains("from 30 to 0"));
    // A server that does not tell what was planned leaves it open.
    let untold = hold(&mut bed, json!({"priority": 0, "origPriority": null}));
    assert!(!untold.as_expected && untold.summary.contains("its priority is 0"));
    let stated = hold(&mut bed, json!({"lastRunCommonStatus": "HELD"}));
    assert!(!stated.as_expected && !stated.summary.contains("priority"));
    let substatus = json!({"lastRunCompositeStatus":
        {"status": "HOLD", "substatus": "HOLD_PRIORITY_ZERO"}});
    assert_eq!(hold(&mut bed, substatus).kind, Kind::HeldByOperator);

    let stream = bed.stream("DAILY", "HOLD", json!({"priority": 0, "origPriority": 0}));
    let planned = only(bed.look(|look| super::stream(look, &stream)));
    assert!(planned.kind == Kind::StreamHeld && planned.as_expected);
    let stream = bed.stream("DAILY", "HOLD", json!({"priority": 0, "origPriority": 10}));
    let later = only(bed.look(|look| super::stream(look, &stream)));
    assert!(later.kind == Kind::StreamHeld && !later.as_expected);
}

#[test]
fn a_branch_that_will_not_be_taken_is_told_and_is_as_meant() {
    let mut bed = Bed::new();
    bed.job("EXTRACT", "SUCC", json!({}));
    let repair = bed.waiting("REPAIR", &[conditional("EXTRACT", &["ABEND", "FAIL"])]);
    let found = only(gates(&bed, &repair));
    assert_eq!(found.kind, Kind::Suppressed);
    assert!(found.as_expected && found.never);
    assert!(
        found.summary.contains("ABEND or FAIL of EXTRACT"),
        "{}",
        found.summary
    );
    assert!(found.summary.contains("ended SUCC"), "{}", found.summary);
    assert_eq!(confidence::of(&found.signs), Confidence::Certain);
    // What a program says of itself is known from the dependency alone.
    let mut by_output = conditional("EXTRACT", &[]);
    by_output["outputConditions"] = json!(["ROWS_FOUND"]);
    let waits = bed.waiting("REPORT", &[by_output]);
    let found = only(gates(&bed, &waits));
    assert_eq!(confidence::of(&found.signs), Confidence::Likely);
}

#[test]
fn a_condition_that_can_still_come_or_has_come_is_followed_or_left_alone() {
    let mut bed = Bed::new();
    let next = |bed: &mut Bed, conditions: &[&str]| {
        let waits = bed.waiting("NEXT", &[conditional("EXTRACT", conditions)]);
        outline(&gates(bed, &waits))
    };
    let followed = [(None, "EXTRACT".to_owned())];
    bed.job("EXTRACT", "SUCC", json!({}));
    // Conditions that the server leaves out, that it has met already, or that nobody knows.
    for conditions in [&[][..], &["SUCC"], &["COMPLETED"], &["STARTED"], &["WARP"]] {
        assert_eq!(next(&mut bed, conditions), followed, "{conditions:?}");
    }
    bed.failed("EXTRACT");
    assert_eq!(next(&mut bed, &["SUCC"]), followed);
    let waited_for = next(&mut bed, &["ABEND"]);
    assert_eq!(waited_for[0].0, Some(Kind::Unknown));
    assert_eq!(next(&mut bed, &["SUPPR"])[0].0, Some(Kind::Suppressed));
    // A cancelled one is named itself: it is what someone did.
    bed.job("EXTRACT", "CANCL", json!({}));
    assert_eq!(next(&mut bed, &["SUCC"]), followed);
    bed.job("EXTRACT", "EXEC", json!({}));
    assert_eq!(next(&mut bed, &["ABEND"]), followed);
}

#[test]
fn predecessors_that_left_the_plan_or_are_not_in_it_yet_are_told_apart() {
    let bed = Bed::new();
    let with = |more: Value| {
        let mut dependency = json!({
            "dependencyType": "EXTERNAL_JOB", "jobName": "CLOSE", "jobStreamName": "MONTH",
            "satisfied": false,
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            dependency[name] = value.clone();
        }
        only(gates(
            &bed,
            &job("LOAD", "HOLD", json!({"dependencies": [dependency]})),
        ))
    };
    let orphaned = with(json!({"zombie": true, "jobId": "x"}));
    assert!(orphaned.never && orphaned.summary.contains("orphaned"));
    assert_eq!(
        orphaned.elsewhere.as_ref().expect("elsewhere").0.key,
        "MONTH.CLOSE"
    );
    let pending = with(json!({"pending": true}));
    assert!(!pending.never && pending.summary.contains("not in the plan yet"));
    let unbound = with(json!({"dependencyStatus": "UNBOUND"}));
    assert!(unbound.summary.contains("not in the plan yet"));
    // Without an id the scheduler's word about it is all there is.
    let failed = with(json!({"predecessorStatus": {"error": true}}));
    assert!(failed.kind == Kind::PredecessorFailed && failed.never);
    let runs = with(json!({"predecessorStatus": {"status": "EXEC"}}));
    assert_eq!(runs.kind, Kind::PredecessorRunning);
    let silent = with(json!({}));
    assert_eq!(silent.kind, Kind::PredecessorNotStarted);
}

#[test]
fn a_file_is_named_with_its_test_and_its_workstation() {
    let file = |file: Value| {
        let dependency = json!({"dependencyType": "FILE", "file": file, "satisfied": false});
        let waits = job("LOAD", "HOLD", json!({"dependencies": [dependency]}));
        only(gates(&Bed::new(), &waits))
    };
    let found = file(json!({
        "name": "/in/pay.csv", "qualifier": "-s %p", "workstation": "/PROD/AGT1",
        "status": "Unavailable",
    }));
    assert_eq!(found.kind, Kind::FileMissing);
    assert_eq!(
        found.summary,
        "LOAD waits for the file /in/pay.csv on AGT1 (test -s %p), which is not there"
    );
    let (object, relation, _) = found.elsewhere.expect("elsewhere");
    assert_eq!(object.key, "/PROD/AGT1#/in/pay.csv");
    assert_eq!(
        (object.kind, relation),
        (ObjectType::File, Relation::WaitsFor)
    );
    let bare = file(json!({"name": "/in/pay.csv", "status": "Not Checked"}));
    assert_eq!(
        bare.summary,
        "LOAD waits for the file /in/pay.csv, which has not been looked for yet"
    );
}

#[test]
fn a_latest_start_that_passed_keeps_a_job_unless_it_starts_all_the_same() {
    let mut bed = Bed::new();
    bed.workstation("/AGT1", json!({}));
    bed.running_on("/AGT1", vec![]);
    let past = |action: Value| {
        json!({"timeRestrictions": {
            "latestStartTime": "2026-11-23T01:00:00Z", "lateStartAction": action,
        }})
    };
    for action in [json!("doNotRun"), json!(null)] {
        let found = only(gates(&bed, &job("LOAD", "HOLD", past(action))));
        assert_eq!(found.kind, Kind::Suppressed);
        assert!(!found.as_expected && found.never);
        assert_eq!(found.signs, [Sign::Derived]);
    }
    let goes_on = job("LOAD", "HOLD", past(json!("continue")));
    assert!(gates(&bed, &goes_on).is_empty());
    let mut flagged = past(json!(null));
    flagged["jobStatusFlags"] = json!({"untilGone": true});
    let found = only(gates(&bed, &job("LOAD", "HOLD", flagged)));
    assert_eq!(found.signs, [Sign::Stated]);
}

#[test]
fn a_workstation_lets_only_some_priorities_pass() {
    let of = |workstation: Value, priority: i64| {
        let mut bed = Bed::new();
        bed.workstation("/AGT1", workstation);
        bed.running_on("/AGT1", vec![]);
        let found = gates(&bed, &job("LOAD", "READY", json!({"priority": priority})));
        outline(&found)
            .into_iter()
            .filter_map(|(kind, _)| kind)
            .next()
    };
    assert_eq!(of(json!({"limit": 0}), 10), Some(Kind::WorkstationLimit));
    assert_eq!(of(json!({"limit": 0}), 100), None);
    assert_eq!(of(json!({"fence": 40}), 40), Some(Kind::WorkstationFence));
    assert_eq!(of(json!({"fence": 40}), 41), None);
    // The fence counts for go and hi too.
    assert_eq!(of(json!({"fence": 101}), 101), Some(Kind::WorkstationFence));
    assert_eq!(
        of(json!({"activeStates": ["JOBMAN_UP"]}), 10),
        Some(Kind::WorkstationUnlinked)
    );
    assert_eq!(
        of(json!({"activeStates": ["LINKED"]}), 10),
        Some(Kind::WorkstationStopped)
    );
    assert_eq!(of(json!({"limit": null, "fence": null}), 10), None);
}

#[test]
fn a_full_workstation_names_what_runs_there() {
    let mut bed = Bed::new();
    bed.workstation("/AGT1", json!({"limit": 1}));
    let runs = bed.running("OTHER", 5, 30);
    bed.running_on("/AGT1", vec![runs]);
    let found = only(gates(&bed, &job("LOAD", "READY", json!({"priority": 10}))));
    assert_eq!(
        found.summary,
        "the job limit of AGT1 is 1 and 1 job is running there (DAILY.OTHER)"
    );
    assert!(
        found.facts[1]
            .title
            .contains("DAILY.OTHER: EXEC for 5 min, usually 30 min")
    );
}

#[test]
fn a_full_stream_names_who_takes_its_slots_and_follows_one_that_hangs() {
    let mut bed = Bed::new();
    bed.workstation("/AGT1", json!({}));
    bed.stream("DAILY", "EXEC", json!({"limit": 1}));
    bed.running_on("/AGT1", vec![]);
    let usual = bed.running("OTHER", 5, 30);
    let waits = job(
        "LOAD",
        "READY",
        json!({"jobStreamId": "DAILY", "priority": 10}),
    );
    bed.jobs_of("DAILY", vec![usual, waits.clone()]);
    let found = only(gates(&bed, &waits));
    assert_eq!(found.kind, Kind::StreamLimit);
    assert_eq!(
        found.summary,
        "the job stream DAILY may run 1 job at once and 1 is running (OTHER: EXEC for 5 min, usually 30 min)"
    );
    let slow = bed.running("SLOW", 90, 10);
    bed.jobs_of("DAILY", vec![slow, waits.clone()]);
    let found = gates(&bed, &waits);
    assert!(
        matches!(&found[0], Finding::Follow { to, relation, .. }
            if *to == NodeId::Job("SLOW".to_owned()) && *relation == Relation::HeldBy),
        "{found:?}"
    );
    assert!(matches!(&found[1], Finding::Cause(full) if full.secondary));
    // The scheduler's word for the wait is explained by that: it says nothing of the workstation.
    let mut stated = waits.clone();
    stated.substatus = Some(JobSubstatus::ReadyLimit);
    let kinds = outline(&gates(&bed, &stated));
    assert!(
        !kinds
            .iter()
            .any(|(kind, _)| *kind == Some(Kind::WorkstationLimit)),
        "{kinds:?}"
    );
    // A free slot is no gate.
    bed.jobs_of("DAILY", vec![waits.clone()]);
    assert!(gates(&bed, &waits).is_empty());
    bed.stream("DAILY", "EXEC", json!({"limit": 0}));
    assert!(only(gates(&bed, &waits)).summary.contains("is 0"));
}

/// A job that waits for a unit of a resource which those hold.
fn waits_for_unit(bed: &mut Bed, holders: Value) -> Vec<Finding> {
    bed.resource("TAPE", holders);
    let dependency = json!({
        "dependencyType": "RESOURCE", "name": "TAPE", "quantity": 1, "available": 0,
        "dependencyStatus": "UNSATISFIED",
    });
    let waits = job(
        "LOAD",
        "READY",
        json!({"jobStreamId": "OWN", "dependencies": [dependency]}),
    );
    bed.stream("OWN", "EXEC", json!({}));
    bed.workstation("/AGT1", json!({}));
    bed.running_on("/AGT1", vec![]);
    gates(bed, &waits)
}

#[test]
fn a_holder_that_runs_as_usual_is_named_with_its_state() {
    let mut bed = Bed::new();
    bed.running("HOLDER", 20, 60);
    let found = only(waits_for_unit(
        &mut bed,
        json!([{"jobId": "HOLDER", "jobKey": "/WS#/DAILY.HOLDER", "quantity": 1}]),
    ));
    assert_eq!(
        found.summary,
        "LOAD waits for 1 unit of resource TAPE; 0 are free; held by /WS#/DAILY.HOLDER (EXEC for 20 min, usually 60 min)"
    );
}

#[test]
fn a_holder_that_does_not_let_go_by_itself_is_followed_whatever_stops_it() {
    let holder = json!([{"jobId": "HOLDER", "job": "HOLDER", "quantity": 1}]);
    for status in ["HOLD", "READY", "ABEND", "PEND", "SUSP", "EXTRN", "WARP"] {
        let mut bed = Bed::new();
        bed.job("HOLDER", status, json!({}));
        let found = waits_for_unit(&mut bed, holder.clone());
        assert!(
            matches!(&found[0], Finding::Follow { to, relation: Relation::HeldBy, .. }
                if *to == NodeId::Job("HOLDER".to_owned())),
            "{status}: {found:?}"
        );
        assert!(
            matches!(&found[1], Finding::Cause(beside) if beside.secondary),
            "{status}"
        );
    }
    let mut bed = Bed::new();
    bed.running("HOLDER", 90, 10);
    assert_eq!(
        outline(&waits_for_unit(&mut bed, holder.clone()))[0].1,
        "HOLDER"
    );
    // It runs, but where nothing is heard of it.
    let mut bed = Bed::new();
    bed.running("HOLDER", 5, 10);
    bed.resource("TAPE", holder);
    bed.workstation("/AGT1", json!({"activeStates": []}));
    let dependency = json!({"dependencyType": "RESOURCE", "name": "TAPE", "satisfied": false});
    let waits = job("LOAD", "HOLD", json!({"dependencies": [dependency]}));
    assert_eq!(outline(&gates(&bed, &waits))[0].1, "HOLDER");
}

#[test]
fn a_stream_that_holds_units_is_followed_when_none_of_its_jobs_goes_on() {
    let holder = json!([{"jobStreamId": "OTHER", "jobStream": "OTHER", "quantity": 1}]);
    let followed = |status: &str, jobs: Vec<Job>| {
        let mut bed = Bed::new();
        bed.stream("OTHER", status, json!({}));
        bed.jobs_of("OTHER", jobs);
        let found = waits_for_unit(&mut bed, holder.clone());
        matches!(&found[0], Finding::Follow { to, .. } if *to == NodeId::Stream("OTHER".to_owned()))
    };
    let runs = || Bed::new().running("A", 5, 30);
    assert!(!followed("EXEC", vec![runs()]));
    assert!(followed("EXEC", vec![job("B", "HOLD", json!({}))]));
    assert!(followed("EXEC", vec![runs(), job("B", "ABEND", json!({}))]));
    assert!(followed("STUCK", vec![]));
    assert!(followed("HOLD", vec![]));
    assert!(!followed("SUCC", vec![]));
    // What its own stream holds does not stand in its way.
    let mut bed = Bed::new();
    let own = json!([{"jobStreamId": "OWN", "jobStream": "OWN", "quantity": 1}]);
    let found = only(waits_for_unit(&mut bed, own));
    assert!(!found.summary.contains("held by"), "{}", found.summary);
}

#[test]
fn a_prompt_is_named_with_its_number_and_an_unasked_one_only_when_nothing_else_is_open() {
    let mut bed = Bed::new();
    bed.workstation("/AGT1", json!({}));
    let prompt = |status: &str, kind: &str| {
        json!({
            "dependencyType": "PROMPT", "id": "p", "number": 1012, "promptName": "",
            "text": "Go?", "promptStatus": status, "promptType": kind, "satisfied": false,
        })
    };
    let asked = bed.waiting("LOAD", &[prompt("ASKED", "Ad Hoc Prompt")]);
    let found = only(gates(&bed, &asked));
    assert_eq!(found.kind, Kind::PromptUnanswered);
    assert_eq!(found.elsewhere.expect("elsewhere").0.name, "1012");
    let unasked = [prompt("NOT_ASKED", "Ad Hoc Prompt"), on_job("EXTRACT")];
    let waits = bed.waiting("LOAD", &unasked);
    assert_eq!(
        outline(&gates(&bed, &waits)),
        [(None, "EXTRACT".to_owned())]
    );
    let alone = bed.waiting("LOAD", &unasked[..1]);
    assert_eq!(only(gates(&bed, &alone)).signs, [Sign::Derived]);
}

#[test]
fn a_job_of_an_earlier_plan_day_is_followed_by_its_own_id() {
    let mut bed = Bed::new();
    let mut dependency = on_job("yesterday");
    dependency["dependencyType"] = json!("EXTERNAL_JOB");
    dependency["jobName"] = json!("EXTRACT");
    dependency["jobStreamName"] = json!("FEED");
    dependency["jobStreamSchedTime"] = json!("2026-11-21T22:00:00Z");
    let waits = bed.waiting("LOAD", &[dependency]);
    // Today's instance of the same name ended well and has no say.
    bed.job(
        "today",
        "SUCC",
        json!({"name": "EXTRACT", "jobStreamName": "FEED"}),
    );
    assert_eq!(
        outline(&gates(&bed, &waits)),
        [(None, "yesterday".to_owned())]
    );
    let stream = bed.stream(
        "FEED",
        "STUCK",
        json!({"jsDefinitionFlags": {"carriedForward": true}}),
    );
    assert!(
        super::stream_fact(&stream)
            .title
            .ends_with("carried forward")
    );
}

#[test]
fn a_job_without_operation_waits_for_the_same_as_any_other() {
    let mut bed = Bed::new();
    bed.workstation("/AGT1", json!({}));
    bed.running_on("/AGT1", vec![]);
    let passed_over = json!({"jobOptions": {"noOperation": true}});
    let found = only(gates(&bed, &job("LOAD", "HOLD", passed_over.clone())));
    assert!(found.kind == Kind::NoOperation && found.as_expected && !found.secondary);
    let mut waits = passed_over;
    waits["dependencies"] = json!([on_job("EXTRACT")]);
    let found = gates(&bed, &job("LOAD", "HOLD", waits));
    assert!(matches!(&found[0], Finding::Follow { .. }), "{found:?}");
    assert!(matches!(&found[1], Finding::Cause(beside) if beside.secondary));
}

#[test]
fn a_substatus_speaks_only_where_nothing_else_does() {
    let mut bed = Bed::new();
    bed.workstation("/AGT1", json!({}));
    bed.running_on("/AGT1", vec![]);
    let with = |substatus: Value| json!({"lastRunCompositeStatus": {"status": "HOLD", "substatus": substatus}});
    let found = only(gates(
        &bed,
        &job("LOAD", "HOLD", with(json!("HOLD_WAITING_FOR_FILE"))),
    ));
    assert_eq!(found.kind, Kind::FileMissing);
    for silent in [json!(null), json!("HOLD_WAITING_FOR_GODOT")] {
        assert!(gates(&bed, &job("LOAD", "HOLD", with(silent))).is_empty());
    }
    let mut both = with(json!("HOLD_WAITING_FOR_FILE"));
    both["dependencies"] = json!([on_job("EXTRACT")]);
    let found = gates(&bed, &job("LOAD", "HOLD", both));
    assert_eq!(outline(&found), [(None, "EXTRACT".to_owned())]);
}
