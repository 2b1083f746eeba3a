//! The answers: constant texts, so that nothing of a request can come back in one.

/// The page after the one callback. It says nothing about the outcome, which is not known yet.
const DONE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Credenza</title>\
<body><h1>Credenza has the provider\u{2019}s answer</h1>\
<p>You can close this tab and return to Credenza, which says whether the sign-in worked.</p></body></html>";

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    /// The callback was taken.
    Done,
    /// Not readable.
    BadRequest,
    /// Nothing is there.
    NotFound,
    /// Only `GET`.
    MethodNotAllowed,
    /// A second callback.
    Gone,
    /// Another name of this computer, perhaps one that a name server pointed here.
    Misdirected,
    /// More than 8 KiB.
    TooLarge,
}

impl Reply {
    const fn line(self) -> &'static str {
        match self {
            Self::Done => "200 OK",
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::Gone => "410 Gone",
            Self::Misdirected => "421 Misdirected Request",
            Self::TooLarge => "431 Request Header Fields Too Large",
        }
    }

    /// The whole answer. `default-src 'none'` and `no-referrer` keep the code, which stands in the page's address, out of
    /// every request that a browser might make from it.
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let body = match self {
            Self::Done => DONE,
            other => other.line(),
        };
        let kind = if self == Self::Done { "text/html" } else { "text/plain" };
        let allow = if self == Self::MethodNotAllowed { "allow: GET\r\n" } else { "" };
        format!(
            "HTTP/1.1 {}\r\n\
             content-type: {kind}; charset=utf-8\r\n\
             content-length: {}\r\n\
             cache-control: no-store\r\n\
             referrer-policy: no-referrer\r\n\
             content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n\
             x-content-type-options: nosniff\r\n\
             cross-origin-resource-policy: same-origin\r\n\
             {allow}connection: close\r\n\r\n{body}",
            self.line(),
            body.len(),
        )
        .into_bytes()
    }
}
