//! Texts from the other side: what a server says is shown, but as one short printable line.

/// How much of a server's text is shown.
const LONGEST: usize = 240;

/// `text` without control characters and line breaks, cut to a length a person reads.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_control() || is_bidi(c) { ' ' } else { c }).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Characters that would let a server's text reorder ours on the screen.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_servers_text_becomes_one_short_line() {
        assert_eq!(one_line("no\r\n\u{1b}[31mway\u{202e}!"), "no [31mway !");
        assert_eq!(one_line(&"x".repeat(999)).chars().count(), 241);
    }
}
