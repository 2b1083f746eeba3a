//! A network cable between Credenza and a provider, to be pulled out.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

/// What becomes of what is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Plugged {
    /// It arrives.
    In,
    /// Connections are taken, and nothing goes on: a network that swallows everything.
    IntoNothing,
}

/// A loopback port that leads to another one while it is plugged in. Pulled out, it refuses connections.
pub struct Cable {
    port: u16,
    to: u16,
    plug: Option<Plug>,
}

struct Plug {
    out: Arc<AtomicBool>,
    listening: JoinHandle<()>,
}

impl Cable {
    /// Leads to the port `to`.
    pub fn to(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let plug = Some(Plug::new(listener, to, Plugged::In));
        Self { port, to, plug }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Plugs it in so.
    pub fn plug(&mut self, plugged: Plugged) {
        self.pull();
        let listener = TcpListener::bind(("127.0.0.1", self.port)).unwrap();
        self.plug = Some(Plug::new(listener, self.to, plugged));
    }

    /// Pulls it out.
    pub fn pull(&mut self) {
        if let Some(plug) = self.plug.take() {
            plug.out.store(true, Ordering::SeqCst);
            plug.listening.join().unwrap();
        }
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.pull();
    }
}

impl Plug {
    fn new(listener: TcpListener, to: u16, plugged: Plugged) -> Self {
        let out = Arc::new(AtomicBool::new(false));
        listener.set_nonblocking(true).unwrap();
        let seen = out.clone();
        let listening = spawn(move || {
            let mut swallowed = Vec::new();
            while !seen.load(Ordering::SeqCst) {
                match listener.accept() {
                    Ok((stream, _)) if plugged == Plugged::In => lead(stream, to),
                    Ok((stream, _)) => swallowed.push(stream),
                    Err(_) => sleep(Duration::from_millis(5)),
                }
            }
        });
        Self { out, listening }
    }
}

fn lead(from: TcpStream, to: u16) {
    from.set_nonblocking(false).unwrap();
    let Ok(to) = TcpStream::connect(("127.0.0.1", to)) else { return };
    let back = (to.try_clone().unwrap(), from.try_clone().unwrap());
    spawn(move || copy(from, to));
    spawn(move || copy(back.0, back.1));
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 8192];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
