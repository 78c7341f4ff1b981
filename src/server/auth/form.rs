//! Forms as browsers and OAuth clients send them: each field once, valid UTF-8, no NUL.

use std::collections::HashMap;

use axum::extract::Request;
use axum::http::header::CONTENT_ENCODING;

use super::super::body;

/// A form.
pub struct Form(HashMap<String, String>);

impl Form {
    /// Reads a form, or says what is wrong with it.
    pub async fn read(request: Request) -> Result<Self, String> {
        let encoded = request.headers().contains_key(CONTENT_ENCODING);
        let media = body::media_type(&request);
        if encoded || media.as_deref() != Some("application/x-www-form-urlencoded") {
            return Err("send a form: application/x-www-form-urlencoded".to_owned());
        }
        let bytes = body::read(request).await.map_err(|_| {
            format!(
                "the form is larger than {} bytes or came too slowly",
                body::LARGEST
            )
        })?;
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut fields = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(bytes) {
            if name.contains(['\0', '\u{fffd}']) || value.contains(['\0', '\u{fffd}']) {
                return Err("a field is not valid UTF-8 or holds a NUL".to_owned());
            }
            if fields
                .insert(name.to_string(), value.into_owned())
                .is_some()
            {
                return Err("a field is there twice".to_owned());
            }
        }
        Ok(Self(fields))
    }

    /// The value of a field that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_counts_only_when_it_is_there_once_and_readable() {
        let form = Form::parse(b"username=a%20b&password=").expect("fine");
        assert_eq!(
            (form.get("username"), form.get("password")),
            (Some("a b"), None)
        );
        for bad in [&b"a=1&a=2"[..], b"a=%ff", b"a=%00"] {
            assert!(Form::parse(bad).is_err());
        }
    }
}
