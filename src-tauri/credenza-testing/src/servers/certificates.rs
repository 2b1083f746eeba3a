//! A certificate authority for one test, and server certificates good and bad.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use std::time::{Duration, SystemTime};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A certificate with its key, PEM.
#[derive(Clone)]
pub struct ServerCertificate {
    /// The certificate.
    pub certificate_pem: String,
    /// Its private key, PKCS#8. Made for one test, so it may be copied.
    pub key_pem: String,
}

/// A certificate authority.
pub struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Default for Certificates {
    fn default() -> Self {
        Self::new()
    }
}

impl Certificates {
    /// A new authority.
    ///
    /// # Panics
    /// When no key can be made.
    #[must_use]
    pub fn new() -> Self {
        let mut params = params(&[], "Credenza test authority", 3650);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        Self { authority: CertifiedIssuer::self_signed(params, key).expect("an authority") }
    }

    /// The authority's certificate, PEM.
    #[must_use]
    pub fn authority_pem(&self) -> String {
        self.authority.pem()
    }

    /// A good certificate for 127.0.0.1, ::1 and localhost.
    #[must_use]
    pub fn server(&self) -> ServerCertificate {
        self.server_for(&["localhost", "127.0.0.1", "::1"])
    }

    /// A good certificate for these names and addresses.
    #[must_use]
    pub fn server_for(&self, names: &[&str]) -> ServerCertificate {
        self.sign(params(names, names[0], 365))
    }

    /// One that ends in so many days.
    #[must_use]
    pub fn ending_in_days(&self, days: i64) -> ServerCertificate {
        self.sign(params(&["localhost", "127.0.0.1", "::1"], "localhost", days))
    }

    /// One that ended yesterday.
    #[must_use]
    pub fn expired(&self) -> ServerCertificate {
        self.ending_in_days(-1)
    }

    /// A good certificate, but for `elsewhere.example`.
    #[must_use]
    pub fn wrong_name(&self) -> ServerCertificate {
        self.server_for(&["elsewhere.example"])
    }

    /// One that no authority signed, as `openssl req -x509` makes it.
    ///
    /// # Panics
    /// When no key can be made.
    #[must_use]
    pub fn self_signed() -> ServerCertificate {
        let mut params = params(&["localhost", "127.0.0.1", "::1"], "localhost", 365);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        ServerCertificate { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() }
    }

    fn sign(&self, params: CertificateParams) -> ServerCertificate {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.authority).expect("a certificate");
        ServerCertificate { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() }
    }
}

/// From thirty days ago until `days` from now.
fn params(names: &[&str], common_name: &str, days: i64) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names of hosts");
    params.distinguished_name.push(DnType::CommonName, common_name);
    let now = SystemTime::now();
    let span = DAY * u32::try_from(days.unsigned_abs()).expect("a few days");
    params.not_before = (now - 30 * DAY).into();
    params.not_after = if days < 0 { now - span } else { now + span }.into();
    params
}
