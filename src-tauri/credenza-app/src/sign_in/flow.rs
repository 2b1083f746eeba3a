//! From the person's yes to a verified credential, step by step; everybody can see each step.

use super::age::Begun;
use super::plan::{Plan, Target};
use super::registry::{Answer, Shown, SignIn};
use super::save::{self, Proven};
use super::{device, give_back, learn, skew, wait};
use crate::acting::Acting;
use crate::failure::{OrFailure, verification_failure};
use crate::oauth::{
    Identity, account_change, callback_failure, context, put_tokens, signed_in_draft, token_failure,
};
use crate::record::Record;
use crate::saving::check;
use crate::{App, Host};
use credenza_connect::oauth::{
    Authorized, Callback, DeviceAuthorization, LoopbackListener, PendingSignIn, SIGN_IN_LIFE,
    TokenEndpoint, TokenGrant, judge_callback,
};
use credenza_model::Outcome as Verdict;
use credenza_protocol::credential::CredentialView;
use credenza_protocol::sign_in::{SignInState, SignInView};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::{Detail, Outcome};
use credenza_store::table::sign_in as rows;
use credenza_vault::SecretDocument;
use futures::FutureExt;
use futures::future::BoxFuture;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// What is waited for.
pub(super) enum Waiting {
    /// The browser, or the address that it shows.
    Browser {
        /// Where it comes back to by itself.
        listener: Option<LoopbackListener>,
        /// What it has to bring.
        pending: Box<PendingSignIn>,
        /// Since when.
        begun: Begun,
    },
    /// Another device.
    Device(Box<DeviceAuthorization>),
}

/// One sign-in on its way.
pub(super) struct Task {
    pub(super) host: Acting,
    pub(super) plan: Plan,
    pub(super) sign_in: Arc<SignIn>,
    pub(super) answers: mpsc::Receiver<Answer>,
    /// The token, as soon as there is one, until a credential has it.
    obtained: Option<TokenGrant>,
}

/// Sends it on its way, and shows where it stands now.
pub(super) fn start(host: Acting, plan: Plan, shown: Shown, waiting: Waiting) -> SignInView {
    let app = host.app().clone();
    let (sign_in, answers) = app.sign_ins().add(shown, app.now());
    let view = sign_in.view();
    let task = Task { host, plan, sign_in, answers, obtained: None };
    tokio::spawn(task.run(waiting));
    view
}

impl Task {
    fn app(&self) -> &App {
        self.host.app()
    }

    /// Boxed: rustc proves here, with the lifetimes still known, that it may be sent to a thread.
    fn run(mut self, waiting: Waiting) -> BoxFuture<'static, ()> {
        async move {
            let cancelled = self.sign_in.cancelled.clone();
            let proven = tokio::select! {
                biased;
                () = cancelled.cancelled() => Err(cancelled_failure()),
                proven = self.prove(waiting) => proven,
            };
            let saved = match proven {
                Ok(proven) => self.save(proven).await,
                Err(failure) => Err(failure),
            };
            let sign_in = self.sign_in.clone();
            let app = self.app().clone();
            match saved {
                Ok(view) => sign_in.set(&app, SignInState::Done { credential: Box::new(view) }),
                Err(failure) => {
                    // Before anybody is told, so that a process that ends then waits for it.
                    let pass = app.renewals().begin();
                    self.leave_nothing(&failure).await;
                    let state = match failure.code {
                        ErrorCode::VerificationCancelled => SignInState::Cancelled,
                        _ => SignInState::Failed { failure },
                    };
                    sign_in.set(&app, state);
                    if let Some(given) = self.obtained.take() {
                        give_back::give_back(&app, &self.plan, &given).await;
                    }
                    drop(pass);
                }
            }
        }
        .boxed()
    }

    /// Everything before the save; may be dropped at any point.
    async fn prove(&mut self, mut waiting: Waiting) -> Result<Proven, Failure> {
        let clock = self.app().config().clock.clone();
        let mut given = match &mut waiting {
            Waiting::Browser { listener, pending, begun } => {
                let over = begun.over(&*clock, SIGN_IN_LIFE);
                let arriving =
                    wait::for_callback(&mut self.answers, listener.as_mut(), pending, over);
                let callback = arriving.await?;
                self.sign_in.set(self.app(), SignInState::Exchanging);
                self.exchange(callback, pending, begun.age(&*clock)).await?
            }
            Waiting::Device(device) => {
                device::wait(self.host.app(), &self.plan, device, &mut self.answers).await?
            }
        };
        self.obtained = Some(given.again());
        // The listener stays until here: whoever comes a second time is told that it was used.
        let app = self.app().clone();
        self.sign_in.set(&app, SignInState::Verifying);
        let chosen = learn::learn_into(&app, &self.plan, self.sign_in.id, &mut given).await?;
        let proven = self.verify(given, &chosen).await?;
        drop(waiting);
        self.compare(&proven).await?;
        Ok(proven)
    }

    /// The callback is consumed before anything in it is believed.
    async fn exchange(
        &mut self,
        callback: Callback,
        pending: &PendingSignIn,
        age: Duration,
    ) -> Result<TokenGrant, Failure> {
        let app = self.app();
        let hash = callback.state_hash().unwrap_or_default();
        let vault = app.vault().await?;
        let mut tx = vault.store.write().await.or_failure()?;
        let row = rows::consume(&mut tx, &vault.scope, &hash).await.or_failure()?;
        tx.commit().await.or_failure()?;
        if row.is_none_or(|row| row.id != self.sign_in.id) {
            return Err(callback_failure(&credenza_connect::oauth::CallbackRefusal::WrongState));
        }
        let method = self.plan.access.method()?;
        let authorized: Authorized = judge_callback(&callback, pending, &method, age)
            .map_err(|refusal| callback_failure(&refusal))?;
        let context = context(app, &self.plan.access.private);
        let endpoint = TokenEndpoint { method: &method, context: &context };
        let mut given = endpoint
            .exchange_code(&authorized, pending)
            .await
            .map_err(|error| token_failure(&error))?;
        for (name, value) in authorized.stored {
            given.stored.entry(name).or_insert(value);
        }
        Ok(given)
    }

    /// A dry run with the new token; `chosen` is what it is for, in words.
    async fn verify(&mut self, given: TokenGrant, chosen: &[String]) -> Result<Proven, Failure> {
        let app = self.app().clone();
        let access = &self.plan.access;
        let before = match &self.plan.target {
            Target::New(_) => None,
            Target::Again(known) => Some(&known.policy),
        };
        let mut draft = signed_in_draft(
            access.connector.clone(),
            access.auth,
            &self.plan.fields,
            &given.stored,
            tokens(&given),
            &access.private,
            before,
        )?;
        let vault = app.vault().await?;
        let id = self.sign_in.id.to_string();
        let guard = app.dry_runs().begin(Some(&id));
        let known = match &self.plan.target {
            Target::New(_) => None,
            Target::Again(known) => Some(known.row.id),
        };
        let mut report = check(&app, &guard, &draft, &vault.settings, known).await;
        learn::note(&mut report, chosen);
        skew::note(&mut report, &given);
        if report.outcome == Verdict::Failed || guard.is_cancelled() {
            return Err(verification_failure(&report));
        }
        draft.policy.host_key.clone_from(&report.host_key);
        let public = draft.fields.public();
        let identity = Identity::of(given.identity.as_ref(), report.account.as_deref(), public);
        Ok(Proven { given, draft, report, identity })
    }

    /// Identity pinning: another account than before is the person's to decide.
    async fn compare(&mut self, proven: &Proven) -> Result<(), Failure> {
        let Target::Again(known) = &self.plan.target else { return Ok(()) };
        let was = save::known_identity(known);
        let Some(change) = account_change(&was, &proven.identity) else { return Ok(()) };
        let state = SignInState::AccountChanged { was: change.was, now: change.now };
        self.sign_in.set(&self.app().clone(), state);
        wait::for_acceptance(&mut self.answers, &self.sign_in).await
    }

    async fn save(&self, proven: Proven) -> Result<CredentialView, Failure> {
        save::save(&self.host, &self.plan, self.sign_in.id, proven).await
    }

    /// A sign-in that ended without a credential: its row goes, and the activity says why.
    async fn leave_nothing(&self, failure: &Failure) {
        let removed = async {
            let vault = self.app().vault().await?;
            let mut tx = vault.store.write().await.or_failure()?;
            rows::remove(&mut tx, &vault.scope, self.sign_in.id).await.or_failure()?;
            tx.commit().await.or_failure()?;
            let access = &self.plan.access;
            let detail = Detail {
                connector: Some(access.connector.id.clone()),
                auth: Some(access.scheme().id.clone()),
                ..Detail::default()
            };
            let record = Record::of(&self.host, OperationName::SignInStart).detail(detail);
            let record = match &self.plan.target {
                Target::Again(known) => record.about(known.row.id, &known.row.name),
                Target::New(_) => record,
            };
            record.not_done(self.app(), Outcome::Failed, failure).await
        };
        let removed: Result<(), Failure> = removed.await;
        if let Err(error) = removed {
            tracing::warn!(
                code = error.code.as_str(),
                "the end of a sign-in could not be recorded"
            );
        }
    }
}

/// The tokens of a grant, as the secret fields that they become.
fn tokens(given: &TokenGrant) -> BTreeMap<String, SecretString> {
    let mut document = SecretDocument::new();
    put_tokens(&mut document, given);
    let names: Vec<String> = document.field_names().map(str::to_owned).collect();
    // Exposed from one secret type into another.
    names
        .into_iter()
        .filter_map(|name| {
            let token = SecretString::from(document.expose_text(&name)?);
            Some((name, token))
        })
        .collect()
}

fn cancelled_failure() -> Failure {
    Failure::new(ErrorCode::VerificationCancelled, "The sign-in was cancelled; nothing was saved")
}
