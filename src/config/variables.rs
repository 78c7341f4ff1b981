//! Variables that begin with `APP_` and set nothing: those that were meant for us, and the others.
//!
//! A misspelt variable is as wrong as a misspelt key. But `APP_` is no name of ours alone: an `APP_HOME`
//! that some other program exports must not stop a check at night. Meant for us is what names a table
//! (`APP_TWS__PROT`) or looks like a setting (`APP_ENVIROMENT`, `APP_TWS_URL`); the rest is for the doctor.

use super::keys::KEYS;
use super::profiles::{self, Profiles};
use super::settings::shorten;

/// How alike a name without a table and a setting must be for one to be meant as the other.
const ALIKE: f64 = 0.9;

/// What is set and is no setting.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    /// Faults: what was meant for us, each with what it probably should be.
    pub faults: Vec<String>,
    /// The names of the others.
    pub foreign: Vec<String>,
}

/// Looks through the names of the variables that are set.
pub(super) fn unknown(names: &[String], engines: &Profiles) -> Unknown {
    let mut known: Vec<String> = KEYS.iter().map(super::Key::app_variable).collect();
    known.extend(profiles::variables(engines));
    let mut found = Unknown::default();
    let mut names: Vec<&String> = names.iter().collect();
    names.sort();
    for name in names {
        let Some(word) = name.strip_prefix("APP_") else {
            continue;
        };
        let plain = name.strip_suffix("_FILE").unwrap_or(name);
        if known.iter().any(|known| known == name || known == plain) {
            continue;
        }
        let likeness = |known: &str| strsim::jaro_winkler(&folded(known), &folded(plain));
        let near = (known.iter())
            .map(|known| (likeness(known), known))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let near = near.filter(|(likeness, _)| *likeness > ALIKE);
        if !word.contains("__") && near.is_none() {
            found.foreign.push(name.clone());
            continue;
        }
        let hint = near.map_or_else(String::new, |(_, known)| {
            let file = if plain == name { "" } else { "_FILE" };
            format!("; did you mean {known}{file}?")
        });
        found.faults.push(format!(
            "the variable {} is no setting{hint}",
            shorten(name)
        ));
    }
    found
}

/// A variable's name as it is compared: what stands between its words does not count.
fn folded(name: &str) -> String {
    let words = name.trim_start_matches("APP_").split('_');
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_for_us_is_a_fault_with_the_name_it_should_have_and_the_rest_is_not() {
        let engines = Profiles::from([("prod-eu".to_owned(), Default::default())]);
        let look = |name: &str| unknown(&[name.to_owned()], &engines);
        let fine = [
            "APP_ENVIRONMENT",
            "APP_TWS__CA_FILE",
            "APP_TWS__CA_FILE_FILE",
            "APP_SERVER__SECRET_KEY_FILE",
            "APP_ENGINES__PROD_EU__PASSWORD",
            "APP_ENGINES__PROD_EU__PASSWORD_FILE",
            "APPLE",
            "TWS_PROT",
        ];
        for name in fine {
            let found = look(name);
            assert!(
                found.faults.is_empty() && found.foreign.is_empty(),
                "{name}: {found:?}"
            );
        }
        // Variable, what it should be.
        let meant = [
            ("APP_TWS__PROT", Some("APP_TWS__PORT?")),
            ("APP_TWS_URL", Some("APP_TWS__URL?")),
            ("APP_ENVIROMENT", Some("APP_ENVIRONMENT?")),
            (
                "APP_SERVER__SECRET_KY_FILE",
                Some("APP_SERVER__SECRET_KEY_FILE?"),
            ),
            (
                "APP_ENGINES__PROD_EU__PASWORD",
                Some("APP_ENGINES__PROD_EU__PASSWORD?"),
            ),
            (
                "APP_ENGINES__PROD_UE__TOKEN",
                Some("APP_ENGINES__PROD_EU__TOKEN?"),
            ),
            ("APP_QQQQQQ__ZZZZZZZZ", None),
        ];
        for (name, near) in meant {
            let found = look(name);
            let [fault] = found.faults.as_slice() else {
                panic!("{name}: {found:?}");
            };
            assert!(fault.contains(name), "{fault}");
            assert_eq!(fault.contains("did you mean"), near.is_some(), "{fault}");
            assert!(near.is_none_or(|near| fault.ends_with(near)), "{fault}");
        }
        for name in [
            "APP_HOME",
            "APP_NAME",
            "APP_ENV",
            "APP_DEBUG",
            "APP_CACHE_DIR",
        ] {
            let found = look(name);
            assert!(found.faults.is_empty(), "{found:?}");
            assert_eq!(found.foreign, [name]);
        }
    }
}
