//! Shows how long work goes on, when a person watches: the stages of a dry run, the rows of a rotation. In
//! a pipe: nothing.

use crate::output::{is_watched, say, show_in_place, stage_line};
use credenza_app::App;
use credenza_protocol::Event;
use tokio::task::JoinHandle;

/// Prints stages until it is dropped.
pub(crate) struct StageLines(Option<JoinHandle<()>>);

impl StageLines {
    pub(crate) fn begin(app: &App, json: bool) -> Self {
        if json || !is_watched() {
            return Self(None);
        }
        let mut events = app.subscribe();
        Self(Some(tokio::spawn(async move {
            while let Ok(event) = events.recv().await {
                if let Event::StageEnded { report, .. } = event {
                    say(&stage_line(&report));
                }
            }
        })))
    }
}

impl Drop for StageLines {
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.abort();
        }
    }
}

/// Shows how many rows are done, in one line, until it ends.
pub(crate) struct RowCount(Option<JoinHandle<()>>);

impl RowCount {
    pub(crate) fn begin(app: &App, json: bool) -> Self {
        if json || !is_watched() {
            return Self(None);
        }
        let mut events = app.subscribe();
        Self(Some(tokio::spawn(async move {
            while let Ok(event) = events.recv().await {
                if let Event::RowsRenewed { done, total } = event {
                    show_in_place(&format!("{done} of {total} rows"));
                }
            }
        })))
    }

    pub(crate) fn end(self) {
        if let Some(task) = self.0 {
            task.abort();
            show_in_place("");
        }
    }
}
