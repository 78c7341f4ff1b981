//! What is written is what was meant, and no value gets out of its quotes.

use proptest::prelude::*;

use super::*;

/// A token of the language, as a server would read it.
#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Sign(String),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            ' ' => {}
            '\'' => {
                let text: String = rest.by_ref().take_while(|&c| c != '\'').collect();
                tokens.push(Token::Text(text));
            }
            c if c.is_ascii_alphanumeric() => {
                let mut word = c.to_string();
                while let Some(&c) = rest
                    .peek()
                    .filter(|c| c.is_ascii_alphanumeric() || **c == '.')
                {
                    word.push(c);
                    rest.next();
                }
                tokens.push(Token::Word(word));
            }
            c => tokens.push(Token::Sign(c.to_string())),
        }
    }
    tokens
}

fn texts(filter: &Filter) -> Vec<String> {
    tokens(&filter.to_string())
        .into_iter()
        .filter_map(|token| match token {
            Token::Text(text) => Some(text),
            _ => None,
        })
        .collect()
}

proptest! {
    #[test]
    fn any_name_stays_one_string(name in "\\PC{0,60}|[a-z'\"\\\\@?* \n\r\t=()]{0,60}") {
        let filter = Filter::is(field::NAME, &name).expect("short enough");
        let tokens = tokens(&filter.to_string());
        let last = tokens.len() - 1;
        prop_assert_eq!(&tokens[0], &Token::Word("name".into()));
        prop_assert_eq!(last, 2, "{}", filter);
        prop_assert_eq!(filter.to_string().matches('\'').count(), 2);
        prop_assert_eq!(filter.is_loose(), !name.chars().all(writable));
        prop_assert_eq!(texts(&filter)[0].chars().count(), name.chars().count());
    }

    #[test]
    fn any_pattern_stays_one_string(pattern in "[a-z'\"\\\\@?* \u{0}-\u{1f}]{0,60}") {
        let filter = Filter::like(field::NAME, &pattern).expect("short enough");
        prop_assert_eq!(tokens(&filter.to_string()).len(), 3);
        let written = &texts(&filter)[0];
        prop_assert!(!written.contains('*'));
        prop_assert_eq!(written.chars().count(), pattern.chars().count());
    }

    #[test]
    fn any_list_keeps_its_values_apart(names in prop::collection::vec("[a-c'\\\\, ]{0,9}", 1..6)) {
        let filter = Filter::one_of(field::NAME, &names).expect("short enough");
        prop_assert_eq!(texts(&filter).len(), names.len());
        prop_assert_eq!(filter.to_string().matches('\'').count(), 2 * names.len());
    }
}

#[test]
fn filters_read_as_the_manual_writes_them() {
    let filter = Filter::one_of(field::RUN_STATUS, &["ABEND", "FAIL"])
        .expect("short")
        .and(Filter::like(field::NAME, "PAY*").expect("short"))
        .and(Filter::compare(
            field::CRITICAL,
            Operator::Equal,
            Value::Bool(true),
        ));
    assert_eq!(
        filter.to_string(),
        "(jobruns.compositeStatus.status IN ['ABEND', 'FAIL'] AND name LIKE 'PAY@') \
         AND jobOptions.critical = true"
    );
    let at = "2025-12-01T23:00:00Z".parse().expect("instant");
    let late = Filter::compare(field::SCHED_TIME, Operator::LessOrEqual, Value::Instant(at));
    assert_eq!(late.to_string(), "schedTime <= '2025-12-01T23:00:00.000Z'");
    let long = Filter::compare(
        field::RUN_ELAPSED,
        Operator::Greater,
        Value::Duration(Seconds(14_420)),
    );
    assert_eq!(long.to_string(), "jobruns.elapsedTime > 'PT4H0M20S'");
}

#[test]
fn a_quote_becomes_a_wildcard_for_one_character() {
    let filter = Filter::is(field::NAME, "O'BRIEN@X").expect("short");
    assert_eq!(filter.to_string(), "name LIKE 'O?BRIEN?X'");
    assert!(filter.is_loose());
    let filter = Filter::one_of(field::NAME, &["A", "B' OR name LIKE '@"]).expect("short");
    assert_eq!(
        filter.to_string(),
        "name IN ['A'] OR name LIKE 'B? OR name LIKE ??'"
    );
}

#[test]
fn an_unwritable_exclusion_excludes_nothing() {
    let filter = Filter::is_not(field::NAME, "it's").expect("short");
    assert_eq!(filter.to_string(), "name LIKE '@'");
    assert!(filter.is_loose());
}

#[test]
fn a_name_of_unreasonable_length_is_a_usage_error() {
    assert!(matches!(
        Filter::is(field::NAME, &"x".repeat(257)),
        Err(Error::Usage(_))
    ));
    assert!(Filter::is(field::NAME, &"x".repeat(256)).is_ok());
    assert!(matches!(
        Filter::one_of::<&str>(field::NAME, &[]),
        Err(Error::Usage(_))
    ));
}
