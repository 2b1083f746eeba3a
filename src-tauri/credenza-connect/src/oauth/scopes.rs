//! What was asked for and not granted.
//!
//! Providers do not list what they granted in the words that they were asked with, so texts alone cannot be
//! compared:
//! - `openid` and `offline_access` (Hydra: `offline`) steer the sign-in. Hardly anybody lists them as granted; whether
//!   there is a refresh token is known without them.
//! - `profile`, `email`, `address` and `phone`, asked for together with `openid`, name claims of the identity token and
//!   no access (OpenID Connect Core, section 5.4). Microsoft lists only what its API knows.
//! - Google lists `email` and `profile` as addresses ([`ALIASES`]).
//! - Microsoft lists `Mail.Read` as `https://graph.microsoft.com/Mail.Read`, or the other way about, in a case of its
//!   own; and never `…/.default`, which means whatever the app is registered for.

/// Scopes that are never listed.
const STEERING: [&str; 3] = ["openid", "offline_access", "offline"];

/// Claims of the identity token, wherever `openid` stands beside them.
const CLAIMS: [&str; 4] = ["profile", "email", "address", "phone"];

/// What is asked for, and what the provider calls the same thing.
const ALIASES: [(&str, &str); 2] = [
    ("email", "https://www.googleapis.com/auth/userinfo.email"),
    ("profile", "https://www.googleapis.com/auth/userinfo.profile"),
];

/// The scopes of `asked` that are not among `granted`, in the order in which they were asked for.
#[must_use]
pub fn missing_scopes(asked: &[String], granted: &[String]) -> Vec<String> {
    let with_identity = asked.iter().any(|scope| scope == "openid");
    let is_unlisted = |scope: &str| {
        STEERING.contains(&scope)
            || with_identity && CLAIMS.contains(&scope)
            || scope.ends_with("/.default")
    };
    let is_granted = |scope: &str| granted.iter().any(|one| is_same(scope, one));
    asked.iter().filter(|scope| !is_unlisted(scope) && !is_granted(scope)).cloned().collect()
}

fn is_same(asked: &str, granted: &str) -> bool {
    asked.eq_ignore_ascii_case(granted)
        || is_alias(asked, granted)
        || is_of_resource(asked, granted)
}

fn is_alias(one: &str, other: &str) -> bool {
    ALIASES
        .iter()
        .any(|(short, long)| (one == *short && other == *long) || (one == *long && other == *short))
}

/// Whether both are the same permission, and one of them alone names the resource that it is for.
fn is_of_resource(one: &str, other: &str) -> bool {
    match (split(one), split(other)) {
        ((Some(_), short), (None, other)) | ((None, other), (Some(_), short)) => {
            !short.is_empty() && short.eq_ignore_ascii_case(other)
        }
        _ => false,
    }
}

/// The resource in front of a permission, `https://graph.microsoft.com` or `api://…`, and the permission.
fn split(scope: &str) -> (Option<&str>, &str) {
    match scope.rsplit_once('/') {
        Some((resource, permission)) if resource.contains("://") => (Some(resource), permission),
        _ => (None, scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(asked: &str, granted: &str) -> Vec<String> {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        missing_scopes(&words(asked), &words(granted))
    }

    #[test]
    fn microsoft_names_the_resource_and_leaves_out_what_steers() {
        let asked = "openid email offline_access User.Read Mail.Send";
        let granted = "https://graph.microsoft.com/user.read https://graph.microsoft.com/Mail.Send";
        assert_eq!(missing(asked, granted), Vec::<String>::new());
        assert_eq!(missing(asked, "profile openid User.Read"), ["Mail.Send"]);
        assert_eq!(missing("https://graph.microsoft.com/Mail.Read", "Mail.Read"), [""; 0]);
        assert_eq!(missing("https://api.example/.default", "https://api.example/x"), [""; 0]);
    }

    #[test]
    fn google_names_the_claims_by_address() {
        let drive = "https://www.googleapis.com/auth/drive.readonly";
        let granted = format!("{drive} https://www.googleapis.com/auth/userinfo.email openid");
        assert_eq!(missing(&format!("openid email {drive}"), &granted), [""; 0]);
        assert_eq!(missing(&format!("email {drive}"), &granted), [""; 0], "without openid too");
        assert_eq!(
            missing(&format!("email {drive}"), "openid"),
            ["email", drive],
            "a person unticked both"
        );
    }

    #[test]
    fn the_same_permission_of_another_resource_is_another_one() {
        let asked = "https://a.example/user_impersonation";
        assert_eq!(missing(asked, "https://b.example/user_impersonation"), [asked]);
        assert_eq!(missing("drive", "drive.readonly"), ["drive"]);
        assert_eq!(missing("https://mail.google.com/", "https://mail.google.com/"), [""; 0]);
        assert_eq!(missing("https://mail.google.com/", "x"), ["https://mail.google.com/"]);
    }
}
