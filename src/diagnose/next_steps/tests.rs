//! The steps: what may be left alone, and the commands that fit.

use serde_json::json;

use super::*;
use crate::diagnose::testbed::{Bed, job};
use crate::diagnose::{Confidence, ObjectRef};

fn cause(kind: Kind, object: ObjectRef, as_expected: bool) -> Cause {
    Cause {
        kind,
        object,
        summary: String::new(),
        confidence: Confidence::Certain,
        evidence: Vec::new(),
        site: None,
        as_expected,
    }
}

fn steps(cause: &Cause, job: Option<&Job>) -> Vec<NextStep> {
    let workstation = None;
    of(cause, &About { job, workstation })
}

#[test]
fn what_is_as_it_should_be_may_be_left_as_it_is() {
    let job = job("LOAD", "HOLD", json!({"priority": 0, "origPriority": 0}));
    for kind in [
        Kind::HeldByOperator,
        Kind::StreamHeld,
        Kind::Cancelled,
        Kind::Suppressed,
        Kind::NoOperation,
        Kind::PredecessorNotStarted,
    ] {
        let all = steps(&cause(kind, ObjectRef::job(&job), true), Some(&job));
        assert!(!all[0].changes_plan && all[0].command.is_none(), "{kind}");
        assert!(
            all[0].why.contains("nothing needs to be done unless"),
            "{kind}"
        );
        let other = steps(&cause(kind, ObjectRef::job(&job), false), Some(&job));
        assert!(
            other.iter().all(|step| !step.why.contains("nothing needs")),
            "{kind}"
        );
    }
    let passed_over = cause(Kind::NoOperation, ObjectRef::job(&job), true);
    assert_eq!(steps(&passed_over, Some(&job)).len(), 1);
}

#[test]
fn a_hold_is_released_to_the_priority_it_was_planned_with() {
    let job = job("LOAD", "HOLD", json!({"priority": 0, "origPriority": 40}));
    let all = steps(
        &cause(Kind::HeldByOperator, ObjectRef::job(&job), false),
        Some(&job),
    );
    assert_eq!(all[0].conman.as_deref(), Some("altpri /WS#/DAILY.LOAD;40"));
    assert!(all[0].changes_plan && all[0].why.contains("from 40 to 0"));
}

#[test]
fn a_prompt_is_answered_by_its_number_or_its_name() {
    let prompt = |name: &str| ObjectRef::other(ObjectType::Prompt, name, name, None);
    let command = |kind, object| {
        let cause = cause(kind, object, false);
        let job = job("LOAD", "ABEND", json!({}));
        let with = steps(&cause, Some(&job));
        assert!(with[0].changes_plan);
        with[0].conman.clone().expect("a command")
    };
    for kind in [Kind::PromptUnanswered, Kind::RecoveryPromptUnanswered] {
        assert_eq!(command(kind, prompt("1012")), "reply 1012;yes");
        assert_eq!(command(kind, prompt("PAY_GO")), "reply PAY_GO;yes");
        // Where neither is told, the list of open prompts has it.
        let unknown = ObjectRef::job(&job("LOAD", "ABEND", json!({})));
        assert_eq!(command(kind, unknown), "recall");
    }
}

#[tokio::test]
async fn a_recovery_prompt_among_the_dependencies_gives_its_number() {
    let mut bed = Bed::new();
    bed.failed("LOAD");
    bed.job(
        "LOAD",
        "ABEND",
        json!({
            "jobDefinition": {"recoveryOption": "RERUN_PROMPT"},
            "jobruns": [{"id": "LOAD-run", "compositeStatus": {"status": "ABEND"}}],
            "dependencies": [{
                "dependencyType": "PROMPT", "id": "p", "number": 1044, "promptName": "",
                "text": "Again?", "promptStatus": "ASKED", "promptType": "Restart Prompt",
                "satisfied": false,
            }],
        }),
    );
    let causes = bed.why("LOAD").await;
    let root = &causes[0].0;
    assert_eq!(root.kind, Kind::RecoveryPromptUnanswered);
    let (object, ..) = root.elsewhere.clone().expect("elsewhere");
    assert_eq!(object.id.as_deref(), Some("p"));
    let all = steps(&cause(root.kind, object, false), None);
    assert_eq!(all[0].conman.as_deref(), Some("reply 1044;yes"));
    assert_eq!(causes[1].0.kind, Kind::UnknownExitCode);
}
