//! Changes to the plan: sent once, with their reason, and never twice.

use resync::Error;
use resync::tws::{Action, Justification, Target};

use crate::client::client;
use crate::fault::{Fake, Script, Step, json};

#[tokio::test]
async fn an_action_is_sent_once_with_its_reason() {
    let server = Fake::start(|_, _| json(200, r#"{"id":"j1"}"#)).await;
    let client = client(&server);
    let why = Justification {
        category: "Night shift".into(),
        description: "Läuft nicht\r\nX-Evil: 1".into(),
        ticket: Some("INC-7".into()),
    };
    client
        .act(Action::Hold, &Target::Job("j1".into()), &why)
        .await
        .expect("held");
    let request = server.last();
    assert_eq!(
        (request.method.as_str(), request.path()),
        ("PUT", "/twsd/api/v2/plan/job/j1/action/hold")
    );
    assert_eq!(
        request.header("justification-category"),
        Some("Night shift")
    );
    assert_eq!(
        request.header("justification-description"),
        Some("Lauft nicht  X-Evil: 1")
    );
    assert_eq!(request.header("justification-ticket-num"), Some("INC-7"));
    assert_eq!(request.header("x-evil"), None);
    client
        .act(Action::Rerun, &Target::Run("r1".into()), &why)
        .await
        .expect("rerun");
    let request = server.last();
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(
        (request.path(), request.body.as_slice()),
        ("/twsd/api/v2/plan/job/run/r1/action/rerun", &b"{}"[..])
    );
    client
        .act(Action::ReplyPrompt(true), &Target::Prompt("p".into()), &why)
        .await
        .expect("replied");
    assert_eq!(server.last().body, br#"{"answer":true}"#);
    assert_eq!(client.requests(), 3);
    let wrong = client
        .act(Action::Kill, &Target::Stream("s".into()), &why)
        .await;
    assert!(matches!(wrong, Err(Error::Usage(_))));
}

#[tokio::test]
async fn an_action_that_fails_is_never_sent_twice() {
    let words = r#"{"messages":["AWSJSY404E The job cannot be held. AWSBIN076E"]}"#;
    type Expected = fn(&Error) -> bool;
    let cases: [(Script, Expected); 5] = [
        (json(500, words), |error| matches!(error, Error::Refused(_))),
        (json(409, ""), |error| matches!(error, Error::Refused(_))),
        (json(503, ""), |error| matches!(error, Error::Upstream(_))),
        (vec![Step::Reset], |error| {
            matches!(error, Error::Unreachable(_))
        }),
        (vec![Step::Hang], |error| {
            matches!(error, Error::TimedOut(_)) && error.to_string().contains("may have been made")
        }),
    ];
    for (script, expected) in cases {
        let shown = format!("{script:.60?}");
        let server = Fake::start(move |_, _| script.clone()).await;
        let client = client(&server);
        let target = Target::Job("j".into());
        let error = client
            .act(Action::Hold, &target, &Justification::default())
            .await;
        let error = error.expect_err("it fails");
        assert!(expected(&error), "{shown}: {error}");
        assert_eq!(server.requests().len(), 1, "{shown}");
    }
}
