//! Reading one request: its head and nothing else, up to 8 KiB.

use tokio::io::{AsyncRead, AsyncReadExt as _};
use zeroize::Zeroizing;

/// The largest head, in bytes.
const LARGEST_HEAD: usize = 8 * 1024;
const MOST_HEADERS: usize = 64;

/// What was asked for. No `Debug`: the query holds the code.
pub(super) struct Head {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Zeroizing<String>,
    /// Every `Host` header.
    pub(super) hosts: Vec<String>,
    pub(super) has_body: bool,
}

/// Why there is nothing to answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// The other side left.
    Gone,
    /// More than 8 KiB.
    TooLarge,
    /// Not HTTP/1.
    NotHttp,
}

/// Reads a head. Bytes behind it are not looked at.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Head, Unread> {
    let mut buffer = Zeroizing::new(vec![0_u8; LARGEST_HEAD]);
    let mut filled = 0;
    loop {
        let count = stream.read(&mut buffer[filled..]).await.map_err(|_| Unread::Gone)?;
        if count == 0 {
            return Err(Unread::Gone);
        }
        filled += count;
        if let Some(head) = parse(&buffer[..filled])? {
            return Ok(head);
        }
        if filled == buffer.len() {
            return Err(Unread::TooLarge);
        }
    }
}

/// `None` while the head is not complete.
fn parse(bytes: &[u8]) -> Result<Option<Head>, Unread> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Unread::TooLarge),
        Err(_) => return Err(Unread::NotHttp),
    }
    let target = request.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let value = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = &*request.headers;
    let named = |name: &'static str| {
        headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(name))
    };
    Ok(Some(Head {
        method: request.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: Zeroizing::new(query.to_owned()),
        hosts: named("host").map(|header| value(header.value)).collect(),
        has_body: named("transfer-encoding").next().is_some()
            || named("content-length").any(|header| header.value != b"0"),
    }))
}
