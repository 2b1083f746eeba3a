//! A flow's row, and what authenticates it.

use super::FLOW;
use crate::{Scope, StoreError};
use credenza_model::{FlowId, FlowStatus, Timestamp};
use credenza_vault::Canonical;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A flow, without its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
    /// Whether it runs.
    pub status: FlowStatus,
    /// Its newest version.
    pub version: i64,
    /// The version that runs.
    pub active_version: Option<i64>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Flow {
    pub(super) fn canonical(&self) -> Canonical {
        Canonical::new("flow/v1")
            .text(&self.id.to_string())
            .text(&self.name)
            .text(status_text(self.status))
            .i64(self.version)
            .i64(self.active_version.unwrap_or(-1))
            .i64(self.created_at.as_millis())
            .i64(self.updated_at.as_millis())
    }
}

/// What a row's MAC is made of.
pub(in crate::table) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    Ok(parse(row)?.canonical())
}

pub(super) fn read(scope: &Scope, row: &SqliteRow) -> Result<Flow, StoreError> {
    let flow = parse(row)?;
    let id = flow.id.to_string();
    let mac: Vec<u8> = row.try_get("row_mac")?;
    scope.verify_row(FLOW, &id, flow.canonical(), &mac)?;
    // Repeats the name for searching; not in the MAC.
    let search: String = row.try_get("search")?;
    if search == flow.name.to_lowercase() { Ok(flow) } else { Err(StoreError::tampered(FLOW, &id)) }
}

fn parse(row: &SqliteRow) -> Result<Flow, StoreError> {
    let id: String = row.try_get("id")?;
    let tampered = || StoreError::tampered(FLOW, &id);
    let status: String = row.try_get("status")?;
    Ok(Flow {
        id: id.parse().map_err(|_| tampered())?,
        name: row.try_get("name")?,
        status: read_status(&status).ok_or_else(tampered)?,
        version: row.try_get("version")?,
        active_version: row.try_get("active_version")?,
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
        updated_at: Timestamp::from_millis(row.try_get("updated_at")?),
    })
}

pub(super) fn status_text(status: FlowStatus) -> &'static str {
    match status {
        FlowStatus::Draft => "draft",
        FlowStatus::Active => "active",
        FlowStatus::Paused => "paused",
    }
}

fn read_status(text: &str) -> Option<FlowStatus> {
    match text {
        "draft" => Some(FlowStatus::Draft),
        "active" => Some(FlowStatus::Active),
        "paused" => Some(FlowStatus::Paused),
        _ => None,
    }
}
