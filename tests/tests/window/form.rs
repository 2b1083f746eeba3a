//! The dialog in which a credential is added, by keyboard: what the tests with bad input fill in, and
//! what they look for.

use credenza_tests::window::{Home, Key, PASSPHRASE, Window};

/// Opens a window on a vault that exists, and unlocks it.
pub(crate) async fn unlocked(home: &Home) -> Window {
    let window = Window::open(home).await;
    unlock(&window).await;
    window
}

/// Unlocks the vault on the screen.
pub(crate) async fn unlock(window: &Window) {
    window.shows("The vault is locked").await;
    window.focuses("Passphrase").await;
    window.keys(PASSPHRASE).await;
    window.keys(Key::Enter + "").await;
    window.shows("Security credentials").await;
    window.waits_for_control("Add credential").await;
}

/// Opens the dialog for the connector that a search for `query` finds first, and waits for its form.
pub(crate) async fn add(window: &Window, query: &str) {
    pick(window, query).await;
    window.focuses("Account name").await;
}

/// Opens the dialog for the connector that a search for `query` finds first.
pub(crate) async fn pick(window: &Window, query: &str) {
    window.keys(Key::Control + "n").await;
    window.focuses("Connector").await;
    window.keys(query).await;
    window.shows("Best first").await;
    let found = "return document.querySelector('[role=option][aria-selected=true]') !== null \
                 && document.querySelector('[aria-busy=true]') === null";
    window.until("a connector is found", found).await;
    window.keys(Key::Enter + "").await;
}

/// Fills the fields in the order of the form.
pub(crate) async fn fill(window: &Window, fields: &[(&str, &str)]) {
    for (label, value) in fields {
        window.fill(label, value).await;
    }
}

/// Chooses an option of a list.
pub(crate) async fn choose(window: &Window, label: &str, option: &str) {
    window.tab_to_list(label).await;
    window.keys(Key::Enter + "").await;
    window.waits_for_control(option).await;
    window.keys(Key::Home + "").await;
    for _ in 0..20 {
        if window.focused().await == option {
            window.keys(Key::Enter + "").await;
            return window.focuses(label).await;
        }
        window.keys(Key::Down + "").await;
    }
    panic!("the arrows never came to '{option}'");
}

/// Chooses how to authenticate.
pub(crate) async fn choose_method(window: &Window, title: &str) {
    choose_card(window, title).await;
}

/// Goes to the cards of which `title` is one, and chooses it by the arrow keys.
pub(crate) async fn choose_card(window: &Window, title: &str) {
    window.tab_to_card().await;
    for _ in 0..6 {
        if window.focused().await.starts_with(title) {
            window.keys(" ").await;
            return;
        }
        window.keys(Key::Down + "").await;
    }
    panic!("there is no card '{title}'");
}

/// Sends the form by its shortcut.
pub(crate) async fn send(window: &Window) {
    window.keys(Key::Control + Key::Enter).await;
}

/// The question names the host and port, and No is its first answer.
pub(crate) async fn ask_about_private(window: &Window, port: u16) {
    window.shows(&format!("Connect to the private address 127.0.0.1:{port}?")).await;
    window.waits_for_control("No").await;
    let answers = window
        .value("return [...document.querySelectorAll('section[aria-labelledby=check-question] button')].map((b) => b.innerText)")
        .await;
    assert_eq!(answers[0], "No", "the first answer is the harmless one: {answers}");
}

/// Answers the question about a private address with *Yes*.
pub(crate) async fn allow_private(window: &Window) {
    window.press("Yes, connect to it").await;
}

/// What is expected of a refusal.
#[derive(Default)]
pub(crate) struct Refusal<'a> {
    field: Option<&'a str>,
    words: &'a str,
    hint: &'a str,
    asks: Option<()>,
}

impl<'a> Refusal<'a> {
    /// It marks this field, and leads there.
    pub(crate) fn at(field: &'a str) -> Self {
        Self { field: Some(field), ..Self::default() }
    }

    /// No field is to blame.
    pub(crate) fn anywhere() -> Self {
        Self::default()
    }

    /// It says so.
    pub(crate) fn says(self, words: &'a str) -> Self {
        Self { words, ..self }
    }

    /// It says what to do.
    pub(crate) fn hints(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    /// The address is new, and private: the question comes first.
    pub(crate) fn asks_first(self) -> Self {
        Self { asks: Some(()), ..self }
    }
}

/// The last attempt failed like that: an alert says what and what to do, and leads to the field.
pub(crate) async fn is_refused(window: &Window, refusal: &Refusal<'_>) {
    if refusal.asks.is_some() {
        allow_private(window).await;
    }
    let alert = "[...document.querySelectorAll('[role=alert]')].map((e) => e.innerText).join(' ')";
    for words in [refusal.words, refusal.hint] {
        let body = format!("return {alert}.includes({})", serde_json::json!(words));
        window.until(&format!("the alert says '{words}'"), &body).await;
    }
    let said = window.value(&format!("return {alert}")).await;
    let said = said.as_str().unwrap_or_default();
    for odd in ["--allow", "--accept", "tls_mode", "`"] {
        assert!(!said.contains(odd), "'{odd}' belongs on the command line: {said}");
    }
    if let Some(field) = refusal.field {
        assert_ne!(window.error_at(field).await, "", "'{field}' is marked");
        window.press(&format!("Edit {field}")).await;
        window.focuses(field).await;
    }
}

/// Leaves the dialog without saving.
pub(crate) async fn discard(window: &Window) {
    window.keys(Key::Escape + "").await;
    window.press("Discard").await;
    let gone = "return document.querySelector('[role=dialog], [role=alertdialog]') === null";
    window.until("the dialog is gone", gone).await;
}
