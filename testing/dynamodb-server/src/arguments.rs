//! The command line. A single flag needs no library.

use std::ffi::OsString;

/// Parses `[--port N]`. Without it, returns 0, for any free port.
pub fn port(arguments: impl IntoIterator<Item = OsString>) -> Result<u16, String> {
    let mut arguments = arguments.into_iter().map(|argument| argument.to_string_lossy().into_owned());
    let mut port = 0;
    while let Some(argument) = arguments.next() {
        let value = match argument.split_once('=') {
            Some(("--port", value)) => Some(value.to_owned()),
            None if argument == "--port" => arguments.next(),
            _ => return Err(format!("'{argument}' is not an argument. Use [--port N]")),
        };
        let value = value.ok_or("'--port' needs a number")?;
        port = value.parse().map_err(|_| format!("'{value}' is not the number of a port"))?;
    }
    Ok(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_port() {
        let read = |arguments: &[&str]| port(arguments.iter().map(OsString::from));
        assert_eq!(read(&[]), Ok(0));
        assert_eq!(read(&["--port", "8000"]), Ok(8000));
        assert_eq!(read(&["--port=8001"]), Ok(8001));
        for wrong in [&["--port"][..], &["--port", "80000"], &["--host=x"], &["8000"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
