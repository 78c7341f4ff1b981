//! What is wrong with single values, and with how they go together.

use super::Model;
use super::settings::{Settings, shorten};

impl Settings {
    /// Finds what is wrong with single values and with how they go together.
    pub(super) fn check(&self, faults: &mut Vec<String>) {
        let known = ["development", "test", "production"];
        if let Some(value) = self
            .get("environment")
            .filter(|value| !known.contains(value))
        {
            faults.push(format!(
                "environment is \"{}\", not one of {} ({})",
                shorten(value),
                known.join(", "),
                self.origin("environment").unwrap_or("")
            ));
        }
        for name in [
            "tws.insecure",
            "tws.allow_http",
            "llm.allow_http",
            "rate_limit.enabled",
        ] {
            let fine = ["1", "0", "true", "false", "yes", "no", "on", "off"];
            if let Some(value) = self
                .get(name)
                .filter(|value| !fine.contains(&value.to_lowercase().as_str()))
            {
                faults.push(format!(
                    "{name} is \"{}\", not true or false ({})",
                    shorten(value),
                    self.origin(name).unwrap_or("")
                ));
            }
        }
        for (name, least, most) in [
            ("tws.port", 1.0, 65_535.0),
            ("tws.timeout", 0.1, 600.0),
            ("tws.in_flight", 1.0, 256.0),
            ("llm.timeout", 0.1, 3_600.0),
            ("llm.timeout_first_token", 0.1, 3_600.0),
            ("llm.timeout_between_tokens", 0.1, 3_600.0),
            ("llm.context", 1_024.0, 10_000_000.0),
            ("cache.megabytes", 1.0, 4_096.0),
            ("server.port", 0.0, 65_535.0),
            ("server.poll_seconds", 1.0, 3_600.0),
            ("rate_limit.read", 1.0, 1_000_000.0),
            ("rate_limit.chat", 1.0, 1_000_000.0),
            ("rate_limit.login", 1.0, 1_000_000.0),
        ] {
            let fine = self.number(name).is_some_and(|n| n >= least && n <= most);
            if let Some(value) = self.get(name).filter(|_| !fine) {
                faults.push(format!(
                    "{name} is \"{}\", not a number from {least} to {most} ({})",
                    shorten(value),
                    self.origin(name).unwrap_or("")
                ));
            }
        }
        if self.has_engine()
            && let Err(fault) = self.url()
        {
            faults.push(fault);
        }
        if let Err(fault) = Model::of(self) {
            faults.push(fault);
        }
    }
}
