//! What is told as a change, and how a reader catches up.

use super::*;

fn event(id: &str) -> PlanEvent {
    PlanEvent {
        id: id.to_owned(),
        at: Timestamp::UNIX_EPOCH,
        change: Change {
            what: Happened::Failed,
            job: "j".to_owned(),
            key: "k".to_owned(),
            name: "n".to_owned(),
            reason: None,
        },
    }
}

#[test]
fn a_reader_catches_up_after_the_last_event_it_saw() {
    let hub = Hub::new("r".to_owned());
    for id in ["5-0", "9-0", "10-0", "10-1", "10-1"] {
        hub.tell(event(id));
    }
    let missed = |last| {
        let missed = hub.listen(Some(last)).1?;
        Some(
            missed
                .iter()
                .map(|event| event.id.clone())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        missed("9-0"),
        Some(vec!["10-0".to_owned(), "10-1".to_owned()])
    );
    assert_eq!(missed("4-0"), None, "too long ago");
    assert_eq!(missed("nonsense"), None);
    assert_eq!(hub.listen(None).1, Some(Vec::new()));
}

#[test]
fn ids_grow_even_when_the_clock_does_not() {
    let hub = Hub::new("r".to_owned());
    let now = Timestamp::from_millisecond(7).expect("a moment");
    hub.tell(event(&hub.next_id(now)));
    assert_eq!(hub.next_id(now), "7-1");
    assert_eq!(
        hub.next_id(Timestamp::from_millisecond(3).expect("a moment")),
        "7-1"
    );
}

fn line(id: &str, runs: usize) -> JobLine {
    serde_json::from_value(serde_json::json!({
        "id": id, "key": format!("/A#/{id}"), "name": id, "stream": "S", "folder": "/",
        "workstation": "/A", "status": "ERROR", "internal": "ABEND", "late": false,
        "critical": false, "runs": runs,
    }))
    .expect("a line")
}

fn failed(lines: &[(&str, usize)]) -> Seen {
    Seen {
        failed: Some(lines.iter().map(|(id, runs)| line(id, *runs)).collect()),
        late: Some(Vec::new()),
    }
}

fn told(before: &Seen, after: &Seen) -> Vec<(&'static str, String)> {
    let changes = changes(Some(before), after, &[]);
    let words = changes.into_iter().map(|one| (one.what.word(), one.job));
    words.collect()
}

fn word(what: &'static str, job: &str) -> (&'static str, String) {
    (what, job.to_owned())
}

#[test]
fn what_fails_recovers_and_fails_again_is_told_once() {
    let both = failed(&[("a", 1), ("b", 1)]);
    assert_eq!(told(&both, &both), []);
    assert_eq!(told(&failed(&[("a", 1)]), &both), [word("failed", "b")]);
    assert_eq!(told(&both, &failed(&[("a", 1)])), [word("recovered", "b")]);
    // A rerun that failed again.
    let again = failed(&[("a", 1), ("b", 2)]);
    assert_eq!(told(&both, &again), [word("failed", "b")]);
    assert_eq!(changes(None, &both, &[]), [], "the first look");
}

#[test]
fn a_list_that_was_not_read_is_not_an_empty_one() {
    let many = failed(&[("a", 1), ("b", 1)]);
    let unread = Seen::default();
    assert_eq!(told(&many, &unread), []);
    // The last whole look is what the next whole one is compared with.
    let kept = unread.or(Some(&many));
    assert_eq!(kept, many);
    let after = failed(&[("b", 1), ("c", 1)]);
    assert_eq!(
        told(&kept, &after),
        [word("failed", "c"), word("recovered", "a")]
    );
    // Nothing was ever known: there is nothing to compare with.
    assert_eq!(told(&Seen::default(), &after), []);
}

#[test]
fn what_becomes_late_is_told_with_failures_unread() {
    let late = |ids: &[&str]| Seen {
        failed: None,
        late: Some(ids.iter().map(|id| line(id, 0)).collect()),
    };
    assert_eq!(told(&late(&["a"]), &late(&["a", "b"])), [word("late", "b")]);
    assert_eq!(told(&late(&["a", "b"]), &late(&["a"])), []);
}

#[test]
fn a_failure_is_told_with_its_reason() {
    let listed = JobLine {
        reason: Some("disk_full: no space".to_owned()),
        ..line("a", 1)
    };
    let found = changes(Some(&failed(&[])), &failed(&[("a", 1)]), &[listed]);
    assert_eq!(found[0].reason.as_deref(), Some("disk_full: no space"));
}
