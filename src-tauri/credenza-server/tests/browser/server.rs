//! A running server on an empty folder, and a client that writes raw bytes.

use credenza_app::{App, AppConfig};
use credenza_server::{BrowserConfig, BrowserServer, serve_browser};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Running {
    pub(crate) server: BrowserServer,
    pub(crate) app: App,
    _folder: tempfile::TempDir,
}

/// Starts a server on a folder without a vault.
pub(crate) async fn start() -> Running {
    let folder = tempfile::tempdir().unwrap();
    let config = AppConfig::from_environment(Some(folder.path().join("vault"))).unwrap();
    let app = App::open(config).await.unwrap();
    let server = serve_browser(app.clone(), BrowserConfig::default()).await.unwrap();
    Running { server, app, _folder: folder }
}

impl Running {
    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    pub(crate) fn token(&self) -> String {
        self.server.link().split_once("#session=").unwrap().1.to_owned()
    }

    pub(crate) async fn send(&self, request: &Request) -> Answer {
        self.send_bytes(&request.bytes()).await
    }

    /// Writes the bytes and reads until the server closes, or says nothing more for a while.
    pub(crate) async fn send_bytes(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        // The server may refuse and close before everything is written.
        let _ = tokio::time::timeout(LIMIT, stream.write_all(bytes)).await.unwrap();
        let mut answer = vec![];
        let reading = async {
            let mut part = [0; 4096];
            while let Ok(count) = stream.read(&mut part).await
                && count > 0
            {
                answer.extend_from_slice(&part[..count]);
            }
        };
        tokio::time::timeout(LIMIT, reading).await.expect("the server closes the connection");
        Answer(String::from_utf8_lossy(&answer).into_owned())
    }

    /// The request of the page itself, which the server answers. Hostile ones are variations of it.
    pub(crate) fn honest(&self) -> Request {
        let host = self.address().to_string();
        Request {
            line: "POST /rpc/vault.status HTTP/1.1".to_owned(),
            headers: vec![
                ("Origin".to_owned(), format!("http://{host}")),
                ("Host".to_owned(), host),
                ("Sec-Fetch-Site".to_owned(), "same-origin".to_owned()),
                ("X-Credenza-Session".to_owned(), self.token()),
                ("Content-Type".to_owned(), "application/json".to_owned()),
                ("Connection".to_owned(), "close".to_owned()),
            ],
            body: "{}".to_owned(),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    pub(crate) fn line(mut self, line: &str) -> Self {
        line.clone_into(&mut self.line);
        self
    }

    /// Sets a header to one value.
    pub(crate) fn set(self, name: &str, value: &str) -> Self {
        self.without(name).also(name, value)
    }

    /// Adds a header beside those of the same name.
    pub(crate) fn also(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.line);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
            text.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        format!("{text}\r\n{}", self.body).into_bytes()
    }
}

/// What came back, as text.
pub(crate) struct Answer(pub(crate) String);

impl Answer {
    /// The status, or 0 where the connection was closed without one.
    pub(crate) fn status(&self) -> u16 {
        self.0.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let head = self.0.split("\r\n\r\n").next()?;
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn body(&self) -> &str {
        self.0.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }
}
