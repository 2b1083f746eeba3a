//! Tests of the room as a whole that need no server.

mod key_file;
mod refresh;
mod request;
