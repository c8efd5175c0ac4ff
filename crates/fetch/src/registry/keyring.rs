//! Which account of a pull secret is for an image (`pkg/credentialprovider/keyring.go` and `config.go` of Kubernetes).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::{Account, Reference};

impl Account {
    /// The account that a pull secret has for an image: of `.dockerconfigjson`, or of `.dockercfg`, which has no `auths`
    /// around the same. Nothing where it has none, or is none.
    #[must_use]
    pub fn for_image(config: &[u8], reference: &Reference) -> Option<Self> {
        let config: Value = serde_json::from_slice(config).ok()?;
        let all = config.get("auths").unwrap_or(&config).as_object()?;
        let mut fitting: Vec<_> = all
            .iter()
            .filter(|(key, _)| is_for(key, reference))
            .collect();
        // The more of the name a key says, the better it fits.
        fitting.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
        fitting.into_iter().find_map(|(_, entry)| read(entry))
    }
}

/// Whether a key such as `https://index.docker.io/v1/`, `*.example.com` or `quay.io/team` is for the image.
fn is_for(key: &str, reference: &Reference) -> bool {
    let key = key
        .strip_prefix("https://")
        .or_else(|| key.strip_prefix("http://"))
        .unwrap_or(key);
    let (host, path) = key.split_once('/').unwrap_or((key, ""));
    // Docker's own key names the version of its API.
    let path = path.trim_end_matches('/');
    let path = if matches!(path, "v1" | "v2") {
        ""
    } else {
        path
    };
    let is_host = |name: &&str| {
        let (name, port) = name.split_once(':').unwrap_or((name, ""));
        let (host, wanted) = host.split_once(':').unwrap_or((host, ""));
        let (mut parts, mut patterns) = (name.split('.'), host.split('.'));
        port == wanted
            && parts.clone().count() == patterns.clone().count()
            && patterns.all(|pattern| parts.next().is_some_and(|part| matches(pattern, part)))
    };
    let is_below = path.is_empty()
        || reference
            .repository
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_below && reference.names_of_registry().iter().any(is_host)
}

/// Whether a part of a name is meant, in whose pattern `*` stands for any letters.
fn matches(pattern: &str, part: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == part,
        Some((before, after)) => {
            let rest = part
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after));
            rest.is_some()
        }
    }
}

fn read(entry: &Value) -> Option<Account> {
    let text = |name: &str| entry[name].as_str().filter(|text| !text.is_empty());
    if let (Some(user), Some(password)) = (text("username"), text("password")) {
        return Some(Account {
            user: user.to_owned(),
            password: password.to_owned(),
        });
    }
    let both = BASE64_STANDARD.decode(text("auth")?).ok()?;
    let both = String::from_utf8(both).ok()?;
    let (user, password) = both.split_once(':')?;
    Some(Account {
        user: user.to_owned(),
        password: password.trim_end_matches('\0').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Account, Reference};

    #[test]
    fn the_key_that_fits_best_is_taken() {
        let config = br#"{"auths": {
            "https://index.docker.io/v1/": {"auth": "aHViOmE6Yg=="},
            "quay.io": {"username": "quay", "password": "q"},
            "quay.io/team": {"username": "team", "password": "t"},
            "*.corp.example": {"username": "corp", "password": "c"},
            "harbor.example:8443": {"username": "harbor", "password": "h"},
            "broken.example": {"auth": "?"}
        }}"#;
        let user = |image: &str| {
            let reference: Reference = image.parse().unwrap();
            let account = Account::for_image(config, &reference)?;
            Some(format!("{} {}", account.user, account.password))
        };
        assert_eq!(user("nginx").as_deref(), Some("hub a:b"));
        assert_eq!(user("quay.io/other/agent").as_deref(), Some("quay q"));
        assert_eq!(user("quay.io/team/agent").as_deref(), Some("team t"));
        assert_eq!(user("quay.io/teams/agent").as_deref(), Some("quay q"));
        assert_eq!(user("a.corp.example/x").as_deref(), Some("corp c"));
        assert_eq!(user("a.b.corp.example/x"), None);
        assert_eq!(user("harbor.example:8443/x").as_deref(), Some("harbor h"));
        assert_eq!(user("harbor.example/x"), None);
        assert_eq!(user("broken.example/x"), None);
        let reference: Reference = "quay.io/a".parse().unwrap();
        let old = br#"{"quay.io": {"auth": "YTpi"}}"#;
        assert_eq!(Account::for_image(old, &reference).unwrap().user, "a");
        for strange in [&b"[]"[..], b"", b"{\"auths\": 1}", b"{}"] {
            assert_eq!(Account::for_image(strange, &reference), None);
        }
        assert!(!format!("{:?}", Account::for_image(old, &reference)).contains('b'));
    }
}
