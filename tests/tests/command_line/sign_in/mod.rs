//! Signing in, staying signed in, losing it and getting it back, against a real authorization server.

mod life;
mod pinned;
mod provider;
mod refused;
