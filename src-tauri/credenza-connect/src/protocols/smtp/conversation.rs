//! The part of an SMTP conversation after encryption: `lettre` signs in.

use super::{SmtpLogin, SmtpTarget, failure, opening::Opened};
use crate::egress::foreign::one_line;
use crate::stage::{Passed, StageFailure};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::Noop;
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret as _;
use std::net::Ipv4Addr;

/// In the order of preference; both send the password, so both need encryption.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

pub(super) struct Conversation {
    connection: AsyncSmtpConnection,
}

impl Conversation {
    /// Greets the server on the opened stream and signs in, if there is someone to sign in.
    pub(super) async fn begin(
        opened: Opened,
        target: &SmtpTarget,
    ) -> Result<Passed<Self>, StageFailure> {
        // An address literal: it tells the server nothing about this computer.
        let hello = ClientId::Ipv4(Ipv4Addr::LOCALHOST);
        let connection = AsyncSmtpConnection::connect_with_transport(Box::new(opened), &hello)
            .await
            .map_err(|error| failure::classify(&error))?;
        let mut conversation = Self { connection };
        let Some(login) = &target.login else {
            let mut passed =
                Passed::new(conversation, "No user was given; the server was only greeted");
            passed.warning = Some(
                "This proves that the server answers, not that it takes mail from you.".to_owned(),
            );
            return Ok(passed);
        };
        let mechanism = conversation.sign_in(login).await?;
        Ok(Passed::new(conversation, format!("AUTH {mechanism} as {}", login.username)))
    }

    async fn sign_in(&mut self, login: &SmtpLogin) -> Result<Mechanism, StageFailure> {
        let offered = self.connection.server_info().get_auth_mechanism(&MECHANISMS);
        let mechanism = offered.ok_or_else(failure::no_mechanism)?;
        // Exposed to be sent. `lettre` writes its traffic to a log only with its feature `tracing`,
        // which must stay off.
        let credentials =
            Credentials::new(login.username.clone(), login.password.expose_secret().to_owned());
        let result = self.connection.auth(&[mechanism], &credentials).await;
        result.map_err(|error| failure::classify_login(&error, &login.username))?;
        Ok(mechanism)
    }

    /// The server's name; NOOP proves that it still listens.
    pub(super) async fn identify(&mut self) -> Result<Passed<String>, StageFailure> {
        let response =
            self.connection.command(Noop).await.map_err(|error| failure::classify(&error))?;
        let name = one_line(self.connection.server_info().name());
        let said = one_line(&response.message().collect::<Vec<_>>().join(" "));
        let message = format!("{name}, NOOP: {said}");
        Ok(Passed::new(name, message))
    }

    /// Says goodbye.
    pub(super) async fn quit(mut self) {
        if let Err(error) = self.connection.quit().await {
            tracing::debug!(%error, "goodbye was not heard");
        }
    }
}
