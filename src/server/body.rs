//! Bodies of requests: bounded in size, depth and time, of the right type, with no unknown fields.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::app::App;
use super::problem::Problem;

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest body.
pub const LARGEST: usize = 32 << 10;
/// How deep JSON may be nested.
const DEEPEST: usize = 32;

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        expect_type(&request, "application/json")?;
        let bytes = read(request).await?;
        parse(&bytes).map(Self)
    }
}

/// Reads JSON that came from outside.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if depth(bytes) > DEEPEST {
        return Err(Problem::bad_request(format!(
            "the JSON is nested deeper than {DEEPEST} levels"
        )));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        Problem::bad_request(format!("the body is not what is understood: {error}"))
    })
}

/// How deep JSON is nested, whether or not it is well formed.
fn depth(bytes: &[u8]) -> usize {
    let (mut deepest, mut now, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                now += 1;
                deepest = deepest.max(now);
            }
            b'}' | b']' if !in_text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The media type of a request, without its parameters, in small letters.
pub fn media_type(request: &Request) -> Option<String> {
    let value = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next()?.trim().to_ascii_lowercase())
}

/// Refuses a body that is not of this type, or is compressed.
fn expect_type(request: &Request, wanted: &str) -> Result<(), Problem> {
    let encoded = request.headers().contains_key(CONTENT_ENCODING);
    if !encoded && media_type(request).as_deref() == Some(wanted) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        if encoded {
            "bodies must not be compressed"
        } else {
            "the body is of another type than is understood"
        },
    )
    .hint(format!("send it as {wanted}")))
}

/// The whole body.
pub async fn read(request: Request) -> Result<Bytes, Problem> {
    let too_large = || {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("the body is larger than {LARGEST} bytes"),
        )
    };
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > LARGEST as u64) {
        return Err(too_large());
    }
    match timeout(
        PATIENCE,
        Limited::new(request.into_body(), LARGEST).collect(),
    )
    .await
    {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(error)) => Err(Problem::bad_request(format!("the body broke off: {error}"))),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            format!("the body did not come within {} s", PATIENCE.as_secs()),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_of_texts_only() {
        assert_eq!(depth(br#"{"a":["[[[\"[[", {"b":1}]}"#), 3);
        assert_eq!(depth("[".repeat(100_000).as_bytes()), 100_000);
    }

    #[test]
    fn odd_json_is_a_bad_request_and_never_a_panic() {
        for bad in [
            "",
            "\u{feff}{}",
            "{\"a\":1e400}",
            "[1]x",
            "\"\\ud800\"",
            "\u{0}",
        ] {
            assert!(
                parse::<serde_json::Value>(bad.as_bytes()).is_err(),
                "{bad:?}"
            );
        }
        assert!(parse::<serde_json::Value>("[".repeat(100_000).as_bytes()).is_err());
    }
}
