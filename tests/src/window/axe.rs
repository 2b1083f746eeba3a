//! axe-core in the real web view, and the theme it looks at.

use super::page::Window;
use serde_json::Value;
use std::path::Path;

/// Popups stand in portals outside of the landmarks, by design; the guards around them only pass the
/// focus on.
const RUN: &str = "axe.configure({ rules: [{ id: 'region', selector: \
    'body *:not([data-base-ui-portal], [data-base-ui-portal] *)' }] }); \
    const { violations } = await axe.run({ include: [['html']], exclude: [['[data-base-ui-focus-guard]'], ['#__tauri_isolation__']] }, \
    { resultTypes: ['violations'] }); \
    return violations.map(({ id, help, nodes }) => id + ': ' + help + ' ' + nodes.map((n) => n.target.join(' ')).join(', '))";

impl Window {
    /// What offends WCAG 2.2 A and AA and axe's best practices on the screen as it is now.
    pub async fn axe_violations(&self) -> Vec<String> {
        if self.value("return typeof window.axe").await == "undefined" {
            let file = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../ui/node_modules/axe-core/axe.min.js");
            let source = std::fs::read_to_string(&file).expect("run `npm ci` in ui first");
            self.value(&format!("{source}; window.axe = axe; return null")).await;
        }
        let answer = self.run(RUN).await;
        let found = answer["ok"].as_array();
        let found = found.unwrap_or_else(|| panic!("axe did not run: {answer}"));
        found.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Shows it in light or dark from now on, as *Settings* does, without leaving the screen.
    pub async fn set_theme(&self, theme: &str) {
        let body = format!("document.documentElement.dataset.theme = '{theme}'; return null");
        self.value(&body).await;
    }
}
