//! Tables for people: no borders, aligned, as wide as the terminal.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, ContentArrangement};

/// A table with a heading.
pub(crate) struct Table(comfy_table::Table);

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(heading.iter().map(|word| Cell::new(word.to_uppercase())));
        Self(table)
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.add_row(cells);
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in self.0.to_string().lines() {
            writeln!(f, "{}", line.strip_prefix(' ').unwrap_or(line).trim_end())?;
        }
        Ok(())
    }
}
