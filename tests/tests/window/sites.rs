//! A sign-in that is for several sites: the window asks which one, and begins again with it.

use crate::form;
use crate::screens::look;
use crate::sign_in::open_browser;
use credenza_testing::servers::AuthorizationServer;
use credenza_tests::window::{Home, Key};
use serde_json::{Value, json};

fn site(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "url": format!("https://{id}.sites.example")})
}

/// Imports the connector, and registers its OAuth app.
fn prepare(home: &Home, server: &AuthorizationServer) {
    let file = home.input("sites.toml", include_str!("../command_line/sign_in/sites.toml"));
    let hosts = ["--approve-host", "{server}", "--approve-host", "{api_url}"];
    home.credenza(&[&["connector", "import", &file], hosts.as_slice()].concat());
    let secret = home.input("client-secret", "credenza-test-secret");
    let (issuer, private) =
        (format!("server={}", server.issuer()), format!("127.0.0.1:{}", server.port()));
    let mut words = vec!["oauth-app", "add", "many-sites", "--client-id", "credenza"];
    words.extend(["--name", "app", "--set", &issuer, "--allow-private", &private]);
    words.extend(["--client-secret-file", &secret]);
    let saved = home.credenza(&words);
    server.set(&json!({"redirect_addresses": [saved["oauth_app"]["redirect_address"]]}));
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn among_several_sites_the_person_picks_one() {
    let sites = [site("c-1", "Acme"), site("c-2", "Globex")];
    let server = AuthorizationServer::start(&json!({"sites": sites}));
    let home = Home::with_vault(&[]);
    prepare(&home, &server);
    let window = form::unlocked(&home).await;

    form::pick(&window, "many sites").await;
    window.fill("Account name", "Tickets").await;
    let address = open_browser(&window, &home, "Continue in browser").await;
    assert!(server.browse(&address, "ana").contains("Credenza"));
    window.shows("This account has access to more than one.").await;
    window.focuses("Continue with it").await;
    look(&window, "which-site").await;
    assert_eq!(home.count_credentials(), 0, "nothing is guessed, and nothing saved");

    form::choose(&window, "Which one at Many Sites?", "Globex c-2").await;
    let again = open_browser(&window, &home, "Continue with it").await;
    assert_ne!(again, address, "it is another sign-in");
    assert!(server.browse(&again, "ana").contains("Credenza"));
    window.shows_all(&["Signed in as ana", "site Globex"]).await;
    window.keys(Key::Escape + "").await;
    let saved = home.credenza(&["credential", "show", "Tickets"]);
    assert_eq!(saved["credential"]["public"]["cloud_id"], "c-2", "{saved}");
    window.close().await;
}
