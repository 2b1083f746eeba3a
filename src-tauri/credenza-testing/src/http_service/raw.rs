//! A port that counts what reaches it, and can hang up without a word. It is how a test proves that
//! nothing was sent to a place, and that a reset connection is told from a refused one.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Listens, counts, answers nothing; it ends when it is dropped.
pub struct Catcher {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Catcher {
    /// Keeps every connection open and counts its bytes.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start() -> io::Result<Self> {
        Self::spawn(Ending::WhenTheClientLeaves).await
    }

    /// Reads something from every connection, then resets it (RST).
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start_resetting() -> io::Result<Self> {
        Self::spawn(Ending::Reset).await
    }

    async fn spawn(ending: Ending) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (connections, bytes) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (counted, read) = (Arc::clone(&connections), Arc::clone(&bytes));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(count(stream, Arc::clone(&read), ending));
            }
        });
        Ok(Self { address, connections, bytes, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections were opened.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many bytes arrived.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::SeqCst)
    }
}

impl Drop for Catcher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone, Copy)]
enum Ending {
    WhenTheClientLeaves,
    Reset,
}

async fn count(mut stream: TcpStream, bytes: Arc<AtomicUsize>, ending: Ending) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        bytes.fetch_add(read, Ordering::SeqCst);
        if let Ending::Reset = ending {
            let _ = stream.set_zero_linger();
            return;
        }
    }
}
