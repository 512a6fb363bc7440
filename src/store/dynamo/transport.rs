//! Why a request got no answer, in words that a user knows.

use std::error::Error;
use std::fmt;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_dynamodb::error::SdkError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use rustls::CertificateError;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// No credentials, or none that a provider could get.
    Credentials,
    /// The server's certificate is not one to trust.
    Certificate(String),
    /// The process may open no more files.
    TooManyFiles,
    /// No connection could be made, so that nothing was sent.
    NotConnected(String),
    /// The call ended before a connection was free, so that nothing was sent.
    NoneFree,
    /// No answer came in time.
    TimedOut,
    /// The connection broke.
    Broken,
    /// The answer is none of DynamoDB's.
    NoAnswer,
    /// The request could not be made.
    NotMade(String),
}

/// The end of a call that waited for a connection.
#[derive(Debug)]
pub(super) struct NoneFree;

impl fmt::Display for NoneFree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no connection was free")
    }
}

impl Error for NoneFree {}

/// Why an attempt failed that DynamoDB did not answer.
pub(super) fn reason<E: Error + Send + Sync + 'static>(error: &SdkError<E, HttpResponse>) -> Reason {
    if find::<CredentialsError>(error).is_some() {
        return Reason::Credentials;
    }
    if find::<NoneFree>(error).is_some() {
        return Reason::NoneFree;
    }
    if let Some(rustls::Error::InvalidCertificate(certificate)) = find::<rustls::Error>(error) {
        return Reason::Certificate(certificate_words(certificate));
    }
    if find::<io::Error>(error).is_some_and(is_out_of_files) {
        return Reason::TooManyFiles;
    }
    if find::<hyper_util::client::legacy::Error>(error)
        .is_some_and(hyper_util::client::legacy::Error::is_connect)
    {
        return Reason::NotConnected(connect_words(error));
    }
    match error {
        SdkError::TimeoutError(_) => Reason::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Reason::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_user() => Reason::NotMade(last_words(error)),
        // A connection that breaks is an error of input and output, or one that is known to pass.
        SdkError::DispatchFailure(failure)
            if failure.is_other()
                && failure.as_connector_error().is_none_or(|error| error.as_other().is_none()) =>
        {
            Reason::NotMade(last_words(error))
        }
        SdkError::DispatchFailure(_) => Reason::Broken,
        SdkError::ConstructionFailure(_) => Reason::NotMade(last_words(error)),
        _ => Reason::NoAnswer,
    }
}

fn certificate_words(error: &CertificateError) -> String {
    match error {
        CertificateError::UnknownIssuer => "it is signed by an authority that is not known here".to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet: look at the clock of this machine".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another host".to_owned()
        }
        CertificateError::Revoked => "it was revoked".to_owned(),
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "it is an authority's own, which no server may show".to_owned()
        }
        _ => "it is malformed, or of a kind that is not known".to_owned(),
    }
}

fn connect_words<E: Error + 'static>(error: &E) -> String {
    use io::ErrorKind;
    let texts: Vec<_> = chain(error).map(ToString::to_string).collect();
    if texts.iter().any(|text| text.starts_with("dns error")) {
        return "the host's name is not known".to_owned();
    }
    if texts.iter().any(|text| text.contains("timeout")) {
        return "the server did not accept the connection in time".to_owned();
    }
    if let Some(error) = find::<rustls::Error>(error) {
        return format!("TLS failed ({error})");
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(ErrorKind::ConnectionRefused) => "the connection was refused (ECONNREFUSED)".to_owned(),
        Some(ErrorKind::ConnectionReset) => "the connection was reset (ECONNRESET)".to_owned(),
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => {
            "there is no route to it".to_owned()
        }
        Some(ErrorKind::UnexpectedEof) => "the connection ended while TLS began".to_owned(),
        _ => last_words(error),
    }
}

/// `EMFILE` and `ENFILE`, on every system that has them.
fn is_out_of_files(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(23 | 24))
}

/// What the innermost error says, without what the libraries around it say of themselves.
fn last_words<E: Error + 'static>(error: &E) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| error.downcast_ref())
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| inner(*error))
}

/// What an error wraps. An error of input and output tells the cause of what it wraps, but not that itself.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
