//! `Challenge`: who a registry wants to be asked by (RFC 9110, 11.6.1, and the token specification of `distribution`).

use http::{HeaderMap, header};

/// What a registry wants to have sent along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// A user and a password.
    Basic,
    /// A token that is to be had at another place.
    Bearer {
        /// The place.
        realm: String,
        /// For whom it shall be.
        service: Option<String>,
    },
}

impl Challenge {
    /// The first that we can meet.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let all = headers.get_all(header::WWW_AUTHENTICATE).iter();
        let mut all = all.filter_map(|value| value.to_str().ok());
        all.find_map(read)
    }
}

fn read(text: &str) -> Option<Challenge> {
    let (scheme, rest) = text.trim().split_once(' ').unwrap_or((text, ""));
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(Challenge::Basic);
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let (mut realm, mut service) = (None, None);
    let mut rest = rest;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        // A value in quotation marks may hold commas.
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(',').unwrap_or((after, "")),
        };
        match name.trim_matches([' ', ',']).to_ascii_lowercase().as_str() {
            "realm" => realm = Some(value.to_owned()),
            "service" => service = Some(value.to_owned()),
            _ => {}
        }
        rest = after;
    }
    let realm = realm?;
    Some(Challenge::Bearer { realm, service })
}

#[cfg(test)]
mod tests {
    use super::{Challenge, read};

    #[test]
    fn what_registries_say_is_read() {
        let bearer = |realm: &str, service: Option<&str>| Challenge::Bearer {
            realm: realm.to_owned(),
            service: service.map(str::to_owned),
        };
        for (text, expected) in [
            (
                r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a:pull,push""#,
                Some(bearer(
                    "https://auth.docker.io/token",
                    Some("registry.docker.io"),
                )),
            ),
            (
                r#"bearer scope="a,b", realm = "https://h/t""#,
                Some(bearer("https://h/t", None)),
            ),
            (
                "Bearer realm=https://h/t, service=s",
                Some(bearer("https://h/t", Some("s"))),
            ),
            (r#"Basic realm="Harbor""#, Some(Challenge::Basic)),
            ("Basic", Some(Challenge::Basic)),
            (r#"Bearer service="s""#, None),
            (r#"Bearer realm="open"#, None),
            ("Negotiate", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
