//! From a name and JSON to an operation's body, for every operation of the list.

use crate::{Host, operations};
use credenza_model::ActorKind;
use credenza_model::draft::zeroize_strings;
use credenza_protocol::operation::Operation;
use credenza_protocol::{
    ErrorCode, Event, Failure, OperationKind, OperationName, for_each_operation,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Runs the operation called `name`.
///
/// # Errors
/// The operation's own refusals; `operation.unknown`, also where the host does not offer it;
/// `request.invalid`, which names the place and never quotes a value.
pub async fn dispatch<H: Host>(host: &H, name: &str, request: Value) -> Result<Value, Failure> {
    let Some(operation) = OperationName::find(name) else {
        let text = format!("There is no operation '{}'", name.chars().take(64).collect::<String>());
        return Err(Failure::new(ErrorCode::OperationUnknown, text));
    };
    refuse_web_view(operation, host.actor().kind)?;
    // Only what a person does counts as being there. A window reads again by itself whenever something changed,
    // in this process or another: that must not keep a vault open.
    if operation.kind() == OperationKind::Mutation {
        host.app().touch();
    }
    let result = route(host, operation, request).await;
    tell_stale_views(host, operation, result.is_ok());
    result
}

/// These write or read a file that the request names, or say who may open the vault: a page that
/// was taken over (SECURITY, T8) must not.
const NOT_FOR_WEB_VIEWS: [OperationName; 3] = [
    OperationName::VaultCreateRecoveryKit,
    OperationName::VaultBackup,
    OperationName::VaultRestore,
];

fn refuse_web_view(operation: OperationName, door: ActorKind) -> Result<(), Failure> {
    let is_web_view = matches!(door, ActorKind::Window | ActorKind::Browser);
    if !is_web_view || !NOT_FOR_WEB_VIEWS.contains(&operation) {
        return Ok(());
    }
    let text =
        format!("{} is not offered here: it is done at the command line", operation.as_str());
    Err(Failure::new(ErrorCode::OperationUnknown, text))
}

/// Runs one operation whose type is known: for hosts written in Rust.
///
/// # Errors
/// As [`dispatch`].
pub async fn call<O: Operation, H: Host>(host: &H, request: Value) -> Result<O::Response, Failure> {
    let answer = dispatch(host, O::NAME.as_str(), request).await?;
    serde_json::from_value(answer).map_err(|_| internal(O::NAME))
}

macro_rules! route_operations {
    ($($module:ident $type:ident $name:literal $kind:ident [$($view:ident)*] $request:ty => $response:ty, $doc:literal;)+) => {
        async fn route<H: Host>(host: &H, operation: OperationName, request: Value) -> Result<Value, Failure> {
            match operation {$(
                OperationName::$type => {
                    let request = read(operation, request)?;
                    let body = operations::$module::run(host, request);
                    // Boxed, so that one match over all operations does not need the stack of all.
                    let response = Box::pin(body).await?;
                    serde_json::to_value(response).map_err(|_| internal(operation))
                }
            )+}
        }
    };
}

for_each_operation!(route_operations);

fn read<T: DeserializeOwned>(operation: OperationName, mut request: Value) -> Result<T, Failure> {
    let result = serde_path_to_error::deserialize(&request);
    zeroize_strings(&mut request);
    result.map_err(|error| {
        let place = error.path().to_string();
        let place = if place == "." { "the request".to_owned() } else { format!("'{place}'") };
        let text = format!("{place} does not fit {}: {}", operation.as_str(), what(error.inner()));
        Failure::new(ErrorCode::RequestInvalid, text)
            .hint("The form of every request stands in docs/openapi.json.")
    })
}

/// Serde and the ids quote the value that did not fit, which may be a secret in the wrong place: what
/// was expected is kept, the value is not.
fn what(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let about_names = ["missing field", "unknown field", "duplicate field", "the name "];
    if about_names.iter().any(|start| text.starts_with(start)) {
        return text;
    }
    // "unknown variant `…`, expected …" and "'…' is not HOST:PORT, such as …"
    let expected = text.rsplit_once(", expected ").map(|(_, rest)| format!("expected {rest}"));
    let rule = text.rsplit_once("' is not ").map(|(_, rest)| format!("not {rest}"));
    match text.chars().next() {
        Some('u') => expected.unwrap_or_else(|| "not of the expected type".to_owned()),
        Some('\'') => rule.unwrap_or_else(|| "not of the expected type".to_owned()),
        _ => "not of the expected type".to_owned(),
    }
}

fn internal(operation: OperationName) -> Failure {
    let text = format!("The answer of {} could not be written", operation.as_str());
    Failure::new(ErrorCode::Internal, text)
}

fn tell_stale_views<H: Host>(host: &H, operation: OperationName, done: bool) {
    let views = operation.stale_views();
    if done && operation.kind() == OperationKind::Mutation && !views.is_empty() {
        host.app().tell(Event::Changed { views: views.to_vec() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{App, AppConfig, LocalHost};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn reading_is_not_being_there_and_changing_or_saying_so_is() {
        let folder = tempfile::tempdir().unwrap();
        let config = AppConfig::from_environment(Some(folder.path().join("vault"))).unwrap();
        let app = App::open(config).await.unwrap();
        let host = LocalHost::of_this_process(app.clone(), ActorKind::Window);
        let while_idle = Duration::from_millis(40);
        let ask = async |name: &str| {
            tokio::time::sleep(while_idle).await;
            let _ = dispatch(&host, name, json!({})).await;
            app.is_idle(while_idle)
        };
        for reads in ["vault.status", "health.overview", "credential.list", "activity.list"] {
            assert!(ask(reads).await, "{reads} is asked by a window that nobody looks at");
        }
        for acts in ["vault.stay_open", "setting.update", "vault.lock"] {
            assert!(!ask(acts).await, "{acts} is somebody");
        }
    }

    #[test]
    fn no_web_view_names_a_file_or_a_recipient_and_the_command_line_does() {
        for operation in NOT_FOR_WEB_VIEWS {
            for door in [ActorKind::Window, ActorKind::Browser] {
                let refused = refuse_web_view(operation, door).unwrap_err();
                assert_eq!(refused.code, ErrorCode::OperationUnknown);
            }
            assert!(refuse_web_view(operation, ActorKind::CommandLine).is_ok());
        }
        assert!(refuse_web_view(OperationName::CredentialAdd, ActorKind::Window).is_ok());
    }
}
