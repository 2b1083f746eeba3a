//! From a credential's fields to the targets of the protocol drivers. Flows use it, too: a step
//! connects to exactly what the dry run proved.

use crate::manifest::{FieldValues, Lookup as _};
use crate::protocols::postgresql::{GivenAs, PostgresTarget, TlsMode};
use crate::protocols::sftp::{SftpAuth, SftpTarget, WriteProbe};
use crate::protocols::smtp::{SmtpLogin, SmtpSecurity, SmtpTarget};
use crate::protocols::{postgresql, sftp, smtp};
use crate::stage::StageFailure;
use credenza_model::FailureCode;
use secrecy::SecretString;

/// The PostgreSQL server, database and role of a credential. A connection string wins.
///
/// # Errors
/// When a field is absent or cannot be read; the failure names it.
pub fn postgresql(values: &FieldValues) -> Result<PostgresTarget, StageFailure> {
    if let Some(text) = find_secret(values, "connection_string") {
        let mut target = PostgresTarget::from_connection_string(&text)
            .map_err(|error| unreadable("connection_string", &error.to_string()))?;
        target.ca_certificate = find_text(values, "ca_certificate").or(target.ca_certificate);
        return Ok(target);
    }
    let tls_mode =
        find_text(values, "tls_mode").map_or(Ok(TlsMode::default()), |text| text.parse());
    Ok(PostgresTarget {
        host: get_text(values, "host")?,
        port: get_port(values, postgresql::DEFAULT_PORT)?,
        database: get_text(values, "database")?,
        username: get_text(values, "username")?,
        password: find_secret(values, "password"),
        tls_mode: tls_mode
            .map_err(|_| unreadable("tls_mode", "it is none of libpq's sslmode values"))?,
        ca_certificate: find_text(values, "ca_certificate"),
        given_as: GivenAs::Fields,
    })
}

/// The SFTP server and user of a credential.
///
/// # Errors
/// When a field is absent or cannot be read; the failure names it.
pub fn sftp(values: &FieldValues) -> Result<SftpTarget, StageFailure> {
    let auth = match find_secret(values, "private_key_data") {
        Some(private_key_data) => SftpAuth::KeyFile {
            private_key_data,
            passphrase: find_secret(values, "private_key_passphrase"),
        },
        None => {
            SftpAuth::Password(find_secret(values, "password").ok_or_else(|| missing("password"))?)
        }
    };
    let write = find_text(values, "write_test").is_some_and(|text| text == "true");
    Ok(SftpTarget {
        host: get_text(values, "host")?,
        port: get_port(values, sftp::DEFAULT_PORT)?,
        username: get_text(values, "username")?,
        auth,
        test_path: find_text(values, "test_path"),
        write_probe: if write { WriteProbe::WriteAndRemove } else { WriteProbe::Skip },
        pinned_host_key: None,
        accepted_host_key: None,
    })
}

/// The SMTP submission server and user of a credential.
///
/// # Errors
/// When a field is absent or cannot be read; the failure names it.
pub fn smtp(values: &FieldValues) -> Result<SmtpTarget, StageFailure> {
    let security = match find_text(values, "tls").as_deref() {
        None | Some("starttls") => SmtpSecurity::StartTls,
        Some("implicit") => SmtpSecurity::Tls,
        Some("none") => SmtpSecurity::None,
        Some(_) => return Err(unreadable("tls", "it is none of starttls, implicit and none")),
    };
    let login = match (find_text(values, "username"), find_secret(values, "password")) {
        (Some(username), Some(password)) => Some(SmtpLogin { username, password }),
        (Some(_), None) => return Err(missing("password")),
        (None, _) => None,
    };
    Ok(SmtpTarget {
        host: get_text(values, "host")?,
        port: get_port(values, smtp::DEFAULT_PORT)?,
        security,
        login,
    })
}

fn find_text(values: &FieldValues, name: &str) -> Option<String> {
    values.find(name).map(|value| value.text.to_owned()).filter(|text| !text.is_empty())
}

fn find_secret(values: &FieldValues, name: &str) -> Option<SecretString> {
    find_text(values, name).map(SecretString::from)
}

fn get_text(values: &FieldValues, name: &str) -> Result<String, StageFailure> {
    find_text(values, name).ok_or_else(|| missing(name))
}

fn get_port(values: &FieldValues, default: u16) -> Result<u16, StageFailure> {
    match find_text(values, "port") {
        None => Ok(default),
        Some(text) => text.parse().map_err(|_| unreadable("port", "it is not a port number")),
    }
}

fn missing(name: &str) -> StageFailure {
    StageFailure::new(FailureCode::TargetNotFound, format!("The field {name} is not filled in"))
        .field(name)
}

fn unreadable(name: &str, why: &str) -> StageFailure {
    StageFailure::new(
        FailureCode::TargetNotFound,
        format!("The field {name} cannot be used: {why}"),
    )
    .field(name)
}

#[cfg(test)]
mod tests;
