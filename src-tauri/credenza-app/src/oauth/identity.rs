//! Whose account it is, and whether it is still the same one.
//!
//! The subject of the provider's id token is compared where both sides have one, for people change their
//! names; else the account that the dry run told. A tenant or a database is part of who one is.

use credenza_connect::oauth::SignedInAs;
use credenza_model::Verification;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Public fields that say where an account lives, as against how to reach it; what to call the place, too.
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

/// More of them, each compared for itself: what a provider tells when somebody signs in, then what people enter.
/// A test holds both lists against the catalogue: whatever a sign-in stores is in one of them, or in `NO_PLACES`.
const MORE_PLACES: [&str; 19] = [
    "api_base_url_for_customer",
    "api_domain",
    "company_id",
    "context",
    "endpoint",
    "installation_api_end_point",
    "location_id",
    "merchant_id",
    "organization",
    "realm_id",
    "stripe_user_id",
    "team_id",
    "workspace_id",
    "account",
    "domain",
    "organization_id",
    "project_id",
    "site",
    "store_hash",
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
    /// The other places of the credential's fields, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) places: BTreeMap<String, String>,
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
            places: places_of(public),
        }
    }

    /// The same account, with the places of these fields: those of an identity that an older version stored are fewer.
    pub(crate) fn at(self, public: &Map<String, Value>) -> Self {
        Self { places: places_of(public), ..self }
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
        let mut key = format!("{who}\n{}\n{place}", self.tenant.as_deref().unwrap_or_default());
        for (field, place) in &self.places {
            key.push_str(&format!("\n{field}={place}"));
        }
        Some(key)
    }

    fn who(&self) -> String {
        let subject = || self.subject.as_ref().map(|(_, subject)| subject.clone());
        self.account.clone().or_else(subject).unwrap_or_else(|| "unknown".to_owned())
    }

    fn label(&self, where_too: bool, moved: Option<&str>) -> String {
        let moved = moved.and_then(|field| self.places.get(field));
        match [moved, self.place.as_ref(), self.tenant.as_ref()].into_iter().flatten().next() {
            Some(place) if where_too => format!("{} at {place}", self.who()),
            _ => self.who(),
        }
    }

    /// A field in which both name a place, and not the same one.
    fn moved<'a>(&'a self, now: &Self) -> Option<&'a str> {
        let differs = |field: &String, was: &String| {
            now.places.get(field).is_some_and(|now| !now.eq_ignore_ascii_case(was))
        };
        let mut moved = self.places.iter().filter(|(field, was)| differs(field, was));
        moved.next().map(|(field, _)| field.as_str())
    }
}

/// Tenant, database or shop, as far as the fields tell it.
fn place_of(public: &Map<String, Value>) -> Option<String> {
    let named = PLACES.iter().filter_map(|name| public.get(*name).and_then(Value::as_str));
    let places: Vec<&str> = named.filter(|place| !place.is_empty()).collect();
    (!places.is_empty()).then(|| places.join("/"))
}

fn places_of(public: &Map<String, Value>) -> BTreeMap<String, String> {
    let text = |value: &Value| match value {
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let named = MORE_PLACES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), public.get(*name).and_then(text)?)));
    named.collect()
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
    let moved = was.moved(now);
    let place =
        differ(&was.place, &now.place) || differ(&was.tenant, &now.tenant) || moved.is_some();
    if !person && !place {
        return None;
    }
    let (mut before, mut after) = (was.label(place, moved), now.label(place, moved));
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

    /// What a sign-in stores beside: names of the same places, which people change; where a data centre is, which
    /// every account there has; the person; and what was granted.
    const NO_PLACES: [&str; 16] = [
        "accounts_server",
        "base_uri",
        "base_url",
        "bot_id",
        "bot_user_id",
        "dc",
        "host",
        "id",
        "location",
        "owner",
        "scope",
        "site_url",
        "team_name",
        "tenant_name",
        "user_id",
        "workspace_name",
    ];

    #[test]
    fn whatever_a_sign_in_stores_is_known_to_be_a_place_or_none() {
        let catalogue = credenza_connect::catalogue::Catalogue::builtin();
        let mut stored = 0;
        for connector in catalogue.list(None) {
            for oauth in connector.auth.iter().filter_map(|scheme| scheme.oauth.as_ref()) {
                let learned = oauth.post_connect.iter().flat_map(|step| step.store.keys());
                let told = oauth.store.keys().chain(oauth.callback_store.keys()).chain(learned);
                for field in told {
                    let field = field.as_str();
                    let known = [PLACES.as_slice(), &MORE_PLACES, &NO_PLACES];
                    assert!(
                        known.iter().any(|list| list.contains(&field)),
                        "{}: is {field} where an account lives?",
                        connector.id
                    );
                    stored += 1;
                }
            }
        }
        assert!(stored > 30, "{stored}");
    }

    #[test]
    fn another_company_or_workspace_of_the_same_person_is_another_account() {
        for field in MORE_PLACES {
            let at = |id: &str| {
                let public = json!({field: id}).as_object().cloned().unwrap();
                account("ana", Some("1")).at(&public)
            };
            let change = account_change(&at("1"), &at("2")).unwrap();
            assert_eq!(
                (change.was.as_str(), change.now.as_str()),
                ("ana at 1", "ana at 2"),
                "{field}"
            );
            assert_eq!(account_change(&at("1"), &at("1")), None, "{field}");
            assert_eq!(
                account_change(&account("ana", Some("1")), &at("1")),
                None,
                "{field}: unknown"
            );
            assert_ne!(at("1").key(), at("2").key(), "and no duplicate: {field}");
        }
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
