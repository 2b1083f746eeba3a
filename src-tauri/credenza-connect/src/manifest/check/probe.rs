//! Rules for probes: there is one, it is free, it changes nothing, and it can tell yes from no.

use super::super::auth::AuthScheme;
use super::super::connector::{Connector, Kind};
use super::super::oauth::Grant;
use super::super::probe::{
    BodyFormat, Extract, Predicate, Probe, ProbeBy, ProbeMethod, ResponseFormat,
};
use super::{Findings, check_names, speaks_http};

pub(super) fn check(
    connector: &Connector,
    scheme: &AuthScheme,
    key: &str,
    findings: &mut Findings,
) {
    let probe = &scheme.probe;
    let own = format!("{key}.probe");
    findings.require(
        !probe.billable,
        &own,
        "a dry run must not cost anything",
        "Find a request that is free, or leave the method out",
    );
    check_kind(connector.kind, scheme, &own, findings);
    let bodies = probe.body.iter().flat_map(|body| body.list_templates());
    for template in
        probe.url.iter().chain(probe.headers.values()).chain(probe.query.values()).chain(bodies)
    {
        check_names(template, scheme, &own, findings);
    }
    check_body(probe, &own, findings);
    check_statuses(probe, &own, findings);
    for predicate in probe.success_when.iter().chain(&probe.failure_when).chain(&probe.limited_when)
    {
        check_predicate(predicate, probe.response_format, &own, findings);
    }
    let reads_json = probe.account.iter().any(|place| matches!(place, Extract::Json(_)));
    findings.require(
        probe.response_format == ResponseFormat::Json || !reads_json,
        &own,
        "JSONPath cannot read this response format",
        "Use text or header",
    );
    for place in &probe.account {
        if let Extract::Field(name) = place {
            let public = scheme.fields.properties.get(name).is_some_and(|field| !field.write_only);
            let steps = || scheme.oauth.iter().flat_map(|oauth| &oauth.post_connect);
            let learned = steps().any(|step| step.store.contains_key(name));
            findings.require(
                public || learned,
                &own,
                "the account's name must come from a public field",
                "Name another field",
            );
        }
    }
}

fn check_kind(kind: Kind, scheme: &AuthScheme, key: &str, findings: &mut Findings) {
    let probe = &scheme.probe;
    findings.require(
        speaks_http(kind) == (probe.by != ProbeBy::Driver),
        key,
        "by = \"driver\" is for protocol connectors, and only for them",
        "Describe the request that proves the credential",
    );
    findings.require(
        (probe.by == ProbeBy::Request) == probe.url.is_some(),
        key,
        "a probe is a request with a url, or by = \"exchange\" or \"driver\" without one",
        "Add the url of a harmless request that needs the credential",
    );
    let exchanges = scheme.session.is_some()
        || scheme.oauth.as_ref().is_some_and(|oauth| oauth.grant != Grant::AuthorizationCode);
    findings.require(
        probe.by != ProbeBy::Exchange || exchanges,
        key,
        "there is no exchange that could be the proof",
        "Add [auth.session] or [auth.oauth], or probe by request",
    );
}

fn check_body(probe: &Probe, key: &str, findings: &mut Findings) {
    findings.require(
        probe.body.is_none() || probe.method == ProbeMethod::Post,
        key,
        "only POST carries a body",
        "Use method = \"POST\" or remove the body",
    );
    findings.require(
        (probe.body_format == BodyFormat::FormJsonField) == probe.body_field.is_some(),
        key,
        "body_field goes with body_format = \"form_json_field\"",
        "Give both or none",
    );
}

fn check_statuses(probe: &Probe, key: &str, findings: &mut Findings) {
    let lists = [
        &probe.success_status,
        &probe.rejected_status,
        &probe.limited_status,
        &probe.rate_limited_status,
    ];
    let real = lists.into_iter().flatten().all(|status| (100..=599).contains(status));
    findings.require(
        real && !probe.success_status.is_empty(),
        key,
        "status codes are 100 to 599, and one means success",
        "Correct the lists",
    );
    let overlap = probe.success_status.iter().any(|status| probe.rejected_status.contains(status));
    findings.require(
        !overlap,
        key,
        "a status cannot mean both success and rejection",
        "Tell them apart with failure_when",
    );
    let can_fail = !probe.rejected_status.is_empty()
        || !probe.failure_when.is_empty()
        || !probe.success_when.is_empty();
    findings.require(
        probe.by != ProbeBy::Request || can_fail,
        key,
        "nothing in the answer would mean rejection, so the probe proves nothing",
        "Add rejected_status, failure_when or success_when",
    );
}

fn check_predicate(
    predicate: &Predicate,
    format: ResponseFormat,
    key: &str,
    findings: &mut Findings,
) {
    let tests = [
        predicate.equals.is_some(),
        predicate.not_equals.is_some(),
        predicate.one_of.is_some(),
        predicate.exists.is_some(),
        predicate.contains.is_some(),
        predicate.not_contains.is_some(),
        predicate.json_type.is_some(),
    ];
    let tests_node = tests.into_iter().any(|given| given);
    let sources = usize::from(predicate.path.is_some()) + usize::from(predicate.header.is_some());
    let complete = (tests_node && sources == 1)
        || (!tests_node && sources == 0 && predicate.body_contains.is_some());
    findings.require(
        complete,
        key,
        "a condition looks at a path or a header and tests it, or at the body with body_contains",
        "Complete the condition",
    );
    findings.require(
        predicate.path.is_none() || format == ResponseFormat::Json,
        key,
        "JSONPath cannot read this response format",
        "Use body_contains",
    );
}
