//! Writes families of samples in one of the two text formats.

use std::fmt::{self, Display, Write};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// `text/plain; version=0.0.4`.
    Prometheus,
    /// `application/openmetrics-text; version=1.0.0`.
    OpenMetrics,
}

/// A page being written.
pub(super) struct Page {
    pub out: String,
    pub format: Text,
}

impl Page {
    /// The head of a family. Counters are named with their `_total`.
    pub fn family(&mut self, name: &str, kind: &str, help: &str) -> fmt::Result {
        let name = match self.format {
            Text::OpenMetrics if kind == "counter" => name.strip_suffix("_total").unwrap_or(name),
            _ => name,
        };
        writeln!(self.out, "# HELP {name} {help}.")?;
        writeln!(self.out, "# TYPE {name} {kind}")
    }

    /// A sample.
    pub fn sample(
        &mut self,
        name: &str,
        labels: &[(&str, &str)],
        value: impl Display,
    ) -> fmt::Result {
        self.out.push_str(name);
        for (n, (label, text)) in labels.iter().enumerate() {
            self.out.push(if n == 0 { '{' } else { ',' });
            let text = text
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            write!(self.out, "{label}=\"{text}\"")?;
        }
        if !labels.is_empty() {
            self.out.push('}');
        }
        writeln!(self.out, " {value}")
    }

    /// A family of one sample without labels.
    pub fn single(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        value: impl Display,
    ) -> fmt::Result {
        self.family(name, kind, help)?;
        self.sample(name, &[], value)
    }
}

/// `OpenMetrics` as the older format has it: a counter's family is named with its `_total`, and
/// units are not stated.
pub(super) fn classic(text: &str) -> String {
    let counters: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(" counter"))
        .collect();
    let mut out = String::with_capacity(text.len() + 512);
    for line in text.lines().filter(|line| !line.starts_with("# UNIT ")) {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some(what), Some(name), Some(rest)) if counters.contains(&name) => {
                out.push_str(&format!("# {what} {name}_total {rest}\n"));
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_named_with_their_suffix_in_the_older_format() {
        let text = "# HELP a_b Things.\n# TYPE a_b counter\na_b_total{x=\"1\"} 2\n# TYPE c_seconds gauge\n# UNIT c_seconds seconds\nc_seconds 1\n";
        let expected = "# HELP a_b_total Things.\n# TYPE a_b_total counter\na_b_total{x=\"1\"} 2\n# TYPE c_seconds gauge\nc_seconds 1\n";
        assert_eq!(classic(text), expected);
    }

    #[test]
    fn labels_are_escaped() {
        let mut page = Page {
            out: String::new(),
            format: Text::Prometheus,
        };
        page.sample("a", &[("x", "q\"\\\n")], 1).expect("written");
        assert_eq!(page.out, "a{x=\"q\\\"\\\\\\n\"} 1\n");
    }
}
