//! The session's token: 256 random bits, compared in constant time, overwritten when it is dropped.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The request header that carries the token.
pub const SESSION_HEADER: &str = "x-credenza-session";

/// Who has it has the session. No `Debug`, no `Clone`.
pub(crate) struct SessionToken(Zeroizing<String>);

impl SessionToken {
    /// Makes one from the operating system's random numbers.
    pub(crate) fn make() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        getrandom::fill(bytes.as_mut())?;
        Ok(Self(Zeroizing::new(hex::encode(bytes))))
    }

    /// The token as it is sent.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Whether this is it, in a time that depends on the length only.
    pub(crate) fn is(&self, candidate: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(candidate).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let token = SessionToken::make().unwrap();
        let text = token.text().to_owned();
        assert_eq!(text.len(), 64);
        assert!(token.is(text.as_bytes()));
        assert!(!token.is(b""));
        assert!(!token.is(&text.as_bytes()[..63]));
        assert!(!token.is(text.to_uppercase().as_bytes()) || text == text.to_uppercase());
        assert!(!SessionToken::make().unwrap().is(text.as_bytes()));
    }
}
