//! A small HTTP server that misbehaves on command: each answer is a script of bytes, pauses and
//! ends. It notes every request.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A part of an answer.
#[derive(Debug, Clone)]
pub enum Step {
    /// Send these bytes.
    Send(Vec<u8>),
    /// Send these bytes one by one, with a pause before each.
    Trickle(Vec<u8>, Duration),
    /// Wait.
    Pause(Duration),
    /// Never say anything again; that the reader leaves is noted.
    Hang,
    /// End the connection properly.
    Close,
    /// Reset the connection.
    Reset,
}

/// A whole answer.
pub type Script = Vec<Step>;

/// A request that came.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    /// Path and query as they were sent.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The decoded value of a query parameter.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| decoded(value))
    }
}

/// Undoes percent-encoding.
pub fn decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let hex: Vec<u8> = bytes.by_ref().take(2).collect();
            let hex = std::str::from_utf8(&hex).expect("ASCII");
            out.push(u8::from_str_radix(hex, 16).expect("two digits"));
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).expect("UTF-8")
}

/// An answer with the right length.
pub fn answer(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Script {
    with_header(status, &format!("Content-Type: {content_type}"), body)
}

/// A JSON answer.
pub fn json(status: u16, body: impl AsRef<[u8]>) -> Script {
    answer(status, "application/json", body)
}

/// An answer with header lines of choice (separated by CRLF) and the right length.
pub fn with_header(status: u16, header: &str, body: impl AsRef<[u8]>) -> Script {
    let body = body.as_ref();
    let mut bytes = format!(
        "HTTP/1.1 {status} X\r\n{header}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    vec![Step::Send(bytes)]
}

type Handler = Arc<dyn Fn(&Request, usize) -> Script + Send + Sync>;

/// The server. Dropping it ends it.
pub struct Fake {
    pub address: SocketAddr,
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    left: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Fake {
    /// Speaks plain HTTP; `handler` is given each request and its number from 0.
    pub async fn start<H>(handler: H) -> Self
    where
        H: Fn(&Request, usize) -> Script + Send + Sync + 'static,
    {
        Self::listen("127.0.0.1:0", handler, None).await
    }

    /// The same at an address of choice.
    pub async fn start_at<H>(address: &str, handler: H) -> Self
    where
        H: Fn(&Request, usize) -> Script + Send + Sync + 'static,
    {
        Self::listen(address, handler, None).await
    }

    /// Speaks TLS.
    pub async fn start_tls<H>(acceptor: TlsAcceptor, handler: H) -> Self
    where
        H: Fn(&Request, usize) -> Script + Send + Sync + 'static,
    {
        Self::listen("127.0.0.1:0", handler, Some(acceptor)).await
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no panic").clone()
    }

    /// The last request.
    pub fn last(&self) -> Request {
        self.requests().pop().expect("a request came")
    }

    /// How many readers left while nothing was said any more.
    pub fn left(&self) -> usize {
        self.left.load(Ordering::SeqCst)
    }

    async fn listen<H>(address: &str, handler: H, acceptor: Option<TlsAcceptor>) -> Self
    where
        H: Fn(&Request, usize) -> Script + Send + Sync + 'static,
    {
        let listener = TcpListener::bind(address).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, handler): (_, Handler) = (Arc::clone(&requests), Arc::new(handler));
        let left = Arc::new(AtomicUsize::new(0));
        let leaving = Arc::clone(&left);
        let task = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                let seen = Seen {
                    requests: Arc::clone(&seen),
                    left: Arc::clone(&leaving),
                };
                let handler = Arc::clone(&handler);
                tokio::spawn(connection(stream, acceptor.clone(), seen, handler));
            }
        });
        Self {
            address,
            url: format!("{scheme}://{address}"),
            requests,
            left,
            task,
        }
    }
}

/// What connections note.
struct Seen {
    requests: Arc<Mutex<Vec<Request>>>,
    left: Arc<AtomicUsize>,
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection(
    mut stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    seen: Seen,
    handler: Handler,
) {
    let Some(acceptor) = acceptor else {
        if serve(&mut stream, &seen, &handler).await == Some(Step::Reset.kind()) {
            // Dropped with data unsent and no lingering, a socket is reset.
            let _ = stream.set_zero_linger();
        }
        return;
    };
    if let Ok(mut stream) = acceptor.accept(stream).await {
        serve(&mut stream, &seen, &handler).await;
        let _ = stream.shutdown().await;
    }
}

impl Step {
    fn kind(&self) -> std::mem::Discriminant<Self> {
        std::mem::discriminant(self)
    }
}

/// Serves one connection; returns how a script ended it.
async fn serve<S>(
    stream: &mut S,
    seen: &Seen,
    handler: &Handler,
) -> Option<std::mem::Discriminant<Step>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        let Some(request) = read(stream).await else {
            // What is not HTTP is answered as a web server does.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            return None;
        };
        let script = {
            let mut seen = seen.requests.lock().expect("no panic");
            seen.push(request.clone());
            handler(&request, seen.len() - 1)
        };
        for step in script {
            let kind = step.kind();
            match step {
                Step::Send(bytes) => stream.write_all(&bytes).await.ok()?,
                Step::Trickle(bytes, pause) => {
                    for byte in bytes {
                        tokio::time::sleep(pause).await;
                        stream.write_all(&[byte]).await.ok()?;
                    }
                }
                Step::Pause(pause) => tokio::time::sleep(pause).await,
                Step::Hang => {
                    while stream.read_u8().await.is_ok() {}
                    seen.left.fetch_add(1, Ordering::SeqCst);
                    return None;
                }
                Step::Close | Step::Reset => return Some(kind),
            }
            stream.flush().await.ok()?;
        }
    }
}

async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
        if !head[0].is_ascii_uppercase() {
            return None;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let mut request = Request {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        ..Request::default()
    };
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        request
            .headers
            .push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = request
        .header("content-length")
        .map_or(Some(0), |length| length.parse().ok())?;
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).await.ok()?;
    Some(request)
}
