//! What the new token is for, asked of the provider before the dry run: a stage of the verification of its own, which
//! the person sees running and failing. What is learned is kept beside the token, across renewals and reconnects.

use super::plan::{Plan, Target};
use crate::App;
use crate::dry_run::{Ahead, run_ahead};
use crate::failure::verification_failure;
use crate::oauth::context;
use credenza_connect::oauth::{Choice, LearnFailure, Learned, TokenGrant, Wishes, learn};
use credenza_connect::stage::{Passed, Scrubber, StageFailure};
use credenza_model::{SignInId, Stage, Verification};
use credenza_protocol::Failure;
use serde_json::json;

/// Asks, where the connector says so, and puts what was learned into the grant. Returned is what was chosen, for people.
pub(super) async fn learn_into(
    app: &App,
    plan: &Plan,
    id: SignInId,
    given: &mut TokenGrant,
) -> Result<Vec<String>, Failure> {
    let access = &plan.access;
    let steps = access.scheme().oauth.iter().flat_map(|oauth| &oauth.post_connect);
    let asked: Vec<String> =
        steps.map(|step| format!("{} {}", step.method.as_str(), step.url)).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let vault = app.vault().await?;
    let (credential, before) = match &plan.target {
        Target::New(_) => (None, None),
        Target::Again(known) => (Some(known.row.id), Some(&known.row.public)),
    };
    let guard = app.dry_runs().begin(Some(&id.to_string()));
    let tokens = std::iter::once(&given.access_token).chain(&given.refresh_token);
    let ahead = Ahead {
        stage: Stage::Identify,
        probe: &asked.join(", "),
        settings: &vault.settings,
        credential,
        scrubber: Scrubber::new(tokens),
    };
    let mut choices = Vec::new();
    let wishes = Wishes { fields: &plan.fields, before };
    let asking = ask(app, plan, given, &wishes, &mut choices);
    let learned = run_ahead(app, &guard, ahead, asking).await;
    let learned = learned.map_err(|report| refusal(&report, &choices))?;
    given.stored.extend(learned.stored);
    Ok(learned.chosen)
}

async fn ask(
    app: &App,
    plan: &Plan,
    given: &TokenGrant,
    wishes: &Wishes<'_>,
    choices: &mut Vec<Choice>,
) -> Result<Passed<Learned>, StageFailure> {
    let method = plan.access.method().map_err(|failure| {
        StageFailure::new(credenza_model::FailureCode::ProviderUnexpected, failure.message)
    })?;
    let context = context(app, &plan.access.private);
    match learn(&method, &context, given, wishes).await {
        Ok(learned) => {
            let provider = &plan.access.connector.name;
            let message = match learned.chosen.as_slice() {
                [] => format!("{provider} said where its API is"),
                chosen => format!("{provider} gives access to {}", chosen.join(", ")),
            };
            Ok(Passed::new(learned, message))
        }
        Err(LearnFailure { failure, choices: all }) => {
            *choices = all;
            Err(failure)
        }
    }
}

/// The failed stage; with what there is to choose from, as data.
fn refusal(report: &Verification, choices: &[Choice]) -> Failure {
    let mut failure = verification_failure(report);
    if !choices.is_empty() {
        failure.details["choices"] = json!(choices);
    }
    failure
}

/// Adds what was chosen to the proof, where it says whose account it is.
pub(super) fn note(report: &mut Verification, chosen: &[String]) {
    let identify = report.stages.iter_mut().find(|stage| stage.stage == Stage::Identify);
    if let Some(stage) = identify.filter(|_| !chosen.is_empty()) {
        stage.message = format!("{}; {}", stage.message, chosen.join(", "));
    }
}
