//! A server that misbehaves in every way the real ones were seen to: the fault side of the tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What the server does with a request.
#[derive(Clone)]
pub enum Fault {
    /// Takes the connection and never says a word.
    Hang,
    /// Sends a byte a second.
    Trickle,
    /// Promises more than it sends.
    Cut,
    /// Closes with a reset before answering.
    Reset,
    /// Answers this status, with these header lines and this body.
    Answer(u16, &'static str, Vec<u8>),
    /// Answers these one after the other, the last one for ever.
    Script(Vec<(u16, &'static str, Vec<u8>)>),
    /// Sends JSON without end.
    Endless,
}

/// A running faulty server.
pub struct BrokenServer {
    /// Its address, `http://…` or `https://…`.
    pub url: String,
    /// Requests seen so far.
    requests: Arc<AtomicUsize>,
    seen: Arc<std::sync::Mutex<Vec<String>>>,
}

impl BrokenServer {
    /// Starts one over plain HTTP.
    pub async fn start(fault: Fault) -> Self {
        Self::with(fault, None, "http", "127.0.0.1").await
    }

    /// Starts one over TLS with a certificate of this kind.
    pub async fn tls(fault: Fault, identity: Identity) -> Self {
        let config = ServerConfig::builder_with_provider(Arc::new(
            tokio_rustls::rustls::crypto::aws_lc_rs::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![identity.certificate], identity.key)
        .expect("a certificate");
        Self::with(
            fault,
            Some(TlsAcceptor::from(Arc::new(config))),
            "https",
            "localhost",
        )
        .await
    }

    async fn with(fault: Fault, tls: Option<TlsAcceptor>, scheme: &str, host: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let url = format!(
            "{scheme}://{host}:{}",
            listener.local_addr().expect("an address").port()
        );
        let requests = Arc::new(AtomicUsize::new(0));
        let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
        let (counter, log) = (requests.clone(), seen.clone());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (fault, tls, counter, log) =
                    (fault.clone(), tls.clone(), counter.clone(), log.clone());
                tokio::spawn(async move {
                    if matches!(fault, Fault::Reset) {
                        counter.fetch_add(1, Ordering::SeqCst);
                        let _ = socket.set_zero_linger();
                        return;
                    }
                    match tls {
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(socket).await {
                                serve(stream, &fault, &counter, &log).await;
                            }
                        }
                        None => serve(socket, &fault, &counter, &log).await,
                    }
                });
            }
        });
        Self {
            url,
            requests,
            seen,
        }
    }

    /// Requests seen so far.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// The heads of the requests seen so far.
    pub fn heads(&self) -> Vec<String> {
        self.seen.lock().expect("no panic").clone()
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut socket: S,
    fault: &Fault,
    counter: &AtomicUsize,
    log: &std::sync::Mutex<Vec<String>>,
) {
    loop {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match socket.read(&mut byte).await {
                // Like real servers: a TLS greeting on a plain port is a bad request.
                Ok(1) if head.is_empty() && byte[0] == 0x16 => {
                    let _ = socket
                        .write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                        .await;
                    return;
                }
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let number = counter.fetch_add(1, Ordering::SeqCst);
        log.lock()
            .expect("no panic")
            .push(String::from_utf8_lossy(&head).into_owned());
        let sent = match fault {
            Fault::Hang => {
                tokio::time::sleep(Duration::from_secs(120)).await;
                return;
            }
            Fault::Reset => return,
            Fault::Trickle => {
                let _ = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n").await;
                for _ in 0..120 {
                    if socket.write_all(b" ").await.is_err() || socket.flush().await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                return;
            }
            Fault::Cut => {
                let _ = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"count\":1,").await;
                let _ = socket.flush().await;
                return;
            }
            Fault::Endless => {
                let _ = socket
                    .write_all(
                        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"results\":[",
                    )
                    .await;
                let filler = vec![b' '; 1 << 20];
                while socket.write_all(&filler).await.is_ok() {}
                return;
            }
            Fault::Answer(status, headers, body) => {
                answer(&mut socket, *status, headers, body).await
            }
            Fault::Script(answers) => {
                let (status, headers, body) = &answers[number.min(answers.len() - 1)];
                answer(&mut socket, *status, headers, body).await
            }
        };
        if !sent {
            return;
        }
    }
}

async fn answer<S: AsyncWrite + Unpin>(
    socket: &mut S,
    status: u16,
    headers: &str,
    body: &[u8],
) -> bool {
    let kind = if headers.to_lowercase().contains("content-type") {
        ""
    } else {
        "Content-Type: application/json\r\n"
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\n{kind}{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).await.is_ok()
        && socket.write_all(body).await.is_ok()
        && socket.flush().await.is_ok()
}

/// A certificate with its key.
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    /// The same as PEM, for a CA file.
    pub pem: String,
}

impl Identity {
    /// Self-signed for a host, valid in these years.
    pub fn new(host: &str, years: std::ops::Range<i32>) -> Self {
        let mut parameters = rcgen::CertificateParams::new(vec![host.to_owned()]).expect("a name");
        parameters.not_before = rcgen::date_time_ymd(years.start, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(years.end, 1, 1);
        let pair = rcgen::KeyPair::generate().expect("a key");
        let certificate = parameters.self_signed(&pair).expect("signed");
        Self {
            pem: certificate.pem(),
            certificate: certificate.der().clone(),
            key: PrivateKeyDer::try_from(pair.serialize_der()).expect("a key"),
        }
    }
}
