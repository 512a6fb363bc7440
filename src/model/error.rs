//! Errors as the application sees them: a name, a stable code and a sentence.

use std::borrow::Cow;
use std::fmt;

/// The result of a fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

const STORE_GONE: &str = "STORE_GONE";

/// An error that reaches the application, where it becomes a JavaScript error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// `error.name`: `ValidationError`, `Error`, or the name that DynamoDB uses.
    pub name: &'static str,
    /// `error.code`: stable, for programs.
    pub code: &'static str,
    /// `error.message`: for people. Those that the reference has are equal to it.
    pub message: Cow<'static, str>,
    /// `error.hint`: what to write instead, where the message of the reference does not say so.
    pub hint: Option<Cow<'static, str>>,
    /// `error.key` and `error.item`, where what is stored under a key is the reason.
    pub found: Option<Box<Found>>,
}

/// What is stored under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The key.
    pub key: String,
    /// The item as JSON text with its metadata and version, empty if there is no item, or only an expired one. `None` if the
    /// error does not say.
    pub item: Option<String>,
}

impl Error {
    /// Bad input: a `ValidationError` with `statusCode` 400.
    pub fn invalid(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::named("ValidationError", code, message)
    }

    /// A request that the item's state or the store refuses: a plain `Error`.
    pub fn refused(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::named("Error", code, message)
    }

    /// A request that DynamoDB itself would refuse, under the name that DynamoDB uses.
    pub fn validation_exception(message: impl Into<Cow<'static, str>>) -> Self {
        Self::named("ValidationException", "VALIDATION_EXCEPTION", message)
    }

    /// An error under another name.
    pub fn named(name: &'static str, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { name, code, message: message.into(), hint: None, found: None }
    }

    /// The files of the store were deleted or replaced while it was open.
    pub fn gone(message: impl Into<Cow<'static, str>>) -> Self {
        Self::refused(STORE_GONE, message)
    }

    /// Whether the store takes no more writes, so that a repetition is in vain.
    pub fn is_gone(&self) -> bool {
        self.code == STORE_GONE
    }

    /// The same error, with what to write instead.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<Cow<'static, str>>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same error, because of what is stored under a key.
    #[must_use]
    pub fn because_of(self, found: Found) -> Self {
        Self { found: Some(Box::new(found)), ..self }
    }

    /// The same error, with the key that it is about, unless it names one.
    #[must_use]
    pub fn about(self, key: String) -> Self {
        if self.found.is_some() {
            return self;
        }
        self.because_of(Found { key, item: None })
    }

    /// A write that always met items that others had just changed.
    pub fn contention(key: String) -> Self {
        let message = format!("Others change the item '{key}' all the time. Try again later.");
        Self::refused("CONTENTION", message).because_of(Found { key, item: None })
    }

    /// A transaction beyond the limits of DynamoDB, which hold on both stores.
    pub fn transaction_too_large() -> Self {
        Self::invalid(
            "TRANSACTION_TOO_LARGE",
            "A transaction has at most 100 items, and 4 MB of them. Split it, or write what need not \
             change together with a batch of 'set'.",
        )
    }

    /// A group that is to be forgotten although programs are in it.
    pub fn group_in_use(group: &str) -> Self {
        Self::refused(
            "GROUP_IN_USE",
            format!(
                "The group '{group}' has members that are alive, so it was not forgotten. Stop the programs whose handlers are \
                 in it, or remove these handlers, then call 'forget' again."
            ),
        )
    }

    /// A bug of this package.
    pub fn internal() -> Self {
        Self::refused("INTERNAL", "ampt-data failed inside this call. Please report it.")
    }

    /// A call on a store or handle that was closed.
    pub fn closed() -> Self {
        Self::refused("CLOSED", "This 'data' is closed. Open the store again with 'Data.open(url)'.")
    }

    /// A key or label that breaks the rules of keys.
    pub fn invalid_key(message: impl Into<Cow<'static, str>>) -> Self {
        Self::invalid("INVALID_KEY", message)
    }

    /// An option whose value is not allowed.
    pub fn invalid_option(message: impl Into<Cow<'static, str>>) -> Self {
        Self::invalid("INVALID_OPTION", message)
    }

    /// A value that cannot be stored.
    pub fn invalid_value(message: impl Into<Cow<'static, str>>) -> Self {
        Self::invalid("INVALID_VALUE", message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.name, self.message, self.code)
    }
}

impl std::error::Error for Error {}
