//! Prints the OpenAPI document; `cargo xtask generate` writes it to `docs/openapi.json`.
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

fn main() {
    println!("{:#}", credenza_protocol::openapi::document());
}
