//! The errors of RFC 6749, section 5.2 (and of OpenID Connect and RFC 8628), by what they mean for a grant.

/// What an error says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    GrantEnded,
    Client,
    Denied,
    Later,
    Unknown,
}

/// The meaning of an error code.
pub(super) fn meaning(code: &str) -> Meaning {
    match code {
        "invalid_grant" => Meaning::GrantEnded,
        "invalid_client"
        | "unauthorized_client"
        | "unsupported_grant_type"
        | "invalid_request"
        | "invalid_scope"
        | "invalid_target" => Meaning::Client,
        "access_denied"
        | "consent_required"
        | "interaction_required"
        | "login_required"
        | "account_selection_required" => Meaning::Denied,
        "temporarily_unavailable" | "server_error" | "slow_down" => Meaning::Later,
        _ => Meaning::Unknown,
    }
}
