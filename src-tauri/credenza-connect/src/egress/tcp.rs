//! TCP to vetted addresses: both families in turn, the first answer wins (RFC 8305).

use crate::stage::{Passed, StageFailure};
use credenza_model::FailureCode;
use futures::stream::{FuturesUnordered, StreamExt as _};
use std::io;
use std::net::{Shutdown, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;

/// How long one address has for itself before the next is tried beside it.
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to the first address that answers. Looks nothing up.
///
/// # Errors
/// [`FailureCode::NetRefused`], [`FailureCode::NetTimeout`] or [`FailureCode::NetUnreachable`],
/// of all attempts the one that says most.
pub async fn connect(addresses: &[SocketAddr]) -> Result<Passed<TcpStream>, StageFailure> {
    let ordered = alternate(addresses);
    let mut waiting = ordered.iter().copied();
    let mut attempts = FuturesUnordered::new();
    let mut worst: Option<(SocketAddr, io::Error)> = None;
    loop {
        match waiting.next() {
            Some(address) => attempts.push(attempt(address)),
            None if attempts.is_empty() => return Err(failed(worst)),
            None => {}
        }
        let more = waiting.len() > 0;
        tokio::select! {
            Some((address, result)) = attempts.next() => match result {
                Ok(stream) => {
                    return Ok(Passed::new(stream, format!("TCP {address}")));
                }
                Err(error) => worst = Some(more_telling(worst, (address, error))),
            },
            () = tokio::time::sleep(HEAD_START), if more => {}
        }
    }
}

async fn attempt(address: SocketAddr) -> (SocketAddr, io::Result<TcpStream>) {
    let result = TcpStream::connect(address).await;
    if let Ok(stream) = &result {
        // Best effort: without it a handshake is only slower.
        let _ = stream.set_nodelay(true);
    }
    (address, result)
}

fn alternate(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut own, mut other): (Vec<_>, Vec<_>) =
        addresses.iter().copied().partition(|address| address.is_ipv6() == first_is_v6);
    own.reverse();
    other.reverse();
    let mut ordered = Vec::with_capacity(addresses.len());
    while !own.is_empty() || !other.is_empty() {
        ordered.extend(own.pop());
        ordered.extend(other.pop());
    }
    ordered
}

fn code_of(error: &io::Error) -> FailureCode {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => FailureCode::NetRefused,
        io::ErrorKind::TimedOut => FailureCode::NetTimeout,
        _ => FailureCode::NetUnreachable,
    }
}

fn more_telling(
    old: Option<(SocketAddr, io::Error)>,
    new: (SocketAddr, io::Error),
) -> (SocketAddr, io::Error) {
    let rank = |error: &io::Error| match code_of(error) {
        FailureCode::NetRefused => 2,
        FailureCode::NetTimeout => 1,
        _ => 0,
    };
    match old {
        Some(old) if rank(&old.1) >= rank(&new.1) => old,
        _ => new,
    }
}

fn failed(worst: Option<(SocketAddr, io::Error)>) -> StageFailure {
    let Some((address, error)) = worst else {
        return StageFailure::new(FailureCode::NetDns, "There is no address to connect to")
            .field("host");
    };
    match code_of(&error) {
        code @ FailureCode::NetRefused => {
            StageFailure::new(code, format!("{address} refused the connection"))
                .hint(
                    "Check the port, and that the service is running and listens on this address.",
                )
                .field("port")
        }
        code @ FailureCode::NetTimeout => {
            StageFailure::new(code, format!("{address} did not answer"))
                .hint("Check the host and port, and whether a firewall drops the connection.")
                .field("host")
        }
        code => StageFailure::new(code, format!("{address} cannot be reached: {error}"))
            .hint("Check the network connection; the host may need a VPN.")
            .field("host"),
    }
}

/// Ends a connection when dropped, whoever else still holds a part of it.
///
/// Protocol libraries move their streams into tasks of their own, which outlive a cancelled dry
/// run for a moment; this hangs up at once.
#[derive(Debug)]
pub struct HangUp(std::net::TcpStream);

impl HangUp {
    /// Takes a second handle on the connection.
    ///
    /// # Errors
    /// [`FailureCode::NetUnreachable`] when the system has no handle left.
    pub fn on(stream: TcpStream) -> Result<(TcpStream, Self), StageFailure> {
        let split = || -> io::Result<(TcpStream, Self)> {
            let first = stream.into_std()?;
            let second = first.try_clone()?;
            Ok((TcpStream::from_std(first)?, Self(second)))
        };
        split().map_err(|error| {
            StageFailure::new(
                FailureCode::NetUnreachable,
                format!("The connection cannot be used: {error}"),
            )
        })
    }
}

impl Drop for HangUp {
    fn drop(&mut self) {
        // Already closed is as good.
        let _ = self.0.shutdown(Shutdown::Both);
    }
}
