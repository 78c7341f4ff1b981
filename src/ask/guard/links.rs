//! Links and images of an answer, shown as text unless they point at an address that is allowed.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};
use regex::Regex;
use url::{Origin, Url};

/// The addresses that links may point at: the scheduler's and the dashboard's.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<Origin>);

impl Origins {
    /// Reads addresses; what is not an http address allows nothing.
    pub fn new<T: AsRef<str>>(addresses: &[T]) -> Self {
        let urls = addresses.iter().filter_map(|a| Url::parse(a.as_ref()).ok());
        Self(
            urls.filter(|url| matches!(url.scheme(), "http" | "https"))
                .map(|url| url.origin())
                .collect(),
        )
    }

    /// Whether an address is on one of these hosts, without a user name before it.
    fn allow(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.username().is_empty()
                && url.password().is_none()
                && self.0.contains(&url.origin())
        })
    }
}

/// An address in running text.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|data:[a-z]+/|javascript:|vbscript:|mailto:)[^\s<>"'`)\]]+"#)
        .expect("a fixed expression")
});

/// The answer with links and images as text, and the hosts that were taken out.
pub fn without_links(answer: &str, allowed: &Origins) -> (String, Vec<String>) {
    let (mut text, mut hosts) = once(answer, allowed);
    // Taking one link apart may bring another to light; a few rounds end that.
    for _ in 0..4 {
        let (next, more) = once(&text, allowed);
        if next == text {
            break;
        }
        text = next;
        hosts.extend(more);
    }
    hosts.sort();
    hosts.dedup();
    (text, hosts)
}

fn once(answer: &str, allowed: &Origins) -> (String, Vec<String>) {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut hosts = Vec::new();
    let parser = Parser::new_ext(answer, Options::ENABLE_TABLES);
    for (_, definition) in parser.reference_definitions().iter() {
        edits.push((definition.span.clone(), String::new()));
    }
    let mut inside = 0;
    for (event, range) in parser.into_offset_iter() {
        match event {
            // What lies inside a link that was rewritten was written with it.
            _ if range.start < inside => {}
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                let image = false;
                if !keep(link_type, &dest_url, allowed) {
                    edits.push((
                        range.clone(),
                        said(answer, &range, &dest_url, image, &mut hosts),
                    ));
                }
                inside = range.end;
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                edits.push((
                    range.clone(),
                    said(answer, &range, &dest_url, true, &mut hosts),
                ));
                inside = range.end;
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                let plain = answer[range.clone()].replace('<', "‹").replace('>', "›");
                edits.push((range, plain));
            }
            Event::Text(_) => bare(answer, &range, allowed, &mut edits, &mut hosts),
            _ => {}
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let (mut out, mut at) = (String::with_capacity(answer.len()), 0);
    for (range, text) in edits {
        if range.start >= at {
            out.push_str(&answer[at..range.start]);
            out.push_str(&text);
            at = range.end;
        }
    }
    out.push_str(&answer[at..]);
    (out, hosts)
}

/// A link stays only when it is written out and points where it may.
fn keep(kind: LinkType, address: &str, allowed: &Origins) -> bool {
    matches!(kind, LinkType::Inline | LinkType::Autolink) && allowed.allow(address)
}

/// A link in words: its own text, and where it pointed.
fn said(
    answer: &str,
    range: &Range<usize>,
    address: &str,
    image: bool,
    hosts: &mut Vec<String>,
) -> String {
    let host = host(address);
    hosts.push(host.clone());
    let source = &answer[range.clone()];
    let label = source
        .trim_start_matches('!')
        .strip_prefix('[')
        .map_or("", |rest| rest.split(']').next().unwrap_or_default());
    // The label may itself be an address.
    let label = BARE
        .replace_all(label, "")
        .replace(['[', '<', '>', '!'], "");
    let label = label.trim();
    let what = if image { "image" } else { "link" };
    if label.is_empty() {
        format!("({what} to {host} not shown)")
    } else {
        format!("{label} ({what} to {host} not shown)")
    }
}

/// Addresses in running text lose what could carry data away, and are written as code.
fn bare(
    answer: &str,
    range: &Range<usize>,
    allowed: &Origins,
    edits: &mut Vec<(Range<usize>, String)>,
    hosts: &mut Vec<String>,
) {
    for found in BARE.find_iter(&answer[range.clone()]) {
        let address = found
            .as_str()
            .trim_end_matches(['.', ',', ';', ':', '!', '?', '*']);
        if allowed.allow(address) {
            continue;
        }
        let from = range.start + found.start();
        let host = host(address);
        hosts.push(host.clone());
        edits.push((
            from..from + address.len(),
            format!("(address at {host} not shown)"),
        ));
    }
}

/// The host of an address without any sign that makes a link of it.
fn host(address: &str) -> String {
    let address = if address.to_lowercase().starts_with("www.") {
        format!("http://{address}")
    } else {
        address.to_owned()
    };
    let host = Url::parse(&address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    match host {
        // A name can carry data too: only its last parts are shown.
        Some(host) => {
            let parts: Vec<&str> = host.rsplitn(4, '.').take(3).collect();
            let short: Vec<&str> = parts.into_iter().rev().collect();
            crate::tws::escape(&short.join("."), 60).replace("www.", "")
        }
        None => "elsewhere".to_owned(),
    }
}
