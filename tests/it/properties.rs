//! What must hold of any input at all: names, logs, questions and bodies made at random.

use proptest::prelude::*;
use resync::ask::{mentions, names_in, understand};
use resync::diagnose::{Dictionary, log};
use resync::plan::{Job, JobStream, Selection, short_name};
use resync::tws::oql::{Filter, field};
use resync::tws::wire::{JobInPlan, Page};
use resync::tws::{LogTail, escape};

/// Takes the text values out of a filter as the grammar of the contract reads it: a literal runs
/// from a quote to the next; what stands outside is words and operators.
fn literals(oql: &str) -> Option<(Vec<String>, String)> {
    let (mut found, mut outside) = (Vec::new(), String::new());
    let mut rest = oql;
    while let Some(at) = rest.find('\'') {
        outside.push_str(&rest[..at]);
        let end = rest[at + 1..].find('\'')?;
        found.push(rest[at + 1..=at + end].to_owned());
        rest = &rest[at + end + 2..];
    }
    outside.push_str(rest);
    Some((found, outside))
}

/// Text with much of what breaks quoting, markup, keys and languages.
fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9_@#*?.'\"\\\\ ()/%;=-]{0,60}",
        "(' OR '1'='1|name = |LIKE |\u{202e}|\u{0}|\u{1b}\\[31m|JOB|why |por que |#|\\.){0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_value_never_leaves_its_literal(text in nasty(), other in "[A-Z]{1,8}") {
        let filters = [Filter::is(field::NAME, &text), Filter::like(field::NAME, &text), Filter::one_of(field::NAME, std::slice::from_ref(&text))];
        for filter in filters.into_iter().flatten() {
            let oql = filter.and(Filter::is(field::FOLDER, &other).expect("a plain name")).to_string();
            let (values, outside) = literals(&oql).expect("quotes come in pairs");
            prop_assert_eq!(values.len(), 2, "{}", oql);
            prop_assert_eq!(&values[1], &other);
            // Outside of the literals there is nothing but our own words.
            prop_assert!(outside.chars().all(|c| c.is_ascii_alphanumeric() || " ._=!()[]<>".contains(c)), "{}", oql);
        }
    }

    #[test]
    fn a_log_of_any_text_is_read_and_quoted_from_itself(lines in prop::collection::vec(nasty(), 0..30)) {
        let text = lines.join("\n");
        let reading = log::read(&LogTail::from_text(&text));
        if let Some(error) = reading.error {
            let from = error.text.trim_end_matches('…');
            prop_assert!(text.contains(from), "{:?} is not in the log", error.text);
        }
    }

    #[test]
    fn the_error_is_found_wherever_it_stands(before in prop::collection::vec("[a-z ]{0,40}", 0..40), after in prop::collection::vec("[a-z ]{0,40}", 0..40)) {
        let line = "cp: error writing '/data/x': No space left on device";
        let text = format!("{}\n{line}\n{}", before.join("\n"), after.join("\n"));
        let error = log::read(&LogTail::from_text(&text)).error.expect("found");
        prop_assert_eq!(error.signature.kind.as_str(), "disk_full");
    }

    #[test]
    fn a_full_key_reads_back_as_its_parts(ws in "[A-Z][A-Z0-9_]{0,15}", folder in "(/[A-Z]{1,8}){0,2}/", stream in "[A-Z][A-Z0-9_]{0,15}", job in "[A-Z][A-Z0-9_]{0,39}") {
        let key = format!("/{ws}#{folder}{stream}(0600 11/23/26).{job}");
        let selection = Selection::parse(&key);
        prop_assert_eq!(selection.name.as_str(), job.as_str());
        let on = format!("/{ws}");
        prop_assert!(selection.fits(&[&on], &folder, &stream, &job));
        prop_assert_eq!(short_name(&key), format!("{stream}.{job}"));
    }

    #[test]
    fn any_text_is_a_key_without_a_panic(text in nasty()) {
        let selection = Selection::parse(&text);
        let _ = (selection.fits(&[&text], &text, &text, &text), short_name(&text));
    }

    #[test]
    fn any_question_is_read_and_names_come_from_it(text in nasty()) {
        let (_, named) = understand(&text);
        for mention in named.iter().chain(&mentions(&text).0).chain(&names_in(&text)) {
            prop_assert!(text.contains(&mention.text), "{:?} in {:?}", mention.text, text);
        }
    }

    #[test]
    fn any_bytes_decode_or_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = serde_json::from_slice::<Page<JobInPlan>>(&bytes);
        let _ = Dictionary::parse(&String::from_utf8_lossy(&bytes), "x");
    }

    #[test]
    fn a_job_with_any_value_anywhere_is_read(value in json(), key in "(id|name|jobruns|lastRunCompositeStatus|jobDefinition|dependencies|schedTime|priority|timeRestrictions|jobStatusFlags|key|folder)") {
        let mut job = serde_json::json!({"id": "1", "name": "A"});
        job[key.as_str()] = value;
        if let Ok(wire) = serde_json::from_value::<JobInPlan>(job.clone()) {
            let job = Job::from_wire(wire);
            let _ = (job.phase(), job.short(), job.estimated(), job.last_run());
        }
        if let Ok(wire) = serde_json::from_value(job) {
            let _ = JobStream::from_wire(wire).phase();
        }
    }

    #[test]
    fn escaped_text_is_one_line_and_has_no_control_characters(text in nasty(), most in 1_usize..200) {
        let shown = escape(&text, most);
        prop_assert!(shown.chars().all(|c| !c.is_control()), "{:?}", shown);
        let turned = shown.contains('\u{202e}');
        prop_assert!(!turned);
    }
}

/// Any JSON value, a few levels deep.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(|n| serde_json::json!(n)),
        nasty().prop_map(Into::into),
        Just("2026-11-23T01:10:00Z".into()),
        Just("PT5M".into()),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map(
                "(status|id|name|returnCode|timeInfo|dependencyType|jobId|members|x)",
                inner,
                0..4
            )
            .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}
