//! Signing in, staying signed in, losing it and getting it back, against a real authorization server.

mod life;
mod provider;
mod refused;
