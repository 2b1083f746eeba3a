//! Each way of handing over a secret, through the form: it arrives where it belongs, or the service
//! would not have taken it.

use crate::form;
use credenza_tests::schemes::{FieldKind, SCHEMES, Scheme};
use credenza_tests::window::{Home, Window};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn each_way_of_handing_over_a_secret_is_proven_where_it_belongs() {
    let home = Home::with_vault(&[]);
    for scheme in SCHEMES {
        let Some(file) = scheme.file else { continue };
        let path = home.input("connector.toml", file);
        home.credenza(&["connector", "import", &path, "--approve-host", "{url}"]);
    }
    let window = form::unlocked(&home).await;
    for scheme in SCHEMES {
        is_saved(&window, scheme).await;
        let list = home.credenza(&["credential", "list", "--connector", scheme.connector]);
        assert_eq!(list["items"][0]["state"], "connected", "{}: {list}", scheme.connector);
    }
    window.close().await;
}

async fn is_saved(window: &Window, scheme: &Scheme) {
    let service = scheme.start().await;
    let name = format!("Account {}", scheme.connector);
    form::add(window, scheme.query).await;
    if let Some((_, title)) = scheme.method {
        form::choose_method(window, title).await;
    }
    form::fill(window, &[("Account name", &name)]).await;
    for (_, label, path) in scheme.addresses {
        let address = format!("http://{}{path}", service.address());
        form::fill(window, &[(label, &address)]).await;
    }
    for field in scheme.fields {
        match field.kind {
            FieldKind::Choice(option) => form::choose(window, field.label, option).await,
            FieldKind::Public | FieldKind::Secret => {
                form::fill(window, &[(field.label, field.value)]).await;
            }
        }
    }
    form::send(window).await;
    form::allow_private(window).await;
    window.shows(&format!("{name} verified and saved")).await;
    window.forgets(scheme.secret().value).await;
}
