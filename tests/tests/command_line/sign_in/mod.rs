//! Signing in, staying signed in, losing it and getting it back, against a real authorization server.

mod cable;
mod discovery;
mod life;
mod offline;
mod pinned;
mod provider;
mod refused;
mod register;
mod scopes;
mod sites;
mod upgraded;
