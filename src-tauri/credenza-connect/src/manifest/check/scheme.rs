//! Rules for a scheme as a whole: what its kind needs, where its values go, what its templates name.

use super::super::auth::{AuthKind, AuthScheme, Location, Placement, Signing};
use super::super::connector::Connector;
use super::super::oauth::{Grant, OAuth};
use super::super::place::{is_placeable_header, is_token_byte};
use super::super::probe::ProbeBy;
use super::super::session::{Session, TokenFrom};
use super::super::template::{Part, Template};
use super::{Findings, check_names, is_https, is_id, is_shown, known_names, speaks_http};

pub(super) fn check(
    connector: &Connector,
    scheme: &AuthScheme,
    key: &str,
    findings: &mut Findings,
) {
    findings.require(
        is_id(&scheme.id),
        &format!("{key}.id"),
        "an id is 1 to 64 of a-z, 0-9, - and _",
        "Choose another id",
    );
    findings.require(
        is_shown(&scheme.title, 80),
        &format!("{key}.title"),
        "a title has 1 to 80 visible characters",
        "Shorten it",
    );
    let help = scheme.help.as_deref().is_none_or(|help| is_shown(help, 400));
    findings.require(
        help,
        &format!("{key}.help"),
        "help has 1 to 400 visible characters",
        "Shorten it",
    );
    let known = scheme
        .precedence_field
        .as_ref()
        .is_none_or(|field| scheme.fields.properties.contains_key(field));
    findings.require(
        known,
        &format!("{key}.precedence_field"),
        "there is no such field",
        "Name a field of this method",
    );
    for name in scheme.normalise.keys() {
        let known = scheme.fields.properties.contains_key(name);
        findings.require(
            known,
            &format!("{key}.normalise.{name}"),
            "there is no such field",
            "Name a field of this method",
        );
    }
    for (name, derive) in &scheme.derive {
        let own = format!("{key}.derive.{name}");
        check_names(&derive.from, scheme, &own, findings);
        if let Some(Err(message)) = derive.capture.as_ref().map(|pattern| pattern.check()) {
            findings.add(
                &own,
                message,
                "Write it without look-around and back-references, and shorter",
            );
        }
        let one = |case: &super::super::auth::Case| {
            [&case.starts_with, &case.ends_with, &case.contains].into_iter().flatten().count() == 1
        };
        findings.require(
            derive.cases.iter().all(one),
            &own,
            "a case has exactly one condition",
            "Split the case",
        );
    }
    check_kind(scheme, key, findings);
    check_placements(connector, scheme, key, findings);
    check_base(connector, scheme, key, findings);
    if let Some(session) = &scheme.session {
        check_session(scheme, session, &format!("{key}.session"), findings);
    }
    if let Some(console) = scheme.oauth.as_ref().and_then(|oauth| oauth.console_url.as_deref()) {
        findings.require(
            is_https(console),
            &format!("{key}.oauth.console_url"),
            "this is no https:// address",
            "Link the page where an OAuth app is registered",
        );
    }
    if let Some(oauth) = &scheme.oauth {
        check_oauth(scheme, oauth, &format!("{key}.oauth"), findings);
    }
    if let Some(signing) = &scheme.signing {
        for template in signing_templates(signing) {
            check_names(template, scheme, &format!("{key}.signing"), findings);
        }
    }
}

fn check_kind(scheme: &AuthScheme, key: &str, findings: &mut Findings) {
    let own = format!("{key}.kind");
    let oauth = matches!(scheme.kind, AuthKind::Oauth2 | AuthKind::Oauth2ClientCredentials);
    let pairs = [
        (oauth, scheme.oauth.is_some(), "oauth"),
        (scheme.kind == AuthKind::Session, scheme.session.is_some(), "session"),
        (scheme.kind == AuthKind::Signature, scheme.signing.is_some(), "signing"),
    ];
    for (needed, present, table) in pairs {
        findings.require(
            needed == present,
            &own,
            &format!("kind and the table `{table}` do not go together"),
            &format!("Add [auth.{table}], or change the kind"),
        );
    }
    if let Some(oauth) = &scheme.oauth {
        let browser = oauth.grant == Grant::AuthorizationCode;
        findings.require(
            browser == (scheme.kind == AuthKind::Oauth2) && browser == oauth.authorize_url.is_some(),
            &own,
            "authorization codes need kind = \"oauth2\" and authorize_url; other grants need neither",
            "Correct kind, grant or authorize_url",
        );
    }
}

fn check_placements(
    connector: &Connector,
    scheme: &AuthScheme,
    key: &str,
    findings: &mut Findings,
) {
    let places = !scheme.place.is_empty()
        || scheme.signing.is_some()
        || scheme.probe.by == ProbeBy::Exchange;
    findings.require(
        !speaks_http(connector.kind) || places,
        &format!("{key}.place"),
        "no value is put into a request, so the credential would never be used",
        "Add [[auth.place]] or [auth.signing]",
    );
    for (index, placement) in scheme.place.iter().enumerate() {
        check_placement(scheme, placement, &format!("{key}.place[{index}]"), findings);
    }
}

pub(super) fn check_placement(
    scheme: &AuthScheme,
    placement: &Placement,
    key: &str,
    findings: &mut Findings,
) {
    check_names(&placement.value, scheme, key, findings);
    let known = |field: &String| scheme.fields.properties.contains_key(field);
    let fields = placement.name_from.iter().chain(placement.when.iter().map(|when| &when.field));
    findings.require(
        fields.into_iter().all(known),
        key,
        "name_from and when must name fields of this method",
        "Add the field, or correct the name",
    );
    let name = match (&placement.name_from, placement.name.as_str()) {
        (Some(_), "") => "name-given-later",
        (_, name) => name,
    };
    let fine = match placement.location {
        Location::Header => is_placeable_header(name),
        Location::Cookie => !name.is_empty() && name.bytes().all(is_token_byte),
        Location::Query | Location::BodyJson | Location::BodyForm => is_shown(name, 100),
        Location::Basic | Location::Path => name.is_empty(),
    };
    findings.require(
        fine,
        key,
        "the name does not fit the place (headers of the transport cannot be set; basic and path have no name)",
        "Correct in or name",
    );
    let starts = |mark| matches!(placement.value.parts().first(), Some(Part::Literal(text)) if text.starts_with(mark));
    let holds = |mark| {
        placement
            .value
            .parts()
            .iter()
            .any(|part| matches!(part, Part::Literal(text) if text.contains(mark)))
    };
    findings.require(
        placement.location != Location::Basic || holds(':'),
        key,
        "a basic value is user:password",
        "Write the colon, even when one side is empty",
    );
    findings.require(
        placement.location != Location::Path || (starts('/') && !holds('?') && !holds('#')),
        key,
        "a path value starts with / and has no ? or #",
        "Write it as /segment",
    );
}

/// The base URL must be complete for every scheme that uses it.
fn check_base(connector: &Connector, scheme: &AuthScheme, key: &str, findings: &mut Findings) {
    let known = known_names(scheme);
    let own =
        if scheme.base_url.is_some() { format!("{key}.base_url") } else { "base_url".to_owned() };
    for name in connector.base_url_for(scheme).names().filter(|name| !known.contains(name)) {
        findings.add(
            &own,
            format!("method `{}` has no field `{name}`", scheme.id),
            "Add the field to the method, or give the method its own base_url",
        );
    }
}

fn check_session(scheme: &AuthScheme, session: &Session, key: &str, findings: &mut Findings) {
    let bodies = session.body.iter().flat_map(|body| body.list_templates());
    let mut templates: Vec<&Template> = session.headers.values().chain(bodies).collect();
    templates.push(&session.url);
    templates.extend(session.place.iter().map(|placement| &placement.value));
    templates.extend(session.logout.iter().map(|logout| &logout.url));
    for template in templates {
        check_names(template, scheme, key, findings);
    }
    let told = match session.token_from {
        TokenFrom::Json => session.token_path.is_some(),
        TokenFrom::Header | TokenFrom::Cookie => session.token_name.is_some(),
        TokenFrom::Text => true,
    };
    findings.require(
        told,
        key,
        "it does not say where the token stands",
        "Add token_path or token_name",
    );
}

fn check_oauth(scheme: &AuthScheme, oauth: &OAuth, key: &str, findings: &mut Findings) {
    let urls = [
        Some(&oauth.token_url),
        oauth.authorize_url.as_ref(),
        oauth.refresh_url.as_ref(),
        oauth.revoke_url.as_ref(),
        oauth.device_url.as_ref(),
        oauth.issuer.as_ref(),
    ];
    let parameters = [
        &oauth.authorize_params,
        &oauth.token_params,
        &oauth.refresh_params,
        &oauth.revoke_params,
        &oauth.token_headers,
    ];
    let all = urls
        .into_iter()
        .flatten()
        .chain(&oauth.assertion_audience)
        .chain(&oauth.scopes)
        .chain(parameters.into_iter().flat_map(|map| map.values()));
    for template in all {
        check_names(template, scheme, key, findings);
    }
    let custom = oauth.grant != Grant::Custom || oauth.token_params.contains_key("grant_type");
    let has_key_file =
        oauth.grant != Grant::JwtBearer || scheme.fields.properties.contains_key("key_file");
    findings.require(
        has_key_file,
        key,
        "an assertion is made with the key in the field `key_file`",
        "Add the field, with writeOnly = true",
    );
    findings.require(
        custom,
        key,
        "a grant of the vendor's own needs grant_type in token_params",
        "Add it",
    );
}

fn signing_templates(signing: &Signing) -> Vec<&Template> {
    match signing {
        Signing::AwsSigv4 { region, access_key_id, secret_access_key, session_token, .. } => {
            [region, access_key_id, secret_access_key].into_iter().chain(session_token).collect()
        }
        Signing::HmacQuery { key, .. } => vec![key],
    }
}
