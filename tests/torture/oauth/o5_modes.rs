//! What can go wrong at a token endpoint, mode by mode, and what must come of each.

use super::CANARY;
use super::server::{End, Play};
use std::io::Write as _;

/// What must come of a mode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Expect {
    /// A matter of transport; the grant stays.
    Transport,
    /// The token is good; it lives for so many seconds, if that is known.
    Granted(Option<u64>),
}

/// One mode.
pub(crate) struct Mode {
    pub(crate) name: String,
    pub(crate) play: Play,
    pub(crate) expect: Expect,
    /// Larger than any answer may be: its memory is watched.
    pub(crate) is_large: bool,
}

/// All of them. Redirects lead to `catcher`.
pub(crate) fn list(catcher: &str) -> Vec<Mode> {
    let mut modes = Vec::new();
    bodies(&mut modes);
    tokens(&mut modes);
    types(&mut modes);
    statuses(&mut modes, catcher);
    waits(&mut modes);
    breaks(&mut modes);
    floods(&mut modes);
    lives(&mut modes);
    modes
}

fn good(rest: &str) -> String {
    format!(r#"{{"access_token":"new-access-{CANARY}","token_type":"Bearer"{rest}}}"#)
}

fn add(modes: &mut Vec<Mode>, name: impl Into<String>, play: Play) {
    modes.push(Mode { name: name.into(), play, expect: Expect::Transport, is_large: false });
}

fn bodies(modes: &mut Vec<Mode>) {
    let cut = format!(r#"{{"access_token":"new-access-{CANARY}","#);
    let wrong = r#"{"access_token":"x","error":"#;
    let deep = "[".repeat(50_000);
    for body in [
        "",
        " \n",
        "{",
        "null",
        "[]",
        "42",
        "\"text\"",
        "{}",
        wrong,
        cut.as_str(),
        deep.as_str(),
        "\u{feff}{",
        r#"{"access_token":null}"#,
        r#"{"access_token":5}"#,
        r#"{"access_token":""}"#,
        r#"{"access_token":{"a":1}}"#,
        r#"{"error":"server_error"}"#,
        r#"{"error":"invalid_grant"}"#,
        r#"{"error":{"code":"invalid_grant"}}"#,
    ] {
        let short: String = body.chars().take(30).collect();
        add(modes, format!("200 {short:?}"), Play::json("200 OK", body));
    }
    let mac = good("").replace("Bearer", "mac");
    add(modes, "token_type mac", Play::json("200 OK", mac));
}

fn tokens(modes: &mut Vec<Mode>) {
    let long = "x".repeat(17 * 1024);
    for token in
        ["a\\u0000b", "t😀ken", "a\\r\\nx-evil: 1", "two words", "\\u007f", "ä", long.as_str()]
    {
        let short: String = token.chars().take(12).collect();
        let body = format!(r#"{{"access_token":"{token}","token_type":"Bearer"}}"#);
        add(modes, format!("access token {short:?}"), Play::json("200 OK", body));
        let body = good(&format!(r#","refresh_token":"{token}""#));
        add(modes, format!("refresh token {short:?}"), Play::json("200 OK", body));
    }
}

fn types(modes: &mut Vec<Mode>) {
    let page = "<!doctype html><title>Sign in to the hotel</title>";
    for (kind, body) in [
        ("text/html", page),
        ("application/json", page),
        ("text/html", "{}"),
        ("text/plain", "hello"),
        ("application/xml", "<a/>"),
        ("image/png", "PNG"),
        ("application/octet-stream", "{}"),
    ] {
        let headers = format!("content-type: {kind}\r\n");
        add(modes, format!("type {kind} {body:.12}"), Play::answer("200 OK", &headers, body));
    }
    let body = good("");
    add(
        modes,
        "a token as text/html",
        Play::answer("200 OK", "content-type: text/html\r\n", &body),
    );
    add(modes, "a token without a type", Play::answer("200 OK", "", &body));
    add(modes, "a token as image", Play::answer("200 OK", "content-type: image/png\r\n", &body));
}

fn statuses(modes: &mut Vec<Mode>, catcher: &str) {
    for status in ["300", "301", "302", "303", "304", "307", "308"] {
        let headers = format!("location: {catcher}\r\n");
        let line = format!("{status} Elsewhere");
        add(modes, format!("redirect {status}"), Play::answer(&line, &headers, ""));
    }
    for status in [
        "204", "205", "400", "401", "403", "404", "405", "408", "418", "451", "500", "502", "503",
        "504", "599",
    ] {
        let play = Play::answer(&format!("{status} Thus"), "content-type: text/html\r\n", "");
        add(modes, format!("status {status}, empty"), play);
    }
    for (status, body) in [
        ("400 Bad", r#"{"error":"temporarily_unavailable"}"#),
        ("400 Bad", r#"{"error":"never_heard"}"#),
        ("401 No", r#"{"message":"who are you"}"#),
        ("403 No", "<html><title>Proxy</title></html>"),
        ("500 Oops", r#"{"error":"invalid_grant"}"#),
        ("503 Oops", r#"{"error":"invalid_client"}"#),
    ] {
        add(modes, format!("{status} {body:.40}"), Play::json(status, body));
    }
}

fn waits(modes: &mut Vec<Mode>) {
    for after in [
        "5",
        "junk",
        "-1",
        "100000000000000000000",
        "Wed, 21 Oct 2099 07:28:00 GMT",
        "Wed, 21 Oct 1999 07:28:00 GMT",
        "1.5",
        "",
    ] {
        let headers = format!("retry-after: {after}\r\ncontent-type: application/json\r\n");
        add(modes, format!("Retry-After {after:?}"), Play::answer("429 Slow", &headers, "{}"));
    }
}

fn breaks(modes: &mut Vec<Mode>) {
    let whole = Play::json("200 OK", good("")).bytes;
    for at in [0, 1, 9, 17, 40, 60, 100, whole.len() / 2, whole.len() - 5, whole.len() - 1] {
        add(modes, format!("reset at byte {at}"), Play::new(&whole[..at], End::Reset));
        add(modes, format!("closed at byte {at}"), Play::new(&whole[..at], End::Close));
    }
    for at in [0, 20, whole.len() - 1] {
        add(modes, format!("silent at byte {at}"), Play::new(&whole[..at], End::Hang));
    }
    add(
        modes,
        "one byte at a time",
        Play::new("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", End::Trickle(b' ')),
    );
    add(modes, "a header that never ends", Play::new("HTTP/1.1 200 OK\r\nx: ", End::Trickle(b'x')));
    add(modes, "not HTTP", Play::new("SSH-2.0-OpenSSH_9.6\r\n", End::Close));
    add(
        modes,
        "bad chunks",
        Play::new("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", End::Close),
    );
    add(
        modes,
        "two lengths",
        Play::new(
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 7\r\n\r\n{}",
            End::Close,
        ),
    );
    let garbage = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    add(modes, "gzip that is none", Play::answer("200 OK", garbage, "this is no gzip"));
}

fn floods(modes: &mut Vec<Mode>) {
    const MIB: usize = 1 << 20;
    let json = "content-type: application/json\r\n";
    let mut piece = format!("{:x}\r\n", 64 * 1024).into_bytes();
    piece.extend(std::iter::repeat_n(b' ', 64 * 1024));
    piece.extend(b"\r\n");
    let chunked = format!("HTTP/1.1 200 OK\r\n{json}transfer-encoding: chunked\r\n\r\n");
    let sized = format!("HTTP/1.1 200 OK\r\n{json}content-length: {}\r\n\r\n", 1024 * MIB);
    let bomb = Play::answer("200 OK", &format!("{json}content-encoding: gzip\r\n"), gzip(64 * MIB));
    let headers =
        Play::new("HTTP/1.1 200 OK\r\n", End::Flood(b"x-header: 0123456789\r\n".repeat(1000), 50));
    for (name, play) in [
        ("1 GiB in chunks", Play::new(chunked, End::Flood(piece, 16 * 1024))),
        ("1 GiB announced", Play::new(sized, End::Flood(vec![b'x'; 64 * 1024], 16 * 1024))),
        ("gzip bomb", bomb),
        ("a MiB of headers", headers),
    ] {
        modes.push(Mode { name: name.to_owned(), play, expect: Expect::Transport, is_large: true });
    }
}

fn gzip(size: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..size >> 20 {
        let _ = encoder.write_all(&zeros);
    }
    encoder.finish().unwrap_or_default()
}

/// An absurd life is no reason to throw a rotated grant away.
fn lives(modes: &mut Vec<Mode>) {
    for (life, known) in [
        ("-1", None),
        ("0", None),
        ("100000000000000000000", None),
        ("1e400", None),
        ("null", None),
        (r#""soon""#, None),
        ("[]", None),
        ("3600", Some(3600)),
        (r#""3600""#, Some(3600)),
        ("3600.0", Some(3600)),
    ] {
        // A number that no JSON reader takes is a malformed answer.
        let expect = if life == "1e400" { Expect::Transport } else { Expect::Granted(known) };
        let play = Play::json("200 OK", good(&format!(r#","expires_in":{life}"#)));
        modes.push(Mode { name: format!("expires_in {life}"), play, expect, is_large: false });
    }
    let play = Play::json("200 OK", good(""));
    modes.push(Mode {
        name: "no expires_in".to_owned(),
        play,
        expect: Expect::Granted(None),
        is_large: false,
    });
}
