//! HTTP/2 frame by frame, as one writes them who means harm: each abuse is bounded, and others are served.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::h2::Secure;

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
    let mut frame = vec![length[1], length[2], length[3], kind, flags];
    frame.extend_from_slice(&stream.to_be_bytes());
    frame.extend_from_slice(payload);
    frame
}

const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;
const END_STREAM: u8 = 1;

/// The fields of a request: method GET or POST by the static table, then scheme, authority and path.
fn fields(method: u8, path: &str) -> Vec<u8> {
    let mut fields = vec![method, 0x87];
    for (name, value) in [(0x01, "localhost"), (0x04, path)] {
        fields.extend_from_slice(&[name, u8::try_from(value.len()).expect("short")]);
        fields.extend_from_slice(value.as_bytes());
    }
    fields
}

const GET: u8 = 0x82;
const POST: u8 = 0x83;

/// A connection on which frames are written by hand.
async fn greeted(secure: &Secure) -> TlsStream<TcpStream> {
    let mut stream = secure.connect(b"h2").await;
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .await
        .expect("sent");
    stream
        .write_all(&frame(SETTINGS, 0, 0, &[]))
        .await
        .expect("sent");
    stream
}

/// Frames as they come, kind and stream and payload, until one is the last or nothing more comes.
async fn frames(
    stream: &mut (impl AsyncReadExt + Unpin),
    mut last: impl FnMut(u8, u32, &[u8]) -> bool,
) -> bool {
    loop {
        let mut head = [0; 9];
        let read =
            tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut head)).await;
        let Ok(Ok(_)) = read else { return false };
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let number = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        let mut payload = vec![0; length];
        if stream.read_exact(&mut payload).await.is_err() {
            return false;
        }
        if last(head[3], number, &payload) {
            return true;
        }
    }
}

#[tokio::test]
async fn streams_beyond_those_allowed_are_refused() {
    let secure = Secure::start().await;
    let mut stream = greeted(&secure).await;
    // Two hundred requests whose bodies do not come.
    let mut all = Vec::new();
    for number in 0..200_u32 {
        all.extend(frame(
            HEADERS,
            END_HEADERS,
            2 * number + 1,
            &fields(POST, "/api/csp-report"),
        ));
    }
    stream.write_all(&all).await.expect("sent");
    let (mut allowed, mut refused) = (None, 0);
    frames(&mut stream, |kind, _, payload| {
        if kind == SETTINGS {
            let pairs = payload.chunks(6).filter(|pair| pair[..2] == [0, 3]);
            allowed = pairs
                .map(|pair| u32::from_be_bytes([pair[2], pair[3], pair[4], pair[5]]))
                .next_back()
                .or(allowed);
        }
        // REFUSED_STREAM: it was not begun, and may be tried again.
        refused += u32::from(kind == RESET && payload == [0, 0, 0, 7]);
        refused >= 136 || kind == GOAWAY
    })
    .await;
    assert_eq!(allowed, Some(64));
    assert!(refused >= 136, "{refused}");
    secure.answers().await;
}

#[tokio::test]
async fn streams_that_are_opened_and_reset_at_once_end_the_connection() {
    let secure = Secure::start().await;
    let stream = greeted(&secure).await;
    let (mut answers, mut requests) = tokio::io::split(stream);
    let sent = tokio::spawn(async move {
        for number in 0..20_000_u32 {
            let mut both = frame(
                HEADERS,
                END_HEADERS | END_STREAM,
                2 * number + 1,
                &fields(GET, "/api/status"),
            );
            both.extend(frame(RESET, 0, 2 * number + 1, &[0, 0, 0, 8]));
            if requests.write_all(&both).await.is_err() {
                break;
            }
        }
        requests
    });
    let mut error = None;
    frames(&mut answers, |kind, _, payload| {
        if kind == GOAWAY {
            error = payload.get(4..8).map(<[u8]>::to_vec);
        }
        kind == GOAWAY
    })
    .await;
    // ENHANCE_YOUR_CALM
    assert_eq!(error, Some(vec![0, 0, 0, 11]));
    drop(answers);
    let _ = sent.await;
    secure.answers().await;
    secure.rests().await;
}

#[tokio::test]
async fn a_head_that_goes_on_without_end_is_cut_off() {
    let secure = Secure::start().await;
    let stream = greeted(&secure).await;
    let (mut answers, mut requests) = tokio::io::split(stream);
    let first = frame(HEADERS, END_STREAM, 1, &fields(GET, "/api/health/app"));
    requests.write_all(&first).await.expect("sent");
    // A field of eight kilobytes that is not indexed, again and again.
    let mut field = vec![0x00, 0x01, b'x', 0x7f, 0x81, 0x3e];
    field.extend(vec![b'y'; 127 + 1 + (0x3e << 7)]);
    let endless = frame(CONTINUATION, 0, 1, &field);
    let sent = tokio::spawn(async move {
        let mut bytes = 0;
        while bytes < 64 << 20 && requests.write_all(&endless).await.is_ok() {
            bytes += endless.len();
        }
        (bytes, requests)
    });
    let mut refused = false;
    frames(&mut answers, |kind, stream, payload| {
        // An answer with 431 is a refusal as well as the end of the connection is.
        refused |= kind == GOAWAY
            || kind == RESET
            || (kind == HEADERS && stream == 1 && !payload.starts_with(&[0x88]));
        refused
    })
    .await;
    drop(answers);
    let (bytes, _requests) = sent.await.expect("no panic");
    assert!(refused, "nothing was said after {bytes} bytes");
    assert!(bytes < 64 << 20, "{bytes} bytes were taken");
    secure.answers().await;
    secure.rests().await;
}
