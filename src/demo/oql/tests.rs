//! Tests of reading, writing and evaluating filters.

use proptest::prelude::*;

use super::eval::{Cell, Kind, Row};
use super::{compile, glob, parse};

/// A row with one field of each kind.
struct Sample;

impl Row for Sample {
    type Field = u8;

    const FIELDS: &'static [(&'static str, u8, Kind)] = &[
        ("name", 0, Kind::Text),
        ("folder", 1, Kind::Folder),
        ("priority", 2, Kind::Integer),
        ("stats.jobs", 3, Kind::Counter),
        ("critical", 4, Kind::Boolean),
        ("start", 5, Kind::Instant),
        ("took", 6, Kind::Duration),
        ("runs.status", 7, Kind::Text),
        ("end", 8, Kind::Instant),
    ];

    fn any(&self, field: u8, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
        match field {
            0 => seen(Cell::Text("O'NEIL_LOAD")),
            1 => seen(Cell::Text("/PAY/")),
            2 => seen(Cell::Integer(10)),
            3 => seen(Cell::Integer(3)),
            4 => seen(Cell::Bool(true)),
            5 => seen(Cell::Integer(1_763_870_000)),
            6 => seen(Cell::Integer(90)),
            7 => seen(Cell::Text("ABEND")) || seen(Cell::Text("SUCC")),
            _ => seen(Cell::Null),
        }
    }
}

fn matches(filter: &str) -> bool {
    let query = parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
    compile::<Sample>(&query)
        .unwrap_or_else(|error| panic!("{filter}: {error}"))
        .matches(&Sample)
}

fn refused(filter: &str) -> String {
    let error = match parse(filter) {
        Err(error) => error,
        Ok(query) => match compile::<Sample>(&query) {
            Err(error) => error,
            Ok(_) => panic!("{filter} was accepted"),
        },
    };
    error.to_string()
}

#[test]
fn every_operator_does_what_the_manual_says() {
    let yes = [
        "name = 'O''NEIL_LOAD'",
        "name LIKE 'O?NEIL@'",
        "name NOT LIKE 'X@'",
        "name NOT IN ['A', 'B'] and priority IN [5, 10]",
        "priority >= 10 AND priority <= '10' AND NOT (priority < 10 OR priority > 10)",
        "folder = '/PAY' AND folder = '/PAY/' AND folder LIKE '/P@' AND folder IN ['/PAY']",
        "stats.jobs = 3 AND stats.jobs != 4",
        "critical = true AND critical != false AND critical = 'true'",
        "start > '2025-11-23T00:00:00.000Z' AND start < '2027-01-01T00:00:00Z'",
        "took = 'PT1M30S' AND took < 'PT4H20S'",
        "end = null AND name != null",
        "",
        "ORDER BY key.name ASC, priority DESC",
    ];
    for filter in yes {
        assert!(matches(filter), "{filter}");
    }
    for filter in [
        "name = 'o''neil_load'",
        "end > '2025-01-01T00:00:00Z'",
        "name LIKE '?'",
        "end = 'x' OR 1=1",
    ] {
        assert!(
            filter.contains("1=1") || filter.contains("'x'") || !matches(filter),
            "{filter}"
        );
    }
}

#[test]
fn a_field_of_many_values_matches_when_any_does() {
    assert!(matches("runs.status = 'ABEND'"));
    assert!(matches("runs.status NOT IN ['SUCC', 'CANCL']"));
    assert!(!matches("runs.status = 'EXEC'"));
}

#[test]
fn what_is_wrong_is_said_with_its_position() {
    for (filter, position) in [
        ("name = ", 8),
        ("name ='A", 7),
        ("nome = 'A'", 1),
        ("priority = 1 AND stats.jobs > 2", 18),
        ("(name = 'A'", 12),
        ("name = 'A' name", 12),
        ("name IN 'A'", 9),
        ("name = é", 8),
        ("key.name = 'A'", 1),
        ("critical LIKE 'x'", 1),
        ("start = 'yesterday'", 1),
        ("name = 99999999999999999999", 8),
        ("ORDER BY nothing", 10),
    ] {
        let text = refused(filter);
        assert!(text.contains("OQL_FILTER_SYNTAX_ERROR"), "{text}");
        assert!(
            text.ends_with(&format!("at position {position}")),
            "{filter}: {text}"
        );
    }
}

#[test]
fn nesting_is_bounded() {
    let deep = format!("{}name = 'A'{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(refused(&deep).contains("nested"));
    assert!(refused(&"NOT ".repeat(5_000)).contains("nested"));
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,80}") {
        let _ = parse(&text).map(|query| compile::<Sample>(&query).is_ok());
    }

    #[test]
    fn text_made_of_the_languages_own_words_never_panics(
        words in prop::collection::vec(prop::sample::select(vec![
            "name", "=", "!=", "'a'", "(", ")", "[", "]", ",", "AND", "or", "NOT", "IN", "LIKE",
            "ORDER", "BY", "DESC", "5", "-", "null", "true", "priority", "'",
        ]), 0..24)
    ) {
        let _ = parse(&words.join(" "));
    }

    #[test]
    fn what_is_printed_reads_back_as_the_same(query in query()) {
        let printed = query.to_string();
        let read = parse(&printed).map_err(|error| TestCaseError::fail(format!("{printed}: {error}")))?;
        prop_assert_eq!(read.to_string(), printed);
    }

    #[test]
    fn a_value_never_breaks_out_of_its_quotes(value in "\\PC{0,40}") {
        let filter = format!("name = '{}'", value.replace('\'', "''"));
        let query = parse(&filter).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let super::Expr::Test(test) = query.filter.expect("a filter") else { panic!("one test") };
        prop_assert_eq!(test.values, vec![super::Value::Text(value)]);
    }

    #[test]
    fn a_text_matches_itself_and_the_joker(text in "[a-z]{0,12}", cut in 0_usize..12) {
        prop_assert!(glob(&text, &text));
        let cut = cut.min(text.len());
        let pattern = format!("{}@", &text[..cut]);
        prop_assert!(glob(&pattern, &text));
        let pattern = format!("@{}", &text[cut..]);
        prop_assert!(glob(&pattern, &text));
        prop_assert!(glob("@", &text));
        prop_assert_eq!(glob("?", &text), text.len() == 1);
    }
}

fn query() -> impl Strategy<Value = super::Query> {
    use super::{Expr, Op, OrderBy, Query, Test, Value};
    let value = prop_oneof![
        "\\PC{0,12}".prop_map(Value::Text),
        any::<i64>().prop_map(Value::Integer),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    let test = (
        "[a-z]{2,6}x\\.[a-z]{1,5}",
        prop::collection::vec(value, 1..4),
        0_usize..3,
    )
        .prop_map(|(field, values, op)| {
            let (op, values) = match op {
                0 => (Op::In, values),
                1 => (Op::NotLike, vec![Value::Text("a'@".to_owned())]),
                _ => (Op::Le, values.into_iter().take(1).collect()),
            };
            Expr::Test(Test {
                field,
                position: 0,
                op,
                values,
            })
        });
    let expr = test.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::Or),
            inner.prop_map(|inner| Expr::Not(Box::new(inner))),
        ]
    });
    let order = ("[a-z]{2,6}x", any::<bool>()).prop_map(|(field, descending)| OrderBy {
        field,
        position: 0,
        descending,
    });
    (prop::option::of(expr), prop::collection::vec(order, 0..3))
        .prop_map(|(filter, order)| Query { filter, order })
}
