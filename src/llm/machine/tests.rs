//! The loop, driven by hand.

use super::*;

fn machine(budget: Budget) -> Machine {
    Machine::new(Setup {
        messages: vec![Message::system("Rules."), Message::user("Why?")],
        tools: vec!["get_job", "read_job_log"],
        tool_tokens: 100,
        budget,
        context: 8_192,
    })
}

fn said(text: &str) -> Reply {
    Reply {
        text: text.to_owned(),
        ..Reply::default()
    }
}

fn asked(calls: &[(&str, &str, &str)]) -> Reply {
    Reply {
        calls: calls
            .iter()
            .map(|(id, name, arguments)| ToolCall {
                id: (*id).to_owned(),
                name: (*name).to_owned(),
                arguments: (*arguments).to_owned(),
            })
            .collect(),
        ..Reply::default()
    }
}

fn ok(text: &str) -> Answered {
    Answered {
        status: ToolStatus::Ok,
        text: text.to_owned(),
    }
}

fn now() -> Duration {
    Duration::ZERO
}

fn names(step: &Step) -> Vec<String> {
    match step {
        Step::Run(calls) => calls.iter().map(|call| call.name.clone()).collect(),
        other => panic!("not a run: {other:?}"),
    }
}

fn results(machine: &Machine) -> Vec<&str> {
    machine
        .messages()
        .iter()
        .filter(|message| matches!(message, Message::Tool { .. }))
        .map(Message::text)
        .collect()
}

#[test]
fn an_answer_costs_one_round() {
    let mut machine = machine(Budget::default());
    assert_eq!(machine.start(), Step::Ask { tools: true });
    let step = machine.replied(said("<think>hm</think>The disk is full [E1]."), now());
    assert_eq!(step, Step::Judge("The disk is full [E1].".to_owned()));
    let step = machine.judged("The disk is full [E1].".to_owned(), Vec::new(), now());
    assert!(matches!(step, Step::Done(_)));
    assert_eq!(machine.spent().rounds, 1);
    assert!(machine.spent().estimated);
}

#[test]
fn calls_of_a_round_run_together_and_are_appended_in_their_order() {
    let mut machine = machine(Budget::default());
    machine.start();
    let step = machine.replied(
        asked(&[
            ("a", "get_job", "{\"job\":\"X\"}"),
            ("b", "nonsense", "{}"),
            ("c", "read_job_log", ""),
        ]),
        now(),
    );
    assert_eq!(names(&step), ["get_job", "read_job_log"]);
    assert_eq!(
        machine.ran(vec![ok("one"), ok("two")], now()),
        Step::Ask { tools: true }
    );
    let results = results(&machine);
    assert_eq!((results[0], results[2]), ("one", "two"));
    assert!(results[1].contains("no such tool"), "{results:?}");
}

#[test]
fn printed_calls_are_run_like_any_other() {
    let mut machine = machine(Budget::default());
    machine.start();
    let step = machine.replied(
        said("```json\n{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}\n```"),
        now(),
    );
    assert_eq!(names(&step), ["get_job"]);
}

#[test]
fn the_same_call_again_is_answered_from_the_conversation() {
    let mut machine = machine(Budget::default());
    machine.start();
    machine.replied(asked(&[("a", "get_job", "{\"a\":1,\"b\":2}")]), now());
    machine.ran(vec![ok("one")], now());
    let step = machine.replied(asked(&[("b", "get_job", "{ \"b\": 2, \"a\": 1 }")]), now());
    assert_eq!(step, Step::Ask { tools: true }, "one such round is borne");
    assert!(results(&machine)[1].contains("same call as a"));
    let step = machine.replied(asked(&[("c", "get_job", "{\"a\":1,\"b\":2}")]), now());
    assert_eq!(step, Step::Ask { tools: false }, "and no second");
    assert_eq!(machine.spent().tool_calls, 1);
}

#[test]
fn faulty_calls_are_told_to_the_model_once_and_then_it_must_answer() {
    let mut machine = machine(Budget::default());
    machine.start();
    let step = machine.replied(
        asked(&[
            ("x", "get_job", "{\"job\":"),
            ("x", "", "{}"),
            ("x", "get_job", "[1]"),
        ]),
        now(),
    );
    assert_eq!(step, Step::Ask { tools: true });
    let mut ids: Vec<&String> = machine
        .messages()
        .iter()
        .filter_map(|message| match message {
            Message::Tool { call, .. } => Some(call),
            _ => None,
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3, "every result names its own call: {ids:?}");
    let step = machine.replied(asked(&[("y", "gone", "{}")]), now());
    assert_eq!(step, Step::Ask { tools: false });
}

#[test]
fn the_last_round_has_no_tools_and_the_model_is_told_why() {
    let mut machine = machine(Budget {
        rounds: 3,
        ..Budget::default()
    });
    assert_eq!(machine.start(), Step::Ask { tools: true });
    machine.replied(asked(&[("a", "get_job", "{\"n\":1}")]), now());
    assert_eq!(
        machine.ran(vec![ok("one")], now()),
        Step::Ask { tools: true }
    );
    machine.replied(asked(&[("b", "get_job", "{\"n\":2}")]), now());
    assert_eq!(
        machine.ran(vec![ok("two")], now()),
        Step::Ask { tools: false }
    );
    assert!(
        machine
            .messages()
            .last()
            .is_some_and(|message| message.text().contains("did not look at"))
    );
    // Even then it asks for tools: the budget binds, and the built-in answer is given.
    let step = machine.replied(asked(&[("c", "get_job", "{\"n\":3}")]), now());
    assert!(matches!(step, Step::Fail(_)), "{step:?}");
    assert_eq!(machine.spent().rounds, 3);
    assert_eq!(machine.spent().tool_calls, 2);
}

#[test]
fn the_budget_of_tool_calls_binds_within_a_round() {
    let mut machine = machine(Budget {
        tool_calls: 2,
        ..Budget::default()
    });
    machine.start();
    let many: Vec<(String, String)> = (0..20)
        .map(|n| (format!("id{n}"), format!("{{\"n\":{n}}}")))
        .collect();
    let calls: Vec<(&str, &str, &str)> = many
        .iter()
        .map(|(id, arguments)| (id.as_str(), "get_job", arguments.as_str()))
        .collect();
    let step = machine.replied(asked(&calls), now());
    assert_eq!(names(&step).len(), 2);
    assert_eq!(
        machine.ran(vec![ok("1"), ok("2")], now()),
        Step::Ask { tools: false }
    );
    assert_eq!(results(&machine).len(), 20);
}

#[test]
fn time_and_tokens_bind_too() {
    let mut slow = machine(Budget {
        seconds: 10,
        ..Budget::default()
    });
    slow.start();
    slow.replied(asked(&[("a", "get_job", "{}")]), now());
    assert_eq!(
        slow.ran(vec![ok("x")], Duration::from_secs(7)),
        Step::Ask { tools: false }
    );

    let mut costly = machine(Budget {
        tokens: 1_000,
        ..Budget::default()
    });
    costly.start();
    let mut reply = asked(&[("a", "get_job", "{}")]);
    reply.tokens = Some((950, 20));
    costly.replied(reply, now());
    assert!(matches!(costly.ran(vec![ok("x")], now()), Step::Fail(_)));
    assert_eq!(costly.spent().prompt_tokens, 950);
    assert!(!costly.spent().estimated);
}

#[test]
fn a_faulty_answer_is_sent_back_once_and_then_given_up() {
    let mut machine = machine(Budget::default());
    machine.start();
    machine.replied(said("GHOST is late."), now());
    let step = machine.judged(
        "GHOST is late.".to_owned(),
        vec!["no job GHOST".to_owned()],
        now(),
    );
    assert_eq!(step, Step::Ask { tools: false });
    assert!(
        machine
            .messages()
            .last()
            .is_some_and(|message| message.text().contains("- no job GHOST"))
    );
    machine.replied(said("GHOST again."), now());
    let step = machine.judged(
        "GHOST again.".to_owned(),
        vec!["no job GHOST".to_owned()],
        now(),
    );
    match step {
        Step::Fail(failure) => assert_eq!(failure.kind, FailureKind::Useless),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_repair_that_stands_is_the_answer() {
    let mut machine = machine(Budget {
        rounds: 1,
        ..Budget::default()
    });
    assert_eq!(machine.start(), Step::Ask { tools: false });
    machine.replied(said("wrong"), now());
    machine.judged("wrong".to_owned(), vec!["it is".to_owned()], now());
    machine.replied(said("right"), now());
    let step = machine.judged("right".to_owned(), Vec::new(), now());
    assert_eq!(step, Step::Done("right".to_owned()));
    assert!(machine.repaired());
}

#[test]
fn an_empty_reply_is_asked_about_once() {
    let mut machine = machine(Budget::default());
    machine.start();
    assert_eq!(
        machine.replied(said("<think>only"), now()),
        Step::Ask { tools: false }
    );
    assert!(matches!(machine.replied(said("  "), now()), Step::Fail(_)));
}

#[test]
fn a_reply_that_was_cut_is_judged_with_a_warning() {
    for (finish, word) in [("length", "cut"), ("content_filter", "withheld")] {
        let mut machine = machine(Budget::default());
        machine.start();
        let mut reply = said("The disk is");
        reply.finish = Some(finish.to_owned());
        assert!(matches!(machine.replied(reply, now()), Step::Judge(_)));
        assert!(machine.warnings()[0].contains(word));
    }
}

#[test]
fn a_full_window_costs_older_results_once() {
    let mut machine = machine(Budget::default());
    machine.start();
    machine.replied(asked(&[("a", "get_job", "{}")]), now());
    machine.ran(vec![ok(&"words of a log ".repeat(200))], now());
    let full = || Failure::new(FailureKind::TooLong, "the context is full");
    assert_eq!(machine.failed(full(), now()), Step::Ask { tools: true });
    assert!(results(&machine)[0].contains("dropped"));
    assert!(matches!(machine.failed(full(), now()), Step::Fail(_)));
}

#[test]
fn the_window_is_kept_from_overflowing_beforehand() {
    let mut machine = machine(Budget::default());
    machine.setup.context = 2_000;
    machine.start();
    machine.replied(asked(&[("a", "get_job", "{\"n\":1}")]), now());
    machine.ran(vec![ok(&"words of a log ".repeat(200))], now());
    machine.replied(asked(&[("b", "get_job", "{\"n\":2}")]), now());
    machine.ran(vec![ok(&"words of a log ".repeat(200))], now());
    assert!(machine.prompt_tokens() < 1_600);
    assert!(results(&machine)[0].contains("dropped"));
    assert!(results(&machine)[1].contains("words of a log"));
}

#[test]
fn earlier_messages_never_change_so_that_servers_can_keep_them() {
    let mut machine = machine(Budget::default());
    machine.start();
    let before = machine.messages().to_vec();
    machine.replied(asked(&[("a", "get_job", "{}")]), now());
    machine.ran(vec![ok("one")], now());
    assert_eq!(machine.messages()[..before.len()], before[..]);
}
