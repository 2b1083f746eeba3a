//! Dry runs through the protocol drivers: the fields become a target, the connector's hosts a policy.

use super::targets;
use super::{Fields, ProbeContext};
use crate::egress::{Egress, EgressPolicy};
use crate::manifest::{AuthScheme, Connector, FieldValues, Kind};
use crate::protocols::{postgresql, sftp, smtp};
use crate::stage::{DryRun, Scrubber, StageFailure};
use credenza_model::{FailureCode, Stage, Verification};

pub(super) async fn verify(
    connector: &Connector,
    auth: &AuthScheme,
    fields: &Fields,
    context: &ProbeContext<'_>,
) -> Verification {
    let values = fields.values(auth);
    let scrubber = Scrubber::new(values.list_secrets().map(|(_, secret)| secret));
    let run = DryRun::begin(context.progress, context.cancel.clone(), context.limits, scrubber);
    let policy = match policy(connector, auth, &values, context) {
        Ok(policy) => policy,
        Err(failure) => return unmade(connector, run, failure).await,
    };
    let egress = Egress {
        policy: &policy,
        resolver: context.resolver,
        roots: context.roots,
        now: context.now,
    };
    match connector.kind {
        Kind::Postgresql => match targets::postgresql(&values) {
            Ok(target) => postgresql::verify(&target, &egress, run).await,
            Err(failure) => unmade(connector, run, failure).await,
        },
        Kind::Sftp => match targets::sftp(&values) {
            Ok(mut target) => {
                target.pinned_host_key = context.pinned_host_key.map(str::to_owned);
                target.accepted_host_key = context.accepted_host_key.map(str::to_owned);
                sftp::verify(&target, &egress, run).await
            }
            Err(failure) => unmade(connector, run, failure).await,
        },
        Kind::Smtp => match targets::smtp(&values) {
            Ok(target) => smtp::verify(&target, &egress, run).await,
            Err(failure) => unmade(connector, run, failure).await,
        },
        Kind::Http | Kind::AwsSes => crate::http::verify(connector, auth, fields, context).await,
    }
}

fn policy(
    connector: &Connector,
    auth: &AuthScheme,
    values: &FieldValues,
    context: &ProbeContext<'_>,
) -> Result<EgressPolicy, StageFailure> {
    let hosts =
        connector.allowed_hosts(&auth.id, values).map_err(|error| {
            let failure = StageFailure::new(
                FailureCode::TargetNotFound,
                format!("The server cannot be told: {error}"),
            );
            failure.hint("Check the host and port.").field(
                if values.contains("connection_string") { "connection_string" } else { "host" },
            )
        })?;
    Ok(EgressPolicy {
        allowed: hosts.into_iter().map(|host| host.address).collect(),
        private_approved: context.private_approved.to_vec(),
    })
}

/// The verdict where the fields do not even say whom to ask.
async fn unmade(connector: &Connector, mut run: DryRun<'_>, failure: StageFailure) -> Verification {
    let result = run.stage::<crate::stage::Identity>(Stage::Resolve, async { Err(failure) }).await;
    run.finish(&connector.name, result)
}
