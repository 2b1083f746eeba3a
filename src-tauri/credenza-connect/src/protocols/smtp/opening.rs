//! The part of an SMTP conversation before encryption: greeting, EHLO, STARTTLS (RFC 3207).
//!
//! Written out here because nothing may be read ahead: whatever comes in the clear behind the
//! answer to STARTTLS was put there by someone else (CVE-2011-0411) and ends the dry run.

use super::{SmtpTarget, failure};
use crate::egress::Egress;
use crate::egress::foreign::one_line;
use crate::stage::{Passed, StageFailure};
use credenza_model::FailureCode;
use std::fmt;
use std::io::{self, Cursor};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// The longest answer that is read; RFC 5321 allows lines of 512 bytes.
const LONGEST_ANSWER: usize = 32 * 1024;

/// A stream on which the conversation can (again) begin with the server's greeting.
pub(super) struct Opened {
    /// The greeting the server gave in the clear, to be read before the stream.
    greeting: Cursor<Vec<u8>>,
    stream: Stream,
}

enum Stream {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

impl Opened {
    pub(super) fn plain(stream: TcpStream) -> Self {
        Self { greeting: Cursor::default(), stream: Stream::Plain(stream) }
    }

    pub(super) fn implicit(stream: TlsStream<TcpStream>) -> Self {
        Self { greeting: Cursor::default(), stream: Stream::Encrypted(Box::new(stream)) }
    }

    fn tcp(&self) -> &TcpStream {
        match &self.stream {
            Stream::Plain(stream) => stream,
            Stream::Encrypted(stream) => stream.get_ref().0,
        }
    }
}

/// Upgrades the connection, or fails: there is no way on in the clear.
pub(super) async fn start_tls(
    mut stream: TcpStream,
    target: &SmtpTarget,
    egress: &Egress<'_>,
) -> Result<Passed<Opened>, StageFailure> {
    let greeting = read_answer(&mut stream).await?;
    if !greeting.is("220") {
        return Err(failure::not_ready(&greeting.text()));
    }
    let capabilities = ask(&mut stream, "EHLO [127.0.0.1]\r\n").await?;
    if !capabilities.is("250") || !capabilities.offers("STARTTLS") {
        return Err(no_start_tls());
    }
    let answer = ask(&mut stream, "STARTTLS\r\n").await?;
    if !answer.is("220") {
        return Err(no_start_tls());
    }
    let passed = egress.tls_handshake(stream, &target.host).await?;
    let mut passed = passed.map(|secured| Opened {
        greeting: Cursor::new(greeting.bytes),
        stream: Stream::Encrypted(Box::new(secured.stream)),
    });
    passed.message = format!("STARTTLS, {}", passed.message);
    Ok(passed)
}

fn no_start_tls() -> StageFailure {
    StageFailure::new(FailureCode::TlsFailed, "The server does not offer STARTTLS; the password was not sent")
        .hint("Try TLS from the start (mostly port 465). If the server should offer STARTTLS, someone on the way may be hiding it.")
        .field("tls")
}

async fn ask(stream: &mut TcpStream, command: &str) -> Result<Answer, StageFailure> {
    stream.write_all(command.as_bytes()).await.map_err(|error| failure::hung_up(&error))?;
    read_answer(stream).await
}

/// One answer, all its lines, and not a byte more.
struct Answer {
    bytes: Vec<u8>,
}

impl Answer {
    fn is(&self, code: &str) -> bool {
        self.bytes.starts_with(code.as_bytes())
    }

    fn text(&self) -> String {
        one_line(&String::from_utf8_lossy(&self.bytes))
    }

    fn offers(&self, keyword: &str) -> bool {
        let text = String::from_utf8_lossy(&self.bytes);
        text.lines().skip(1).any(|line| {
            line.get(4..)
                .and_then(|rest| rest.split_whitespace().next())
                .is_some_and(|word| word.eq_ignore_ascii_case(keyword))
        })
    }

    /// Whether the last line has come: three digits, then anything but a hyphen.
    fn is_whole(&self) -> bool {
        let Some(lines) = self.bytes.strip_suffix(b"\n") else {
            return false;
        };
        let last = lines.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        last.get(3).is_none_or(|separator| *separator != b'-')
    }
}

async fn read_answer(stream: &mut TcpStream) -> Result<Answer, StageFailure> {
    let mut answer = Answer { bytes: Vec::new() };
    let mut chunk = [0; 1024];
    while !answer.is_whole() {
        let count = stream.read(&mut chunk).await.map_err(|error| failure::hung_up(&error))?;
        answer.bytes.extend_from_slice(&chunk[..count]);
        if count == 0 || answer.bytes.len() > LONGEST_ANSWER {
            return Err(failure::not_smtp());
        }
        if answer.bytes.len() >= 4 && !answer.bytes[..3].iter().all(u8::is_ascii_digit) {
            return Err(failure::not_smtp());
        }
    }
    if has_more(&answer.bytes) {
        return Err(StageFailure::new(
            FailureCode::TlsFailed,
            "Somebody put commands into the conversation before it was encrypted",
        )
        .hint("Do not use this network for this server."));
    }
    Ok(answer)
}

/// Whether a second answer stands behind the first.
fn has_more(bytes: &[u8]) -> bool {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.by_ref().find(|line| line.get(3).is_none_or(|separator| *separator != b'-'));
    lines.next().is_some()
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opened")
    }
}

impl lettre::transport::smtp::client::AsyncTokioStream for Opened {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tcp().peer_addr()
    }
}

impl AsyncRead for Opened {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let position = usize::try_from(this.greeting.position()).unwrap_or(usize::MAX);
        if position < this.greeting.get_ref().len() {
            return Pin::new(&mut this.greeting).poll_read(cx, buf);
        }
        match &mut this.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Encrypted(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Opened {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Encrypted(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Encrypted(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Encrypted(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, has_more};

    fn answer(text: &str) -> Answer {
        Answer { bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn an_answer_ends_with_its_last_line() {
        assert!(answer("250-a\r\n250 b\r\n").is_whole());
        assert!(!answer("250-a\r\n250-b\r\n").is_whole());
        assert!(!answer("250 a").is_whole());
        assert!(answer("250-mail\r\n250-SIZE 1\r\n250 starttls\r\n").offers("STARTTLS"));
        assert!(!answer("250-STARTTLS.example\r\n250 HELP\r\n").offers("STARTTLS"));
    }

    #[test]
    fn what_stands_behind_an_answer_is_noticed() {
        assert!(has_more(b"220 go ahead\r\n250 injected\r\n"));
        assert!(!has_more(b"250-a\r\n250 b\r\n"));
    }
}
