//! How a person at a terminal does what a hint asks for. The core's hints suit every host: they name
//! neither options nor commands, and a window shows them as they are.

use credenza_protocol::{ErrorCode, Failure};
use serde_json::Value;

/// The failure, with the option or command that helps added to its hint, unless it names one already.
pub(super) fn advise(failure: &Failure) -> Failure {
    let mut advised = failure.clone();
    let complete = failure.hint.as_deref().is_some_and(|hint| hint.contains("--"));
    if let Some(how) = how(failure).filter(|_| !complete) {
        advised.hint = Some(match &failure.hint {
            Some(hint) => format!("{hint} {how}"),
            None => how,
        });
    }
    advised
}

fn how(failure: &Failure) -> Option<String> {
    Some(match failure.code {
        ErrorCode::VerificationFailed => return answer(&failure.details),
        ErrorCode::CredentialDuplicate => "To save it anyway, add --allow-duplicate.".to_owned(),
        ErrorCode::CredentialLimitReached => {
            "'credenza setting set credentials_per_connector=N' raises the limit.".to_owned()
        }
        ErrorCode::UnverifiedForbidden => {
            "'credenza setting set allow_unverified=true' allows them.".to_owned()
        }
        ErrorCode::ConnectorNotFound => "'credenza connector search INTENT' finds one.".to_owned(),
        ErrorCode::CredentialNotFound => "'credenza credential list' shows them.".to_owned(),
        ErrorCode::FlowNotFound => "'credenza flow list' shows them.".to_owned(),
        ErrorCode::StorageForeign => "--vault DIR names another folder.".to_owned(),
        ErrorCode::VaultLocked => "--passphrase-fd N gives the passphrase.".to_owned(),
        ErrorCode::DraftInvalid => {
            "'credenza connector show CONNECTOR' lists the fields.".to_owned()
        }
        _ => return None,
    })
}

/// The questions of a dry run, answered: with a name where there is a choice, else with Yes.
fn answer(details: &Value) -> Option<String> {
    if let (Some([_, ..]), Some(field)) =
        (details["choices"].as_array().map(Vec::as_slice), details["field"].as_str())
    {
        return Some(format!("To name one, add --set {}=NAME.", field.trim_start_matches('/')));
    }
    let option = match details["code"].as_str()? {
        "egress.private_address" => format!("--allow-private {}", details["address"].as_str()?),
        "host_key.unknown" | "host_key.changed" => {
            format!("--accept-host-key {}", details["host_key"].as_str()?)
        }
        _ => return None,
    };
    Some(format!("To go on, add {option}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_question_of_the_dry_run_is_answered_with_an_option() {
        let failure = Failure::new(ErrorCode::VerificationFailed, "Not verified")
            .hint("If this is meant, approve it.")
            .details(json!({"code": "egress.private_address", "address": "127.0.0.1:5432"}));
        assert_eq!(
            advise(&failure).hint.unwrap(),
            "If this is meant, approve it. To go on, add --allow-private 127.0.0.1:5432."
        );
    }

    #[test]
    fn a_choice_is_made_with_the_field_that_names_one() {
        let failure = Failure::new(ErrorCode::VerificationFailed, "Not verified").hint("Name one.").details(
            json!({"code": "target.not_found", "field": "/site_name", "choices": [{"id": "1", "name": "Acme"}]}),
        );
        let hint = advise(&failure).hint.unwrap();
        assert_eq!(hint, "Name one. To name one, add --set site_name=NAME.");
    }

    #[test]
    fn an_address_that_is_never_allowed_is_not_offered() {
        let failure = Failure::new(ErrorCode::VerificationFailed, "Not verified")
            .details(json!({"code": "egress.private_address", "address": null}));
        assert_eq!(advise(&failure).hint, None);
    }
}
