//! `credenza setting …`

use super::Context;
use crate::args::SettingCommand;
use credenza_protocol::operation::{SettingGet, SettingUpdate};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Map, Value, json};
use std::process::ExitCode;

pub(super) async fn run(
    context: &Context<'_>,
    command: SettingCommand,
) -> Result<ExitCode, Failure> {
    let answer = match command {
        SettingCommand::List => context.terminal.ask::<SettingGet>(json!({})).await?,
        SettingCommand::Set { changes } => {
            context.terminal.ask::<SettingUpdate>(read(&changes)?).await?
        }
    };
    Ok(context.output.result(&answer, || text(&answer)))
}

fn read(changes: &[String]) -> Result<Value, Failure> {
    let mut request = Map::new();
    for change in changes {
        let (name, text) = change.split_once('=').ok_or_else(|| {
            Failure::new(ErrorCode::RequestInvalid, format!("'{change}' is not NAME=VALUE"))
        })?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        request.insert(name.to_owned(), value);
    }
    Ok(Value::Object(request))
}

fn text(answer: &Value) -> String {
    let settings = answer.as_object();
    settings.into_iter().flatten().map(|(name, value)| format!("{name}={value}\n")).collect()
}
