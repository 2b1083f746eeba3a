//! What the proof says about the account and its permissions.

use super::{Engine, Proof};
use crate::http::identify::identify;
use crate::http::ses;
use crate::manifest::Kind;
use crate::stage::{DryRun, Identity, Passed, Stopped};
use credenza_model::Stage;

impl Engine<'_> {
    pub(super) async fn conclude(
        &self,
        run: &mut DryRun<'_>,
        proof: &Proof,
    ) -> Result<Identity, Stopped> {
        let mut identity = self.identify(proof);
        let message = identity
            .account
            .as_ref()
            .map(|name| format!("{} knows it as {name}", self.aim.provider));
        match message {
            Some(message) => {
                run.stage(Stage::Identify, async { Ok(Passed::new((), message)) }).await?
            }
            None => run.skip(Stage::Identify, "The answer names no account"),
        }
        let rights = self.rights(proof, &identity);
        run.stage(Stage::Authorize, async { Ok(rights) }).await?;
        identity.permissions.truncate(200);
        Ok(identity)
    }

    fn identify(&self, proof: &Proof) -> Identity {
        let mut identity =
            identify(&self.auth.probe, &proof.answer, &proof.body, &self.values, self.context.now);
        if self.connector.kind == Kind::AwsSes && !proof.is_limited {
            ses::identify(&mut identity, &proof.body, self.values.find_public("region"));
        }
        if identity.permissions.is_empty() {
            identity.permissions.clone_from(&proof.scopes);
        }
        // The connection scrubs too, but does not know the tokens that were got on the way.
        identity.account = identity.account.map(|name| self.scrubber.scrub(&name));
        identity.permissions.iter_mut().for_each(|one| *one = self.scrubber.scrub(one));
        identity
    }

    fn rights(&self, proof: &Proof, identity: &Identity) -> Passed<()> {
        if proof.is_limited {
            let words =
                proof.limited.as_ref().map(|words| format!(": “{words}”")).unwrap_or_default();
            let mut passed = Passed::new(
                (),
                format!(
                    "The {} is valid, but may not do what was asked{words}",
                    self.aim.secret_title
                ),
            );
            passed.warning = Some(format!(
                "It can be saved. Give it more permissions at {} if your flows need them.",
                self.aim.provider
            ));
            return passed;
        }
        if self.connector.kind == Kind::AwsSes {
            return ses::rights(&proof.body);
        }
        match identity.permissions.len() {
            0 => Passed::new((), "It may make this request; the provider does not say what else"),
            1..=6 => Passed::new((), format!("It may: {}", identity.permissions.join(", "))),
            more => Passed::new((), format!("It has {more} permissions")),
        }
    }
}
