//! The sign-ins of this application, by id.

use crate::App;
use credenza_model::{ConnectorId, SignInId, Timestamp};
use credenza_protocol::credential::CredentialName;
use credenza_protocol::sign_in::{DeviceCodeView, SignInState, SignInView};
use credenza_protocol::{ErrorCode, Event, Failure};
use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// How long the end of a sign-in can be asked for.
const KEPT: Duration = Duration::from_secs(60 * 60);

/// What a person says to a sign-in under way.
pub(crate) enum Answer {
    /// The address that the browser shows; whether it could be read.
    Pasted(SecretString, oneshot::Sender<Result<(), Failure>>),
    /// Go on with the other account.
    Accepted,
}

/// One sign-in, as everybody sees it.
pub(crate) struct SignIn {
    pub(crate) id: SignInId,
    pub(crate) connector: ConnectorId,
    pub(crate) credential: Option<CredentialName>,
    pub(crate) address: Option<String>,
    pub(crate) host: String,
    pub(crate) device: Option<DeviceCodeView>,
    pub(crate) comes_back: bool,
    pub(crate) port_taken: Option<u16>,
    pub(crate) expires_at: Timestamp,
    pub(crate) cancelled: CancellationToken,
    state: Mutex<SignInState>,
    answers: mpsc::Sender<Answer>,
}

impl SignIn {
    /// The present state.
    pub(crate) fn state(&self) -> SignInState {
        self.state.lock().map_or(SignInState::Cancelled, |state| state.clone())
    }

    /// Comes further, and tells.
    pub(crate) fn set(&self, app: &App, state: SignInState) {
        if let Ok(mut now) = self.state.lock() {
            *now = state;
        }
        app.tell(Event::SignInChanged { sign_in: self.id });
    }

    fn is_over(&self) -> bool {
        matches!(
            self.state(),
            SignInState::Done { .. } | SignInState::Failed { .. } | SignInState::Cancelled
        )
    }

    /// As it may be shown.
    pub(crate) fn view(&self) -> SignInView {
        let state = self.state();
        let waiting = matches!(state, SignInState::Waiting);
        SignInView {
            id: self.id,
            connector: self.connector.clone(),
            reconnects: self.credential.clone(),
            address: self.address.clone().filter(|_| waiting),
            host: self.host.clone(),
            device: self.device.clone().filter(|_| waiting),
            comes_back: self.comes_back,
            port_taken: self.port_taken,
            expires_at: self.expires_at,
            state,
        }
    }

    /// Says something to it.
    pub(crate) async fn answer(&self, answer: Answer) -> Result<(), Failure> {
        self.answers.send(answer).await.map_err(|_| ended())
    }
}

/// What a new sign-in shows of itself.
pub(crate) struct Shown {
    pub(crate) id: SignInId,
    pub(crate) connector: ConnectorId,
    pub(crate) credential: Option<CredentialName>,
    pub(crate) address: Option<String>,
    pub(crate) host: String,
    pub(crate) device: Option<DeviceCodeView>,
    pub(crate) comes_back: bool,
    pub(crate) port_taken: Option<u16>,
    pub(crate) expires_at: Timestamp,
}

/// Every sign-in of this process; those that ended are kept for a while, so that their end can be told.
#[derive(Default)]
pub(crate) struct SignIns(Mutex<HashMap<SignInId, Arc<SignIn>>>);

impl SignIns {
    /// Adds one; what people say to it comes out of the receiver.
    pub(crate) fn add(
        &self,
        shown: Shown,
        now: Timestamp,
    ) -> (Arc<SignIn>, mpsc::Receiver<Answer>) {
        let (answers, receiver) = mpsc::channel(4);
        let sign_in = Arc::new(SignIn {
            id: shown.id,
            connector: shown.connector,
            credential: shown.credential,
            address: shown.address,
            host: shown.host,
            device: shown.device,
            comes_back: shown.comes_back,
            port_taken: shown.port_taken,
            expires_at: shown.expires_at,
            cancelled: CancellationToken::new(),
            state: Mutex::new(SignInState::Waiting),
            answers,
        });
        if let Ok(mut all) = self.0.lock() {
            all.retain(|_, one| !one.is_over() || now.since(one.expires_at) < KEPT);
            all.insert(sign_in.id, sign_in.clone());
        }
        (sign_in, receiver)
    }

    /// The sign-in of that id.
    pub(crate) fn get(&self, id: SignInId) -> Result<Arc<SignIn>, Failure> {
        let found = self.0.lock().ok().and_then(|all| all.get(&id).cloned());
        found.ok_or_else(|| {
            Failure::new(ErrorCode::SignInNotFound, "There is no such sign-in here")
                .hint("It may have ended, or belong to another process. Begin a new one.")
        })
    }

    /// Ends all of them: the vault is locked, or the process ends.
    pub(crate) fn cancel_all(&self) {
        if let Ok(all) = self.0.lock() {
            all.values().for_each(|one| one.cancelled.cancel());
        }
    }
}

/// Said to a sign-in that has ended.
pub(crate) fn ended() -> Failure {
    Failure::new(ErrorCode::SignInNotFound, "This sign-in has ended").hint("Begin a new one.")
}
