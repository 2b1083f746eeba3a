//! THE list of operations. Each is declared here once: name, kind, request, response, and which
//! views it makes stale.
//!
//! To add one, follow `docs/guides/adding-an-operation.md`.

use crate::{
    Empty, Page, activity as act, connector as con, credential as cred, flow, health,
    oauth_app as app, setting, sign_in, vault, webhook,
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Whether an operation changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Reads.
    Query,
    /// Changes something, and is recorded in the activity.
    Mutation,
}

/// What a person may be looking at; an operation says which of these it makes stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Whether the vault is there, and open.
    Vault,
    /// Settings.
    Settings,
    /// The catalogue with its counts.
    Connectors,
    /// Lists and details of credentials.
    Credentials,
    /// Lists and details of flows.
    Flows,
    /// The record of what happened.
    Activity,
    /// OAuth apps.
    OAuthApps,
    /// How credentials stand, and what ends soon.
    Health,
    /// Webhooks and their deliveries.
    Webhooks,
}

impl View {
    /// Every view.
    pub const ALL: [Self; 9] = [
        Self::Vault,
        Self::Settings,
        Self::Connectors,
        Self::Credentials,
        Self::Flows,
        Self::Activity,
        Self::OAuthApps,
        Self::Health,
        Self::Webhooks,
    ];
}

/// An operation, as a type.
pub trait Operation {
    /// What comes in. Deserialize only: it may hold a secret.
    type Request: DeserializeOwned + JsonSchema + Send;
    /// What goes out. Cannot hold a secret.
    type Response: Serialize + DeserializeOwned + JsonSchema + Send;
    /// Its name.
    const NAME: OperationName;
}

/// Calls `$callback!` with every operation:
/// `body_module Type "name" Kind [views made stale] Request => Response, "what it does";`
#[macro_export]
macro_rules! for_each_operation {
    ($callback:ident) => {
        $callback! {
            vault_status VaultStatus "vault.status" Query [] Empty => vault::VaultStatusView,
                "Whether a vault exists, whether it is open, and how it can be unlocked";
            vault_create VaultCreate "vault.create" Mutation [Vault Settings Connectors Credentials Flows Activity] vault::CreateVault => vault::VaultStatusView,
                "Creates the vault and leaves it open";
            vault_unlock VaultUnlock "vault.unlock" Mutation [Vault Settings Connectors Credentials Flows Activity] vault::UnlockVault => vault::VaultStatusView,
                "Opens the vault";
            vault_lock VaultLock "vault.lock" Mutation [Vault] Empty => vault::VaultStatusView,
                "Drops every key from memory";
            vault_stay_open VaultStayOpen "vault.stay_open" Mutation [] Empty => Empty,
                "Says that somebody is there: the time after which the vault locks itself begins anew";
            vault_set_passphrase VaultSetPassphrase "vault.set_passphrase" Mutation [Vault Activity] vault::SetPassphrase => vault::VaultStatusView,
                "Adds a passphrase as a way to unlock the vault, or changes it";
            vault_recover VaultRecover "vault.recover" Mutation [Vault Settings Connectors Credentials Flows Activity] vault::RecoverVault => vault::VaultStatusView,
                "Opens the vault with the recovery kit and makes a way to unlock it anew";
            vault_create_recovery_kit VaultCreateRecoveryKit "vault.create_recovery_kit" Mutation [Vault Activity] vault::CreateRecoveryKit => vault::RecoveryKitView,
                "Makes a recovery kit, in place of any earlier one";
            vault_check_recovery_kit VaultCheckRecoveryKit "vault.check_recovery_kit" Mutation [Vault Activity] vault::CheckRecoveryKit => vault::RecoveryKitView,
                "Checks that the recovery kit at hand is this vault's, and records when";
            vault_rotate VaultRotate "vault.rotate" Mutation [Vault Credentials Activity] vault::RotateKeys => vault::RotationView,
                "Changes the keys: those that unlock, the data key with every row, or both";
            vault_backup VaultBackup "vault.backup" Mutation [Vault Activity] vault::BackUp => vault::BackupView,
                "Writes the whole vault as one encrypted file";
            vault_restore VaultRestore "vault.restore" Mutation [Vault Settings Connectors Credentials Flows Activity] vault::RestoreVault => vault::VaultStatusView,
                "Makes a vault from a backup in a folder that has none";
            setting_get SettingGet "setting.get" Query [] Empty => setting::Settings,
                "The organization's settings";
            setting_update SettingUpdate "setting.update" Mutation [Settings Activity] setting::SettingsChange => setting::Settings,
                "Changes settings";
            connector_list ConnectorList "connector.list" Query [] con::ListConnectors => con::ConnectorListView,
                "The catalogue, with how many credentials each connector has";
            connector_search ConnectorSearch "connector.search" Query [] con::SearchConnectors => con::SearchView,
                "Finds connectors by name, category or intent, and says why";
            connector_show ConnectorShow "connector.show" Query [] con::ShowConnector => con::ConnectorDetail,
                "One connector: authentication schemes, credential schema, hosts, probe";
            connector_import ConnectorImport "connector.import" Mutation [Connectors Activity] con::ImportConnector => con::ImportView,
                "Reads a connector file; imports it once its hosts are approved";
            connector_remove ConnectorRemove "connector.remove" Mutation [Connectors Activity] con::ShowConnector => Empty,
                "Removes an imported connector that no credential uses";
            credential_add CredentialAdd "credential.add" Mutation [Connectors Credentials Activity] cred::AddCredential => cred::SavedCredential,
                "Verifies a draft and, if it passes, saves exactly what was verified";
            credential_check CredentialCheck "credential.check" Mutation [Activity] cred::CheckDraft => cred::CheckView,
                "Verifies a draft without saving it";
            credential_update CredentialUpdate "credential.update" Mutation [Connectors Credentials Activity] cred::UpdateCredential => cred::SavedCredential,
                "Verifies a draft merged with the stored secret and, if it passes, saves it";
            credential_list CredentialList "credential.list" Query [] cred::ListCredentials => Page<cred::CredentialView>,
                "Credentials, filtered, sorted and paged";
            credential_show CredentialShow "credential.show" Query [] cred::ShowCredential => cred::CredentialDetail,
                "One credential, without its secret";
            credential_usage CredentialUsage "credential.usage" Query [] cred::ShowCredential => cred::UsageView,
                "Where a credential is used";
            credential_history CredentialHistory "credential.history" Query [] cred::ShowCredential => Page<cred::ProofView>,
                "The dry runs of a credential, newest first";
            credential_verify CredentialVerify "credential.verify" Mutation [Connectors Credentials Activity] cred::VerifyCredentials => cred::VerifyView,
                "Verifies stored credentials: some, or all";
            credential_cancel CredentialCancel "credential.cancel" Mutation [] cred::CancelVerification => Empty,
                "Cancels a verification that is under way";
            credential_rename CredentialRename "credential.rename" Mutation [Credentials Flows Activity] cred::RenameCredential => cred::SavedCredential,
                "Renames a credential";
            credential_delete CredentialDelete "credential.delete" Mutation [Connectors Credentials Flows Activity] cred::DeleteCredential => cred::DeletedCredential,
                "Moves a credential to the archive, unless an active flow uses it";
            credential_restore CredentialRestore "credential.restore" Mutation [Connectors Credentials Activity] cred::ChangeCredential => cred::SavedCredential,
                "Takes a credential back from the archive";
            credential_erase CredentialErase "credential.erase" Mutation [Connectors Credentials Flows Activity] cred::ChangeCredential => Empty,
                "Erases an archived credential for good";
            credential_quarantine CredentialQuarantine "credential.quarantine" Mutation [Connectors Credentials Flows Activity] cred::ChangeCredential => cred::SavedCredential,
                "Sets a credential aside; nothing uses it until it is released";
            credential_release CredentialRelease "credential.release" Mutation [Connectors Credentials Activity] cred::ChangeCredential => cred::SavedCredential,
                "Ends a quarantine";
            credential_replace CredentialReplace "credential.replace" Mutation [Credentials Flows Activity] cred::ReplaceCredential => cred::ReplaceView,
                "Puts another credential of the same connector in every place of this one";
            flow_list FlowList "flow.list" Query [] flow::ListFlows => Page<flow::FlowSummary>,
                "Flows, with their problems";
            flow_show FlowShow "flow.show" Query [] flow::ShowFlow => flow::FlowDetail,
                "One flow: document, versions, and how each step stands";
            flow_save FlowSave "flow.save" Mutation [Flows Credentials Activity] flow::SaveFlow => flow::SavedFlow,
                "Saves a flow document as a new version";
            flow_activate FlowActivate "flow.activate" Mutation [Flows Credentials Activity] flow::ChangeFlow => flow::SavedFlow,
                "Activates a flow's newest version, if its credentials are ready";
            flow_pause FlowPause "flow.pause" Mutation [Flows Credentials Activity] flow::ChangeFlow => flow::SavedFlow,
                "Pauses a flow";
            flow_delete FlowDelete "flow.delete" Mutation [Flows Credentials Activity] flow::ChangeFlow => Empty,
                "Deletes a flow that is not active";
            credential_readiness CredentialReadiness "credential.readiness" Query [] cred::AskReadiness => cred::ReadinessView,
                "Whether a credential can be used now, by a flow or at all";
            credential_refresh CredentialRefresh "credential.refresh" Mutation [Credentials Health Activity] cred::ShowCredential => cred::SavedCredential,
                "Renews a credential's access token now";
            oauth_app_add OAuthAppAdd "oauth_app.add" Mutation [OAuthApps Activity] app::AddOAuthApp => app::SavedOAuthApp,
                "Registers an OAuth app: client id and client secret of a provider";
            oauth_app_propose OAuthAppPropose "oauth_app.propose" Query [] app::ProposeOAuthApp => app::ProposedOAuthApp,
                "What to register at the provider for a new OAuth app: the redirect address, and where";
            oauth_app_list OAuthAppList "oauth_app.list" Query [] app::ListOAuthApps => Page<app::OAuthAppView>,
                "The OAuth apps, with the address to register at the provider";
            oauth_app_show OAuthAppShow "oauth_app.show" Query [] app::ShowOAuthApp => app::SavedOAuthApp,
                "One OAuth app, without its secret";
            oauth_app_update OAuthAppUpdate "oauth_app.update" Mutation [OAuthApps Activity] app::UpdateOAuthApp => app::SavedOAuthApp,
                "Changes an OAuth app; its client secret is kept unless a new one is given";
            oauth_app_remove OAuthAppRemove "oauth_app.remove" Mutation [OAuthApps Activity] app::ShowOAuthApp => Empty,
                "Removes an OAuth app that no credential was signed in with";
            sign_in_start SignInStart "sign_in.start" Mutation [Activity] sign_in::StartSignIn => sign_in::SignInView,
                "Begins a sign-in: a new credential, or a reconnect in place";
            sign_in_show SignInShow "sign_in.show" Query [] sign_in::ShowSignIn => sign_in::SignInView,
                "Where a sign-in stands";
            sign_in_open SignInOpen "sign_in.open" Mutation [] sign_in::ShowSignIn => sign_in::SignInView,
                "Where a waiting sign-in has to be opened; the window opens it in the system browser";
            sign_in_paste SignInPaste "sign_in.paste" Mutation [] sign_in::PasteAddress => sign_in::SignInView,
                "Takes the address that the browser shows, where it does not come back by itself";
            sign_in_accept SignInAccept "sign_in.accept" Mutation [Credentials Health Activity] sign_in::AcceptAccount => sign_in::SignInView,
                "Goes on although another account signed in than before";
            sign_in_cancel SignInCancel "sign_in.cancel" Mutation [] sign_in::ShowSignIn => sign_in::SignInView,
                "Ends a sign-in; nothing is saved";
            health_list HealthList "health.list" Query [] health::ListHealth => health::HealthView,
                "How credentials stand, those that need attention first";
            health_overview HealthOverview "health.overview" Query [] Empty => health::OverviewView,
                "What works, what does not, and what ends soon";
            health_history HealthHistory "health.history" Query [] health::AskHistory => health::CheckHistory,
                "How the looks at a credential went in the last thirty days";
            health_pause HealthPause "health.pause" Mutation [Health Activity] health::ChangeChecks => health::HealthRow,
                "Pauses the scheduled checks of a credential";
            health_resume HealthResume "health.resume" Mutation [Health Activity] health::ChangeChecks => health::HealthRow,
                "Resumes the scheduled checks of a credential";
            webhook_add WebhookAdd "webhook.add" Mutation [Webhooks Activity] webhook::AddWebhook => webhook::WebhookSecretView,
                "Adds a webhook; its signing secret is shown once";
            webhook_list WebhookList "webhook.list" Query [] Empty => Page<webhook::WebhookView>,
                "The webhooks, and how their deliveries stand";
            webhook_update WebhookUpdate "webhook.update" Mutation [Webhooks Activity] webhook::UpdateWebhook => webhook::WebhookSecretView,
                "Changes a webhook, or pauses it";
            webhook_rotate WebhookRotate "webhook.rotate" Mutation [Webhooks Activity] webhook::RotateWebhookSecret => webhook::WebhookSecretView,
                "Gives a webhook a new signing secret; the previous one signs too for a while";
            webhook_remove WebhookRemove "webhook.remove" Mutation [Webhooks Activity] webhook::ShowWebhook => Empty,
                "Removes a webhook and what waits for it";
            webhook_test WebhookTest "webhook.test" Mutation [Webhooks Activity] webhook::ShowWebhook => webhook::DeliveryView,
                "Sends a test event now, once";
            webhook_deliveries WebhookDeliveries "webhook.deliveries" Query [] webhook::ListDeliveries => Page<webhook::DeliveryView>,
                "What was sent to a webhook, newest first";
            webhook_redeliver WebhookRedeliver "webhook.redeliver" Mutation [Webhooks Activity] webhook::Redeliver => webhook::DeliveryView,
                "Sends an event again, under the same id";
            activity_list ActivityList "activity.list" Query [] act::ListActivity => Page<act::ActivityEntry>,
                "What happened, newest first";
            activity_verify ActivityVerify "activity.verify" Query [] Empty => act::ChainView,
                "Checks the chain of the activity from its first entry";
        }
    };
}

macro_rules! declare_operations {
    ($($module:ident $type:ident $name:literal $kind:ident [$($view:ident)*] $request:ty => $response:ty, $doc:literal;)+) => {
        /// The name of every operation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum OperationName {$(
            #[doc = $doc]
            #[serde(rename = $name)]
            $type,
        )+}

        impl OperationName {
            /// Every operation, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$type),+];

            /// The name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$type => $name),+ }
            }

            /// What it does, in one line.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$type => $doc),+ }
            }

            /// Whether it changes anything.
            #[must_use]
            pub const fn kind(self) -> OperationKind {
                match self { $(Self::$type => OperationKind::$kind),+ }
            }

            /// Which views it makes stale.
            #[must_use]
            pub const fn stale_views(self) -> &'static [View] {
                match self { $(Self::$type => &[$(View::$view),*]),+ }
            }

            /// The operation of that name.
            #[must_use]
            pub fn find(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|operation| operation.as_str() == name)
            }

            /// The JSON Schemas of its request and response.
            pub fn schemas(self, generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, schemars::Schema) {
                match self {$(
                    Self::$type => (
                        generator.subschema_for::<$request>(),
                        generator.subschema_for::<$response>(),
                    ),
                )+}
            }
        }

        $(
            #[doc = $doc]
            #[derive(Debug, Clone, Copy)]
            pub struct $type;

            impl Operation for $type {
                type Request = $request;
                type Response = $response;
                const NAME: OperationName = OperationName::$type;
            }
        )+
    };
}

for_each_operation!(declare_operations);

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_found() {
        let names: HashSet<_> = OperationName::ALL.iter().map(|name| name.as_str()).collect();
        assert_eq!(names.len(), OperationName::ALL.len());
        for name in OperationName::ALL {
            assert_eq!(OperationName::find(name.as_str()), Some(*name));
        }
        assert_eq!(OperationName::find("vault.explode"), None);
    }

    #[test]
    fn a_query_makes_nothing_stale() {
        for name in OperationName::ALL {
            let stale = name.stale_views();
            assert!(
                name.kind() == OperationKind::Mutation || stale.is_empty(),
                "{}",
                name.as_str()
            );
        }
    }
}
