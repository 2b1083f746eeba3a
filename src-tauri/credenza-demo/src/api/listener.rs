//! TLS for the demo API: an authority that lives as long as the demo, and handshakes side by side, so
//! that a client that connects and says nothing cannot hold up the next one.

use axum::serve::Listener;
use credenza_model::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Certificates began so long ago: the demo's history is judged by its own time.
const PAST: Duration = DAY.saturating_mul(60);
/// How long they last from now.
const FUTURE: Duration = DAY.saturating_mul(90);
/// How long a client may take for its handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
const WAITING: usize = 16;

/// The demo's certificate authority. Its key never leaves this process.
pub(super) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    now: SystemTime,
}

impl Authority {
    /// Makes one, with a new key.
    pub(super) fn make(now: Timestamp) -> io::Result<Self> {
        let millis = u64::try_from(now.as_millis()).unwrap_or_default();
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
        let mut params = params(&[], "Credenza demo authority", now)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let issuer = CertifiedIssuer::self_signed(params, key).map_err(io::Error::other)?;
        Ok(Self { issuer, now })
    }

    /// Its certificate.
    pub(super) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A server's side of TLS, with a certificate for these names.
    pub(super) fn server(&self, names: &[&str]) -> io::Result<Arc<ServerConfig>> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let leaf = params(names, "Credenza demo API", self.now)?
            .signed_by(&key, &self.issuer)
            .map_err(io::Error::other)?;
        let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder.with_no_client_auth().with_single_cert(vec![leaf.der().clone()], private)
            })
            .map(Arc::new)
            .map_err(io::Error::other)
    }
}

fn params(names: &[&str], common_name: &str, now: SystemTime) -> io::Result<CertificateParams> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = (now - PAST).into();
    params.not_after = (now + FUTURE).into();
    Ok(params)
}

type Accepted = (TlsStream<TcpStream>, SocketAddr);

/// Connections whose handshake is done.
pub(super) struct TlsListener {
    address: SocketAddr,
    accepted: mpsc::Receiver<Accepted>,
    task: JoinHandle<()>,
}

impl TlsListener {
    /// Accepts connections in the background until it is dropped.
    pub(super) fn spawn(listener: TcpListener, config: Arc<ServerConfig>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (sender, accepted) = mpsc::channel(WAITING);
        let acceptor = TlsAcceptor::from(config);
        let task = tokio::spawn(async move {
            while let Ok((stream, peer)) = listener.accept().await {
                tokio::spawn(shake_hands(acceptor.clone(), stream, peer, sender.clone()));
            }
        });
        Ok(Self { address, accepted, task })
    }
}

async fn shake_hands(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    peer: SocketAddr,
    sender: mpsc::Sender<Accepted>,
) {
    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
        // A listener that is gone takes no more connections.
        let _ = sender.send((stream, peer)).await;
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.accepted.recv().await {
            Some(accepted) => accepted,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
