//! One connection: start, password, then questions until the client leaves.

use super::message::{self, Cell};
use crate::api::{Accounts, Standing};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// Asks for TLS (`SSLRequest`).
const SSL_REQUEST: &[u8] = &80_877_103_u32.to_be_bytes();
const VERSION_3: &[u8] = &196_608_u32.to_be_bytes();
const VERY_LONG: Duration = Duration::from_secs(10 * 60);

/// Who signed in, and where.
struct Login {
    role: String,
    database: String,
}

/// Serves one connection to its end, with TLS if it asks for that.
pub(super) async fn serve(
    mut stream: TcpStream,
    tls: &TlsAcceptor,
    accounts: &Accounts,
) -> io::Result<()> {
    let first = message::read_untyped(&mut stream).await?;
    if first != SSL_REQUEST {
        return converse(stream, &first, accounts).await;
    }
    stream.write_all(b"S").await?;
    let mut stream = tls.accept(stream).await?;
    let first = message::read_untyped(&mut stream).await?;
    converse(stream, &first, accounts).await
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    first: &[u8],
    accounts: &Accounts,
) -> io::Result<()> {
    let Some(login) = Login::read(first) else { return Ok(()) };
    stream.write_all(&message::ask_password()).await?;
    let (kind, body) = message::read(&mut stream).await?;
    let password = String::from_utf8_lossy(&body);
    let password = password.trim_end_matches('\0');
    if kind != b'p' {
        return Ok(());
    }
    match admit(accounts, &login, password).await {
        Ok(()) => stream.write_all(&message::welcome()).await?,
        Err(refusal) => return stream.write_all(&refusal).await,
    }
    answer(&mut stream, &login).await
}

impl Login {
    /// From the first message; `None` when it is of another protocol.
    fn read(first: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(first.strip_prefix(VERSION_3)?).into_owned();
        let words: Vec<&str> = text.split('\0').collect();
        let find = |name: &str| {
            let pair = words.chunks(2).find(|pair| pair.first() == Some(&name))?;
            pair.get(1).map(|value| (*value).to_owned())
        };
        let role = find("user")?;
        let database = find("database").unwrap_or_else(|| role.clone());
        Some(Self { role, database })
    }
}

/// Whether the password is that of the role. Keys for trying the demo fit every role.
async fn admit(accounts: &Accounts, login: &Login, password: &str) -> Result<(), Vec<u8>> {
    let (standing, role) = accounts.judge("postgresql", password);
    let role_fits = role == login.role || role == "demo";
    let role = &login.role;
    match standing {
        Standing::Good if role_fits => Ok(()),
        Standing::NoPermission => {
            let text = format!("permission denied for database \"{}\"", login.database);
            Err(message::error("FATAL", "42501", &text))
        }
        Standing::RateLimited => {
            Err(message::error("FATAL", "53300", "sorry, too many clients already"))
        }
        Standing::Slow => {
            tokio::time::sleep(VERY_LONG).await;
            Err(Vec::new())
        }
        Standing::WebPage => Err(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
        Standing::Good | Standing::Rejected => {
            let text = format!("password authentication failed for user \"{role}\"");
            Err(message::error("FATAL", "28P01", &text))
        }
    }
}

/// Answers questions of the extended protocol, one statement at a time.
async fn answer(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    login: &Login,
) -> io::Result<()> {
    let mut row = None;
    // After an error everything up to the next `Sync` is skipped.
    let mut skipping = false;
    loop {
        let (kind, body) = message::read(stream).await?;
        let reply = match kind {
            b'X' => return Ok(()),
            b'S' => {
                skipping = false;
                message::ready()
            }
            _ if skipping => continue,
            b'P' => {
                row = row_for(&String::from_utf8_lossy(&body), login);
                skipping = row.is_none();
                match row {
                    Some(_) => message::message(b'1', b""),
                    None => message::error("ERROR", "0A000", "the demo's database has no tables"),
                }
            }
            b'D' => describe(&body, row.as_deref().unwrap_or_default()),
            b'B' => message::message(b'2', b""),
            b'E' => message::one_row(row.as_deref().unwrap_or_default()),
            b'C' => message::message(b'3', b""),
            _ => continue,
        };
        stream.write_all(&reply).await?;
    }
}

fn describe(body: &[u8], row: &[Cell]) -> Vec<u8> {
    let no_parameters = message::message(b't', &0_u16.to_be_bytes());
    let prefix = if body.first() == Some(&b'S') { no_parameters } else { Vec::new() };
    [prefix, message::row_description(row)].concat()
}

/// The one row that answers a statement of the dry run.
fn row_for(statement: &str, login: &Login) -> Option<Vec<Cell>> {
    if statement.contains("FROM pg_roles") {
        let flag = Cell::Bool;
        let writes = !login.role.ends_with("_reader");
        return Some(vec![
            flag(false),    // superuser
            flag(false),    // create roles
            flag(false),    // create databases
            flag(false),    // replication
            flag(false),    // bypass row security
            Cell::NoNumber, // the role does not end
            flag(false),    // create schemas
            flag(true),     // temporary tables
            flag(false),    // in recovery
            Cell::Number(14),
            Cell::Number(if writes { 12 } else { 0 }),
        ]);
    }
    statement.contains("current_user").then(|| {
        let version = "PostgreSQL 15.0 (Credenza demo) on loopback".to_owned();
        [login.role.clone(), login.database.clone(), version].map(Cell::Text).to_vec()
    })
}
