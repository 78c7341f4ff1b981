//! The language of a question, against a corpus that says for each of its questions which it is.

use std::path::Path;

use resync::ask::Language;
use serde::Deserialize;

#[derive(Deserialize)]
struct Questions {
    question: Vec<Asked>,
}

#[derive(Deserialize)]
struct Asked {
    text: String,
    #[serde(default)]
    lang: String,
}

#[test]
fn the_language_of_a_question_is_seldom_missed_and_hardly_ever_mistaken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let (mut asked, mut missed, mut mistaken) = (0, Vec::new(), Vec::new());
    for file in [
        "questions.toml",
        "second/questions.toml",
        "third/questions.toml",
    ] {
        let text = std::fs::read_to_string(root.join(file)).expect("the corpus");
        let questions: Questions = toml::from_str(&text).expect("TOML");
        for Asked { text, lang } in questions.question {
            let wanted = match lang.as_str() {
                "en" => Language::English,
                "pt" => Language::Portuguese,
                "es" => Language::Spanish,
                _ => continue,
            };
            asked += 1;
            match Language::of(&text) {
                Some(found) if found == wanted => {}
                // Nothing is told where nothing is known.
                None => missed.push(format!("{lang}: {text}")),
                Some(found) => mistaken.push(format!("{lang} as {found:?}: {text}")),
            }
        }
    }
    let told = format!(
        "{asked} questions, missed {}: {missed:#?}, mistaken: {mistaken:#?}",
        missed.len()
    );
    assert!(asked > 500, "{told}");
    assert!(missed.len() * 100 <= asked * 10, "{told}");
    assert!(mistaken.len() * 100 <= asked, "{told}");
}
