//! Every screen and dialog that is built, in WebKitGTK, at 1280×800 and 1024×640: no violation that axe
//! knows, in light and dark, and nothing that sticks out. With `CREDENZA_PICTURES` set to a folder, each is also taken a picture of, for a person to look at.

use crate::form;
use credenza_testing::servers::Postgres;
use credenza_tests::window::{Home, Key, Screen, Window};
use std::path::PathBuf;

/// A way to a screen, and the words that say that it is there.
struct Place {
    name: &'static str,
    keys: &'static [Step],
    words: &'static str,
}

enum Step {
    Keys(Key, &'static str),
    One(Key),
    Press(&'static str),
    Rows(&'static str),
}
use Step::{Keys, One, Press, Rows};

const LIST: &str = "HTTP with bearer token credentials";
const TILE: &str = "HTTP with bearer token, 2 credentials";

const PLACES: &[Place] = &[
    Place { name: "credentials", keys: &[Keys(Key::Alt, "2")], words: "Security credentials" },
    Place { name: "connector", keys: &[Press(TILE)], words: "2 of 50" },
    Place { name: "detail", keys: &[Rows(LIST)], words: "Never verified" },
    Place { name: "edit", keys: &[Keys(Key::Control, "e")], words: "Verify and save" },
    Place {
        name: "rename",
        keys: &[One(Key::Escape), Rows(LIST), One(Key::F2)],
        words: "Rename credential",
    },
    Place {
        name: "delete",
        keys: &[One(Key::Escape), Rows(LIST), One(Key::Delete)],
        words: "It can be restored",
    },
    Place {
        name: "picker",
        keys: &[One(Key::Escape), Keys(Key::Control, "n")],
        words: "Name, category",
    },
    Place {
        name: "palette",
        keys: &[One(Key::Escape), Keys(Key::Control, "k")],
        words: "Go to Activity",
    },
    Place { name: "shortcuts", keys: &[One(Key::Escape), One(Key::F1)], words: "shortcuts" },
    Place {
        name: "flows",
        keys: &[One(Key::Escape), Keys(Key::Alt, "4")],
        words: "Nightly import",
    },
    Place { name: "flow", keys: &[Press("Nightly import")], words: "Add step…" },
    Place { name: "activity", keys: &[Keys(Key::Alt, "8")], words: "entries" },
    Place { name: "settings", keys: &[Keys(Key::Control, ",")], words: "General" },
    Place {
        name: "settings-credentials",
        keys: &[Press("Security credentials")],
        words: "Credentials per connector",
    },
    Place { name: "settings-vault", keys: &[Press("Vault")], words: "Lock" },
    Place { name: "settings-webhooks", keys: &[Press("Webhooks")], words: "Add webhook" },
    Place { name: "overview", keys: &[Keys(Key::Alt, "1")], words: "Overview" },
    Place { name: "health", keys: &[Keys(Key::Alt, "3")], words: "Needs attention" },
];

const FLOW: &str = "name: Nightly import\nsteps:\n- {id: load, connector: http-bearer, action: request, credential: Events, input: {method: GET, path: /}}\n";

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn no_screen_offends_axe_in_light_or_dark() {
    let home = Home::with_vault(&["allow_unverified=true"]);
    home.add_unverified("Events");
    home.add_unverified(
        "A second one, whose name is longer than the column is wide, as names tend to be",
    );
    home.credenza_reading(&["flow", "save", "-"], FLOW);
    let window = Window::open(&home).await;
    window.shows("The vault is locked").await;
    look(&window, "locked").await;
    form::unlock(&window).await;
    for place in PLACES {
        for step in place.keys {
            go(&window, step).await;
        }
        window.shows(place.words).await;
        look(&window, place.name).await;
    }
    a_planted_violation_is_found(&window).await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the window: run by 'cargo xtask test window'"]
async fn neither_do_the_first_run_and_the_verification() {
    let server = Postgres::start();
    let home = Home::new();
    let window = Window::open(&home).await;
    window.shows("Welcome to Credenza").await;
    look(&window, "welcome").await;
    window.press("Set up the vault").await;
    window.shows("No system keyring was found").await;
    look(&window, "create-vault").await;
    window.fill("New passphrase", credenza_tests::window::PASSPHRASE).await;
    window.fill("Repeat the passphrase", credenza_tests::window::PASSPHRASE).await;
    window.press("Create vault").await;
    window.shows("No credentials yet").await;
    look(&window, "empty").await;
    form::add(&window, "postgres").await;
    let port = server.port().to_string();
    let fields = [
        ("Host", "127.0.0.1"),
        ("Port", &port),
        ("Database", "orders"),
        ("User name", "app_user"),
        ("Password", "wrong"),
    ];
    form::fill(&window, &fields).await;
    form::choose(&window, "TLS", "Off").await;
    form::send(&window).await;
    window.shows("Connect to the private address").await;
    look(&window, "question").await;
    form::allow_private(&window).await;
    window.shows("rejected the password").await;
    look(&window, "failure").await;
    the_form_keeps_half_of_the_dialog(&window).await;
    form::fill(&window, &[("Password", Postgres::APP_USER.password)]).await;
    form::send(&window).await;
    window.shows("verified and saved").await;
    window.press("PostgreSQL, 1 credential").await;
    window.tab_to("PostgreSQL credentials").await;
    window.keys(Key::Home + "").await;
    window.shows("Where the secret may go").await;
    look(&window, "verified").await;
    window.close().await;
}

async fn the_form_keeps_half_of_the_dialog(window: &Window) {
    let share = window
        .value("const d = document.querySelector('[role=dialog]'); return d.querySelector('footer').offsetHeight / d.offsetHeight")
        .await;
    assert!(share.as_f64().unwrap() <= 0.5, "the verification takes {share} of the dialog");
}

async fn go(window: &Window, step: &Step) {
    match step {
        Keys(modifier, key) => window.keys(modifier.clone() + *key).await,
        One(key) => window.keys(key.clone() + "").await,
        Press(name) => window.press(name).await,
        Rows(name) => {
            window.tab_to(name).await;
            window.keys(Key::Home + "").await;
        }
    }
}

/// What hides no scroll bar, and is wider than it may be.
const STICKS_OUT: &str = "const d = document.documentElement; \
    const wide = [d, ...document.querySelectorAll('main, main > *, [role=dialog], [role=alertdialog]')]; \
    return wide.filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1).map((e) => e.outerHTML.slice(0, 120))";

/// Both sizes, both themes; a picture of each, where they are asked for. Small comes first, so that the
/// window is as large as before in the end.
pub(crate) async fn look(window: &Window, name: &str) {
    let folder = std::env::var_os("CREDENZA_PICTURES").filter(|folder| !folder.is_empty());
    let folder = folder.map(PathBuf::from);
    for screen in [Screen::SMALL, Screen::WIDE] {
        window.resize(screen).await;
        let still = "return document.querySelector('[aria-busy=true]') === null && document.getAnimations().length === 0";
        window.until("the screen is still", still).await;
        assert_eq!(window.value(STICKS_OUT).await, serde_json::json!([]), "{name} at {}", screen.0);
        for theme in ["light", "dark"] {
            window.set_theme(theme).await;
            let found = window.axe_violations().await;
            assert_eq!(found, [] as [&str; 0], "{name} in {theme} at {}", screen.0);
            if let Some(folder) = &folder {
                window.picture(screen, &folder.join(format!("{name}-{theme}-{}.png", screen.0)));
            }
        }
    }
}

async fn a_planted_violation_is_found(window: &Window) {
    window.value("document.querySelector('main').append(Object.assign(document.createElement('button'), {id: 'planted'})); return null").await;
    let found = window.axe_violations().await;
    assert!(found.iter().any(|one| one.contains("#planted")), "axe would notice: {found:?}");
}
