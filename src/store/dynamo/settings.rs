//! What the URL of a table says.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Connections that are open at a time unless the URL says otherwise: far below the 1,024 files that a process may
/// have by default.
const CONNECTIONS: u32 = 100;
const MOST_CONNECTIONS: u32 = 10_000;
/// How long one attempt of a request may take. DynamoDB answers in milliseconds; a page of a scan may take a second.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a call may take with all its attempts.
const TIMEOUT: Duration = Duration::from_secs(120);
/// A timeout above this one is a mistake.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(600);

/// Which table, where it is, and how it is reached. What is not named comes from the AWS environment.
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
    /// Most connections that are open at a time.
    pub connections: u32,
    /// How long one attempt of a request may take.
    pub attempt_timeout: Duration,
    /// How long a call may take with all its attempts.
    pub timeout: Duration,
}

impl Settings {
    /// Those of a table of which nothing but the name is said.
    pub fn new(table: String) -> Self {
        Self {
            table,
            region: None,
            endpoint: None,
            profile: None,
            connections: CONNECTIONS,
            attempt_timeout: ATTEMPT_TIMEOUT,
            timeout: TIMEOUT,
        }
    }

    /// Takes an option of a URL, or says what is wrong with it.
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
            _ => {
                return Err(format!(
                    "'{name}' is not an option of a DynamoDB store. There are 'region', 'endpoint', 'profile', \
                     'connections', 'timeout' and 'attemptTimeout'"
                ));
            }
        }
        Ok(())
    }

    /// The URL of the table, with the options that say where it is.
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

/// Whether an endpoint is one, or what it must look like.
pub fn check_endpoint(what: &str, endpoint: &str) -> Result<(), String> {
    let rest = endpoint.strip_prefix("http://").or_else(|| endpoint.strip_prefix("https://"));
    let host = rest.map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
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
        Err(format!("'{name}' is empty: leave it out, or say which one"))
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

/// Dots and hyphens need no escape, and an address is easier to read with them.
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
        for endpoint in ["", "localhost:8000", "http://", "https://:80", "ftp://x", "http://a b"] {
            assert!(check_endpoint("'endpoint'", endpoint).is_err(), "{endpoint}");
        }
    }
}
