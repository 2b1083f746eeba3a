//! `GET /events`: what happens in the application, as server-sent events, one JSON value each.

use axum::extract::State;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use credenza_app::{App, Host, LocalHost};
use credenza_protocol::{Event, View};
use futures::stream::{Stream, StreamExt};
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::BroadcastStream;
use tokio_util::sync::CancellationToken;

/// A line this often tells both sides that the other is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Where events come from, and when there will be no more.
#[derive(Clone)]
pub(crate) struct Source {
    app: App,
    stop: CancellationToken,
}

impl Source {
    pub(crate) fn new(host: &LocalHost, stop: CancellationToken) -> Self {
        Self { app: host.app().clone(), stop }
    }
}

pub(crate) async fn stream(
    State(source): State<Source>,
) -> Sse<impl Stream<Item = Result<Message, Infallible>>> {
    let events = BroadcastStream::new(source.app.subscribe())
        // A listener that was too slow has missed something: for it, everything is stale.
        .map(|event| event.unwrap_or_else(|_| Event::Changed { views: View::ALL.to_vec() }))
        .filter_map(async |event| Message::default().json_data(&event).ok().map(Ok))
        .take_until(source.stop.cancelled_owned());
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}
