//! Why no answer came: the causes of a failed connection, in words an operator can act on.

use super::failure::{Again, Failed, Health};
use super::text::one_line;
use crate::error::Error;

/// What the words about a failed connection need to know.
pub(super) struct Peer<'a> {
    /// `https://mdm:31116`
    pub target: &'a str,
    /// Whether it is spoken to over TLS.
    pub tls: bool,
    /// How long a connection may take.
    pub connect: std::time::Duration,
    /// Whether the host is a name that has to be looked up.
    pub named: bool,
}

/// A cause that can be told by the text of the TLS library's error: what it contains, what to say,
/// what to do.
const TLS_CAUSES: &[(&str, &str, &str)] = &[
    (
        "unknownissuer",
        "its certificate is self-signed or comes from an unknown authority",
        "give the authority's certificate with TWS_CA_FILE (PEM)",
    ),
    (
        "unknown issuer",
        "its certificate is self-signed or comes from an unknown authority",
        "give the authority's certificate with TWS_CA_FILE (PEM)",
    ),
    (
        "causedasendentity",
        "its certificate is an authority's own certificate, which must not identify a server",
        "the server needs a certificate of its own, issued by that authority",
    ),
    (
        "not valid yet",
        "its certificate is not valid yet",
        "compare the clocks of this machine and of the scheduler",
    ),
    (
        "notvalidyet",
        "its certificate is not valid yet",
        "compare the clocks of this machine and of the scheduler",
    ),
    (
        "expired",
        "its certificate has expired",
        "renew the certificate of the engine (and check this machine's clock)",
    ),
    (
        "not valid for",
        "its certificate is for another host name",
        "use the host name that stands in the certificate in TWS_URL or TWS_HOST",
    ),
    (
        "notvalidforname",
        "its certificate is for another host name",
        "use the host name that stands in the certificate in TWS_URL or TWS_HOST",
    ),
    (
        "protocolversion",
        "it offers only a TLS version older than 1.2, which is not safe",
        "allow TLS 1.2 or newer in the engine's configuration",
    ),
    (
        "certificaterequired",
        "it asks for a client certificate, which resync cannot give",
        "reach the engine through an address that does not need one",
    ),
];

/// Signs that the other side does not speak TLS.
const NOT_TLS: &[&str] = &[
    "received corrupt message",
    "invalidcontenttype",
    "wrong version number",
];

/// Turns a failure of sending or reading into words, and tells whether to try again.
pub(super) fn explain(error: reqwest::Error, peer: &Peer<'_>) -> Failed {
    let (dns, connect, timeout) = (error.is_dns(), error.is_connect(), error.is_timeout());
    let causes = causes(&error.without_url());
    let chain = causes.join(": ").to_ascii_lowercase();
    // The deepest cause says it best.
    let reason = one_line(causes.last().map_or("unknown cause", String::as_str), 200);
    let unreachable = |text: String| {
        Failed::new(Error::unreachable, text)
            .health(Health::Ill)
            .again(Again::Soon)
    };

    if dns || chain.contains("dns error") || chain.contains("failed to lookup address") {
        return unreachable(format!("the host name could not be resolved ({reason})"))
            .hint("check the host in TWS_URL or TWS_HOST, and this machine's DNS");
    }
    if peer.tls && NOT_TLS.iter().any(|sign| chain.contains(sign)) {
        let other = peer.target.replacen("https:", "http:", 1);
        return unreachable(format!("the port does not speak TLS ({reason})"))
            .again(Again::No)
            .hint(format!("if the port speaks plain HTTP, use {other}"));
    }
    if peer.tls {
        let known = TLS_CAUSES.iter().find(|(sign, ..)| chain.contains(sign));
        if let Some((_, text, hint)) = known {
            return unreachable(format!("{text} ({reason})"))
                .again(Again::No)
                .hint(*hint);
        }
        if chain.contains("invalid peer certificate") {
            return unreachable(format!("its certificate was not accepted ({reason})"))
                .again(Again::No)
                .hint("give the authority's certificate with TWS_CA_FILE (PEM)");
        }
        if chain.contains("fatal alert") || chain.contains("peer is incompatible") {
            return unreachable(format!("no TLS connection could be agreed on ({reason})"))
                .again(Again::No)
                .hint("compare the engine's TLS versions and ciphers with TLS 1.2 and 1.3");
        }
    }
    if connect {
        if timeout {
            let seconds = peer.connect.as_secs_f32();
            let late = format!("no connection within {seconds} s");
            if peer.named {
                return unreachable(format!("{late}, the look-up of its name included")).hint(
                    "is the host up, and does this machine's DNS answer quickly? the host's address in TWS_URL needs no look-up",
                );
            }
            return unreachable(late);
        }
        return unreachable(reason);
    }
    let https = peer.target.replacen("http:", "https:", 1);
    if !peer.tls && (chain.contains("invalid http version") || chain.contains("httptoo")) {
        return unreachable(format!("the port does not speak plain HTTP ({reason})"))
            .again(Again::No)
            .hint(format!("if the port speaks TLS, use {https}"));
    }
    let failed = unreachable(format!(
        "the connection broke off before an answer came ({reason})"
    ));
    if peer.tls {
        failed
    } else {
        failed.hint(format!(
            "if the port speaks TLS, use {https}; otherwise try again"
        ))
    }
}

/// The texts of an error and its causes, outermost first.
fn causes(error: &dyn std::error::Error) -> Vec<String> {
    let mut texts = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        texts.push(error.to_string());
        next = error.source();
    }
    texts
}
