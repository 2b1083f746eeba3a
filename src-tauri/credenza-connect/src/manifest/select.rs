//! Which authentication method a draft means. Never picks between equals: it says what there is to choose from.

use serde_json::{Map, Value};

use super::auth::AuthScheme;
use super::connector::Connector;
use super::error::{Choice, SelectError};

/// The key of a draft that names the scheme.
pub const DISCRIMINATOR: &str = "auth_type";

impl Connector {
    /// Chooses the scheme of a draft.
    ///
    /// In this order: a filled-in precedence field (a PostgreSQL `connection_string` wins over everything else),
    /// the requested id, the draft's `auth_type`, the only scheme there is, the only scheme that the filled-in
    /// fields fit.
    ///
    /// # Errors
    /// [`SelectError`] with the choices, when the id is unknown or several schemes fit.
    pub fn select_scheme(
        &self,
        draft: &Map<String, Value>,
        requested: Option<&str>,
    ) -> Result<&AuthScheme, SelectError> {
        let preferred = self.auth.iter().find(|scheme| {
            scheme.precedence_field.as_deref().is_some_and(|field| is_filled(draft.get(field)))
        });
        if let Some(scheme) = preferred {
            return Ok(scheme);
        }
        let wanted = requested.or_else(|| draft.get(DISCRIMINATOR).and_then(Value::as_str));
        if let Some(wanted) = wanted {
            return self.find_auth(wanted).ok_or_else(|| SelectError::Unknown {
                wanted: wanted.chars().take(64).collect(),
                choices: self.list_choices(),
            });
        }
        if let [only] = self.auth.as_slice() {
            return Ok(only);
        }
        let complete = only_one(
            self.auth
                .iter()
                .filter(|scheme| knows_all(scheme, draft) && has_required(scheme, draft)),
        );
        let known = || only_one(self.auth.iter().filter(|scheme| knows_all(scheme, draft)));
        complete
            .or_else(known)
            .ok_or_else(|| SelectError::Ambiguous { choices: self.list_choices() })
    }

    /// The schemes as a person chooses between them.
    #[must_use]
    pub fn list_choices(&self) -> Vec<Choice> {
        self.auth
            .iter()
            .map(|scheme| Choice { id: scheme.id.clone(), title: scheme.title.clone() })
            .collect()
    }
}

/// Whether a value counts as filled in: present, not null, not an empty text.
pub(super) fn is_filled(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(_) => true,
    }
}

fn knows_all(scheme: &AuthScheme, draft: &Map<String, Value>) -> bool {
    let mut filled = draft
        .iter()
        .filter(|(name, value)| *name != DISCRIMINATOR && is_filled(Some(value)))
        .peekable();
    filled.peek().is_some() && filled.all(|(name, _)| scheme.fields.properties.contains_key(name))
}

fn has_required(scheme: &AuthScheme, draft: &Map<String, Value>) -> bool {
    scheme.fields.required.iter().all(|name| {
        is_filled(draft.get(name))
            || scheme.fields.properties.get(name).is_some_and(|field| field.default.is_some())
    })
}

fn only_one<'a>(mut schemes: impl Iterator<Item = &'a AuthScheme>) -> Option<&'a AuthScheme> {
    let first = schemes.next()?;
    schemes.next().is_none().then_some(first)
}
