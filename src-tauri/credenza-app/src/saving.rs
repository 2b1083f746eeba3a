//! What adding and editing share: prove a draft, then seal exactly what was proven.

use crate::draft::PreparedDraft;
use crate::dry_run::{self, Conditions, DryRunGuard};
use crate::failure::{OrFailure, verification_failure};
use crate::policy::Policy;
use crate::session::OpenVault;
use crate::{App, Host};
use credenza_model::{CredentialId, CredentialState, OAuthAppId, Outcome, Timestamp, Verification};
use credenza_protocol::credential::{Approvals, CredentialName};
use credenza_protocol::setting::Settings;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::credential::find_by_fingerprint;
use credenza_vault::{Canonical, Mac};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};

/// What stands behind a secret that is about to be saved.
pub(crate) enum Proof {
    /// A dry run that passed, or whose connector cannot be tested.
    Verified(Box<Verification>),
    /// A person's reason, where the organization allows that.
    Reason(String),
}

impl Proof {
    /// The dry run, if there was one.
    pub(crate) fn report(&self) -> Option<&Verification> {
        match self {
            Self::Verified(report) => Some(report),
            Self::Reason(_) => None,
        }
    }

    /// The dry run that passed.
    pub(crate) fn passed(&self, at: Timestamp) -> Option<(Timestamp, Verification)> {
        let report = self.report().filter(|report| report.outcome == Outcome::Passed)?;
        Some((at, report.clone()))
    }

    /// Why there was none.
    pub(crate) fn reason(&self) -> Option<String> {
        match self {
            Self::Verified(_) => None,
            Self::Reason(reason) => Some(reason.clone()),
        }
    }

    /// The state of a secret with this proof.
    pub(crate) fn state(&self, at: Timestamp) -> CredentialState {
        match self.report() {
            Some(report) => CredentialState::Unverified
                .after_report(report, at)
                .unwrap_or(CredentialState::Unverified),
            None => CredentialState::Unverified,
        }
    }
}

/// Proves a draft, or takes a person's reason instead where that is allowed. On success the host key
/// that was seen is pinned in the draft's policy.
pub(crate) async fn prove(
    app: &App,
    guard: &DryRunGuard<'_>,
    draft: &mut PreparedDraft,
    settings: &Settings,
    reason: Option<String>,
    credential: Option<CredentialId>,
) -> Result<Proof, Failure> {
    if let Some(reason) = reason {
        return unverified(settings, reason);
    }
    let report = check(app, guard, draft, settings, credential).await;
    // The person's last word: a dry run that passed while *Cancel* was on its way saves nothing.
    if report.outcome == Outcome::Failed || guard.is_cancelled() {
        return Err(verification_failure(&report));
    }
    draft.policy.host_key.clone_from(&report.host_key);
    Ok(Proof::Verified(Box::new(report)))
}

/// Runs the dry run of a draft.
pub(crate) async fn check(
    app: &App,
    guard: &DryRunGuard<'_>,
    draft: &PreparedDraft,
    settings: &Settings,
    credential: Option<CredentialId>,
) -> Verification {
    let approvals = Approvals {
        private: draft.policy.private.clone(),
        host_key: draft.accepted_host_key.clone(),
    };
    let pinned_host_key = draft.policy.host_key.as_deref();
    let conditions = Conditions { approvals: &approvals, pinned_host_key, settings, credential };
    dry_run::run(app, guard, draft, &conditions).await
}

fn unverified(settings: &Settings, reason: String) -> Result<Proof, Failure> {
    if !settings.allow_unverified {
        return Err(Failure::new(
            ErrorCode::UnverifiedForbidden,
            "Saving without verifying is not allowed here",
        )
        .hint("Verify it, or allow unverified credentials in Settings."));
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Failure::new(ErrorCode::DraftInvalid, "Say why it is saved without verifying"));
    }
    Ok(Proof::Reason(reason))
}

/// Equal for the same secret of the same account at the same place.
pub(crate) fn fingerprint(vault: &OpenVault, draft: &PreparedDraft) -> Mac {
    // Exposed into a keyed hash.
    let secrets = draft.fields.list_secrets().map(|(name, secret)| (name, secret.expose_secret()));
    let canonical = fingerprint_of(&draft.policy, draft.fields.public(), secrets);
    vault.scope.ring.fingerprint(&canonical)
}

/// What a fingerprint is made of.
pub(crate) fn fingerprint_of<'a>(
    policy: &Policy,
    public: &Map<String, Value>,
    secrets: impl Iterator<Item = (&'a str, &'a str)>,
) -> Canonical {
    const ACCOUNT_FIELDS: [&str; 5] =
        ["username", "client_id", "access_key_id", "email", "database"];
    let account =
        ACCOUNT_FIELDS.map(|name| public.get(name).and_then(Value::as_str).unwrap_or_default());
    let canonical = Canonical::new("credential/fingerprint/v1")
        .text(&policy.connector)
        .texts(policy.hosts.iter().map(String::as_str))
        .texts(account);
    secrets.fold(canonical, |canonical, (name, secret)| canonical.text(name).text(secret))
}

/// What the fingerprint of a signed-in credential is made of: the account at the OAuth app. The token has
/// no say, for it is new each time.
pub(crate) fn fingerprint_of_account(policy: &Policy, app: OAuthAppId, account: &str) -> Canonical {
    Canonical::new("credential/fingerprint/account/v1")
        .text(&policy.connector)
        .text(&app.to_string())
        .text(account)
}

/// Live credentials with the same secret, `except` one.
pub(crate) async fn find_duplicates(
    vault: &OpenVault,
    fingerprint: &Mac,
    except: Option<CredentialId>,
) -> Result<Vec<CredentialName>, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let found =
        find_by_fingerprint(&mut connection, &vault.scope, fingerprint).await.or_failure()?;
    let names = found.into_iter().map(|(id, name)| CredentialName { id, name });
    Ok(names.filter(|known| Some(known.id) != except).collect())
}

/// Refuses a secret that is stored already.
pub(crate) fn duplicate_failure(known: &CredentialName) -> Failure {
    Failure::new(
        ErrorCode::CredentialDuplicate,
        format!("'{}' already holds this account with the same secret", known.name),
    )
    .hint("Use that one, or save it anyway.")
    .details(json!({"id": known.id, "name": known.name}))
}

/// Where a credential leads, for people: `app_user@db.example.org:5432/orders`.
pub(crate) fn target(draft: &PreparedDraft) -> Option<String> {
    let public = draft.fields.public();
    let text =
        |name: &str| public.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(host) = text("host") {
        let user = text("username").map(|user| format!("{user}@")).unwrap_or_default();
        let port = public.get("port").map(|port| format!(":{port}")).unwrap_or_default();
        let database = text("database").map(|name| format!("/{name}")).unwrap_or_default();
        return Some(format!("{user}{host}{port}{database}"));
    }
    text("base_url").map(str::to_owned).or_else(|| {
        let (_, address) = draft.policy.hosts.first()?.split_once("://")?;
        Some(address.trim_end_matches(":443").to_owned())
    })
}

/// The vault again, after a dry run: it may have been locked, or be another one, in the meantime.
pub(crate) async fn still_open(host: &impl Host, before: &OpenVault) -> Result<OpenVault, Failure> {
    host.app().heed_lock_request().await;
    match host.app().vault().await {
        Ok(now) if now.scope.vault == before.scope.vault => Ok(now),
        Err(failure) if failure.code != ErrorCode::VaultLocked => Err(failure),
        _ => Err(Failure::new(
            ErrorCode::VaultLocked,
            "The vault was locked while the credential was verified",
        )
        .hint("Unlock it and try again. Nothing was saved.")),
    }
}
