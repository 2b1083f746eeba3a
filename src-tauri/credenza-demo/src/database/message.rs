//! Messages of PostgreSQL's protocol 3.0, as bytes. The names are those of its manual, chapter 54.7.

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// What a client of this server ever says fits into this.
const LARGEST: usize = 64 * 1024;
const TYPE_BOOL: (u32, i16) = (16, 1);
const TYPE_INT8: (u32, i16) = (20, 8);
const TYPE_TEXT: (u32, i16) = (25, -1);

/// One value in a row, in the binary format, which for text is the text.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Text(String),
    Bool(bool),
    Number(i64),
    /// A number that is not there.
    NoNumber,
}

/// Reads a message without a type: the first one of a connection.
pub(super) async fn read_untyped(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let length = usize::try_from(stream.read_u32().await?).unwrap_or(usize::MAX);
    if !(4..=LARGEST).contains(&length) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a message of this protocol"));
    }
    let mut body = vec![0; length - 4];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

/// Reads a message: its type and its body.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<(u8, Vec<u8>)> {
    let kind = stream.read_u8().await?;
    Ok((kind, read_untyped(stream).await?))
}

/// Any message: its type, and its body.
pub(super) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [&[kind], length.to_be_bytes().as_slice(), body].concat()
}

/// `AuthenticationCleartextPassword`.
pub(super) fn ask_password() -> Vec<u8> {
    message(b'R', &3_u32.to_be_bytes())
}

/// `AuthenticationOk`, what the server is, and `ReadyForQuery`.
pub(super) fn welcome() -> Vec<u8> {
    [
        message(b'R', &0_u32.to_be_bytes()),
        message(b'S', b"server_version\x0015.0 (Credenza demo)\0"),
        message(b'S', b"client_encoding\0UTF8\0"),
        message(b'K', &[0; 8]),
        ready(),
    ]
    .concat()
}

/// `ReadyForQuery`, outside a transaction.
pub(super) fn ready() -> Vec<u8> {
    message(b'Z', b"I")
}

/// `ErrorResponse`.
pub(super) fn error(severity: &str, code: &str, text: &str) -> Vec<u8> {
    let body = format!("S{severity}\0V{severity}\0C{code}\0M{text}\0\0");
    message(b'E', body.as_bytes())
}

/// `RowDescription` of a row like this one, all columns in the binary format.
pub(super) fn row_description(row: &[Cell]) -> Vec<u8> {
    let mut body = count(row.len());
    for (index, cell) in row.iter().enumerate() {
        let (oid, size) = match cell {
            Cell::Text(_) => TYPE_TEXT,
            Cell::Bool(_) => TYPE_BOOL,
            Cell::Number(_) | Cell::NoNumber => TYPE_INT8,
        };
        body.extend(format!("column{index}\0").as_bytes());
        body.extend(0_u32.to_be_bytes()); // no table
        body.extend(0_u16.to_be_bytes()); // no column of one
        body.extend(oid.to_be_bytes());
        body.extend(size.to_be_bytes());
        body.extend((-1_i32).to_be_bytes()); // no modifier
        body.extend(1_u16.to_be_bytes());
    }
    message(b'T', &body)
}

/// `DataRow` and `CommandComplete`.
pub(super) fn one_row(row: &[Cell]) -> Vec<u8> {
    let mut body = count(row.len());
    for cell in row {
        let value = match cell {
            Cell::Text(text) => text.clone().into_bytes(),
            Cell::Bool(value) => vec![u8::from(*value)],
            Cell::Number(number) => number.to_be_bytes().to_vec(),
            Cell::NoNumber => {
                body.extend((-1_i32).to_be_bytes());
                continue;
            }
        };
        body.extend(u32::try_from(value.len()).unwrap_or_default().to_be_bytes());
        body.extend(value);
    }
    [message(b'D', &body), message(b'C', b"SELECT 1\0")].concat()
}

fn count(length: usize) -> Vec<u8> {
    u16::try_from(length).unwrap_or_default().to_be_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_is_read_as_it_was_written_and_a_huge_one_is_not_read() {
        let bytes = message(b'Q', b"SELECT 1\0");
        assert_eq!(read(&mut bytes.as_slice()).await.unwrap(), (b'Q', b"SELECT 1\0".to_vec()));
        let huge = [b"Q".as_slice(), &u32::MAX.to_be_bytes()].concat();
        assert!(read(&mut huge.as_slice()).await.is_err());
        assert!(read(&mut [b'Q', 0, 0, 0, 0].as_slice()).await.is_err());
    }
}
