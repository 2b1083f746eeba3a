//! Who the server says we are, and what it lets us do. Reads its catalogues, changes nothing.

use super::{Session, failure};
use crate::egress::foreign::one_line;
use crate::stage::{Passed, StageFailure};
use credenza_model::Timestamp;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

/// What a role may do.
#[derive(Debug, Default)]
pub(super) struct Rights {
    pub permissions: Vec<String>,
    pub expires_at: Option<Timestamp>,
}

const IDENTITY: &str = "SELECT current_user::text, current_database()::text, version()";

/// Tables are counted, not listed: their names are the user's business.
const RIGHTS: &str = "\
SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
       CASE WHEN isfinite(rolvaliduntil) THEN (extract(epoch FROM rolvaliduntil) * 1000)::bigint END,
       has_database_privilege(current_database(), 'CREATE'),
       has_database_privilege(current_database(), 'TEMPORARY'),
       pg_is_in_recovery(),
       (SELECT count(*) FILTER (WHERE has_table_privilege(c.oid, 'SELECT'))
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema$)'
           AND has_schema_privilege(n.oid, 'USAGE')),
       (SELECT count(*) FILTER (WHERE has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE'))
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname !~ '^(pg_|information_schema$)'
           AND has_schema_privilege(n.oid, 'USAGE'))
  FROM pg_roles WHERE rolname = current_user";

/// The role's name, as the server says it.
pub(super) async fn identify(session: &mut Session) -> Result<Passed<String>, StageFailure> {
    let row = sqlx::query(IDENTITY)
        .persistent(false)
        .fetch_one(session.connection())
        .await
        .map_err(|error| failure::classify_query(&error))?;
    let text = |column: usize| {
        row.try_get::<String, _>(column).map_err(|error| failure::classify_query(&error))
    };
    let (user, database, version) = (text(0)?, text(1)?, text(2)?);
    let product = version.split(" on ").next().unwrap_or_default();
    let message = format!("{} in {}, {}", one_line(&user), one_line(&database), one_line(product));
    Ok(Passed::new(one_line(&user), message))
}

/// What the role may do. A server that does not say leaves a warning, not a failure.
pub(super) async fn authorize(session: &mut Session) -> Result<Passed<Rights>, StageFailure> {
    match sqlx::query(RIGHTS).persistent(false).fetch_one(session.connection()).await {
        Ok(row) => Ok(describe(&row).unwrap_or_else(|error| unknown(&error))),
        Err(error @ (sqlx::Error::Database(_) | sqlx::Error::RowNotFound)) => Ok(unknown(&error)),
        Err(error) => Err(failure::classify_query(&error)),
    }
}

fn unknown(error: &sqlx::Error) -> Passed<Rights> {
    tracing::debug!(%error, "the role's rights are not known");
    let mut passed =
        Passed::new(Rights::default(), "The server does not say what this role may do");
    passed.warning =
        Some("It may not be PostgreSQL itself; the login and the database are proven.".to_owned());
    passed
}

fn describe(row: &PgRow) -> Result<Passed<Rights>, sqlx::Error> {
    let has = |column: usize| row.try_get::<bool, _>(column);
    let superuser = has(0)?;
    let mut permissions = vec!["connect".to_owned()];
    let named = [
        (0, "superuser"),
        (1, "create roles"),
        (2, "create databases"),
        (3, "replication"),
        (4, "bypass row security"),
        (6, "create schemas"),
        (7, "temporary tables"),
    ];
    for (column, name) in named {
        if has(column)? {
            permissions.push(name.to_owned());
        }
    }
    let (readable, writable): (i64, i64) = (row.try_get(9)?, row.try_get(10)?);
    permissions.push(format!("read {}", tables(readable)));
    if has(8)? {
        permissions.push("read-only server (in recovery)".to_owned());
    } else {
        permissions.push(format!("write {}", tables(writable)));
    }
    let expires_at = row.try_get::<Option<i64>, _>(5)?.map(Timestamp::from_millis);
    let mut passed = Passed::new(Rights { permissions, expires_at }, message(readable, writable));
    passed.warning = superuser.then(|| "superuser: use a role with fewer rights".to_owned());
    Ok(passed)
}

fn message(readable: i64, writable: i64) -> String {
    format!("May connect, read {} and write {}", tables(readable), tables(writable))
}

fn tables(count: i64) -> String {
    if count == 1 { "1 table".to_owned() } else { format!("{count} tables") }
}
