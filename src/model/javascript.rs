//! Evaluates JavaScript of this package, for tests that compare it with Rust.

#![allow(clippy::missing_panics_doc)] // a test fails by it

use std::process::Command;

use serde_json::Value;

/// Evaluates an expression in Node.js, at the root of the package.
pub fn evaluate(expression: &str) -> Value {
    let script = format!("process.stdout.write(JSON.stringify({expression}))");
    let node = Command::new("node").args(["-e", &script]).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = node.expect("this test needs Node.js on the PATH");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
