//! A connector that leads to the test's authorization server, and the surroundings of its requests.

use credenza_connect::catalogue::Catalogue;
use credenza_connect::egress::{SystemResolver, TlsRoots};
use credenza_connect::manifest::Connector;
use credenza_connect::oauth::{
    AuthorizationRequest, Callback, LoopbackListener, OAuthApp, OAuthContext, OAuthMethod,
    PendingSignIn, RedirectPlan, TokenEndpoint, TokenFailure, TokenGrant, judge_callback,
};
use credenza_connect::verify::Fields;
use credenza_model::{HostPort, Timestamp};
use credenza_testing::servers::AuthorizationServer;
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

/// Distinct, and good enough for a test's states.
pub(crate) fn random() -> Option<[u8; 32]> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
    Some(std::array::from_fn(|index| {
        number.to_le_bytes()[index % 8] ^ u8::try_from(index).unwrap()
    }))
}

/// A server, a connector, a client.
pub(crate) struct World {
    pub(crate) server: AuthorizationServer,
    pub(crate) connector: Connector,
    pub(crate) auth: &'static str,
    pub(crate) app: OAuthApp,
    pub(crate) public: Map<String, Value>,
    pub(crate) approved: Vec<HostPort>,
}

impl World {
    /// The generic connector, led to a new server by its discovered fields.
    pub(crate) fn start(client: &str, secret: Option<&str>, options: Value) -> Self {
        let server = AuthorizationServer::start(&options);
        let issuer = server.issuer();
        let public = json!({
            "base_url": issuer,
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/auth"),
            "token_endpoint": format!("{issuer}/token"),
            "revocation_endpoint": format!("{issuer}/token/revocation"),
            "device_authorization_endpoint": format!("{issuer}/device/auth"),
            "iss_parameter_supported": true,
            "scope": "openid email files.read",
        });
        let approved = vec![HostPort::new("127.0.0.1", server.port())];
        Self {
            connector: Catalogue::builtin().get("http-oauth2").unwrap().clone(),
            auth: "authorization_code",
            app: app(client, secret),
            public: public.as_object().unwrap().clone(),
            approved,
            server,
        }
    }

    pub(crate) fn method(&self) -> OAuthMethod<'_> {
        let auth = self.connector.find_auth(self.auth).unwrap();
        let fields = Fields::new(self.public.clone(), BTreeMap::new());
        OAuthMethod::new(&self.connector, auth, &self.app, &fields).unwrap()
    }

    pub(crate) fn context(&self) -> OAuthContext<'_> {
        OAuthContext {
            private_approved: &self.approved,
            resolver: &SystemResolver,
            roots: &TlsRoots::Platform,
            now: now(),
            limits: OAuthContext::LIMITS,
            random: &random,
        }
    }

    /// From the listener to the grant, with somebody at the sign-in page.
    pub(crate) async fn sign_in(&self, person: &str) -> Result<TokenGrant, String> {
        let plan = RedirectPlan::parse("http://127.0.0.1/callback").unwrap();
        let mut listener = LoopbackListener::bind(&plan, &random).await.unwrap();
        let (url, pending) = self.begin(listener.redirect_uri());
        let back = self.server.walk(url.as_str(), person);
        let page = visit(&back).await;
        let callback = listener.wait(std::time::Duration::from_secs(10)).await.unwrap();
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        self.finish(&callback, &pending).await
    }

    pub(crate) fn begin(&self, redirect_uri: &str) -> (url::Url, PendingSignIn) {
        let method = self.method();
        let request = AuthorizationRequest {
            method: &method,
            redirect_uri,
            private_approved: &self.approved,
            login_hint: None,
            extra_scopes: &[],
        };
        request.make(now(), &random).unwrap()
    }

    pub(crate) async fn finish(
        &self,
        callback: &Callback,
        pending: &PendingSignIn,
    ) -> Result<TokenGrant, String> {
        let method = self.method();
        let authorized = judge_callback(callback, pending, &method, Duration::ZERO)
            .map_err(|refusal| format!("{}: {:?}", refusal.code(), refusal.quote()))?;
        let context = self.context();
        let endpoint = TokenEndpoint { method: &method, context: &context };
        endpoint.exchange_code(&authorized, pending).await.map_err(|failure| format!("{failure:?}"))
    }

    pub(crate) async fn refresh(&self, old: &TokenGrant) -> Result<TokenGrant, TokenFailure> {
        let (method, context) = (self.method(), self.context());
        TokenEndpoint { method: &method, context: &context }.refresh(old).await
    }
}

pub(crate) fn app(client: &str, secret: Option<&str>) -> OAuthApp {
    OAuthApp {
        client_id: client.to_owned(),
        client_secret: secret.map(SecretString::from),
        scopes: Vec::new(),
    }
}

/// What a browser does at the end: one GET.
pub(crate) async fn visit(address: &str) -> String {
    let url = url::Url::parse(address).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut stream = tokio::net::TcpStream::connect(&host).await.unwrap();
    let target = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    let head = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).await.unwrap();
    page
}
