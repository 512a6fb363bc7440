//! Why a request got no answer, in words that users know.

use std::error::Error;
use std::fmt;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_dynamodb::error::SdkError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use rustls::CertificateError;

/// Why a request got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// There are no credentials, or a provider failed to fetch them.
    Credentials,
    /// The server's certificate is not trusted.
    Certificate(String),
    /// The process has reached its limit of open files.
    TooManyFiles,
    /// There is no connection, so the request was not sent.
    NotConnected(String),
    /// The call timed out before a connection was free, so the request was not sent.
    NoneFree,
    /// No answer came in time.
    TimedOut,
    /// The connection broke.
    Broken,
    /// The answer is not from DynamoDB.
    NoAnswer,
    /// The request could not be built.
    NotMade(String),
}

/// The error of a call that timed out while it waited for a connection.
#[derive(Debug)]
pub(super) struct NoneFree;

impl fmt::Display for NoneFree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no connection was free")
    }
}

impl Error for NoneFree {}

/// Why an attempt got no answer.
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
        // A broken connection is an I/O error or a transient one, so any other error is of the request itself.
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
        CertificateError::UnknownIssuer => {
            "it is signed by an authority that this process does not know".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet: check the clock of this machine".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another host".to_owned()
        }
        CertificateError::Revoked => "it is revoked".to_owned(),
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "it belongs to an authority, not to a server".to_owned()
        }
        _ => "it is malformed, or of an unknown kind".to_owned(),
    }
}

fn connect_words<E: Error + 'static>(error: &E) -> String {
    use io::ErrorKind;
    let texts: Vec<_> = chain(error).map(ToString::to_string).collect();
    if texts.iter().any(|text| text.starts_with("dns error")) {
        return "the name of the host is unknown".to_owned();
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

/// The message of the innermost error, without those of the libraries around it.
fn last_words<E: Error + 'static>(error: &E) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| error.downcast_ref())
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| inner(*error))
}

/// The error that an error wraps. The `source` of an I/O error skips the error that it wraps itself.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
