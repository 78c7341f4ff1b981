//! TLS as schedulers really have it: self-signed, expired, for another name, or not at all.

use std::io::Write;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use resync::Error;
use resync::config::Engine;
use resync::tws::Client;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::engine::engine;
use crate::fault::{Fake, Step, json};

/// An authority, and the PEM file that makes it trusted.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: tempfile::NamedTempFile,
}

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(issuer.pem().as_bytes()).expect("written");
    Authority { issuer, file }
}

/// A server whose certificate is for `name`, changed by `change`.
async fn server(by: &Authority, name: &str, change: fn(&mut CertificateParams)) -> Fake {
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    change(&mut params);
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, &by.issuer).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a usable certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Fake::start_tls(acceptor, |_, _| json(200, r#"{"timezone":"UTC"}"#)).await
}

/// A server whose certificate is good for some days and whose clock is some seconds ahead, and the file
/// that makes it trusted.
pub async fn dated(days: i64, ahead: i64) -> (Fake, tempfile::NamedTempFile) {
    let authority = authority();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name");
    let until = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(days * 24);
    let until = until.to_zoned(jiff::tz::TimeZone::UTC);
    let (month, day) = (until.month().unsigned_abs(), until.day().unsigned_abs());
    params.not_after = date_time_ymd(i32::from(until.year()), month, day);
    let key = KeyPair::generate().expect("a key");
    let certificate = params
        .signed_by(&key, &authority.issuer)
        .expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a usable certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = Fake::start_tls(acceptor, move |_, _| {
        let there = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead);
        let date = there.strftime("%a, %d %b %Y %H:%M:%S GMT");
        crate::fault::with_header(
            200,
            &format!("Date: {date}\r\nContent-Type: application/json"),
            r#"{"timezone":"UTC"}"#,
        )
    })
    .await;
    (server, authority.file)
}

async fn read(engine: &Engine) -> Result<(), Error> {
    Client::new(engine)?.engine_info().await.map(|_| ())
}

fn trusting(server: &Fake, by: &Authority) -> Engine {
    Engine {
        ca_file: Some(by.file.path().to_owned()),
        ..engine(&server.url)
    }
}

async fn refused(engine: &Engine, text: &str, hint: &str) {
    let error = read(engine).await.expect_err("refused");
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(error.to_string().contains(text), "{error}");
    assert!(
        error.hint().is_some_and(|found| found.contains(hint)),
        "{:?}",
        error.hint()
    );
}

#[tokio::test]
async fn an_unknown_authority_is_refused_until_it_is_given() {
    let authority = authority();
    let server = server(&authority, "127.0.0.1", |_| {}).await;
    refused(&engine(&server.url), "unknown authority", "TWS_CA_FILE").await;
    read(&trusting(&server, &authority)).await.expect("trusted");
    read(&Engine {
        insecure: true,
        ..engine(&server.url)
    })
    .await
    .expect("told not to look");
}

#[tokio::test]
async fn an_expired_certificate_is_told_so() {
    let authority = authority();
    let server = server(&authority, "127.0.0.1", |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    })
    .await;
    refused(&trusting(&server, &authority), "has expired", "renew").await;
}

#[tokio::test]
async fn a_certificate_for_another_host_is_told_so() {
    let authority = authority();
    let server = server(&authority, "mdm.example", |_| {}).await;
    refused(
        &trusting(&server, &authority),
        "another host name",
        "host name",
    )
    .await;
}

#[tokio::test]
async fn speaking_the_wrong_scheme_is_told_with_the_right_one() {
    let plain = Fake::start(|_, _| json(200, "{}")).await;
    let https = plain.url.replace("http:", "https:");
    refused(&engine(&https), "does not speak TLS", &plain.url).await;
    let authority = authority();
    let tls = server(&authority, "127.0.0.1", |_| {}).await;
    let error = read(&engine(&tls.url.replace("https:", "http:")))
        .await
        .expect_err("refused");
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(
        error.hint().is_some_and(|hint| hint.contains(&tls.url)),
        "{error} {:?}",
        error.hint()
    );
}

/// Presents whatever certificate it was given last.
#[derive(Debug)]
struct Rotating(std::sync::RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Rotating {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().expect("no panic").clone())
    }
}

fn certified(by: &Authority) -> Arc<CertifiedKey> {
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name");
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, &by.issuer).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let signer = aws_lc_rs::sign::any_supported_type(&key).expect("a usable key");
    Arc::new(CertifiedKey::new(vec![certificate.der().clone()], signer))
}

#[tokio::test]
async fn a_certificate_that_is_rotated_while_running_is_accepted_and_a_foreign_one_is_not() {
    let authority = authority();
    let rotating = Arc::new(Rotating(std::sync::RwLock::new(certified(&authority))));
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_cert_resolver(rotating.clone());
    // A resumed session would need no certificate at all.
    config.send_tls13_tickets = 0;
    // Each answer ends its connection, so that each read shakes hands anew.
    let server = Fake::start_tls(TlsAcceptor::from(Arc::new(config)), |_, _| {
        let mut script = json(200, r#"{"timezone":"UTC"}"#);
        script.push(Step::Close);
        script
    })
    .await;
    let client = Client::new(&trusting(&server, &authority))
        .expect("client")
        .fresh();
    client.engine_info().await.expect("the first certificate");
    *rotating.0.write().expect("no panic") = certified(&authority);
    client.engine_info().await.expect("the next certificate");
    *rotating.0.write().expect("no panic") = certified(&self::authority());
    let error = client
        .engine_info()
        .await
        .expect_err("a foreign certificate");
    assert!(
        error.to_string().contains("certificate was not accepted"),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_only_speaks_old_protocols_is_refused_with_the_reason() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut hello = [0; 512];
            let _ = socket.read(&mut hello).await;
            // TLS 1.0 record, fatal alert 70: no protocol version in common.
            let _ = socket.write_all(&[0x15, 3, 1, 0, 2, 2, 70]).await;
        }
    });
    let error = read(&engine(&url)).await.expect_err("refused");
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    let text = format!("{error} {:?}", error.hint());
    assert!(text.contains("TLS") && text.contains("version"), "{text}");
}

#[tokio::test]
async fn a_ca_file_that_holds_no_certificate_is_a_configuration_error() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    let with = |path: &std::path::Path| Engine {
        ca_file: Some(path.to_owned()),
        ..engine("https://127.0.0.1:1")
    };
    let path = file.path().to_owned();
    for content in [
        "",
        "no PEM",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        file.write_all(content.as_bytes()).expect("written");
        let error = Client::new(&with(&path)).expect_err("refused");
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(
            error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
    }
    let error = Client::new(&with(std::path::Path::new("/no/such.pem"))).expect_err("refused");
    assert!(error.to_string().contains("/no/such.pem"), "{error}");
}

#[tokio::test]
async fn a_host_name_that_does_not_resolve_is_told_so() {
    let error = read(&engine("http://no-such-host.invalid:9"))
        .await
        .expect_err("unknown");
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(
        error.to_string().contains("could not be resolved"),
        "{error}"
    );
}
