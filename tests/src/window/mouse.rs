//! The mouse: real presses at a place of the page, which the page counts.

use super::page::{NAME_OF, Window};
use serde_json::json;
use std::time::Instant;

impl Window {
    /// Presses the mouse's button on the control whose name begins like this.
    pub async fn click(&self, name: &str) {
        let body = format!(
            "{NAME_OF} const all = [...document.querySelectorAll('a[href], button, input, [role=option], [role=menuitem]')].reverse(); \
             return all.find((e) => e.checkVisibility() && !e.closest('[inert], [data-base-ui-inert]') && nameOf(e).startsWith({})) ?? null",
            json!(name)
        );
        let begun = Instant::now();
        loop {
            let found = self.driver().execute(body.clone(), vec![]).await.unwrap();
            if let Ok(element) = found.element() {
                element.click().await.unwrap();
                return;
            }
            self.give_up(begun, &format!("there is nothing called '{name}'")).await;
        }
    }
}
