//! The keyboard: keys, and what a person does with them to get somewhere. Nothing here presses a
//! button of the mouse, and [`Window::mouse_presses`] tells whether somebody did.

use super::page::{NAME_OF, Window};
use serde_json::{Value, json};
use std::time::Instant;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use thirtyfour::{Key, TypingData};

/// So many stops make no way that a person would go.
const MOST_STOPS: usize = 90;

/// What can have the focus.
const ANYTHING: &str =
    "a[href], button, input, textarea, select, [role=option], [tabindex]:not([role=tabpanel])";
/// What can be typed into.
const FIELD: &str = "textarea, input:not([type=radio], [type=checkbox])";

impl Window {
    /// Sends keys to whatever has the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        let keys: String = keys.into().as_vec().into_iter().collect();
        let begun = Instant::now();
        loop {
            match self.type_into_focus(&keys).await.map_err(WebDriverError::into_inner) {
                Ok(()) => return,
                // It was drawn anew meanwhile, and nothing was typed.
                Err(
                    WebDriverErrorInner::StaleElementReference(_)
                    | WebDriverErrorInner::ElementNotInteractable(_),
                ) => {}
                Err(error) => panic!("the keys were not taken: {error}"),
            }
            self.give_up(begun, "what has the focus changes all the time").await;
        }
    }

    async fn type_into_focus(&self, keys: &str) -> Result<(), WebDriverError> {
        let script = "return document.activeElement ?? document.body";
        let focused = self.driver().execute(script, vec![]).await?.element()?;
        focused.send_keys(keys).await
    }

    /// Goes, by Tab alone, to the control whose name begins like this.
    pub async fn tab_to(&self, name: &str) {
        self.walk(ANYTHING, name, || Key::Tab + "").await;
    }

    /// Goes back, by Shift+Tab alone.
    pub async fn tab_back_to(&self, name: &str) {
        self.walk(ANYTHING, name, || Key::Shift + Key::Tab).await;
    }

    /// Goes to a field that opens a list of options.
    pub async fn tab_to_list(&self, label: &str) {
        self.walk("[role=combobox]", label, || Key::Tab + "").await;
    }

    /// Goes to the chosen one of the next cards of which one is chosen.
    pub async fn tab_to_card(&self) {
        self.walk("[role=radio], input[type=radio]", "", || Key::Tab + "").await;
    }

    async fn walk(&self, kind: &str, name: &str, step: fn() -> TypingData) {
        self.waits_for(kind, name).await;
        let is_there = format!(
            "{NAME_OF} const e = document.activeElement; \
             return e.matches({}) && nameOf(e).startsWith({})",
            json!(kind),
            json!(name)
        );
        let mut passed = Vec::new();
        for _ in 0..MOST_STOPS {
            if self.value(&is_there).await == Value::Bool(true) {
                return;
            }
            let focused = self.focused().await;
            passed.push(focused);
            self.keys(step()).await;
        }
        panic!("Tab never came to '{name}', but to {passed:?}");
    }

    /// Waits until there is a control of that name that can have the focus.
    pub async fn waits_for_control(&self, name: &str) {
        self.waits_for(ANYTHING, name).await;
    }

    async fn waits_for(&self, kind: &str, name: &str) {
        let body = format!(
            "{NAME_OF} const all = document.querySelectorAll({}); \
             return [...all].some((e) => e.checkVisibility() && !e.closest('[inert], [data-base-ui-inert]') && nameOf(e).startsWith({}))",
            json!(kind),
            json!(name)
        );
        let begun = Instant::now();
        while self.value(&body).await != Value::Bool(true) {
            self.give_up(begun, &format!("there is nothing called '{name}'")).await;
        }
    }

    /// Goes to a control and presses Enter.
    pub async fn press(&self, name: &str) {
        self.tab_to(name).await;
        self.keys(Key::Enter + "").await;
    }

    /// Goes to a field and types in place of what stands there.
    pub async fn fill(&self, label: &str, text: &str) {
        self.walk(FIELD, label, || Key::Tab + "").await;
        self.keys(Key::Control + "a").await;
        match text {
            "" => self.keys(Key::Delete + "").await,
            text => self.keys(text).await,
        }
    }

    /// Types a text that is too long to type, as a paste does.
    pub async fn paste(&self, label: &str, text: &str) {
        self.walk(FIELD, label, || Key::Tab + "").await;
        let body = format!(
            "const e = document.activeElement; e.select(); \
             return document.execCommand('insertText', false, {}) && e.value.length > 0",
            json!(text)
        );
        assert_eq!(self.value(&body).await, true, "'{label}' takes a paste");
    }

    /// How often a button of the mouse was pressed since the window was opened.
    pub async fn mouse_presses(&self) -> u64 {
        self.value("return window.__mousePresses ?? 0").await.as_u64().unwrap_or_default()
    }

    /// Counts the mouse's presses from now on.
    pub(super) async fn count_hands(&self) {
        self.value(
            "window.__mousePresses = 0; \
             addEventListener('mousedown', () => { window.__mousePresses += 1 }, true); return null",
        )
        .await;
    }
}
