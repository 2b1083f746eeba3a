//! One finished command: what it was asked, what it said, how it ended.

use serde_json::Value;
use std::fmt;
use std::io::Read;
use std::process::{Child, Command};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

/// No command of these tests may take longer.
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct Transcript {
    words: String,
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Transcript {
    /// A command that somebody else ran to its end.
    pub fn made(words: &[String], code: i32, stdout: String, stderr: String) -> Self {
        Self { words: words.join(" "), code, stdout, stderr }
    }

    /// The one JSON value on standard output; standard error says something to the person.
    pub fn told(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("no JSON value: {self}"))
    }

    /// Runs a command to its end.
    pub fn of(mut command: Command, words: &[&str]) -> Self {
        Self::finished(command.spawn().unwrap(), words)
    }

    /// Waits for a started command.
    pub fn finished(mut child: Child, words: &[&str]) -> Self {
        let stdout = read_all(child.stdout.take());
        let stderr = read_all(child.stderr.take());
        let until = Instant::now() + LIMIT;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > until {
                let _ = child.kill();
                panic!("credenza {} took longer than {LIMIT:?}", words.join(" "));
            }
            sleep(Duration::from_millis(5));
        };
        Self {
            words: words.join(" "),
            code: status.code().unwrap_or(-1),
            stdout: stdout.join().unwrap(),
            stderr: stderr.join().unwrap(),
        }
    }

    /// It must have succeeded.
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{self}");
        self
    }

    /// The one JSON value on standard output, with nothing on standard error.
    pub fn value(&self) -> Value {
        assert_eq!(self.stderr, "", "--json says nothing on standard error: {self}");
        let mut values = serde_json::Deserializer::from_str(&self.stdout).into_iter::<Value>();
        let value = values.next().unwrap_or_else(|| panic!("no JSON value: {self}"));
        let value = value.unwrap_or_else(|error| panic!("{error}: {self}"));
        assert!(values.next().is_none(), "more than one JSON value: {self}");
        value
    }

    /// The error of a command that ended with this exit code.
    pub fn error(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self}");
        let value = self.value();
        assert_eq!(value.as_object().unwrap().len(), 1, "{self}");
        let error = value["error"].clone();
        assert!(error["code"].is_string() && error["message"].is_string(), "{self}");
        error
    }
}

fn read_all(stream: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            stream.read_to_end(&mut bytes).unwrap();
        }
        String::from_utf8(bytes).unwrap()
    })
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { words, code, stdout, stderr } = self;
        write!(
            f,
            "$ credenza {words}\nexit code {code}\n--- stdout\n{stdout}\n--- stderr\n{stderr}"
        )
    }
}
