//! `oidc-provider` from npm as authorization server: `tests/authorization-server`.

use super::free_port;
use super::process::{Running, command, run};
use rustix::process::Signal;
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// How long an answer of the server's admin pages may take.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// A running authorization server. What it can do and whom it knows stands in
/// `tests/authorization-server/{server,clients,quirk}.mjs`.
pub struct AuthorizationServer {
    port: u16,
    _running: Running,
    _directory: TempDir,
}

impl AuthorizationServer {
    /// Starts one with these options, such as `{"access_token_ttl": 5, "rotation": false}`.
    ///
    /// # Panics
    /// When Node.js or the packages are missing, or it does not start; the message says what to do.
    #[must_use]
    pub fn start(options: &Value) -> Self {
        let folder = folder();
        assert!(
            folder.join("../node_modules/oidc-provider").is_dir(),
            "oidc-provider is missing: run `npm ci` in tests/ (cargo xtask test does)"
        );
        let directory =
            tempfile::Builder::new().prefix("crz-oauth").tempdir().expect("a temporary directory");
        let port = free_port();
        let mut options = options.clone();
        options["port"] = port.into();
        let mut server = command("node", None);
        server.arg(folder.join("server.mjs")).arg(options.to_string());
        let running = Running::start(server, &directory.path().join("log"), Signal::TERM);
        running.wait_until("oidc-provider", || ask(port, "GET", "/admin/log", "").is_some());
        Self { port, _running: running, _directory: directory }
    }

    /// Its loopback port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its issuer identifier: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What its token endpoint was asked: `{"requests": [{"grant_type", "client", "status", "error"}],
    /// "counters": {"grants_revoked": 1}}`.
    ///
    /// # Panics
    /// When it does not answer.
    #[must_use]
    pub fn log(&self) -> Value {
        ask(self.port, "GET", "/admin/log", "").expect("the server's log")
    }

    /// How many requests of this grant type its token endpoint has had.
    #[must_use]
    pub fn token_requests(&self, grant_type: &str) -> usize {
        let log = self.log();
        let requests = log["requests"].as_array().cloned().unwrap_or_default();
        requests.iter().filter(|one| one["grant_type"] == grant_type).count()
    }

    /// Creates a key of a service account, `alg` being `RS256` or `ES256`: the key file, as a provider's console gives it.
    ///
    /// # Panics
    /// When it does not answer.
    #[must_use]
    pub fn service_account(&self, email: &str, alg: &str) -> Value {
        let account = serde_json::json!({"email": email, "alg": alg}).to_string();
        ask(self.port, "POST", "/admin/service-account", &account).expect("a key file")
    }

    /// Deletes the keys of a service account.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn remove_service_account(&self, email: &str) {
        let account = serde_json::json!({"email": email}).to_string();
        ask(self.port, "POST", "/admin/service-account/remove", &account).expect("an answer");
    }

    /// How often something was counted since its log began: `api_accepted`, `assertions_RS256`, `grants_revoked`.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        self.log()["counters"][name].as_u64().unwrap_or(0)
    }

    /// Changes its behaviour from now on, such as `{"outage": 503}`.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn set(&self, options: &Value) {
        ask(self.port, "POST", "/admin/set", &options.to_string()).expect("the server's options");
    }

    /// Ends every grant, as a person does on the provider's own pages.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn revoke_all(&self) {
        ask(self.port, "POST", "/admin/revoke", "").expect("the end of all grants");
    }

    /// Forgets its log.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn forget(&self) {
        ask(self.port, "POST", "/admin/reset", "").expect("an empty log");
    }

    /// Opens `url` in a real browser (Debian's Chromium), signs in there as `name` (any will do; `abort` refuses) and
    /// follows it back to this computer: the words of the page on which it ends.
    ///
    /// # Panics
    /// When the pages do not lead there.
    #[must_use]
    pub fn browse(&self, url: &str, name: &str) -> String {
        let mut browse = command("node", None);
        browse.arg(folder().join("browse.mjs")).arg(url).arg(name);
        String::from_utf8(run(&mut browse, "").stdout).expect("words").trim().to_owned()
    }

    /// Walks through its sign-in pages as `name` (any will do; `abort` refuses) and returns the address the browser would
    /// be sent to, without going there; `done` where the pages just end (device codes).
    ///
    /// # Panics
    /// When the pages do not lead there.
    #[must_use]
    pub fn walk(&self, url: &str, name: &str) -> String {
        let mut walk = command("node", None);
        walk.arg(folder().join("walk.mjs")).arg(url).arg(name);
        String::from_utf8(run(&mut walk, "").stdout).expect("an address").trim().to_owned()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/authorization-server")
}

/// One request to an admin page; `None` while nobody answers.
fn ask(port: u16, method: &str, path: &str, body: &str) -> Option<Value> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(ANSWER_LIMIT)).ok()?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    if head.contains(" 200 ") { serde_json::from_str(body).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_person_can_sign_in_and_refuse() {
        let server = AuthorizationServer::start(&json!({}));
        let url = format!(
            "{}/auth?response_type=code&client_id=credenza-public&redirect_uri=http://127.0.0.1:9/callback\
             &scope=openid&state=s&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
            server.issuer()
        );
        let signed_in = server.walk(&url, "ana");
        assert!(signed_in.starts_with("http://127.0.0.1:9/callback?code="), "{signed_in}");
        let refused = server.walk(&url, "abort");
        assert!(refused.contains("error=access_denied"), "{refused}");
        assert_eq!(server.token_requests("authorization_code"), 0);
    }
}
