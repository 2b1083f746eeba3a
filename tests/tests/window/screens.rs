//! Every screen and dialog that is built, in WebKitGTK: no violation that axe knows, in light and dark.
//! With `CREDENZA_PICTURES` set to a folder, each is also taken a picture of, for a person to look at.

use crate::form;
use credenza_testing::servers::Postgres;
use credenza_tests::window::{Desk, Home, Key, Screen, Window};
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
async fn neither_do_the_first_run_and_the_verification_on_a_small_screen() {
    let server = Postgres::start();
    let home = Home::new();
    let window = Window::open_on(Desk::new(Screen::SMALL), &home).await;
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

/// axe in both themes; a picture of each, where they are asked for.
async fn look(window: &Window, name: &str) {
    let still = "return document.querySelector('[aria-busy=true]') === null && document.getAnimations().length === 0";
    window.until("the screen is still", still).await;
    for theme in ["light", "dark"] {
        window.set_theme(theme).await;
        assert_eq!(window.axe_violations().await, [] as [&str; 0], "{name} in {theme}");
        if let Some(folder) = std::env::var_os("CREDENZA_PICTURES").map(PathBuf::from) {
            let Screen(width, _) = window.desk().screen();
            window.picture(&folder.join(format!("{name}-{theme}-{width}.png")));
        }
    }
}

async fn a_planted_violation_is_found(window: &Window) {
    window.value("document.querySelector('main').append(Object.assign(document.createElement('button'), {id: 'planted'})); return null").await;
    let found = window.axe_violations().await;
    assert!(found.iter().any(|one| one.contains("#planted")), "axe would notice: {found:?}");
}
