//! What asks a process to end: a person at the terminal, a closed terminal, a service manager. Hosts that
//! have something to put away wait for it.

/// Ends when this process is asked to end: Ctrl+C, SIGTERM or SIGHUP. From then on these do not end it
/// by themselves any more.
#[cfg(unix)]
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let heard = async |kind| match signal(kind) {
        Ok(mut signal) => signal.recv().await,
        // Without a handler the signal ends the process by itself.
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        _ = heard(SignalKind::interrupt()) => {}
        _ = heard(SignalKind::terminate()) => {}
        _ = heard(SignalKind::hangup()) => {}
    }
}

/// Ends when this process is asked to end: Ctrl+C. From then on that does not end it by itself any more.
#[cfg(not(unix))]
pub async fn told_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler Ctrl+C ends the process by itself.
        std::future::pending::<()>().await;
    }
}
