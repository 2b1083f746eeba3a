//! Makes sure that the folder of the built front end exists, so that this crate compiles before the UI
//! was built.

use std::{fs, path::Path};

/// Shown instead of the front end when the front end was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Credenza</title></head>\
<body><h1>The front end is not built</h1><p>Run <code>cargo xtask run</code>, or <code>npm run build</code> in <code>ui</code>, \
and build again.</p></body></html>\n";

fn main() {
    let front_end = Path::new("../../ui/dist");
    if !front_end.join("index.html").exists() {
        fs::create_dir_all(front_end).expect("ui/dist can be created");
        fs::write(front_end.join("index.html"), NOT_BUILT).expect("ui/dist can be written");
    }
    let line = "cargo:rerun-if-changed=../../ui/dist\n";
    std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes()).expect("Cargo reads this");
}
