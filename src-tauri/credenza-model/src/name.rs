//! A name that a person gives to a credential or a flow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The longest name, in characters (Unicode scalar values).
pub const NAME_MAX_CHARS: usize = 200;

/// Why a text is no name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NameError {
    /// Nothing but white space.
    #[error("the name is empty")]
    Empty,
    /// Too long.
    #[error("the name has {0} characters; at most {NAME_MAX_CHARS} are possible")]
    TooLong(usize),
    /// Holds a line break, tab or other control character.
    #[error("the name holds a line break or another control character")]
    ControlCharacter,
}

/// 1 to 200 characters without control characters, trimmed. Any script, any direction, emoji.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Name(String);

impl Name {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let chars = text.chars().count();
        if chars == 0 {
            return Err(NameError::Empty);
        }
        if chars > NAME_MAX_CHARS {
            return Err(NameError::TooLong(chars));
        }
        if text.chars().any(char::is_control) {
            return Err(NameError::ControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_are_kept_and_trimmed() {
        for name in ["Prod DB", "🔑 ключ", "مستودع الإنتاج", "生产数据库"] {
            assert_eq!(format!("  {name} ").parse::<Name>().unwrap().as_str(), name);
        }
        assert!("é".repeat(NAME_MAX_CHARS).parse::<Name>().is_ok());
    }

    #[test]
    fn what_could_not_be_shown_on_one_line_is_refused() {
        assert_eq!("  ".parse::<Name>(), Err(NameError::Empty));
        assert_eq!("x".repeat(201).parse::<Name>(), Err(NameError::TooLong(201)));
        assert_eq!("a\nb".parse::<Name>(), Err(NameError::ControlCharacter));
    }
}
