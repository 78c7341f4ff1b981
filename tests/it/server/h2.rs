//! HTTP/2, which is spoken over TLS alone.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use resync::server::Tls;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::world::{PASSWORD, Site, url_form};

/// A site that speaks TLS, and how to reach it.
pub(super) struct Secure {
    site: Site,
    roots: Arc<RootCertStore>,
}

impl Secure {
    /// Starts one.
    pub async fn start() -> Self {
        let pair = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]);
        let pair = pair.expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        std::fs::write(&certificate, pair.cert.pem()).expect("written");
        std::fs::write(&key, pair.signing_key.serialize_pem()).expect("written");
        let mut roots = RootCertStore::empty();
        roots.add(pair.cert.der().clone()).expect("a root");
        let tls = Tls::open(certificate, key).expect("a pair");
        let off = ("APP_RATE_LIMIT__ENABLED", "false");
        Self {
            site: Site::with_tls(tls, &[off]).await,
            roots: Arc::new(roots),
        }
    }

    /// A connection on which the server agreed to this protocol.
    pub async fn connect(&self, protocol: &[u8]) -> TlsStream<TcpStream> {
        let mut config = ClientConfig::builder()
            .with_root_certificates(Arc::clone(&self.roots))
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        let stream = TcpStream::connect(self.site.address)
            .await
            .expect("a connection");
        let name = ServerName::try_from("localhost").expect("a name");
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await;
        let stream = stream.expect("TLS");
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(protocol));
        stream
    }

    /// Whether a newcomer is answered.
    pub async fn answers(&self) {
        let stream = TokioIo::new(self.connect(b"h2").await);
        let (mut client, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
                .await
                .expect("HTTP/2");
        tokio::spawn(connection);
        let asked = client.send_request(get("/api/health/app"));
        let asked = tokio::time::timeout(Duration::from_secs(10), asked).await;
        assert_eq!(asked.expect("in time").expect("an answer").status(), 200);
    }

    /// Waits until nothing is under way.
    pub async fn rests(&self) {
        let begun = std::time::Instant::now();
        loop {
            let stream = TokioIo::new(self.connect(b"h2").await);
            let (mut client, connection) =
                hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
                    .await
                    .expect("HTTP/2");
            tokio::spawn(connection);
            let page = client
                .send_request(get("/api/metrics"))
                .await
                .expect("an answer");
            let page = page.into_body().collect().await.expect("a page").to_bytes();
            let page = String::from_utf8_lossy(&page).into_owned();
            // The one that asks is under way itself.
            if page.contains("\nresync_http_requests_in_flight 1\n") {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{page}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

fn get(path: &str) -> http::Request<Empty<bytes::Bytes>> {
    http::Request::get(format!("https://localhost{path}"))
        .body(Empty::new())
        .expect("a request")
}

#[tokio::test]
async fn requests_share_a_connection_and_are_answered_as_over_http_1() {
    let secure = Secure::start().await;
    let stream = TokioIo::new(secure.connect(b"h2").await);
    let (client, connection) = hyper::client::conn::http2::handshake::<_, _, Full<bytes::Bytes>>(
        TokioExecutor::new(),
        stream,
    )
    .await
    .expect("HTTP/2");
    tokio::spawn(connection);
    let form = url_form(&[
        ("grant_type", "password"),
        ("username", "vera"),
        ("password", PASSWORD),
    ]);
    let login = http::Request::post("https://localhost/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from(form))
        .expect("a request");
    let login = client.clone().send_request(login).await.expect("an answer");
    assert_eq!(
        (login.status().as_u16(), login.version()),
        (200, http::Version::HTTP_2)
    );
    assert!(login.headers().contains_key("strict-transport-security"));
    let body = login
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    let token = body["access_token"].as_str().expect("a token");
    let all = (0..300).map(|number| {
        let (path, expected) = match number % 3 {
            0 => ("/api/health/app", 200),
            1 => ("/api/agents", 200),
            _ => ("/nothing", 404),
        };
        let request = http::Request::get(format!("https://localhost{path}"))
            .header("authorization", format!("Bearer {token}"))
            .body(Full::default())
            .expect("a request");
        let mut client = client.clone();
        async move {
            let response = client.send_request(request).await.expect("an answer");
            assert_eq!(response.status(), expected, "{path}");
            assert!(response.headers().contains_key("x-request-id"));
            response.into_body().collect().await.expect("a body");
        }
    });
    futures_util::future::join_all(all).await;
    // Other hosts are refused here too.
    let foreign = http::Request::get("https://evil.example/login").body(Full::default());
    let foreign = client
        .clone()
        .send_request(foreign.expect("a request"))
        .await;
    assert_eq!(foreign.expect("an answer").status(), 421);
}
