//! Mail: submission servers and Amazon SES. No mail is ever sent.

use crate::harness::{Vault, and};
use credenza_testing::servers::{AwsKey, Moto, Smtp};
use serde_json::json;

#[test]
fn a_mail_server_is_tried_as_the_form_says_and_no_mail_is_sent() {
    let (vault, server) = (Vault::new(), Smtp::start_without_tls());
    let port = server.port().to_string();
    let words = |tls: &str, password: &str| {
        let set =
            [("host", "127.0.0.1"), ("port", &port), ("tls", tls), ("username", Smtp::USERNAME)];
        let mut words = vault.add("smtp", &set, &[("password", password)]);
        words.extend(["--allow-private".to_owned(), format!("127.0.0.1:{port}")]);
        words
    };
    let encrypted = vault.refused(&and(&words("starttls", Smtp::PASSWORD), &[]));
    assert_eq!(encrypted["details"]["code"], "tls.failed", "{encrypted}");
    assert_eq!(encrypted["details"]["field"], "/tls", "{encrypted}");
    assert!(
        !server.transcript().iter().any(|line| line.starts_with("AUTH")),
        "no password in the clear"
    );

    let wrong = vault.refused(&and(&words("none", "wrong-password"), &[]));
    assert_eq!(wrong["details"]["code"], "auth.rejected", "{wrong}");
    let added = vault.json(&and(&words("none", Smtp::PASSWORD), &[]));
    assert_eq!(added["credential"]["state"], "connected", "{added}");
    assert_eq!(added["credential"]["public"]["tls"], "none");
    let transcript = server.transcript();
    assert!(
        transcript.iter().any(|line| line.starts_with("AUTH") && line.ends_with("ok")),
        "{transcript:?}"
    );
    assert!(
        !transcript.iter().any(|line| line.starts_with("MAIL") || line == "DATA"),
        "{transcript:?}"
    );
}

#[test]
fn an_amazon_key_is_proven_by_its_signature_and_its_permission() {
    let (vault, moto) = (Vault::new(), Moto::start());
    let address = format!("127.0.0.1:{}", moto.port());
    let words = |key: &AwsKey, secret: &str| {
        let endpoint = moto.base_url();
        let set = [("access_key_id", key.access_key_id.as_str()), ("endpoint", &endpoint)];
        let mut words = vault.add("aws-ses", &set, &[("secret_access_key", secret)]);
        words.extend(["--allow-private".to_owned(), address.clone()]);
        words
    };
    let mailer = moto.mailer();
    let added = vault.json(&and(&words(mailer, &mailer.secret_access_key), &[]));
    assert_eq!(added["credential"]["state"], "connected", "{added}");
    assert_eq!(added["credential"]["secrets"], json!(["secret_access_key"]));
    let wrong = vault.refused(&and(&words(mailer, "wrong/secret/access/key"), &[]));
    assert_eq!(wrong["details"]["code"], "auth.rejected", "{wrong}");
    let nobody = moto.nobody();
    let limited = vault.json(&and(&words(nobody, &nobody.secret_access_key), &[]));
    let stages = limited["credential"]["proof"]["stages"].as_array().unwrap();
    let authorize = stages.iter().find(|stage| stage["stage"] == "authorize").unwrap();
    assert_eq!(authorize["outcome"], "warning", "a right key without permission: {limited}");
    assert!(authorize["message"].as_str().unwrap().contains("ses:GetAccount"), "{authorize}");
}
