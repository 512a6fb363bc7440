//! The options in the URL of a table.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The default limit of open connections: far below the 1,024 files that a process may open by default.
const CONNECTIONS: u32 = 100;
const MOST_CONNECTIONS: u32 = 10_000;
/// The default time limit of one attempt. DynamoDB answers in milliseconds; a page of a scan may take a second.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// The default time limit of a call with all its attempts.
const TIMEOUT: Duration = Duration::from_secs(120);
/// The longest timeout. A longer one is a mistake.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(600);

/// A table, where it is, and how to reach it. The AWS environment provides what is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The table's name or ARN.
    pub table: String,
    /// The region.
    pub region: Option<String>,
    /// A server other than AWS's: `http://HOST[:PORT]` or `https://HOST[:PORT]`.
    pub endpoint: Option<String>,
    /// The profile of the shared configuration files.
    pub profile: Option<String>,
    /// The limit of open connections.
    pub connections: u32,
    /// The time limit of one attempt of a request.
    pub attempt_timeout: Duration,
    /// The time limit of a call with all its attempts.
    pub timeout: Duration,
    /// Whether requests ask DynamoDB what they cost.
    pub capacity: bool,
}

impl Settings {
    /// The default settings of a table.
    pub fn new(table: String) -> Self {
        Self {
            table,
            region: None,
            endpoint: None,
            profile: None,
            connections: CONNECTIONS,
            attempt_timeout: ATTEMPT_TIMEOUT,
            timeout: TIMEOUT,
            capacity: false,
        }
    }

    /// Sets an option of the URL. The error is a sentence without its full stop.
    pub fn set(&mut self, name: &str, value: String) -> Result<(), String> {
        match name {
            "region" => self.region = Some(text(name, value)?),
            "profile" => self.profile = Some(text(name, value)?),
            "endpoint" => {
                check_endpoint("'endpoint'", &value)?;
                self.endpoint = Some(value);
            }
            "connections" => {
                self.connections =
                    value.parse().ok().filter(|count| (1..=MOST_CONNECTIONS).contains(count)).ok_or_else(
                        || format!("'connections' must be a whole number from 1 to {MOST_CONNECTIONS}"),
                    )?;
            }
            "timeout" => self.timeout = milliseconds(name, &value)?,
            "attemptTimeout" => self.attempt_timeout = milliseconds(name, &value)?,
            "capacity" if matches!(&*value, "" | "true") => self.capacity = true,
            "capacity" => {
                return Err(format!(
                    "'capacity={value}' is not understood: write 'capacity' to learn what requests cost, or leave it out"
                ));
            }
            _ => {
                return Err(format!(
                    "'{name}' is not an option of a DynamoDB store. Its options are 'region', 'endpoint', \
                     'profile', 'connections', 'timeout', 'attemptTimeout', 'capacity' and 'readonly'"
                ));
            }
        }
        Ok(())
    }

    /// The URL of the table, with the options that locate it.
    pub fn url(&self) -> String {
        let options = [("region", &self.region), ("endpoint", &self.endpoint), ("profile", &self.profile)];
        let mut url = format!("dynamodb://{}", self.table);
        for (name, value) in options.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(name);
            url.push('=');
            if name == "endpoint" {
                url.extend(utf8_percent_encode(value, NON_ALPHANUMERIC).map(unescape_dots));
            } else {
                url.push_str(value);
            }
        }
        url
    }
}

/// Checks an endpoint. The error is a sentence without its full stop, about `what`.
pub(super) fn check_endpoint(what: &str, endpoint: &str) -> Result<(), String> {
    let rest = endpoint.strip_prefix("http://").or_else(|| endpoint.strip_prefix("https://"));
    let host = rest.map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
    // Requests are signed, so nothing would use a password. It would show where the address does. One that is not escaped may
    // look like a path.
    if endpoint.contains('@') {
        return Err(format!(
            "{what} must not contain a user or a password: the credentials come from the AWS environment"
        ));
    }
    let is_plain = !endpoint.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_plain && host.is_some_and(|host| !host.is_empty()) {
        return Ok(());
    }
    Err(format!(
        "{what} must begin with 'http://' or 'https://' and name a host, as in 'http://localhost:8000'"
    ))
}

fn text(name: &str, value: String) -> Result<String, String> {
    if value.is_empty() {
        Err(format!("'{name}' is empty: give it a value, or leave it out"))
    } else {
        Ok(value)
    }
}

fn milliseconds(name: &str, value: &str) -> Result<Duration, String> {
    let given = value.parse().ok().filter(|given| *given > 0).map(Duration::from_millis);
    given.filter(|given| *given <= LONGEST_TIMEOUT).ok_or_else(|| {
        format!("'{name}' must be a whole number of milliseconds from 1 to {}", LONGEST_TIMEOUT.as_millis())
    })
}

/// Dots and hyphens need no escape, and make addresses easier to read.
fn unescape_dots(part: &str) -> &str {
    match part {
        "%2E" => ".",
        "%2D" => "-",
        part => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_where_the_table_is() {
        let mut settings = Settings::new("my-table".to_owned());
        assert_eq!(settings.url(), "dynamodb://my-table");
        settings.set("region", "eu-west-1".to_owned()).unwrap();
        settings.set("endpoint", "http://127.0.0.1:8000".to_owned()).unwrap();
        settings.set("timeout", "3000".to_owned()).unwrap();
        assert_eq!(settings.timeout, Duration::from_secs(3));
        assert_eq!(
            settings.url(),
            "dynamodb://my-table?region=eu-west-1&endpoint=http%3A%2F%2F127.0.0.1%3A8000"
        );
    }

    #[test]
    fn an_endpoint_has_a_scheme_and_a_host() {
        for endpoint in ["http://localhost:8000", "https://vpce-1.amazonaws.com", "http://[::1]:8000"] {
            assert_eq!(check_endpoint("'endpoint'", endpoint), Ok(()), "{endpoint}");
        }
        let with_password = [
            "http://user:secret@localhost:8000/",
            "http://user:se/secret@localhost:8000",
            "user:secret@localhost",
            "http:\\\\user:secret@localhost",
        ];
        for endpoint in ["", "localhost:8000", "http://", "https://:80", "ftp://x", "http://a b"]
            .into_iter()
            .chain(with_password)
        {
            let error = check_endpoint("'endpoint'", endpoint).unwrap_err();
            assert!(!error.contains("secret"), "{endpoint}");
        }
    }
}
