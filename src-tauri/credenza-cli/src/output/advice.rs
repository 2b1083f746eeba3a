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
    about_the_vault(failure)
        .or_else(|| about_credentials(failure))
        .or_else(|| about_sign_ins(failure))
        .or_else(|| about_webhooks(failure))
}

fn about_the_vault(failure: &Failure) -> Option<String> {
    let how = match failure.code {
        ErrorCode::VaultLocked => "--passphrase-fd N gives the passphrase.",
        ErrorCode::VaultWrongKey if failure.details["missing"] == "passphrase" => {
            "--passphrase-fd N gives it."
        }
        ErrorCode::VaultKeysRotated => "'credenza vault status' says how it stands.",
        ErrorCode::VaultRolledBack => "'credenza vault unlock --accept-older' opens it.",
        ErrorCode::VaultNoRecoveryKit => "'credenza vault recovery-kit create' makes one.",
        ErrorCode::VaultExists | ErrorCode::StorageForeign => "--vault DIR names another folder.",
        ErrorCode::BackupExists => "--force replaces it.",
        ErrorCode::RequestInvalid if failure.details["missing"] == "backup_key" => {
            "--recovery-kit-file FILE or --backup-passphrase-fd N gives it."
        }
        _ => return None,
    };
    Some(how.to_owned())
}

fn about_credentials(failure: &Failure) -> Option<String> {
    let details = &failure.details;
    Some(match failure.code {
        ErrorCode::VerificationFailed => return answer(details),
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
        ErrorCode::DraftInvalid => match details["signs_in"].as_str() {
            Some(connector) => format!("'credenza connect --connector {connector}' does."),
            None => "'credenza connector show CONNECTOR' lists the fields.".to_owned(),
        },
        _ => return None,
    })
}

fn about_sign_ins(failure: &Failure) -> Option<String> {
    let text = |name: &str| failure.details[name].as_str();
    Some(match failure.code {
        ErrorCode::OAuthAppNotFound => "'credenza oauth-app list' shows them.".to_owned(),
        ErrorCode::OAuthAppMissing => {
            format!("'credenza oauth-app add {}' does.", text("connector")?)
        }
        ErrorCode::OAuthAppInvalid if failure.details["missing"] == "client_secret" => {
            "--client-secret-file PATH or --client-secret-fd N gives it.".to_owned()
        }
        ErrorCode::OAuthAppInvalid => return answer(&failure.details),
        ErrorCode::SignInUnsupported => {
            format!("'credenza credential add {}' does.", text("connector")?)
        }
        ErrorCode::SignInAccountChanged => {
            format!("To go on, add --accept-account {}.", shlex::try_quote(text("now")?).ok()?)
        }
        ErrorCode::SignInRefused | ErrorCode::CredentialNotRefreshable => renew(failure)?,
        _ => return None,
    })
}

/// How a credential that is not renewed by itself comes back.
fn renew(failure: &Failure) -> Option<String> {
    let id = failure.details["credential"].as_str()?;
    Some(match failure.details["remedy"].as_str()? {
        "new_secret" => format!("'credenza credential update {id}' does."),
        _ => format!("'credenza connect --connectionId {id}' does."),
    })
}

fn about_webhooks(failure: &Failure) -> Option<String> {
    Some(match failure.code {
        ErrorCode::WebhookNotFound => "'credenza webhook list' shows them.".to_owned(),
        ErrorCode::DeliveryNotFound => {
            "'credenza webhook deliveries WEBHOOK' shows them.".to_owned()
        }
        ErrorCode::WebhookInvalid => match failure.details["id"].as_str() {
            Some(id) => format!("'credenza webhook update {id}' does."),
            None => return answer(&failure.details),
        },
        _ => return None,
    })
}

/// The questions of a dry run or a webhook's address, answered: with a name where there is a choice, else
/// with Yes.
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
    fn a_lost_sign_in_is_reconnected_by_a_command_and_a_refused_secret_replaced_by_another() {
        let lost = |remedy: &str| {
            Failure::new(ErrorCode::SignInRefused, "Files: it ended")
                .hint("Do something.")
                .details(json!({"credential": "cred_1", "remedy": remedy}))
        };
        let hint = |failure: Failure| advise(&failure).hint.unwrap();
        assert_eq!(
            hint(lost("reconnect")),
            "Do something. 'credenza connect --connectionId cred_1' does."
        );
        assert_eq!(
            hint(lost("new_secret")),
            "Do something. 'credenza credential update cred_1' does."
        );
        let refused = Failure::new(ErrorCode::SignInRefused, "The provider said no");
        assert_eq!(advise(&refused).hint, None);
    }

    #[test]
    fn another_account_is_accepted_by_its_name_as_a_shell_takes_it() {
        let changed = Failure::new(ErrorCode::SignInAccountChanged, "Another account")
            .details(json!({"was": "Ana", "now": "Bob's shop"}));
        assert_eq!(
            advise(&changed).hint.unwrap(),
            r#"To go on, add --accept-account "Bob's shop"."#
        );
    }

    #[test]
    fn an_address_that_is_never_allowed_is_not_offered() {
        let failure = Failure::new(ErrorCode::VerificationFailed, "Not verified")
            .details(json!({"code": "egress.private_address", "address": null}));
        assert_eq!(advise(&failure).hint, None);
    }
}
