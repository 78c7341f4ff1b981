//! TLS of the server: a certificate and its key, read again when asked to.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::error::{Error, Result};

/// A certificate and its key. Cloning shares them.
#[derive(Clone)]
pub struct Tls {
    files: Arc<Files>,
    acceptor: TlsAcceptor,
}

#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<CertifiedKey>>,
}

impl ResolvesServerCert for Files {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(
            &self.current.read().unwrap_or_else(PoisonError::into_inner),
        ))
    }
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey> {
    let failed = |path: &Path, what: &str| {
        Error::config(format!("failed to read the {what} in {}", path.display()))
            .with_hint("both files are PEM; the certificate's file holds its chain too")
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
        .map_err(|error| failed(certificate, "certificate").with_source(error))?;
    if chain.is_empty() {
        return Err(failed(certificate, "certificate"));
    }
    let private = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| failed(key, "private key").with_source(error))?;
    let private = any_supported_type(&private)
        .map_err(|error| failed(key, "private key").with_source(error))?;
    let pair = CertifiedKey::new(chain, private);
    pair.keys_match().map_err(|error| {
        Error::config(format!(
            "{} is not the key of {}",
            key.display(),
            certificate.display()
        ))
        .with_source(error)
    })?;
    Ok(pair)
}

impl Tls {
    /// Reads the files.
    pub fn open(certificate: PathBuf, key: PathBuf) -> Result<Self> {
        let current = RwLock::new(Arc::new(read(&certificate, &key)?));
        let files = Arc::new(Files {
            certificate,
            key,
            current,
        });
        let resolver: Arc<dyn ResolvesServerCert> = files.clone();
        let mut config = ServerConfig::builder()
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            files,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }

    /// Reads the files again; when they are not in order, those before stay.
    pub fn reload(&self) -> Result<()> {
        let new = read(&self.files.certificate, &self.files.key)?;
        let mut current = self
            .files
            .current
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(new);
        Ok(())
    }

    /// Greets connections.
    pub(super) fn acceptor(&self) -> &TlsAcceptor {
        &self.acceptor
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("certificate", &self.files.certificate)
            .finish_non_exhaustive()
    }
}
