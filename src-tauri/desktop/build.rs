//! Tells Tauri where this package keeps its capabilities and its one permission, and makes sure that
//! the folder of the built front end exists, so that the Rust side compiles before the UI was built.

use std::{fs, path::Path};
use tauri_build::{AppManifest, Attributes};

/// Shown instead of the front end when the front end was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Credenza</title></head>\
<body><h1>The front end is not built</h1><p>Run <code>cargo xtask run</code>, or <code>npm run build</code> in <code>ui</code>, \
and build again.</p></body></html>\n";

fn main() {
    let front_end = Path::new("ui/dist");
    if !front_end.join("index.html").exists() {
        fs::create_dir_all(front_end).expect("ui/dist can be created");
        fs::write(front_end.join("index.html"), NOT_BUILT).expect("ui/dist can be written");
    }
    println!("cargo:rerun-if-changed=ui/dist");

    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/desktop/capabilities/**/*")
        .app_manifest(
            AppManifest::new().permissions_path_pattern("src-tauri/desktop/permissions/**/*"),
        );
    tauri_build::try_build(attributes).expect("tauri.conf.json and the capabilities are valid");
}
