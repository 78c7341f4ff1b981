//! The formats an answer can be written in.

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// A table or prose, for people.
    #[default]
    Table,
    /// One JSON object.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// YAML.
    Yaml,
    /// Comma-separated values, with a header.
    Csv,
    /// One name per line, nothing else.
    Plain,
    /// JUnit XML (health only).
    Junit,
    /// A Nagios line with performance data (health only).
    Nagios,
    /// Prometheus text (health only).
    Prometheus,
}

impl Format {
    /// The name as typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Yaml => "yaml",
            Self::Csv => "csv",
            Self::Plain => "plain",
            Self::Junit => "junit",
            Self::Nagios => "nagios",
            Self::Prometheus => "prometheus",
        }
    }
}
