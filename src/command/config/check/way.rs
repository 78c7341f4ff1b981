//! The way to the scheduler: proxy, name, connection, certificate and clock.

use jiff::Timestamp;

use super::{Checks, Failed};
use crate::config::Engine;
use crate::tws::probe;

/// Days that a certificate should at least be good for.
const DAYS: i64 = 30;
/// Seconds that two clocks may differ before times read wrong.
const SKEW: i64 = 30;

/// Name, connection, certificate and clock.
pub(super) async fn check(engine: &Engine, checks: &mut Checks) -> std::result::Result<(), Failed> {
    match probe::proxy(engine).map_err(|error| ("proxy", error))? {
        None => checks.fine("proxy", "none stands before the scheduler"),
        Some(proxy) => {
            checks.fine(
                "proxy",
                format!("the scheduler is asked through {proxy}; NO_PROXY takes hosts out"),
            );
            // Name and connection are the proxy's business: whether they work shows in the login.
            return Ok(());
        }
    }
    let found = probe::look_up(engine)
        .await
        .map_err(|error| ("name", error))?;
    let addresses: Vec<String> = found.addresses.iter().map(ToString::to_string).collect();
    checks.fine(
        "name",
        format!(
            "{} in {} ms",
            addresses.join(", "),
            found.elapsed.as_millis()
        ),
    );
    let (address, elapsed) =
        (probe::connect(engine, &found).await).map_err(|error| ("connection", error))?;
    checks.fine(
        "connection",
        format!("{address} in {} ms", elapsed.as_millis()),
    );
    let greeting = probe::greet(engine)
        .await
        .map_err(|error| ("certificate", error))?;
    if !greeting.tls {
        checks.warn(
            "certificate",
            "plain http: anyone on the way can read the credentials",
            "use https where the engine offers it",
        );
    } else if engine.insecure {
        checks.warn(
            "certificate",
            "not checked, for tws.insecure is set",
            "give the authority's certificate with TWS_CA_FILE and take tws.insecure out",
        );
    }
    let now = Timestamp::now();
    if let Some(expires) = greeting.expires {
        let days = (expires.as_second() - now.as_second()) / 86_400;
        certificate(days, &greeting.certificate.unwrap_or_default(), checks);
    }
    clock(greeting.ahead, checks);
    Ok(())
}

/// How long the certificate is good for.
fn certificate(days: i64, whose: &str, checks: &mut Checks) {
    let message = format!("good for {days} more days ({whose})");
    if days < DAYS {
        let hint = "renew the certificate of the engine";
        checks.warn("certificate", message, hint);
    } else {
        checks.fine("certificate", message);
    }
}

/// How far the scheduler's clock is ahead, in seconds.
fn clock(ahead: Option<i64>, checks: &mut Checks) {
    match ahead {
        Some(ahead) if ahead.abs() > SKEW => {
            let way = if ahead > 0 { "ahead of" } else { "behind" };
            checks.warn(
                "clock",
                format!(
                    "the scheduler's clock is {} s {way} this machine's",
                    ahead.abs()
                ),
                "set both clocks by NTP: what is late is judged by them",
            );
        }
        Some(ahead) => checks.fine("clock", format!("{} s apart", ahead.abs())),
        None => checks.fine("clock", "the scheduler tells no time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(look: impl FnOnce(&mut Checks)) -> (&'static str, String) {
        let mut checks = Checks::default();
        look(&mut checks);
        let [probe] = checks.probes.as_slice() else {
            panic!("one verdict");
        };
        (probe.verdict, probe.message.clone())
    }

    #[test]
    fn a_certificate_that_ends_within_a_month_is_warned_of() {
        for (days, wanted) in [(400, "ok"), (DAYS, "ok"), (DAYS - 1, "warn"), (0, "warn")] {
            let (found, message) = verdict(|checks| certificate(days, "CN=mdm", checks));
            assert_eq!(found, wanted, "{days}");
            assert!(message.contains(&format!("{days} more days")), "{message}");
        }
    }

    #[test]
    fn clocks_that_are_half_a_minute_apart_are_warned_of_either_way() {
        for (ahead, wanted, words) in [
            (Some(0), "ok", "0 s apart"),
            (Some(-SKEW), "ok", "30 s apart"),
            (Some(SKEW + 1), "warn", "31 s ahead of"),
            (Some(-600), "warn", "600 s behind"),
            (None, "ok", "tells no time"),
        ] {
            let (found, message) = verdict(|checks| clock(ahead, checks));
            assert_eq!(found, wanted, "{ahead:?}");
            assert!(message.contains(words), "{message}");
        }
    }
}
