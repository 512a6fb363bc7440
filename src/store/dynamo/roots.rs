//! The trusted certificate authorities: those of Node.js, which JavaScript passes when it opens the first table, and
//! those of the system, which slim images lack. `AWS_CA_BUNDLE` replaces them all, as in the AWS SDKs.

use std::sync::OnceLock;

use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use aws_smithy_types::base64;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::model::{Error, Result};

static OF_NODE: OnceLock<String> = OnceLock::new();

/// Trusts the authorities of a text in PEM. Later calls have no effect.
pub fn trust(authorities: String) {
    let _ = OF_NODE.set(authorities);
}

/// The TLS settings of connections.
pub(super) fn tls_context() -> Result<TlsContext> {
    let bundle = std::env::var("AWS_CA_BUNDLE").ok().filter(|path| !path.is_empty());
    let store = match bundle {
        None => {
            let system = rustls_native_certs::load_native_certs().certs;
            let of_node = OF_NODE.get().map(|pem| certificates(pem.as_bytes())).unwrap_or_default();
            system.into_iter().chain(of_node).fold(TrustStore::empty(), with)
        }
        Some(path) => {
            let unusable =
                |why: &str| Error::refused("DYNAMODB_FAILED", format!("AWS_CA_BUNDLE '{path}' {why}."));
            let pem = std::fs::read(&path).map_err(|_| unusable("cannot be read"))?;
            let certificates = certificates(&pem);
            if certificates.is_empty() {
                return Err(unusable("holds no certificate in PEM"));
            }
            certificates.into_iter().fold(TrustStore::empty(), with)
        }
    };
    TlsContext::builder().with_trust_store(store).build().map_err(|_| Error::internal())
}

/// The certificates of a text, without those that cannot be read.
fn certificates(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem).filter_map(std::result::Result::ok).collect()
}

fn with(store: TrustStore, certificate: CertificateDer<'static>) -> TrustStore {
    let pem =
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64::encode(&certificate));
    // The client panics on a certificate that rustls refuses.
    if RootCertStore::empty().add(certificate).is_ok() { store.with_pem_certificate(pem) } else { store }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_but_a_certificate_is_left_out() {
        assert_eq!(certificates(b"").len(), 0);
        assert_eq!(
            certificates(b"-----BEGIN CERTIFICATE-----\nno base64!\n-----END CERTIFICATE-----\n").len(),
            0
        );
        let nonsense = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let store = certificates(nonsense).into_iter().fold(TrustStore::empty(), with);
        assert!(TlsContext::builder().with_trust_store(store).build().is_ok());
    }
}
