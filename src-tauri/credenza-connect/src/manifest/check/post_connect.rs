//! Rules for requests after the first token: they can be made, what they store collides with nothing, and no answer
//! can send the token to a host that the file does not know.

use super::super::auth::AuthScheme;
use super::super::connector::Connector;
use super::super::oauth::Grant;
use super::super::post_connect::{Choose, PostConnect};
use super::super::values::ACCESS_TOKEN;
use super::scheme::check_placement;
use super::{Findings, check_names, is_id, is_shown};
use std::collections::BTreeSet;

/// Most requests of one method; a person waits for them.
const MAX_STEPS: usize = 4;

pub(super) fn check(
    connector: &Connector,
    scheme: &AuthScheme,
    key: &str,
    findings: &mut Findings,
) {
    let Some(oauth) = scheme.oauth.as_ref().filter(|oauth| !oauth.post_connect.is_empty()) else {
        return;
    };
    let own = format!("{key}.oauth.post_connect");
    findings.require(
        oauth.grant == Grant::AuthorizationCode,
        &own,
        "only a sign-in through the browser is followed by such requests",
        "Let a field ask for the value",
    );
    findings.require(
        oauth.post_connect.len() <= MAX_STEPS,
        &own,
        "at most 4 requests follow a sign-in",
        "Leave some out",
    );
    let mut stored = BTreeSet::new();
    for (index, step) in oauth.post_connect.iter().enumerate() {
        let own = format!("{own}[{index}]");
        for name in step.store.keys() {
            findings.require(
                stored.insert(name),
                &format!("{own}.store.{name}"),
                "an earlier request stores it already",
                "Give it another name",
            );
        }
        check_step(connector, scheme, step, &own, findings);
    }
}

fn check_step(
    connector: &Connector,
    scheme: &AuthScheme,
    step: &PostConnect,
    key: &str,
    findings: &mut Findings,
) {
    check_names(&step.url, scheme, &format!("{key}.url"), findings);
    for (index, placement) in step.place.iter().enumerate() {
        check_placement(scheme, placement, &format!("{key}.place[{index}]"), findings);
    }
    findings.require(
        !step.store.is_empty(),
        key,
        "nothing of the answer is kept",
        "Add store, or leave the request out",
    );
    for name in step.store.keys() {
        let free = !scheme.fields.properties.contains_key(name)
            && !scheme.derive.contains_key(name)
            && name != ACCESS_TOKEN
            && is_id(name);
        findings.require(
            free,
            &format!("{key}.store.{name}"),
            "a stored value has a name of its own: of a-z, 0-9, - and _, and no field's",
            "Give it another name",
        );
    }
    check_within(connector, scheme, step, key, findings);
    if let Some(choose) = &step.choose {
        check_choose(scheme, step, choose, &format!("{key}.choose"), findings);
    }
}

/// Where a stored value is a whole host, the file says in which domains that host may be.
fn check_within(
    connector: &Connector,
    scheme: &AuthScheme,
    step: &PostConnect,
    key: &str,
    findings: &mut Findings,
) {
    let hosts = connector.host_templates(Some(scheme)).filter_map(|one| one.as_bare_field());
    for name in hosts.filter(|name| step.store.contains_key(*name)) {
        findings.require(
            step.within.get(name).is_some_and(|domains| !domains.is_empty()),
            &format!("{key}.within"),
            &format!("the provider could name any host in `{name}`"),
            "Add within with the domains in which the host may be",
        );
    }
    for (name, domains) in &step.within {
        let own = format!("{key}.within.{name}");
        findings.require(
            step.store.contains_key(name),
            &own,
            "the request stores no such value",
            "Name a value of store",
        );
        findings.require(
            domains.iter().all(|domain| is_domain(domain)),
            &own,
            "a domain has two labels or more, of a-z, 0-9 and -",
            "Write it like example.com",
        );
    }
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.contains('.') && text.split('.').all(label)
}

fn check_choose(
    scheme: &AuthScheme,
    step: &PostConnect,
    choose: &Choose,
    key: &str,
    findings: &mut Findings,
) {
    findings.require(
        step.store.contains_key(&choose.id),
        &format!("{key}.id"),
        "the request stores no such value",
        "Name the value of store that tells one element from another",
    );
    let optional = |name: &String| !scheme.fields.required.contains(name);
    let field = scheme.fields.properties.get(&choose.field);
    findings.require(
        field.is_some_and(|field| !field.write_only) && optional(&choose.field),
        &format!("{key}.field"),
        "a person must be able to name one in an optional public field of this method",
        "Add the field to [auth.fields.properties]",
    );
    findings.require(
        is_shown(&choose.noun, 30),
        &format!("{key}.noun"),
        "a noun has 1 to 30 visible characters",
        "Say what an element is, like site or account",
    );
}
