//! What sign-ins, renewals and revocations share: an OAuth app opened for use, the access it gives at a
//! provider, the tokens of a credential, and whose account it is.

mod access;
mod app;
mod discovery;
mod identity;
mod private;
mod program;
mod refusal;
mod scheme;
mod tokens;

pub(crate) use access::{Access, context, random, random_number};
pub(crate) use app::{app_hosts, app_only, invalid, open_app, redirect_address};
pub(crate) use discovery::discovered;
pub(crate) use identity::{Identity, account_change, proven_identity};
pub(crate) use private::refuse_private;
pub(crate) use program::{KEPT_FIELDS, insert_kept, keeps_token, put_kept, put_kept_grant};
pub(crate) use refusal::{callback_failure, failure_code, token_failure};
pub(crate) use scheme::{
    CLIENT_ID, CLIENT_SECRET, NotSignedIn, TOKEN_FIELDS, prepare_fields, signed_in_draft, signs_in,
};
pub(crate) use tokens::{grant_of, new_grant, put_tokens, refresh_moment};
