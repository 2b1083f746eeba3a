//! Which room of a test binary covers which line of what was asked for: the table at its head names a
//! room for every line, and only rooms that exist.

/// The real parts, and the bad input, in the order of the table.
const LINES: &[&str] = &[
    "PostgreSQL, with and without TLS",
    "OpenSSH",
    "SMTP server",
    "SES `GetAccount` by moto",
    "gnome-keyring unlocked, locked, absent",
    "where each secret is put, each scheme",
    "the whole story",
    "wrong password, unknown host, refused port, wrong database",
    "host that never answers",
    "expired or self-signed certificate",
    "unknown or changed host key",
    "encrypted key without passphrase, no PEM, 70 KiB key",
    "schema violations, each by field",
    "HTML, empty, 10 MiB, malformed, redirects, 429, 500",
    "a 200 that says no",
    "51st credential",
    "deletion in use",
    "two editing the same credential",
    "vault locked in the middle",
    "keyring absent",
    "disk full",
    "read-only folder",
    "database of a newer version",
    "damaged row",
    "200 characters, emoji, right-to-left",
];

/// Compares the table at the head of a test binary's `main.rs` with its modules.
///
/// # Panics
/// When a line is missing, or a room that is named does not exist.
pub fn are_all_covered(main: &str) {
    let rows = main.lines().filter_map(|line| line.strip_prefix("//! | ")?.strip_suffix(" |"));
    let rows: Vec<(&str, &str)> = rows.filter_map(|row| row.split_once(" | ")).skip(1).collect();
    let lines: Vec<&str> = rows.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, LINES, "one row for each line");
    for (line, rooms) in rows {
        let named: Vec<&str> = rooms.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "'{line}' has no room");
        for room in named {
            assert!(
                main.contains(&format!("\nmod {room};")),
                "'{line}': there is no room '{room}'"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "one row for each line")]
    fn a_missing_line_is_noticed() {
        are_all_covered("//! | OpenSSH | `sftp` |\nmod sftp;");
    }

    #[test]
    #[should_panic(expected = "there is no room 'gone'")]
    fn a_room_that_is_gone_is_noticed() {
        let rows = LINES.iter().map(|line| format!("//! | {line} | `gone` |\n"));
        are_all_covered(&format!("//! | what | where |\n{}", rows.collect::<String>()));
    }
}
