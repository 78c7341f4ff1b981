//! Secrets in foreign text, made unreadable before the text leaves for a model.
//!
//! Every expression runs in time linear to the text (the `regex` crate does not backtrack), so a
//! huge line costs no more per byte than a short one.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::{Captures, Regex, RegexBuilder};
use serde_json::Value;

use crate::error::{Error, Result};

/// What stands where a secret stood.
pub const MASK: &str = "[masked]";

/// Words that name a secret, in the languages of the field.
const WORDS: &str = "passw(?:or)?d|passwd|passwort|pwd|passphrase|pass|secret|senha|contrase(?u:ñ|n)a|clave|mot[ _-]?de[ _-]?passe|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key|shared[_-]?access[_-]?key|private[_-]?key|secret[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key|client[_-]?secret|(?:access|refresh|auth|id|session|bearer|api|oauth)?[_-]?token|credentials?|sessionid|jsessionid";

/// Expressions whose group `s` (or whole match) is a secret.
static KNOWN: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let value =
        r#"\\?"(?P<s>[^"\\\n]+)|\\?'(?P<t>[^'\\\n]+)|(?P<u>[^\s,;&"'<>\\\[{][^\s,;&"'<>\\]*)"#;
    let key = format!(
        r#"(?i)(?P<k>(?:{WORDS})(?:[_-]?(?:value|text|b64|base64|\d{{1,3}}))?)\\?["']?(?u:\s){{0,8}}(?:=>|:=|=|:)(?u:\s){{0,8}}(?:{value})"#
    );
    let flag = format!(r"(?i)(?:^|\s)--?(?P<k>{WORDS})\s+(?P<s>[^\s-]\S*)");
    [
        r"(?s)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?P<s>.*?)(?:-----END [A-Z0-9 ]{0,40}-----|\z)",
        r#"(?i)\b(?:proxy-)?authorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:(?:basic|bearer|digest|negotiate|token|apikey)\s+)?(?P<s>[^\s,;"'\\]+)"#,
        r"(?i)\bbearer\s+(?P<s>[A-Za-z0-9._~+/=-]{8,})",
        r#"(?i)\b(?:set-)?cookie\\?["']?\s{0,4}:\s{0,4}(?P<s>[^\r\n"]+)"#,
        r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?",
        r"\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b",
        r"\bAIza[0-9A-Za-z_-]{30,}",
        r"\bya29\.[0-9A-Za-z_-]{10,}",
        r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,}|sk-[A-Za-z0-9_-]{20,}|hvs\.[A-Za-z0-9_-]{20,})",
        r"(?i)[a-z][a-z0-9+.-]{1,24}://[^\s:/@?#]{0,256}:(?P<s>[^\s@]{1,512})@",
        r#"(?i)[?&](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|key|code)=(?P<s>[^&\s"']+)"#,
        r#"(?i)\b(?:sqlplus|rman|expdp|impdp|exp|imp|sqlldr)\b[^\n]{0,200}?[\s"'=][^\s/@"'=]{1,64}/(?P<s>[^\s@"'/]{1,256})@"#,
        r#"(?i)\bcurl\b[^\n]{0,300}?\s(?:-u|--user)\s*["']?[^\s:"']{1,128}:(?P<s>[^\s"']+)"#,
        r#"(?i)\bsshpass\s+-p\s*["']?(?P<s>[^\s"']+)"#,
        r#"(?i)\bmysql(?:dump|admin|import)?\b[^\n]{0,300}?\s-p(?P<s>[^\s"'-][^\s"']*)"#,
        key.as_str(),
        flag.as_str(),
    ]
    .map(known)
    .into()
});

/// Bytes that the automaton of one expression may take.
const AUTOMATON: usize = 256 << 10;

/// A fixed expression over bytes: what may be any letter costs far less than over characters.
fn known(text: &str) -> Regex {
    RegexBuilder::new(text)
        .unicode(false)
        .dfa_size_limit(AUTOMATON)
        .build()
        .expect("a fixed expression")
}

/// Masks secrets: those everyone knows, and those of the site.
#[derive(Debug, Clone, Default)]
pub struct Masker {
    site: Vec<Regex>,
}

/// Names whose value is a secret whatever it looks like.
static NAMES: LazyLock<Regex> = LazyLock::new(|| known(&format!(r"(?i)(?:{WORDS})$")));

/// A private key that begins in a text and does not end in it.
static KEY_GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    known(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-[^-]|--[^-])*-{0,2}$")
});

impl Masker {
    /// Adds the site's own expressions; of each the group `secret`, or the whole match, is masked.
    pub fn new(patterns: &[String]) -> Result<Self> {
        let site = patterns.iter().map(|pattern| {
            RegexBuilder::new(pattern)
                .size_limit(1 << 20)
                .build()
                .map_err(|error| {
                    Error::config(format!(
                        "the pattern of secrets {pattern:?} is not a regular expression"
                    ))
                    .with_source(error)
                    .with_hint("mend it in the settings; no text is sent to a model until then")
                })
        });
        Ok(Self {
            site: site.collect::<Result<_>>()?,
        })
    }

    /// The text without its secrets.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let known = KNOWN
            .iter()
            .map(|expression| (expression, &["s", "t", "u"][..]));
        let site = self
            .site
            .iter()
            .map(|expression| (expression, &["secret"][..]));
        known.chain(site).fold(
            Cow::Borrowed(text),
            |text, (expression, groups)| match without(&text, expression, groups) {
                Some(masked) => Cow::Owned(masked),
                None => text,
            },
        )
    }

    /// Masks every string of a JSON value, and whole strings whose name says that they are secrets.
    /// A private key may go from string to string of a list, as the lines of a log do.
    pub fn mask_value(&self, value: &mut Value) {
        self.mask_part(value, &mut false);
    }

    fn mask_part(&self, value: &mut Value, in_key: &mut bool) {
        match value {
            Value::String(text) if *in_key => {
                *in_key = !text.contains("-----END ");
                MASK.clone_into(text);
            }
            Value::String(text) => {
                *in_key = KEY_GOES_ON.is_match(text.as_bytes());
                if let Cow::Owned(masked) = self.mask(text) {
                    *text = masked;
                }
            }
            Value::Array(items) => {
                let mut within = false;
                for item in items {
                    self.mask_part(item, &mut within);
                }
            }
            Value::Object(map) => {
                for (name, value) in map.iter_mut() {
                    if value.is_string() && NAMES.is_match(name.as_bytes()) {
                        *value = MASK.into();
                    } else {
                        self.mask_part(value, in_key);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The text with what an expression finds in it masked; nothing where it finds nothing.
fn without(text: &str, expression: &Regex, groups: &[&str]) -> Option<String> {
    let mut out = String::new();
    let mut kept = 0;
    for found in expression.captures_iter(text.as_bytes()) {
        let Some(secret) = secret(&found, groups) else {
            continue;
        };
        // A bound may end a match within a letter: the letter goes with the secret.
        let from = text.floor_char_boundary(secret.start);
        out.push_str(text.get(kept..from).unwrap_or_default());
        out.push_str(MASK);
        kept = text.ceil_char_boundary(secret.end);
    }
    (kept > 0).then(|| out + text.get(kept..).unwrap_or_default())
}

/// Where the secret of a match stands, if it is one.
fn secret(found: &Captures<'_>, groups: &[&str]) -> Option<Range<usize>> {
    let Some(secret) = groups.iter().find_map(|group| found.name(group)) else {
        return found
            .get(0)
            .map(|whole| whole.range())
            .filter(|range| !range.is_empty());
    };
    // The shell's working folder goes by the name of a password.
    let working_folder = found
        .name("k")
        .is_some_and(|key| key.as_bytes().to_ascii_lowercase().ends_with(b"pwd"))
        && matches!(secret.as_bytes().first(), Some(b'/' | b'~'));
    let left = working_folder || secret.is_empty() || secret.as_bytes() == MASK.as_bytes();
    (!left).then(|| secret.range())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        Masker::default().mask(text).into_owned()
    }

    #[test]
    fn secrets_of_every_known_form_are_masked() {
        // Put together here, so that no scanner takes this file for a leak.
        let jwt = [
            "eyJhbGciOiJIUzI1NiJ9",
            "eyJzdWIiOiIxMjM0In0",
            "c2lnbmF0dXJl",
        ]
        .join(".");
        let cases: Vec<(String, &str)> = vec![
            ("password=hunter2x".into(), "hunter2x"),
            ("DB_PASSWORD: 'hunter2x y'".into(), "hunter2x"),
            (r#"{"user":"a","password":"hunter2x"}"#.into(), "hunter2x"),
            (r#"{\"clientSecret\":\"hunter2x\"}"#.into(), "hunter2x"),
            (
                "Server=db;Uid=sa;Pwd=hunter2x;Encrypt=yes".into(),
                "hunter2x",
            ),
            ("senha = hunter2x".into(), "hunter2x"),
            ("run.sh --password hunter2x --verbose".into(), "hunter2x"),
            ("export API_KEY=hunter2x".into(), "hunter2x"),
            ("Authorization: Basic aHVudGVyMng=".into(), "aHVudGVyMng"),
            (
                "authorization: Bearer abcdefgh12345678".into(),
                "abcdefgh12345678",
            ),
            (
                "sent bearer abcdefgh12345678 to it".into(),
                "abcdefgh12345678",
            ),
            (format!("got {jwt} back"), "c2lnbmF0dXJl"),
            (format!("{}{}", "AKIA", "IOSFODNN7EXAMPLE"), "IOSFODNN7"),
            (
                "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG".into(),
                "wJalrXUtnFEMI",
            ),
            (
                "AccountName=x;AccountKey=Zm9vYmFy==;Suffix=y".into(),
                "Zm9vYmFy",
            ),
            ("GET /blob?sv=1&sig=abc%2Fdef&se=2".into(), "abc%2Fdef"),
            (
                format!("key {}{}", "AIza", "SyA1234567890abcdefghijklmnopqrstuv"),
                "SyA12345",
            ),
            ("postgres://app:p4ss/w0rd@db:5432/x".into(), "p4ss/w0rd"),
            ("sqlplus -s scott/tiger99@ORCL @x.sql".into(), "tiger99"),
            ("curl -s -u admin:hunter2x https://h/".into(), "hunter2x"),
            ("sshpass -p hunter2x ssh h".into(), "hunter2x"),
            ("mysql -h db -u root -phunter2x".into(), "hunter2x"),
            (
                format!(
                    "{}-----\nMIIEow\nAAA\n-----END RSA PRIVATE KEY-----\nok",
                    "-----BEGIN RSA PRIVATE KEY"
                ),
                "MIIEow",
            ),
            (
                format!("{}-----\nMIIEow cut off", "-----BEGIN PRIVATE KEY"),
                "MIIEow",
            ),
            ("Set-Cookie: JSESSIONID=abc; Path=/".into(), "abc"),
        ];
        for (text, secret) in &cases {
            let out = masked(text);
            assert!(!out.contains(secret), "{text} became {out}");
            assert!(out.contains(MASK), "{text} became {out}");
            assert_eq!(masked(&out), out, "masking twice changes nothing");
        }
    }

    #[test]
    fn ordinary_lines_of_a_log_stay_as_they_are() {
        for line in [
            "ORA-01017: invalid username/password; logon denied",
            "PWD=/opt/batch/daily",
            "Exit Status : 1",
            "tokens processed 512, passed 12, failed 0",
            "http://mdm:31116/twsd/api/v2/plan/job",
            "job PAYROLL.LOAD abended with return code 8 at 01:15",
            "key columns: id, name",
            "-----BEGIN CERTIFICATE-----",
            "/PAYROLL/AGT1#/PAYROLL/DAILY(0600 11/23/26).LOAD",
        ] {
            assert_eq!(masked(line), line);
        }
    }

    #[test]
    fn the_sites_own_secrets_are_masked_and_a_broken_pattern_is_told() {
        let masker = Masker::new(&[r"\bBADGE-(?P<secret>\d+)".into(), "zebra".into()]).expect("ok");
        assert_eq!(masker.mask("BADGE-4711 zebra"), "BADGE-[masked] [masked]");
        let error = Masker::new(&["(".into()]).expect_err("broken");
        assert!(error.to_string().contains("not a regular expression"));
    }

    #[test]
    fn values_of_json_are_masked_by_their_name_too() {
        let mut value = serde_json::json!({"password": "x", "log": ["pwd=abc1"], "n": 1});
        Masker::default().mask_value(&mut value);
        assert_eq!(
            value,
            serde_json::json!({"password": MASK, "log": ["pwd=[masked]"], "n": 1})
        );
    }

    #[test]
    fn a_key_that_goes_over_several_lines_of_a_log_is_masked_to_its_end() {
        let begin = format!("{}-----", "-----BEGIN RSA PRIVATE KEY");
        let mut value = serde_json::json!({"lines": [
            {"n": 1, "text": "reading the key"},
            {"n": 2, "text": begin},
            {"n": 3, "text": "MIIEowcanary"},
            {"n": 4, "text": "AAAAcanary"},
            {"n": 5, "text": "-----END RSA PRIVATE KEY-----"},
            {"n": 6, "text": "permission denied"},
        ], "other": ["all is well"]});
        Masker::default().mask_value(&mut value);
        let text = value.to_string();
        assert!(!text.contains("canary"), "{text}");
        for kept in ["reading the key", "permission denied", "all is well"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }

    #[test]
    fn a_huge_line_is_masked_whole() {
        let line = format!(
            "{} password=hunter2x {}",
            "a=b ".repeat(50_000),
            "x".repeat(200_000)
        );
        let out = masked(&line);
        assert!(!out.contains("hunter2x"));
        assert!(out.len() > 390_000);
    }
}
