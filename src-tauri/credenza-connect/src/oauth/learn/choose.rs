//! Which of several is meant: the one that the credential has, the one that the person named, the only one.

use super::{LearnFailure, unexpected};
use crate::egress::foreign::one_line;
use crate::manifest::{AuthScheme, Choose, PostConnect};
use crate::oauth::token::stored_text;
use crate::stage::StageFailure;
use credenza_model::FailureCode;
use serde::Serialize;
use serde_json::{Map, Value};

/// How many are told; who has more names one all the same.
const MOST_CHOICES: usize = 100;
/// How many stand in a sentence.
const MOST_IN_SENTENCE: usize = 8;

/// One that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The provider's id of it.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// What is known about which one is meant.
pub struct Wishes<'a> {
    /// The fields of this sign-in, as the person filled them in.
    pub fields: &'a Map<String, Value>,
    /// The public fields of the credential that is reconnected.
    pub before: Option<&'a Map<String, Value>>,
}

/// The question that one answer of the provider raises.
pub(super) struct Question<'a> {
    pub(super) provider: &'a str,
    pub(super) auth: &'a AuthScheme,
    pub(super) step: &'a PostConnect,
    pub(super) choose: &'a Choose,
}

impl Question<'_> {
    /// The element that is meant.
    pub(super) fn answer<'v>(
        &self,
        body: &'v Value,
        wishes: &Wishes<'_>,
    ) -> Result<(&'v Value, Choice), LearnFailure> {
        let elements = self.choose.each.list_all(body);
        let choices: Option<Vec<Choice>> = elements.iter().map(|one| self.choice(one)).collect();
        let choices = choices.ok_or_else(|| unexpected(self.provider))?;
        let chosen = self.choose(&choices, wishes)?;
        Ok((elements[chosen], choices[chosen].clone()))
    }

    fn choice(&self, element: &Value) -> Option<Choice> {
        let id = stored_text(self.step.store.get(&self.choose.id)?.find_first(element)?)?;
        let name = self.choose.name.find_first(element).and_then(stored_text);
        let name = name.map(|name| one_line(&name)).filter(|name| !name.is_empty());
        Some(Choice { name: name.unwrap_or_else(|| one_line(&id)), id })
    }

    /// The index of the one that is meant.
    fn choose(&self, choices: &[Choice], wishes: &Wishes<'_>) -> Result<usize, LearnFailure> {
        if choices.is_empty() {
            return Err(self.none().into());
        }
        let text = |fields: &'_ Map<String, Value>, name: &str| -> Option<String> {
            let text = fields.get(name)?.as_str()?.trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let named = text(wishes.fields, &self.choose.field);
        let named_before = wishes.before.and_then(|before| text(before, &self.choose.field));
        let had = wishes.before.and_then(|before| text(before, &self.choose.id));
        let still_had = had.and_then(|had| choices.iter().position(|one| one.id == had));
        match (named, still_had, choices) {
            // What was named at an earlier sign-in may be called otherwise today.
            (named, Some(had), _) if named.is_none() || named == named_before => Ok(had),
            (Some(named), ..) => self.find(choices, &named),
            (None, _, [_]) => Ok(0),
            (None, ..) => Err(self.several(choices)),
        }
    }

    /// The one with this id, or the only one with this name.
    fn find(&self, choices: &[Choice], named: &str) -> Result<usize, LearnFailure> {
        if let Some(found) = choices.iter().position(|one| one.id == named) {
            return Ok(found);
        }
        let wanted = named.to_lowercase();
        let mut found =
            (0..choices.len()).filter(|one| choices[*one].name.to_lowercase() == wanted);
        match (found.next(), found.next()) {
            (Some(found), None) => Ok(found),
            (None, _) => Err(self.unknown(choices, named)),
            (Some(_), Some(_)) => Err(self.several(choices)),
        }
    }

    fn none(&self) -> StageFailure {
        let (provider, noun) = (self.provider, &self.choose.noun);
        let text = format!("{provider} gives this account access to no {noun}");
        let hint = format!(
            "Sign in as somebody who has access to one, or ask whoever administers it, and sign in again; {provider} may also ask during the sign-in which {noun} is meant."
        );
        StageFailure::new(FailureCode::TargetNotFound, text).hint(hint)
    }

    fn unknown(&self, choices: &[Choice], named: &str) -> LearnFailure {
        let noun = &self.choose.noun;
        let text = format!(
            "{} gives this account access to no {noun} called “{}”. There is: {}",
            self.provider,
            one_line(named),
            sentence(choices)
        );
        self.failure(choices, text)
    }

    fn several(&self, choices: &[Choice]) -> LearnFailure {
        let (provider, noun) = (self.provider, &self.choose.noun);
        let text = format!(
            "{provider} gives this account access to more than one {noun}: {}",
            sentence(choices)
        );
        self.failure(choices, text)
    }

    fn failure(&self, choices: &[Choice], text: String) -> LearnFailure {
        let field = self.auth.fields.properties.get(&self.choose.field);
        let title = field.map_or(self.choose.field.as_str(), |field| field.title.as_str());
        let hint =
            format!("Name one in the field “{title}”, by its name or id, and sign in again.");
        let failure = StageFailure::new(FailureCode::TargetNotFound, text)
            .hint(hint)
            .field(self.choose.field.clone());
        LearnFailure { failure, choices: choices.iter().take(MOST_CHOICES).cloned().collect() }
    }
}

/// Their names; with the id where two have the same.
fn sentence(choices: &[Choice]) -> String {
    let shown = |one: &Choice| {
        let same = choices.iter().filter(|other| other.name == one.name).count();
        if same > 1 { format!("{} ({})", one.name, one_line(&one.id)) } else { one.name.clone() }
    };
    let names: Vec<String> = choices.iter().take(MOST_IN_SENTENCE).map(shown).collect();
    match choices.len() - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
