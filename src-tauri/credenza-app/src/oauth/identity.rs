//! Whose account it is, and whether it is still the same one.
//!
//! The subject of the provider's id token is compared where both sides have one, for people change their
//! names; else the account that the dry run told. A tenant or a database is part of who one is.

use credenza_connect::oauth::SignedInAs;
use credenza_model::Verification;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Public fields that say where an account lives, as against how to reach it.
const PLACES: [&str; 10] = [
    "database",
    "tenant",
    "tenant_id",
    "cloud_id",
    "subdomain",
    "shop",
    "store",
    "workspace",
    "account_id",
    "instance_url",
];

/// Who signed in, as far as anybody said. Holds no secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The issuer and the subject of the id token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<(String, String)>,
    /// What to call the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// The tenant of the id token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
    /// Tenant, database or shop of the credential's fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
}

/// "You were A, this is B."
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountChange {
    pub(crate) was: String,
    pub(crate) now: String,
}

impl Identity {
    /// Who signed in: the id token's word, and the dry run's.
    pub(crate) fn of(
        signed_in: Option<&SignedInAs>,
        account: Option<&str>,
        public: &Map<String, Value>,
    ) -> Self {
        let subject = signed_in
            .and_then(|one| Some((one.issuer.clone().unwrap_or_default(), one.subject.clone()?)));
        let told = signed_in.and_then(|one| one.label().map(str::to_owned));
        Self {
            subject,
            account: account.map(str::to_owned).or(told),
            tenant: signed_in.and_then(|one| one.tenant.clone()),
            place: place_of(public),
        }
    }

    /// As it is stored with a grant; nobody is known where nothing is stored.
    pub(crate) fn read(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// Whether this is certainly another person, wherever each lives.
    pub(crate) fn is_somebody_else(&self, other: &Self) -> bool {
        match (&self.subject, &other.subject) {
            (Some(one), Some(other)) => one != other,
            _ => differ(&self.account, &other.account),
        }
    }

    /// Equal for the same account, whatever its token is.
    pub(crate) fn key(&self) -> Option<String> {
        let who = match (&self.subject, &self.account) {
            (Some((issuer, subject)), _) => format!("{issuer}\n{subject}"),
            (None, Some(account)) => account.to_lowercase(),
            (None, None) => return None,
        };
        let place = self.place.as_deref().unwrap_or_default();
        Some(format!("{who}\n{}\n{place}", self.tenant.as_deref().unwrap_or_default()))
    }

    fn who(&self) -> String {
        let subject = || self.subject.as_ref().map(|(_, subject)| subject.clone());
        self.account.clone().or_else(subject).unwrap_or_else(|| "unknown".to_owned())
    }

    fn label(&self, where_too: bool) -> String {
        match [&self.place, &self.tenant].into_iter().flatten().next() {
            Some(place) if where_too => format!("{} at {place}", self.who()),
            _ => self.who(),
        }
    }
}

/// Tenant, database or shop, as far as the fields tell it.
fn place_of(public: &Map<String, Value>) -> Option<String> {
    let named = PLACES.iter().filter_map(|name| public.get(*name).and_then(Value::as_str));
    let places: Vec<&str> = named.filter(|place| !place.is_empty()).collect();
    (!places.is_empty()).then(|| places.join("/"))
}

/// The account that a dry run told, of a credential without an id token.
pub(crate) fn proven_identity(report: &Verification, public: &Map<String, Value>) -> Identity {
    Identity::of(None, report.account.as_deref(), public)
}

fn differ(was: &Option<String>, now: &Option<String>) -> bool {
    match (was, now) {
        (Some(was), Some(now)) => !was.eq_ignore_ascii_case(now),
        _ => false,
    }
}

/// Whether another account signed in. What nobody told is not held against anybody.
pub(crate) fn account_change(was: &Identity, now: &Identity) -> Option<AccountChange> {
    let person = was.is_somebody_else(now);
    let place = differ(&was.place, &now.place) || differ(&was.tenant, &now.tenant);
    if !person && !place {
        return None;
    }
    let (mut before, mut after) = (was.label(place), now.label(place));
    // Two accounts of one name: their subjects tell them apart.
    if before == after
        && let (Some((_, old)), Some((_, new))) = (&was.subject, &now.subject)
    {
        before = format!("{before} ({old})");
        after = format!("{after} ({new})");
    }
    Some(AccountChange { was: before, now: after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn account(name: &str, subject: Option<&str>) -> Identity {
        let subject = subject.map(|one| ("https://id".to_owned(), one.to_owned()));
        Identity { subject, account: Some(name.to_owned()), ..Identity::default() }
    }

    #[test]
    fn a_new_name_of_the_same_subject_is_the_same_account() {
        let change = account_change(&account("ana", Some("1")), &account("ana.lee", Some("1")));
        assert_eq!(change, None);
    }

    #[test]
    fn another_subject_is_another_account_even_with_the_same_name() {
        let change =
            account_change(&account("ana", Some("1")), &account("ana", Some("2"))).unwrap();
        assert_eq!((change.was.as_str(), change.now.as_str()), ("ana (1)", "ana (2)"));
    }

    #[test]
    fn without_subjects_the_account_counts_and_what_is_unknown_does_not() {
        assert_eq!(account_change(&account("Ana", None), &account("ana", Some("1"))), None);
        let change = account_change(&account("ana", None), &account("bob", None)).unwrap();
        assert_eq!((change.was.as_str(), change.now.as_str()), ("ana", "bob"));
        assert_eq!(account_change(&Identity::default(), &account("bob", None)), None);
    }

    #[test]
    fn another_database_is_another_account() {
        let public = |name: &str| json!({"database": name}).as_object().cloned().unwrap();
        let was = Identity::of(None, Some("app"), &public("orders"));
        let now = Identity::of(None, Some("app"), &public("orders_test"));
        let change = account_change(&was, &now).unwrap();
        assert_eq!(change.now, "app at orders_test");
    }

    #[test]
    fn another_site_or_tenant_is_another_account_of_the_same_person() {
        for field in ["cloud_id", "tenant_id", "account_id"] {
            let at = |id: &str| {
                let public = json!({field: id}).as_object().cloned().unwrap();
                Identity { place: place_of(&public), ..account("ana", Some("1")) }
            };
            let change = account_change(&at("c-1"), &at("c-2")).unwrap();
            assert_eq!(change.now, "ana at c-2", "{field}");
            assert_eq!(account_change(&at("c-1"), &at("c-1")), None, "{field}");
        }
    }
}
