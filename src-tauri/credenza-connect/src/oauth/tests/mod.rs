//! Tests of the room as a whole that need no server.

mod assertion;
mod refresh;
mod request;
