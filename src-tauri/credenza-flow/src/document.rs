//! Reading a flow document from text: JSON or YAML, which is a superset of it.

use credenza_model::FlowDocument;

/// A document larger than this is refused unread (bytes).
const LARGEST: usize = 1024 * 1024;

/// Why a text is no flow document.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// Too large.
    #[error("the document has {0} bytes; at most {LARGEST} are possible")]
    TooLarge(usize),
    /// Not YAML or JSON, or not of the document's form; says where.
    #[error("{0}")]
    Malformed(String),
}

/// Reads a document.
///
/// # Errors
/// When it is too large, or not of the document's form; the message names line, column and field.
pub fn parse(text: &str) -> Result<FlowDocument, ParseError> {
    if text.len() > LARGEST {
        return Err(ParseError::TooLarge(text.len()));
    }
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text)
            .map_err(|error| ParseError::Malformed(error.to_string()));
    }
    serde_yaml_ng::from_str(text).map_err(|error| ParseError::Malformed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "name: Nightly import\nsteps:\n  - id: fetch\n    connector: sftp\n    action: read\n    input: {path: /out/orders.csv}\n";

    #[test]
    fn json_and_yaml_read_the_same() {
        let yaml = parse(YAML).unwrap();
        let json = serde_json::to_string(&yaml).unwrap();
        assert_eq!(parse(&json).unwrap(), yaml);
    }

    #[test]
    fn an_error_says_where() {
        let error = parse("name: x\nsteps:\n  - id: a\n    conector: sftp\n").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("conector") && text.contains("line"), "{text}");
        assert!(matches!(parse(&" ".repeat(LARGEST + 1)), Err(ParseError::TooLarge(_))));
    }
}
