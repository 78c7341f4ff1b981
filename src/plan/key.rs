//! Names as operators write them: `/FOLDER/WS#/FOLDER/STREAM(hhmm mm/dd/yy).JOB`, parts of it, and
//! wildcards.

/// A name with optional wildcards (`@` or `*` any characters, `?` one), compared without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// Takes the text as typed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has wildcards.
    pub fn is_wild(&self) -> bool {
        self.0.contains(['@', '*', '?'])
    }

    /// Whether it fits `name`, whatever the case.
    pub fn fits(&self, name: &str) -> bool {
        let pattern: Vec<char> = self.0.chars().flat_map(char::to_lowercase).collect();
        let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
        // Greedy matching with one step back: linear for all but hostile patterns, and those
        // are bounded by the length of a name.
        let (mut p, mut n, mut star) = (0, 0, None);
        while n < name.len() {
            match pattern.get(p) {
                Some('@' | '*') => {
                    star = Some((p, n));
                    p += 1;
                }
                Some(c) if *c == '?' || *c == name[n] => {
                    p += 1;
                    n += 1;
                }
                _ => match star {
                    Some((at, from)) => {
                        p = at + 1;
                        n = from + 1;
                        star = Some((at, n));
                    }
                    None => return false,
                },
            }
        }
        pattern[p..].iter().all(|c| matches!(c, '@' | '*'))
    }
}

/// `STREAM.JOB` of a full key, without workstation, folders and times: short enough for prose.
pub fn short_name(key: &str) -> String {
    let object = key.rsplit_once('#').map_or(key, |(_, object)| object);
    // The date in the parentheses holds slashes of its own.
    let (path, rest) = match (object.find('('), object.rfind(')')) {
        (Some(open), Some(close)) if open < close => (&object[..open], &object[close + 1..]),
        _ => (object, ""),
    };
    format!("{}{rest}", base_name(path))
}

/// What a person typed to name a job, a stream or a workstation, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Workstation part, without its folder.
    pub workstation: Option<Pattern>,
    /// Folder part of the stream, as typed, without the closing slash.
    pub folder: Option<String>,
    /// Stream part.
    pub stream: Option<Pattern>,
    /// Job part; when there was no dot, the one name that was given.
    pub name: Pattern,
    /// Scheduled time as typed between parentheses (`0600 09/24/23`).
    pub scheduled: Option<String>,
}

impl Selection {
    /// Takes a name apart. Never fails: what does not fit the form is the name.
    pub fn parse(text: &str) -> Self {
        let text = text.trim().trim_matches(['"', '\'', '`']);
        let (workstation, rest) = match text.split_once('#') {
            Some((workstation, rest)) if !workstation.is_empty() => {
                (Some(base_name(workstation)), rest)
            }
            Some((_, rest)) => (None, rest),
            None => (None, text),
        };
        let (scheduled, rest) = match (rest.find('('), rest.find(')')) {
            (Some(open), Some(close)) if open < close => {
                let inside = rest[open + 1..close].trim();
                (
                    Some(inside.to_owned()),
                    format!("{}{}", &rest[..open], &rest[close + 1..]),
                )
            }
            _ => (None, rest.to_owned()),
        };
        let (folder, rest) = match rest.rfind('/') {
            Some(slash) => (Some(rest[..slash].to_owned()), &rest[slash + 1..]),
            None => (None, rest.as_str()),
        };
        let (stream, name) = match rest.split_once('.') {
            Some((stream, name)) if !stream.is_empty() && !name.is_empty() => (Some(stream), name),
            _ => (None, rest.trim_matches('.')),
        };
        Self {
            workstation: workstation.map(Pattern::new),
            folder: folder.filter(|folder| !folder.is_empty()),
            stream: stream.map(Pattern::new),
            name: Pattern::new(name),
            scheduled: scheduled.filter(|s| !s.is_empty()),
        }
    }

    /// Whether the parts that were typed fit an object of these names.
    pub fn fits(&self, workstations: &[&str], folder: &str, stream: &str, name: &str) -> bool {
        let at = self.workstation.as_ref().is_none_or(|pattern| {
            workstations
                .iter()
                .any(|workstation| pattern.fits(base_name(workstation)))
        });
        let inside = self
            .folder
            .as_ref()
            .is_none_or(|wanted| same_name(wanted.trim_matches('/'), folder.trim_matches('/')));
        let of = self
            .stream
            .as_ref()
            .is_none_or(|pattern| pattern.fits(stream));
        at && inside && of && self.name.fits(name)
    }
}

/// The last part of a key with folders: `/PROD/SITE1` gives `SITE1`.
pub fn base_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// Whether two names are the same to the scheduler's users, who do not care for case.
pub fn same_name(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Composes `WORKSTATION#FOLDER/STREAM.JOB` the way the scheduler writes keys.
pub fn full_name(workstation: &str, folder: &str, stream: &str, job: Option<&str>) -> String {
    let folder = folder.trim_end_matches('/');
    let mut key = format!("{workstation}#{folder}/{stream}");
    if let Some(job) = job {
        key.push('.');
        key.push_str(job);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_key_is_taken_apart() {
        let name = Selection::parse("/PAYROLL/AGT1#/PAYROLL/DAILY(0600 09/24/23).LOAD");
        assert_eq!(name.workstation, Some(Pattern::new("AGT1")));
        assert_eq!(name.folder.as_deref(), Some("/PAYROLL"));
        assert_eq!(name.stream, Some(Pattern::new("DAILY")));
        assert_eq!(name.name.as_str(), "LOAD");
        assert_eq!(name.scheduled.as_deref(), Some("0600 09/24/23"));
    }

    #[test]
    fn a_bare_name_is_a_name() {
        let name = Selection::parse("'LOAD'");
        assert_eq!((name.stream, name.workstation), (None, None));
        assert_eq!(name.name.as_str(), "LOAD");
    }

    #[test]
    fn nonsense_never_breaks_it() {
        for text in ["", "#", "(", ")(", "/", "...", "a#b#c", "/////", "é(ß).ü"] {
            let _ = Selection::parse(text);
        }
    }

    #[test]
    fn patterns_ignore_case_and_know_both_kinds_of_stars() {
        assert!(Pattern::new("pay@_load").fits("PAYROLL_LOAD"));
        assert!(Pattern::new("*").fits(""));
        assert!(Pattern::new("A?C").fits("abc"));
        assert!(!Pattern::new("A?C").fits("abbc"));
        assert!(!Pattern::new("ABC").fits("abcd"));
    }

    #[test]
    fn keys_are_composed_as_the_scheduler_writes_them() {
        assert_eq!(full_name("/F/W", "/P/", "S", Some("J")), "/F/W#/P/S.J");
        assert_eq!(full_name("/W", "/", "S", None), "/W#/S");
    }
}
