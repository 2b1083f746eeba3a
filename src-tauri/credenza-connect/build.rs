//! Tells Cargo that the catalogue is part of the crate, so that a new file is embedded without a clean build.

fn main() {
    let marks = ["cargo:rerun-if-changed=catalogue", "cargo:rerun-if-changed=build.rs"];
    std::io::Write::write_all(&mut std::io::stdout(), format!("{}\n", marks.join("\n")).as_bytes())
        .unwrap_or_default();
}
