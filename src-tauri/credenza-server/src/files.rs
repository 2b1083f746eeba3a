//! The built front end, embedded. In a debug build the files are read from `ui/dist` at each request.

use crate::problem::{METHOD_NOT_ALLOWED, NOT_FOUND};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[exclude = ".vite/*"]
struct FrontEnd;

/// Anything without an ending is one of the front end's own routes.
const PAGE: &str = "index.html";

pub(crate) async fn serve(method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if !is_plain(path) {
        return NOT_FOUND.into_response();
    }
    let name =
        if path.rsplit('/').next().is_some_and(|last| last.contains('.')) { path } else { PAGE };
    match FrontEnd::get(name) {
        Some(file) => {
            let headers = [(CONTENT_TYPE, media_type(name)), (CACHE_CONTROL, caching(name))];
            (headers, file.data.into_owned()).into_response()
        }
        None => NOT_FOUND.into_response(),
    }
}

/// Nothing the front end is made of needs an escape, an empty part or a dot in front.
fn is_plain(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    let parts = || path.split('/');
    path.is_empty()
        || (path.chars().all(plain)
            && parts().all(|part| !part.is_empty() && !part.starts_with('.')))
}

/// Names under `assets/` carry a hash of their content.
fn caching(name: &str) -> &'static str {
    if name.starts_with("assets/") { "private, max-age=31536000, immutable" } else { "no-store" }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, kind)| kind) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_looked_up() {
        assert!(
            is_plain("") && is_plain("assets/index-a1b2.js") && is_plain("credentials/postgresql")
        );
        for hostile in
            ["../Cargo.toml", "a//b", ".vite/manifest.json", "%2e%2e/x", "a\\b", "a/./b", "a/"]
        {
            assert!(!is_plain(hostile), "{hostile}");
        }
    }
}
