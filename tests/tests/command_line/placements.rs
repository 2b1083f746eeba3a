//! Each way of handing over a secret: it arrives where it belongs and nowhere else, and a wrong one
//! is rejected.

use crate::harness::{Vault, and, find_leaks};
use credenza_tests::schemes::{FieldKind, SCHEMES, Scheme};
use tokio::runtime::Runtime;

fn words(vault: &Vault, scheme: &Scheme, address: &str, secret: &str) -> Vec<String> {
    let base = |path: &str| format!("http://{address}{path}");
    let addresses: Vec<(&str, String)> =
        scheme.addresses.iter().map(|(name, _, path)| (*name, base(path))).collect();
    let public = scheme.fields.iter().filter(|field| field.kind != FieldKind::Secret);
    let mut set: Vec<(&str, &str)> = public.map(|field| (field.name, field.value)).collect();
    set.extend(addresses.iter().map(|(name, address)| (*name, address.as_str())));
    let mut words = vault.add(scheme.connector, &set, &[(scheme.secret().name, secret)]);
    if let Some((method, _)) = scheme.method {
        words.extend(["--auth".to_owned(), method.to_owned()]);
    }
    words.extend(["--allow-private".to_owned(), address.to_owned()]);
    words
}

fn import(vault: &Vault, scheme: &Scheme) {
    let Some(file) = scheme.file else { return };
    let path = vault.file("connector.toml", file);
    vault.run(&["connector", "import", &path, "--approve-host", "{url}"]).succeeds();
}

#[test]
fn each_way_of_handing_over_a_secret_is_proven_where_it_belongs() {
    let runtime = Runtime::new().unwrap();
    let vault = Vault::new();
    for scheme in SCHEMES {
        let name = scheme.connector;
        import(&vault, scheme);
        let service = runtime.block_on(scheme.start());
        let address = service.address().to_string();
        let wrong = vault.refused(&and(&words(&vault, scheme, &address, "wrong-secret-00"), &[]));
        assert_eq!(wrong["code"], "verification.failed", "{name}: {wrong}");
        assert_eq!(wrong["details"]["code"], "auth.rejected", "{name}: {wrong}");
        assert!(!wrong.to_string().contains("wrong-secret-00"), "{name}: {wrong}");
        let secret = scheme.secret().value;
        let added = vault.json(&and(&words(&vault, scheme, &address, secret), &[]));
        assert_eq!(added["credential"]["state"], "connected", "{name}: {added}");
        assert_eq!(find_leaks(secret, &vault.folder(), &vault.printed()), [""; 0], "{name}");
    }
    assert_eq!(vault.json(&["credential", "list"])["total"], SCHEMES.len());
}
