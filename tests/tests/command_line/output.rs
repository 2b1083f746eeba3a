//! The command's manners: help, exit codes, one JSON value, pipes that close.

use crate::harness::{Vault, credenza};
use std::process::Stdio;

/// Every command, as far down as the tree of help pages goes.
fn commands(vault: &Vault, words: &[String], found: &mut Vec<Vec<String>>) {
    let borrowed: Vec<&str> = words.iter().map(String::as_str).collect();
    let help = vault.run(&[borrowed.as_slice(), &["--help"]].concat()).succeeds();
    assert!(help.stdout.contains("Usage: credenza") && help.stderr.is_empty(), "{help}");
    found.push(words.to_vec());
    let listed = help.stdout.split_once("Commands:\n").map(|(_, rest)| rest).unwrap_or_default();
    for line in listed.lines().take_while(|line| !line.is_empty()) {
        let Some(name) = line.strip_prefix("  ").and_then(|line| line.split_whitespace().next())
        else {
            continue;
        };
        if name != "help" && !line.starts_with("   ") {
            commands(vault, &[words, &[name.to_owned()]].concat(), found);
        }
    }
}

#[test]
fn every_command_explains_itself_and_has_a_manual_page_and_completions() {
    let vault = Vault::none();
    let mut found = Vec::new();
    commands(&vault, &[], &mut found);
    assert!(found.len() > 35, "{found:?}");
    assert!(found.contains(&vec!["credential".to_owned(), "add".to_owned()]), "{found:?}");

    let folder = vault.file("empty", "");
    std::fs::remove_file(&folder).unwrap();
    std::fs::create_dir(&folder).unwrap();
    vault.run(&["man", &folder]).succeeds();
    for words in &found {
        let page = format!(
            "{folder}/{}.1",
            [&["credenza".to_owned()], words.as_slice()].concat().join("-")
        );
        let page = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{page}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = vault.run(&["completions", shell]).succeeds();
        assert!(
            script.stdout.contains("credenza") && script.stdout.contains("quarantine"),
            "{shell}"
        );
    }
    assert_eq!(vault.refused(&["man", "/no/such/folder"])["code"], "request.invalid");
    assert!(!vault.folder().exists(), "none of this creates a vault");
}

#[test]
fn wrong_usage_ends_with_exit_code_2_and_json_stays_one_value() {
    let vault = Vault::none();
    for words in [
        ["credential", "list", "--no-such-option"].as_slice(),
        &["no-such-noun"],
        &["credential", "show"],
        &["credential", "verify", "--all", "one"],
        &["activity", "list", "--limit", "0"],
    ] {
        let json = vault.run(&[words, &["--json"]].concat());
        assert_eq!(json.error(2)["code"], "usage", "{json}");
        let human = vault.run(words);
        assert_eq!((human.code, human.stdout.as_str()), (2, ""), "{human}");
        assert!(human.stderr.starts_with("error: "), "{human}");
    }
    let version = vault.run(&["--version"]).succeeds();
    assert!(version.stdout.starts_with("credenza 0."), "{version}");
}

#[test]
fn data_goes_to_standard_output_and_everything_else_to_standard_error() {
    let vault = Vault::new();
    let empty = vault.run(&["credential", "list"]).succeeds();
    assert!(empty.stdout.starts_with("No credentials") && empty.stderr.is_empty(), "{empty}");
    let failed = vault.run(&["credential", "show", "nothing"]);
    assert_eq!((failed.code, failed.stdout.as_str()), (1, ""), "{failed}");
    assert!(
        failed.stderr.starts_with("error: ") && failed.stderr.contains("'nothing'"),
        "{failed}"
    );
    let read_only = [
        ["vault", "status"].as_slice(),
        &["vault", "unlock"],
        &["vault", "lock"],
        &["connector", "list"],
        &["connector", "show", "sftp"],
        &["connector", "search", "send", "email"],
        &["credential", "list"],
        &["flow", "list"],
        &["activity", "list"],
        &["activity", "verify"],
        &["setting", "list"],
    ];
    for words in read_only {
        assert!(vault.json(words).is_object(), "{words:?}");
        let human = vault.run(words).succeeds();
        assert!(human.stderr.is_empty() && !human.stdout.trim_start().starts_with('{'), "{human}");
    }
}

#[test]
fn a_reader_that_hangs_up_early_is_no_crash() {
    let vault = Vault::new();
    for words in [
        ["connector", "list"].as_slice(),
        &["connector", "list", "--json"],
        &["completions", "bash"],
    ] {
        let mut command = vault.command(words);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(Stdio::from(writer));
        let ended = vault.finish(command, words);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended}");
    }
    let words = ["credential", "show", "nothing"];
    let mut command = vault.command(&words);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    command.stderr(Stdio::from(writer));
    assert_eq!(vault.finish(command, &words).code, 1, "{}", credenza().display());
}
