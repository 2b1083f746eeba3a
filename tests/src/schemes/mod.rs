//! One connector for each way in which the catalogue's HTTP methods hand over a secret, and the
//! provider that takes it only there. The window and the command line go through the same list.
//!
//! Deliberately absent: signatures, which `moto` checks, and signing in through the browser, which
//! `oidc-provider` does. Each of the catalogue's connectors is tried in `credenza-connect`.

mod list;

use credenza_testing::http_service::{HttpService, Placement, Provider, Reply, Route};
use serde_json::{Value, json};

pub use list::SCHEMES;

/// A way to hand over a secret.
pub struct Scheme {
    /// The connector's id.
    pub connector: &'static str,
    /// Words by which a search finds it first.
    pub query: &'static str,
    /// The authentication method: its id and its title, where the connector has several.
    pub method: Option<(&'static str, &'static str)>,
    /// The connector's file, where none that is built in can be pointed at a server of our own.
    pub file: Option<&'static str>,
    /// The fields that hold an address: name, label, and path behind the service's address.
    pub addresses: &'static [(&'static str, &'static str, &'static str)],
    /// The other fields.
    pub fields: &'static [Field],
    /// What the service wants.
    pub wants: fn() -> Vec<Route>,
}

/// One field of the form.
pub struct Field {
    /// As the command line calls it.
    pub name: &'static str,
    /// As the window calls it.
    pub label: &'static str,
    /// What is right.
    pub value: &'static str,
    /// How it is filled in.
    pub kind: FieldKind,
}

/// How a field is filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A value that everybody may see.
    Public,
    /// An option of a list, called like this in the window.
    Choice(&'static str),
    /// A secret.
    Secret,
}

impl Scheme {
    /// Starts the service.
    ///
    /// # Panics
    /// When no port can be bound.
    pub async fn start(&self) -> HttpService {
        HttpService::start(Provider { routes: (self.wants)() }).await.unwrap()
    }

    /// The secret, of which there is one.
    ///
    /// # Panics
    /// When the list is wrong.
    #[must_use]
    pub fn secret(&self) -> &Field {
        self.fields.iter().find(|field| field.kind == FieldKind::Secret).unwrap()
    }
}

/// A path that answers who asked, when everything is where it has to be.
fn wants(method: &str, path: &str, placements: Vec<Placement>) -> Route {
    answers(
        method,
        path,
        placements,
        &json!({"login": "ana", "value": "5.1", "common_name": "Ana"}),
    )
}

fn answers(method: &str, path: &str, placements: Vec<Placement>, accepted: &Value) -> Route {
    Route {
        method: method.to_owned(),
        host: None,
        path: path.to_owned(),
        placements,
        accepted: Reply::json(200, accepted),
        rejected: Reply::json(401, &json!({"error": "bad credentials"})),
    }
}

fn header(name: &str, value: &str) -> Placement {
    Placement::Header(name.to_owned(), value.to_owned())
}
