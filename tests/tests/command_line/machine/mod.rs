//! Credentials of programs: they sign in by themselves, with a client secret or with a service account's key. The
//! server that judges them is `oidc-provider`; an API behind it takes its tokens.

mod account;
mod service_account;
mod tokens;
