//! Remote control of the web view. Tauri allows it in every build when the environment asks for it;
//! this application only when it was built for the end-to-end tests.

/// Takes the request for automation out of the environment, unless built with feature `e2e`.
pub(crate) fn refuse() {
    if cfg!(feature = "e2e") {
        return;
    }
    #[allow(unsafe_code, reason = "removing a variable is unsafe only beside other threads")]
    // SAFETY: this is the first statement of `main`; no other thread exists yet.
    unsafe {
        std::env::remove_var("TAURI_WEBVIEW_AUTOMATION");
    }
}
