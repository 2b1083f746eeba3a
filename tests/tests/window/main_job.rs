//! The whole story: someone adds a login, watches it being verified, uses it in a flow, is refused
//! when deleting it, and finds the password nowhere on the disk.

use crate::driver::{Home, PASSPHRASE, Window, create_vault};
use credenza_testing::servers::{Certificates, Postgres};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use thirtyfour::Key;

#[tokio::test]
#[ignore = "needs a display: run by 'cargo xtask test window'"]
async fn the_main_job_through_the_window() {
    let certificates = Certificates::new();
    let server = Postgres::builder().tls(&certificates.server()).start();
    let home = Home::new();
    let window = Window::open(&home).await;
    create_vault(&window).await;
    a_wrong_password_saves_nothing(&window, &home, &server).await;
    the_right_one_is_verified_and_saved(&window).await;
    a_flow_saved_elsewhere_appears_by_itself(&window, &home).await;
    deleting_is_refused_until_the_flow_is_paused(&window, &home).await;
    locking_takes_everything_off_the_screen(&window).await;
    window.close().await;

    let again = Window::open(&home).await;
    again.shows("The vault is locked").await;
    again.fill("Passphrase", PASSPHRASE).await;
    again.press("Unlock").await;
    again.shows("Security credentials").await;
    again.close().await;
    no_file_holds(home.path(), Postgres::APP_USER.password);
}

async fn a_wrong_password_saves_nothing(window: &Window, home: &Home, server: &Postgres) {
    window.press("Add credential").await;
    window.shows("Connector").await;
    window.keys("postgres").await;
    window.shows("PostgreSQL").await;
    window.keys(Key::Down + Key::Enter).await;
    window.shows("Account name").await;
    window.fill("Account name", "Warehouse").await;
    window.fill("Host", "127.0.0.1").await;
    window.fill("Port", &server.port().to_string()).await;
    window.fill("Database", Postgres::DATABASE).await;
    window.fill("User name", Postgres::APP_USER.username).await;
    window.fill("Password", "not-the-password").await;
    window.press("Verify and save").await;
    window.press("Yes, connect to it").await;
    window.shows("The server rejected the password for app_user").await;
    let listed = credenza(home, &["credential", "list", "--json"], None);
    assert_eq!(listed["total"], 0, "nothing was saved: {listed}");
}

async fn the_right_one_is_verified_and_saved(window: &Window) {
    window.fill("Password", Postgres::APP_USER.password).await;
    window.press("Verify and save").await;
    window.shows("verified and saved").await;
    window.press("PostgreSQL, 1 credential").await;
    window.shows("Connected").await;
    window.shows("Warehouse").await;
    window.forgets(Postgres::APP_USER.password).await;
}

/// The command line saves and activates; the window notices without being told.
async fn a_flow_saved_elsewhere_appears_by_itself(window: &Window, home: &Home) {
    window.press("Flows").await;
    window.shows("Flows").await;
    let flow = "name: Nightly import\nsteps:\n- {id: load, connector: postgresql, action: query, credential: Warehouse, input: {sql: select 1}}\n";
    credenza(home, &["flow", "save", "-", "--json"], Some(flow));
    window.shows("Nightly import").await;
    credenza(home, &["flow", "activate", "Nightly import", "--json"], None);
    window.shows("Active").await;
}

async fn deleting_is_refused_until_the_flow_is_paused(window: &Window, home: &Home) {
    window.press("Security credentials").await;
    window.press("PostgreSQL, 1 credential").await;
    window.shows("Warehouse").await;
    window.press("Warehouse").await;
    window.press("More actions for Warehouse").await;
    window.press("Delete…").await;
    window.shows("Warehouse can’t be deleted yet").await;
    window.shows("Nightly import").await;
    window.press("Pause").await;
    window.shows("Delete Warehouse?").await;
    window.press("Delete Warehouse").await;
    window.shows("Warehouse deleted").await;
    let archived = credenza(home, &["credential", "list", "--archived", "--json"], None);
    assert_eq!(archived["total"], 1, "it can be restored: {archived}");
}

async fn locking_takes_everything_off_the_screen(window: &Window) {
    window.press("Lock vault").await;
    window.shows("The vault is locked").await;
    window.forgets("Warehouse").await;
}

/// Runs the command line on the same vault; its one JSON value.
fn credenza(home: &Home, words: &[&str], input: Option<&str>) -> Value {
    let secret = home.path().join("passphrase");
    std::fs::write(&secret, PASSPHRASE).unwrap();
    let program = std::env::var("CREDENZA_CLI").expect("run by 'cargo xtask test window'");
    let line = format!("exec 3<'{}'; exec '{program}' \"$@\" --passphrase-fd 3", secret.display());
    let mut child = Command::new("bash")
        .args(["-c", &line, "credenza"])
        .args(words)
        .env("CREDENZA_VAULT", home.vault())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    use std::io::Write as _;
    child.stdin.take().unwrap().write_all(input.unwrap_or_default().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    std::fs::remove_file(secret).unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Neither the vault, nor the web view's profile, nor any log holds the secret.
fn no_file_holds(folder: &Path, secret: &str) {
    let planted = folder.join("planted");
    std::fs::write(&planted, format!("x{secret}y")).unwrap();
    assert_eq!(
        holding(folder, secret),
        std::slice::from_ref(&planted),
        "only the planted one is found"
    );
    std::fs::remove_file(planted).unwrap();
}

fn holding(folder: &Path, secret: &str) -> Vec<std::path::PathBuf> {
    use base64::Engine as _;
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(secret);
    let forms = [secret.as_bytes().to_vec(), wide, base64.as_bytes()[..base64.len() - 2].to_vec()];
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(holding(&path, secret));
        } else if let Ok(bytes) = std::fs::read(&path)
            && forms.iter().any(|form| bytes.windows(form.len()).any(|window| window == form))
        {
            found.push(path);
        }
    }
    found
}
