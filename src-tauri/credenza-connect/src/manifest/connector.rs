//! The root of a connector file: what the application is, where it lives, how one signs in.
//! Deliberately absent: anything a person typed. A connector is data about an application, never about an account.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::auth::AuthScheme;
use super::template::Template;

/// The one format this build reads. A file with another number is refused, not guessed at.
pub const FORMAT: u32 = 1;

/// One application: its sign-in methods, its hosts and the harmless request that proves a credential.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connector {
    /// Version of the file format; always 1.
    pub format: u32,
    /// Stable identifier, `[a-z0-9_-]`, 1 to 64 characters. Credentials refer to it.
    pub id: String,
    /// The name people know the application by.
    pub name: String,
    /// The group it stands in.
    pub category: Category,
    /// One sentence about what the application is for.
    pub description: String,
    /// Words for what people want to do with it ("send email", "tickets").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Other names of the same application ("SFDC", "Postgres").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Where the vendor explains its authentication; `https` only.
    pub docs_url: String,
    /// An SVG drawing, at most 32 KiB; shown as an image, never inlined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Which engine talks to it.
    #[serde(default)]
    pub kind: Kind,
    /// True when the person names the host (an own server), so that a field may be the whole host.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub self_hosted: bool,
    /// Every host a secret of this connector may be sent to. A field stands for one label, unless `self_hosted`.
    pub hosts: Vec<Template>,
    /// What relative paths are appended to.
    pub base_url: Template,
    /// Headers of every request. One whose fields are all absent is dropped, never sent empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Template>,
    /// Query parameters of every request; dropped when absent, as with headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, Template>,
    /// Day (`YYYY-MM-DD`) on which the facts were last compared with the vendor's documentation.
    pub date_checked: String,
    /// What an integrator should know, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The sign-in methods, preferred first.
    pub auth: Vec<AuthScheme>,
}

impl Connector {
    /// The scheme with this id, if the connector has it.
    #[must_use]
    pub fn find_auth(&self, auth_id: &str) -> Option<&AuthScheme> {
        self.auth.iter().find(|scheme| scheme.id == auth_id)
    }

    /// The base URL requests of `scheme` start from: the scheme's own, or the connector's.
    #[must_use]
    pub fn base_url_for<'a>(&'a self, scheme: &'a AuthScheme) -> &'a Template {
        scheme.base_url.as_ref().unwrap_or(&self.base_url)
    }
}

/// The engine that speaks to the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Requests over HTTP, described entirely by the file.
    #[default]
    Http,
    /// The PostgreSQL driver.
    Postgresql,
    /// The SSH file transfer driver.
    Sftp,
    /// The mail submission driver.
    Smtp,
    /// Amazon Simple Email Service.
    AwsSes,
}

/// The groups of the overview (UX, screen B).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Customer relationship management.
    Crm,
    /// Enterprise resource planning.
    Erp,
    /// Shops and marketplaces.
    Ecommerce,
    /// Campaigns, newsletters, advertising.
    Marketing,
    /// Payments, invoices, bookkeeping.
    Finance,
    /// Documents, calendars, tasks, mail boxes.
    Office,
    /// Generic protocols: HTTP, SFTP, SMTP.
    Protocols,
    /// Everything else that is offered over the network.
    Services,
    /// Databases and search engines.
    Databases,
    /// Small tools: geocoding, exchange rates, look-ups.
    Utility,
}

impl Category {
    /// All categories in the order of the overview.
    pub const ALL: [Self; 10] = [
        Self::Crm,
        Self::Erp,
        Self::Ecommerce,
        Self::Marketing,
        Self::Finance,
        Self::Office,
        Self::Protocols,
        Self::Services,
        Self::Databases,
        Self::Utility,
    ];

    /// The name shown to people, as in the seed guide.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Crm => "CRM",
            Self::Erp => "ERP",
            Self::Ecommerce => "E-commerce",
            Self::Marketing => "Marketing",
            Self::Finance => "Finance",
            Self::Office => "Office",
            Self::Protocols => "Protocols",
            Self::Services => "Services",
            Self::Databases => "Databases",
            Self::Utility => "Utility",
        }
    }
}
