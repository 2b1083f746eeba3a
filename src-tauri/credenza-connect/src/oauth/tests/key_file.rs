//! Service accounts: keys as their files hold them, and assertions that the other side can check.

use crate::oauth::{Claims, KeyFileError, ServiceAccountKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use credenza_model::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    UnparsedPublicKey,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

fn key_file(pem: &str) -> SecretString {
    let file = json!({
        "type": "service_account",
        "client_email": "robot@project.iam.gserviceaccount.com",
        "private_key_id": "key-1",
        "private_key": pem,
        "token_uri": "https://oauth2.googleapis.com/token",
    });
    SecretString::from(file.to_string())
}

fn p256() -> (String, Vec<u8>) {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
            .unwrap();
    let body = STANDARD.encode(document.as_ref());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    (pem, pair.public_key().as_ref().to_vec())
}

fn decode(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn the_other_side_can_check_an_assertion() {
    let (pem, public) = p256();
    for pem in [pem.clone(), pem.replace('\n', "\\n")] {
        let key = ServiceAccountKey::parse(&key_file(&pem)).unwrap();
        assert_eq!(key.client_email(), "robot@project.iam.gserviceaccount.com");
        let now = Timestamp::from_millis(1_700_000_000_000);
        let claims = Claims {
            audience: "https://token.example",
            scope: "a b",
            subject: "ana@example.com",
            now,
            id: [7; 16],
        };
        let made = claims.sign(&key).unwrap();
        let parts: Vec<&str> = made.expose_secret().split('.').collect();
        assert_eq!(decode(parts[0]), json!({"alg": "ES256", "typ": "JWT", "kid": "key-1"}));
        let claims = decode(parts[1]);
        assert_eq!(claims["aud"], "https://token.example");
        assert_eq!(claims["sub"], "ana@example.com");
        assert_eq!(claims["scope"], "a b");
        assert_eq!(claims["jti"].as_str().unwrap().len(), 22);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
        let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
        let signed = format!("{}.{}", parts[0], parts[1]);
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &public)
            .verify(signed.as_bytes(), &signature)
            .unwrap();
    }
}

#[test]
fn a_file_that_is_none_is_told() {
    let parse = |text: &str| ServiceAccountKey::parse(&SecretString::from(text)).err();
    assert_eq!(parse("hello"), Some(KeyFileError::NotJson));
    assert_eq!(parse(r#"{"client_email":"a@b"#), Some(KeyFileError::NotJson));
    assert_eq!(parse(r#"{"client_email":"a@b"}"#), Some(KeyFileError::NotAKeyFile));
    assert_eq!(parse("[1]"), Some(KeyFileError::NotAKeyFile));
    assert_eq!(parse(r#"{"installed":{"client_id":"x"}}"#), Some(KeyFileError::OAuthClient));
    assert_eq!(parse(&"x".repeat(70_000)), Some(KeyFileError::TooLarge));
    let bad = key_file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assert_eq!(ServiceAccountKey::parse(&bad).err(), Some(KeyFileError::BadKey));
}
