//! How settings are layered, checked and shown.

use super::*;

fn resolve(variables: &[(&str, &str)]) -> Result<Settings> {
    let lookup = |name: &str| {
        variables
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, v)| (*v).to_owned())
    };
    Settings::resolve(&Inputs {
        folders: Vec::new(),
        environment: &lookup,
        variables: names(variables),
        flags: Vec::new(),
    })
}

fn names(variables: &[(&str, &str)]) -> Vec<String> {
    variables
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

#[test]
fn host_and_port_make_an_address_and_a_url_wins() {
    let engine = |variables: &[(&str, &str)]| {
        resolve(variables)
            .expect("fine")
            .engine()
            .expect("fine")
            .expect("configured")
            .url
    };
    assert_eq!(
        engine(&[("TWS_HOST", "mdm"), ("TWS_PORT", "31111")]),
        "https://mdm:31111"
    );
    assert_eq!(engine(&[("TWS_HOST", "mdm")]), "https://mdm:31116");
    assert_eq!(engine(&[("TWS_HOST", "::1")]), "https://[::1]:31116");
    assert_eq!(
        engine(&[("TWS_HOST", "mdm"), ("TWS_URL", "https://other:9/x")]),
        "https://other:9"
    );
}

#[test]
fn plain_http_is_for_this_machine_only() {
    assert!(resolve(&[("TWS_URL", "http://127.0.0.1:8080")]).is_ok());
    let error = resolve(&[("TWS_URL", "http://mdm:8080")]).expect_err("refused");
    assert!(error.to_string().contains("TWS_ALLOW_HTTP"));
    assert!(resolve(&[("TWS_URL", "http://mdm:8080"), ("TWS_ALLOW_HTTP", "1")]).is_ok());
}

#[test]
fn all_faults_are_named_at_once() {
    let error = resolve(&[
        ("TWS_PORT", "none"),
        ("TWS_TIMEOUT", "-1"),
        ("TWS_INSECURE", "maybe"),
    ])
    .expect_err("wrong");
    let text = error.to_string();
    assert!(
        text.contains("tws.port") && text.contains("tws.timeout") && text.contains("tws.insecure"),
        "{text}"
    );
}

#[test]
fn secrets_are_masked_wherever_settings_are_shown() {
    let settings = resolve(&[("TWS_PASSWORD", "hunter2"), ("TWS_TOKEN", "canary")]).expect("fine");
    let shown = format!("{settings:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("canary"),
        "{shown}"
    );
    let error = resolve(&[("TWS_URL", "https://bob:canary@mdm")])
        .expect_err("refused")
        .to_string();
    assert!(!error.contains("canary"), "{error}");
}

#[test]
fn files_are_layered_and_unknown_keys_are_errors_with_a_near_match() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("settings.toml"),
        "[tws]\nhost = \"a\"\nport = 1\n",
    )
    .expect("written");
    std::fs::write(
        folder.path().join("settings.test.toml"),
        "[tws]\nport = 2\n",
    )
    .expect("written");
    let lookup = |name: &str| (name == "APP_ENVIRONMENT").then(|| "test".to_owned());
    let inputs = |lookup| Inputs {
        folders: vec![folder.path().to_owned()],
        environment: lookup,
        variables: Vec::new(),
        flags: Vec::new(),
    };
    let settings = Settings::resolve(&inputs(&lookup)).expect("fine");
    assert_eq!(
        (settings.get("tws.host"), settings.get("tws.port")),
        (Some("a"), Some("2"))
    );
    assert!(
        settings
            .origin("tws.port")
            .is_some_and(|origin| origin.contains("settings.test.toml:2"))
    );
    std::fs::write(folder.path().join("settings.toml"), "[tws]\nhots = \"a\"\n").expect("written");
    let error = Settings::resolve(&inputs(&lookup))
        .expect_err("unknown key")
        .to_string();
    assert!(
        error.contains("settings.toml:2") && error.contains("did you mean tws.host?"),
        "{error}"
    );
}

/// What is set, each source by a letter: the files `u`ser's and `w`orking folder's, those of the
/// environment in capitals; variables `p`lain, `P`lain's file, `a`pp form, `A`pp form's file; a `f`lag.
struct Sources {
    user: tempfile::TempDir,
    work: tempfile::TempDir,
    set: String,
}

impl Sources {
    fn of(set: &str) -> Self {
        let sources = Self {
            user: tempfile::tempdir().expect("a folder"),
            work: tempfile::tempdir().expect("a folder"),
            set: set.to_owned(),
        };
        let (user, work) = (sources.user.path(), sources.work.path());
        for (letter, file) in [
            ('u', user.join("settings.toml")),
            ('U', user.join("settings.test.toml")),
            ('w', work.join("settings.toml")),
            ('W', work.join("settings.test.toml")),
        ] {
            if set.contains(letter) {
                let text = format!("[tws]\npath = \"/{letter}\"\n[server]\nhosts = \"{letter}\"\n");
                std::fs::write(file, text).expect("written");
            }
        }
        for letter in ['P', 'A'] {
            std::fs::write(work.join(letter.to_string()), format!("/{letter}\n")).expect("written");
        }
        sources
    }

    /// The value that counts, and where it came from.
    fn counts(&self) -> (String, String) {
        let file = |letter: char| {
            self.work
                .path()
                .join(letter.to_string())
                .display()
                .to_string()
        };
        let mut variables = vec![("APP_ENVIRONMENT", "test".to_owned())];
        for (letter, name, value) in [
            ('p', "TWS_PATH", "/p".to_owned()),
            ('P', "TWS_PATH_FILE", file('P')),
            ('a', "APP_TWS__PATH", "/a".to_owned()),
            ('A', "APP_TWS__PATH_FILE", file('A')),
        ] {
            if self.set.contains(letter) {
                variables.push((name, value));
            }
        }
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        let flag = self
            .set
            .contains('f')
            .then(|| ("tws.path", "/f".to_owned()));
        let settings = Settings::resolve(&Inputs {
            folders: vec![self.user.path().to_owned(), self.work.path().to_owned()],
            environment: &lookup,
            variables: variables
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
            flags: flag.into_iter().collect(),
        });
        let settings = settings.expect("fine");
        let origin = settings.origin("tws.path").expect("set").to_owned();
        (settings.get("tws.path").expect("set").to_owned(), origin)
    }
}

#[test]
fn of_two_sources_the_later_one_counts() {
    // From the least to the most important: each counts before its neighbour, and before all above it.
    let order = [
        ("", "/twsd/api/v2", "default"),
        ("u", "/u", "settings.toml:2"),
        ("U", "/U", "settings.test.toml:2"),
        ("w", "/w", "settings.toml:2"),
        ("W", "/W", "settings.test.toml:2"),
        ("A", "/A", "APP_TWS__PATH_FILE"),
        ("a", "/a", "APP_TWS__PATH"),
        ("P", "/P", "TWS_PATH_FILE"),
        ("p", "/p", "TWS_PATH"),
        ("f", "/f", "flag"),
    ];
    let mut all = String::new();
    let mut before = "";
    for (letter, value, origin) in order {
        all.push_str(letter);
        for set in [letter.to_owned(), format!("{before}{letter}"), all.clone()] {
            let (found, from) = Sources::of(&set).counts();
            assert_eq!(found, value, "of {set}");
            assert!(from.ends_with(origin), "of {set}: {from}");
        }
        before = letter;
    }
}

#[test]
fn the_environment_may_be_named_by_any_source_and_decides_which_files_are_read() {
    let read = |user: &str, work: &str, variables: &[(&str, &str)]| {
        let folders = [user, work].map(|text| {
            let folder = tempfile::tempdir().expect("a folder");
            let write = |name: &str, text: &str| {
                std::fs::write(folder.path().join(name), text).expect("written");
            };
            write("settings.toml", text);
            write("settings.test.toml", "[tws]\nhost = \"of-test\"\n");
            write("settings..toml", "[tws]\nhost = \"of-nothing\"\n");
            write("named", "test\n");
            folder
        });
        let named = folders[0].path().join("named").display().to_string();
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.replace("NAMED", &named))
        };
        let settings = Settings::resolve(&Inputs {
            folders: folders
                .iter()
                .map(|folder| folder.path().to_owned())
                .collect(),
            environment: &lookup,
            variables: names(variables),
            flags: Vec::new(),
        });
        let settings = settings.expect("fine");
        settings.get("tws.host").map(str::to_owned)
    };
    let test = "environment = \"test\"\n";
    let development = "environment = \"development\"\n";
    let of_test = Some("of-test".to_owned());
    assert_eq!(read("", "", &[]), None);
    assert_eq!(read("", "", &[("APP_ENVIRONMENT", "")]), None);
    assert_eq!(read(test, "", &[]), of_test);
    // The working folder's word reaches the files of the user's folder too.
    assert_eq!(read("", test, &[]), of_test);
    assert_eq!(read(test, development, &[]), None);
    assert_eq!(
        read(development, "", &[("APP_ENVIRONMENT", "test")]),
        of_test
    );
    assert_eq!(read("", "", &[("APP_ENVIRONMENT_FILE", "NAMED")]), of_test);
}

#[test]
fn keys_of_one_name_are_told_apart_by_their_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "[tws]\nport = 1\ntimeout = 2\n\n[llm]\ntimeout = 3\n\n[server]\nport = 99999999999999999999\nprot = 5\n\n\
                [engines.a]\nport = 6\n\n[engines.b]\nhost = \"b\"\nport = \"seven\"\nprot = 8\n";
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, text).expect("written");
    let nothing = |_: &str| None;
    let resolve = || {
        Settings::resolve(&Inputs {
            folders: vec![folder.path().to_owned()],
            environment: &nothing,
            variables: Vec::new(),
            flags: Vec::new(),
        })
    };
    let error = resolve().expect_err("wrong").to_string();
    for part in [
        "settings.toml:10: unknown setting server.prot; did you mean server.port?",
        "settings.toml:18: unknown setting engines.b.prot; did you mean port?",
        "server.port is \"99999999999999999999\"",
        "settings.toml:9)",
    ] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
    let fine = text
        .replace("prot", "path")
        .replace("99999999999999999999", "4");
    let fine = fine.replace("[server]\nport = 4\npath = 5", "[server]\nport = 4\n");
    std::fs::write(&file, fine.replace("path = 8", "path = \"/8\"")).expect("written");
    let settings = resolve().expect("fine");
    for (name, line) in [
        ("tws.port", 2),
        ("tws.timeout", 3),
        ("llm.timeout", 6),
        ("server.port", 9),
    ] {
        let origin = settings.origin(name).expect("set");
        assert!(
            origin.ends_with(&format!("settings.toml:{line}")),
            "{name}: {origin}"
        );
    }
    let wrong = settings.of_engine("b").expect_err("no number").to_string();
    assert!(
        wrong.contains("\"seven\"") && wrong.contains("settings.toml:17"),
        "{wrong}"
    );
}

#[test]
fn a_misspelt_variable_is_told_with_all_other_faults() {
    let error = resolve(&[
        ("APP_TWS__PROT", "1"),
        ("APP_SERVER__POLL_SECOND", "1"),
        ("APP_CACHE__X", ""),
        ("APP_HOME", "/opt/other"),
        ("TWS_TIMEOUT", "never"),
    ]);
    let error = error.expect_err("wrong").to_string();
    for part in [
        "3 settings are wrong",
        "APP_TWS__PROT is no setting; did you mean APP_TWS__PORT?",
        "APP_SERVER__POLL_SECOND is no setting; did you mean APP_SERVER__POLL_SECONDS?",
        "tws.timeout is \"never\"",
    ] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
    let settings = resolve(&[("APP_HOME", "/opt/other")]).expect("not ours");
    assert_eq!(settings.foreign_variables(), ["APP_HOME"]);
}
