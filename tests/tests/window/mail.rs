//! Mail: a submission server and Amazon SES. No mail is ever sent.

use crate::form::{self, Refusal};
use credenza_testing::servers::{Moto, Smtp};
use credenza_tests::window::{Home, Key};

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn a_mail_servers_login_is_tried_and_no_password_goes_in_the_clear_unasked() {
    let server = Smtp::start_without_tls();
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    form::add(&window, "smtp").await;
    let port = server.port().to_string();
    let fields = [
        ("Account name", "Newsletter"),
        ("Host", "127.0.0.1"),
        ("Port", &port),
        ("User name", Smtp::USERNAME),
        ("Password", "mistaken"),
    ];
    form::fill(&window, &fields).await;
    form::send(&window).await;
    form::allow_private(&window).await;
    form::is_refused(&window, &Refusal::at("Encryption").says("TLS")).await;
    assert!(!has_authenticated(&server), "no password in the clear");
    form::choose(&window, "Encryption", "Off, nothing is encrypted").await;
    form::send(&window).await;
    form::is_refused(&window, &Refusal::at("Password").says("rejected").hints("password")).await;
    assert_eq!(window.field("Account name").await, "Newsletter", "what was typed stays");
    assert_eq!(home.count_credentials(), 0, "nothing was saved");
    form::fill(&window, &[("Password", Smtp::PASSWORD)]).await;
    form::send(&window).await;
    window.shows("Newsletter verified and saved").await;
    let said = server.transcript();
    assert!(!said.iter().any(|line| line.starts_with("MAIL") || line == "DATA"), "{said:?}");
    window.close().await;
}

fn has_authenticated(server: &Smtp) -> bool {
    server.transcript().iter().any(|line| line.starts_with("AUTH"))
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn an_amazon_key_is_proven_by_its_signature_and_a_missing_permission_is_said() {
    let moto = Moto::start();
    let home = Home::with_vault(&[]);
    let window = form::unlocked(&home).await;
    let (mailer, nobody) = (moto.mailer(), moto.nobody());
    form::add(&window, "amazon ses").await;
    let fields = [
        ("Account name", "Mailer"),
        ("Access key ID", mailer.access_key_id.as_str()),
        ("Secret access key", "wrong/secret/access/key"),
    ];
    form::fill(&window, &fields).await;
    window.press("Advanced").await;
    form::fill(&window, &[("Endpoint", &moto.base_url())]).await;
    form::send(&window).await;
    form::allow_private(&window).await;
    form::is_refused(&window, &Refusal::at("Secret access key").says("rejected")).await;
    assert_eq!(home.count_credentials(), 0, "nothing was saved");
    form::fill(&window, &[("Secret access key", &mailer.secret_access_key)]).await;
    form::send(&window).await;
    window.shows("Mailer verified and saved").await;

    form::add(&window, "amazon ses").await;
    form::fill(&window, &[("Account name", "Nobody"), ("Access key ID", &nobody.access_key_id)])
        .await;
    form::fill(&window, &[("Secret access key", &nobody.secret_access_key)]).await;
    window.press("Advanced").await;
    form::fill(&window, &[("Endpoint", &moto.base_url())]).await;
    form::send(&window).await;
    form::allow_private(&window).await;
    window.shows("Nobody verified and saved").await;
    window.press("Amazon SES, 2 credentials").await;
    window.tab_to("Amazon SES credentials").await;
    window.keys(Key::End + "").await;
    window.shows_all(&["Warning", "ses:GetAccount"]).await;
    window.close().await;
}
