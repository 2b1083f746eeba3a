//! Connections: HTTP/1.1 only, with limits on how many, how long and how large, so that nobody can
//! make this process wait or grow.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const MOST_CONNECTIONS: usize = 64;
const MOST_HEADERS: usize = 64;
const LARGEST_HEAD: usize = 16 * 1024;
const HEAD_LIMIT: Duration = Duration::from_secs(5);
/// After an error of `accept` (out of file descriptors), which would repeat at once.
const PAUSE: Duration = Duration::from_millis(100);
/// How long answers under way may take once the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// Accepts connections until told to stop, and then lets the open ones finish for a while.
pub(crate) async fn accept(listener: TcpListener, router: Router, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    while let Some((stream, place)) = next(&listener, &places, &stop).await {
        connections.spawn(serve(stream, router.clone(), stop.clone(), place));
        while connections.try_join_next().is_some() {}
    }
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, finished).await.is_err() {
        tracing::debug!("connections were still open at the end");
    }
}

/// The next connection, once there is a place for it; `None` when told to stop.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    stop: &CancellationToken,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let waiting = async {
        let place = places.clone().acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, _)) => return Some((stream, place)),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        next = waiting => next,
        () = stop.cancelled() => None,
    }
}

async fn serve(
    stream: TcpStream,
    router: Router,
    stop: CancellationToken,
    place: OwnedSemaphorePermit,
) {
    let service = TowerToHyperService::new(router);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        // Ends of this kind are the other side's: a closed tab, a scanner, a timeout.
        tracing::debug!(%error, "a connection ended");
    }
    drop(place);
}
