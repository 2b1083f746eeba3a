//! Both forms as libpq reads them, and errors that give nothing away.

use super::*;

fn read(text: &str) -> Result<PostgresTarget, ConnectionStringError> {
    PostgresTarget::from_connection_string(&SecretString::from(text))
}

fn password(target: &PostgresTarget) -> &str {
    target.password.as_ref().unwrap().expose_secret()
}

#[test]
fn a_uri_gives_every_part() {
    let target =
        read("postgresql://app%40x:p%40ss%2Fw+d@Db.example.org:6432/my%20db?sslmode=verify-full")
            .unwrap();
    assert_eq!((target.host.to_lowercase().as_str(), target.port), ("db.example.org", 6432));
    assert_eq!((target.username.as_str(), target.database.as_str()), ("app@x", "my db"));
    assert_eq!(password(&target), "p@ss/w+d");
    assert_eq!(target.tls_mode, TlsMode::VerifyFull);
}

#[test]
fn what_is_left_out_is_as_libpq_has_it() {
    let target = read("postgres://app@db").unwrap();
    assert_eq!(
        (target.port, target.database.as_str(), target.tls_mode),
        (5432, "app", TlsMode::Prefer)
    );
    assert!(target.password.is_none());
}

#[test]
fn parameters_of_the_uri_win() {
    let target =
        read("postgres://db:1/x?user=u&password=a+b%26c&dbname=y&port=2&connect_timeout=3")
            .unwrap();
    assert_eq!((target.port, target.username.as_str(), target.database.as_str()), (2, "u", "y"));
    assert_eq!(password(&target), "a+b&c");
}

#[test]
fn an_ipv6_host_loses_its_brackets() {
    assert_eq!(read("postgres://u@[2001:db8::1]:5/d").unwrap().host, "2001:db8::1");
}

#[test]
fn the_keyword_form_knows_quotes_and_backslashes() {
    let target = read(r"host = db.example.org port=6000  user=app password='it\'s \\ here' dbname=x sslmode=require").unwrap();
    assert_eq!((target.host.as_str(), target.port), ("db.example.org", 6000));
    assert_eq!(password(&target), r"it's \ here");
    assert_eq!(target.tls_mode, TlsMode::Require);
    assert_eq!(password(&read(r"host=h user=u password=a\ b").unwrap()), "a b");
    assert_eq!(password(&read("host=h user=u password=''").unwrap()), "");
}

#[test]
fn an_error_names_the_part_and_quotes_nothing() {
    use ConnectionStringError as E;
    let cases = [
        ("", E::NotPostgres),
        ("mysql://u:canary@h/d", E::NotPostgres),
        ("postgres://u:canary/x@h/d", E::Malformed("port")),
        ("postgres://u:can%ary@h/d", E::Malformed("password")),
        ("postgres://u:p@h/d#canary", E::Malformed("'#'")),
        ("postgres://u:p@h1,h2/d", E::Unsupported("host (several hosts)")),
        ("postgres:///d?host=/tmp&user=u", E::Unsupported("host (a Unix socket)")),
        ("postgres://u:p@/d", E::Malformed("host")),
        ("postgres://h/d", E::Missing("user")),
        ("postgres://u@h/d?sslmode=canary", E::Invalid("sslmode")),
        ("postgres://u@h/d?canary=1", E::Unknown(1)),
        ("postgres://u@h/d?sslcert=/canary", E::Unsupported("sslcert")),
        ("host=h user=u password=ca nary x", E::Unknown(4)),
        ("host=h user=u password='canary", E::Malformed("quotes")),
        ("host=h port=canary user=u", E::Invalid("port")),
        ("user=u password=canary", E::Missing("host")),
    ];
    for (text, expected) in cases {
        let error = read(text).err().unwrap_or_else(|| panic!("accepted {text}"));
        assert_eq!(error, expected, "{text}");
        assert!(!error.to_string().contains("nary"), "{text} was quoted");
    }
}
