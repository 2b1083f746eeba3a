//! DESIGN 3, as a test: dependencies point down, and what only one room may know, only one room knows.
//!
//! Read from `cargo metadata`; only what ships is looked at (no dev-dependencies), so that a test may
//! use anything.
#![allow(clippy::unwrap_used, missing_docs)]

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::path::Path;

/// The root package: the window.
const DESKTOP: &str = "credenza-desktop";

/// Which rooms of ours a room may use. What is not in the list may use none.
const ALLOWED: &[(&str, &[&str])] = &[
    ("credenza-model", &[]),
    ("credenza-protocol", &["credenza-model"]),
    ("credenza-vault", &["credenza-model"]),
    ("credenza-store", &["credenza-vault", "credenza-model"]),
    ("credenza-connect", &["credenza-model"]),
    ("credenza-flow", &["credenza-connect", "credenza-model"]),
    (
        "credenza-app",
        &[
            "credenza-flow",
            "credenza-connect",
            "credenza-store",
            "credenza-vault",
            "credenza-protocol",
            "credenza-model",
        ],
    ),
    ("credenza-server", &["credenza-app", "credenza-protocol", "credenza-model"]),
    // Fills a vault by the same operations as any host.
    ("credenza-demo", &["credenza-app", "credenza-protocol", "credenza-model"]),
    (
        "credenza-cli",
        &[
            "credenza-server",
            "credenza-demo",
            "credenza-app",
            // Reads a flow document, JSON or YAML, before it becomes a request.
            "credenza-flow",
            "credenza-protocol",
            "credenza-model",
        ],
    ),
    (DESKTOP, &["credenza-demo", "credenza-app", "credenza-protocol", "credenza-model"]),
];

/// Crates of others that belong to some rooms only: the start of their names, and the rooms.
const OWNED: &[(&str, &[&str])] = &[
    ("tauri", &[DESKTOP]),
    ("aes-gcm", &["credenza-vault"]),
    ("keyring", &["credenza-vault"]),
    ("zbus-secret-service-keyring-store", &["credenza-vault"]),
    ("libsqlite3-sys", &["credenza-store"]),
    // The probes use the PostgreSQL driver; SQLite's side is checked by feature below.
    ("sqlx", &["credenza-store", "credenza-connect"]),
    ("reqwest", &["credenza-connect"]),
    ("lettre", &["credenza-connect"]),
    ("russh", &["credenza-connect"]),
    ("oauth2", &["credenza-connect"]),
    ("axum", &["credenza-server", "credenza-demo"]),
    ("hyper", &["credenza-server"]),
    ("clap", &["credenza-cli"]),
];

/// Not part of the product: they test it or build it.
const TOOLS: [&str; 3] = ["credenza-testing", "credenza-tests", "xtask"];

/// `from` depends on `to`.
type Edge = (String, String);

/// What ships, edge by edge.
fn edges() -> Vec<Edge> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(root).no_deps().exec().unwrap();
    let mut edges = vec![];
    for package in
        metadata.packages.iter().filter(|package| !TOOLS.contains(&package.name.as_str()))
    {
        let shipped = package.dependencies.iter().filter(|d| d.kind != DependencyKind::Development);
        edges.extend(shipped.map(|dependency| (package.name.to_string(), dependency.name.clone())));
    }
    edges
}

/// The edges that DESIGN 3 forbids.
fn forbidden(edges: &[Edge]) -> Vec<Edge> {
    edges.iter().filter(|(from, to)| !is_allowed(from, to)).cloned().collect()
}

fn is_allowed(from: &str, to: &str) -> bool {
    let is_ours = to.starts_with("credenza-") || TOOLS.contains(&to);
    if is_ours {
        return ALLOWED.iter().any(|(room, rooms)| *room == from && rooms.contains(&to));
    }
    let owners = OWNED.iter().filter(|(crate_name, _)| to.starts_with(crate_name));
    owners.into_iter().all(|(_, rooms)| rooms.contains(&from))
}

fn edge(from: &str, to: &str) -> Edge {
    (from.to_owned(), to.to_owned())
}

#[test]
fn dependencies_point_down() {
    let edges = edges();
    // The control: the list of edges is really there.
    assert!(edges.contains(&edge("credenza-app", "credenza-store")));
    assert!(edges.contains(&edge(DESKTOP, "tauri")));
    assert_eq!(forbidden(&edges), []);
}

#[test]
fn every_room_that_ships_is_in_the_table() {
    for (from, _) in edges() {
        assert!(
            ALLOWED.iter().any(|(room, _)| *room == from),
            "{from} is new: say what it may use"
        );
    }
}

/// The control: the edges that people are most tempted to add are caught.
#[test]
fn forbidden_edges_are_caught() {
    let tempting = [
        edge("credenza-model", "credenza-protocol"),
        edge("credenza-vault", "credenza-store"),
        edge("credenza-store", "credenza-connect"),
        edge("credenza-connect", "credenza-vault"),
        edge("credenza-cli", "credenza-store"),
        edge("credenza-server", "credenza-store"),
        edge(DESKTOP, "credenza-vault"),
        edge("credenza-app", "credenza-testing"),
        edge("credenza-app", "credenza-demo"),
        edge("credenza-demo", "credenza-testing"),
        edge("credenza-app", "tauri"),
        edge("credenza-store", "aes-gcm"),
        edge("credenza-app", "keyring-core"),
        edge("credenza-app", "sqlx"),
        edge("credenza-flow", "reqwest"),
        edge("credenza-app", "axum"),
    ];
    assert_eq!(forbidden(&tempting), tempting);
}

/// `sqlx` serves two rooms; only the store may open a SQLite database.
#[test]
fn only_the_store_names_sqlite() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri");
    let mut naming = vec![];
    for room in ALLOWED.iter().filter_map(|(room, _)| room.strip_prefix("credenza-")) {
        let folder = sources.join(format!("credenza-{room}/src"));
        if folder.is_dir()
            && names(&folder, &["sqlx::sqlite", "SqlitePool", "SqliteConnect", "sqlite:"])
        {
            naming.push(room);
        }
    }
    assert_eq!(naming, ["store"]);
}

/// Whether a Rust file below the folder contains one of the words.
fn names(folder: &Path, words: &[&str]) -> bool {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return names(&path, words);
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        path.extension().is_some_and(|kind| kind == "rs")
            && words.iter().any(|word| text.contains(word))
    })
}
