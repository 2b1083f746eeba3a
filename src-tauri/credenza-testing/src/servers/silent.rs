//! A server that accepts connections and never says a word.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Accepts and is silent, until dropped.
pub struct Silent {
    address: SocketAddr,
    accepted: Arc<Mutex<Vec<TcpStream>>>,
    ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Silent {
    /// Starts on a free loopback port.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free loopback port");
        let address = listener.local_addr().expect("the port just bound");
        let (accepted, ending) =
            (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (held, end) = (Arc::clone(&accepted), Arc::clone(&ending));
        let thread = std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                held.lock().expect("no panic").push(stream);
            }
        });
        Self { address, accepted, ending, thread: Some(thread) }
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many have connected so far.
    ///
    /// # Panics
    /// When the server's thread has panicked.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.accepted.lock().expect("no panic").len()
    }

    /// Whether every peer has hung up; waits for it up to `limit`.
    ///
    /// # Panics
    /// When the server's thread has panicked.
    #[must_use]
    pub fn all_hung_up_within(&self, limit: Duration) -> bool {
        let begun = Instant::now();
        loop {
            let open = self
                .accepted
                .lock()
                .expect("no panic")
                .iter()
                .filter(|stream| is_open(stream))
                .count();
            if open == 0 {
                return true;
            }
            if begun.elapsed() > limit {
                return false;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Reads away what the peer sent; an end or an error means it is gone.
fn is_open(mut stream: &TcpStream) -> bool {
    use std::io::{ErrorKind, Read as _};
    stream.set_nonblocking(true).expect("a socket option");
    let mut sink = [0; 4096];
    loop {
        match stream.read(&mut sink) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        // Wakes the accepting thread; if that fails it is gone already.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
