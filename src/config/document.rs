//! A settings file as TOML has it: values by their names, each with the line it stands on.

use std::path::Path;

use toml::de::{DeTable, DeValue};

/// Something a file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name, table by table: `tws`, `port`.
    pub names: Vec<String>,
    /// The line its name stands on, counted from 1.
    pub line: usize,
    /// What it is.
    pub what: What,
}

/// What a name stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A table; what is in it follows as entries of its own.
    Table,
    /// A single value, as text.
    Value(String),
    /// A list or a time, which no setting is.
    Other,
}

/// Everything a file says, in its order; no file says nothing.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound
                || error.kind() == std::io::ErrorKind::NotADirectory =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(format!("failed to read {}: {error}", path.display())),
    };
    parse(&text).map_err(|(line, why)| format!("{}:{line}: {why}", path.display()))
}

fn parse(text: &str) -> Result<Vec<Entry>, (usize, String)> {
    let lines = Lines::of(text);
    let table = DeTable::parse(text).map_err(|error| {
        let why = error.message().chars().take(160).collect();
        let line = error.span().map_or(1, |span| lines.at(span.start));
        (line, why)
    })?;
    let mut entries = Vec::new();
    collect(table.get_ref(), &[], &lines, &mut entries);
    // Tables come in the order of their names; faults are told in the order of the file.
    entries.sort_by_key(|entry| entry.line);
    Ok(entries)
}

fn collect(table: &DeTable<'_>, above: &[String], lines: &Lines, entries: &mut Vec<Entry>) {
    for (name, value) in table {
        let mut names = above.to_vec();
        names.push(name.get_ref().to_string());
        let inner = value.get_ref().as_table();
        let what = match value.get_ref() {
            DeValue::Table(_) => What::Table,
            DeValue::String(text) => What::Value(text.to_string()),
            DeValue::Boolean(value) => What::Value(value.to_string()),
            DeValue::Float(number) => What::Value(number.as_str().to_owned()),
            DeValue::Integer(number) => What::Value(
                i64::from_str_radix(number.as_str(), number.radix())
                    // One that is too large is found to be so where its range is known.
                    .map_or_else(|_| number.to_string(), |number| number.to_string()),
            ),
            DeValue::Datetime(_) | DeValue::Array(_) => What::Other,
        };
        let line = lines.at(name.span().start);
        entries.push(Entry {
            names: names.clone(),
            line,
            what,
        });
        if let Some(inner) = inner {
            collect(inner, &names, lines, entries);
        }
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(after.map(|(at, _)| at + 1).collect())
    }

    /// The line, counted from 1, that a place is on.
    fn at(&self, place: usize) -> usize {
        self.0.partition_point(|begins| *begins <= place) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_with_its_own_line_however_often_it_occurs() {
        let text = "\
# port = 0, said in a comment
[tws]
port = 31_116

[server] # port
host = \"port\"
port = 0x1F90
limits = { port = 1 }
rate.port = 2
\"quo ted\" = [1]
";
        let found: Vec<_> = (parse(text).expect("TOML").into_iter())
            .map(|entry| (entry.names.join("."), entry.line, entry.what))
            .collect();
        let value = |text: &str| What::Value(text.to_owned());
        let wanted = [
            ("tws", 2, What::Table),
            ("tws.port", 3, value("31116")),
            ("server", 5, What::Table),
            ("server.host", 6, value("port")),
            ("server.port", 7, value("8080")),
            ("server.limits", 8, What::Table),
            ("server.limits.port", 8, value("1")),
            ("server.rate", 9, What::Table),
            ("server.rate.port", 9, value("2")),
            ("server.quo ted", 10, What::Other),
        ];
        let wanted = wanted.map(|(name, line, what)| (name.to_owned(), line, what));
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        for (text, line) in [
            ("a = 1\nb = \n", 2),
            ("[a]\nb = 1\n[a]\n", 3),
            ("a = 1\r\nä = 2", 2),
        ] {
            let (found, why) = parse(text).expect_err("wrong");
            assert_eq!(found, line, "{text}: {why}");
        }
    }
}
