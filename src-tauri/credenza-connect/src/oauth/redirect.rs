//! Where the browser comes back to: a loopback address of this computer (RFC 8252, section 7.3), or a page
//! elsewhere whose address a person pastes.

use super::context::{NoRandomness, Random};
use std::net::Ipv4Addr;
use url::{Host, Url};

/// An OAuth app's redirect address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    /// It is a loopback address with a query, a fragment or a user name.
    #[error("the redirect address must be http://127.0.0.1, a port and a path, and nothing else")]
    NotPlain,
    /// It leads to this computer, but over https, which nobody here can answer.
    #[error("a redirect address on this computer starts with http://, not https://")]
    LoopbackOverTls,
    /// It is too long or holds spaces or control characters.
    #[error("the redirect address must be a text without spaces, of at most 2000 characters")]
    Unreadable,
    /// See [`NoRandomness`].
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// How this computer is named in a redirect address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopbackName {
    /// `127.0.0.1`, which no name server can point elsewhere (RFC 8252, section 8.3).
    Ipv4,
    /// `localhost`, for providers that take nothing else. The listener is on 127.0.0.1 and on [::1], wherever a browser
    /// may look for it.
    Localhost,
}

impl LoopbackName {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ipv4 => "127.0.0.1",
            Self::Localhost => "localhost",
        }
    }
}

/// How the browser comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectPlan {
    /// To a listener on this computer.
    Loopback {
        /// Its name.
        host: LoopbackName,
        /// The registered port; any free one without it.
        port: Option<u16>,
        /// The registered path, starting with `/`; a new unguessable one without it.
        path: Option<String>,
    },
    /// To this address elsewhere (an `https` page, an alias of the provider's); a person pastes the result.
    Pasted(String),
}

impl RedirectPlan {
    /// A free port and an unguessable path on 127.0.0.1.
    pub const ANY_LOOPBACK: Self =
        Self::Loopback { host: LoopbackName::Ipv4, port: None, path: None };

    /// Reads what an OAuth app has as its redirect address. Empty means [`Self::ANY_LOOPBACK`];
    /// `http://127.0.0.1/path` any port; `http://127.0.0.1:1234/path` or `http://localhost:1234/path` exactly
    /// that; anything that does not lead to this computer is [`Self::Pasted`].
    ///
    /// # Errors
    /// A loopback address that no listener can have.
    pub fn parse(text: &str) -> Result<Self, RedirectError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::ANY_LOOPBACK);
        }
        if text.len() > 2000 || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(RedirectError::Unreadable);
        }
        let Some((url, host)) = Url::parse(text).ok().and_then(|url| {
            let host = loopback_name(&url)?;
            Some((url, host))
        }) else {
            return Ok(Self::Pasted(text.to_owned()));
        };
        if url.scheme() != "http" {
            return Err(RedirectError::LoopbackOverTls);
        }
        let plain = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !plain {
            return Err(RedirectError::NotPlain);
        }
        Ok(Self::Loopback { host, port: url.port(), path: Some(url.path().to_owned()) })
    }
}

/// `/` and 128 random bits in hex.
pub(super) fn make_path(random: Random<'_>) -> Result<String, NoRandomness> {
    let bytes = random().ok_or(NoRandomness)?;
    Ok(format!("/{}", hex::encode(&bytes[..16])))
}

fn loopback_name(url: &Url) -> Option<LoopbackName> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    match url.host()? {
        Host::Ipv4(Ipv4Addr::LOCALHOST) => Some(LoopbackName::Ipv4),
        Host::Domain("localhost") => Some(LoopbackName::Localhost),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_address_says_where_to_listen() {
        assert_eq!(RedirectPlan::parse(" "), Ok(RedirectPlan::ANY_LOOPBACK));
        let loopback = |host, port, path: &str| RedirectPlan::Loopback {
            host,
            port,
            path: Some(path.to_owned()),
        };
        for (text, plan) in [
            ("http://127.0.0.1/x", loopback(LoopbackName::Ipv4, None, "/x")),
            ("http://127.0.0.1:81/x/y", loopback(LoopbackName::Ipv4, Some(81), "/x/y")),
            ("http://localhost:9000", loopback(LoopbackName::Localhost, Some(9000), "/")),
        ] {
            assert_eq!(RedirectPlan::parse(text), Ok(plan), "{text}");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_pasted() {
        for text in ["https://example.com/back", "Ana_Lee-AnaLee-Shop-1-abc", "myapp://callback"] {
            assert_eq!(RedirectPlan::parse(text), Ok(RedirectPlan::Pasted(text.to_owned())));
        }
    }

    #[test]
    fn a_loopback_address_that_nobody_can_answer_is_refused() {
        for (text, error) in [
            ("https://127.0.0.1/x", RedirectError::LoopbackOverTls),
            ("http://127.0.0.1/x?a=1", RedirectError::NotPlain),
            ("http://me@localhost/x", RedirectError::NotPlain),
            ("http://127.0.0.1/a b", RedirectError::Unreadable),
        ] {
            assert_eq!(RedirectPlan::parse(text), Err(error), "{text}");
        }
    }
}
