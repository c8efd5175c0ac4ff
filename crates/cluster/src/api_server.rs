//! Which API server a configuration leads to, whatever it is called.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use kube::Config;
use sha2::{Digest as _, Sha256};

/// One API server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiServer {
    /// Its address.
    pub(crate) address: String,
    /// Its address, and what it proves itself by: two that differ in it are two, so that what was handed over for one of them
    /// goes to no other.
    pub(crate) identity: String,
}

impl ApiServer {
    /// The one of a configuration.
    pub(crate) fn of(config: &Config) -> Self {
        let address = config.cluster_url.to_string();
        let name = config.tls_server_name.as_deref().unwrap_or_default();
        let proof = match &config.root_cert {
            _ if config.accept_invalid_certs => "nothing".to_owned(),
            None => "this machine's authorities".to_owned(),
            Some(authorities) => digest(authorities),
        };
        Self {
            identity: format!("{address} {name} {proof}"),
            address,
        }
    }
}

/// What certificates come to, in whatever order.
fn digest(certificates: &[Vec<u8>]) -> String {
    let mut each: Vec<_> = certificates.iter().map(Sha256::digest).collect();
    each.sort_unstable();
    each.dedup();
    let all = Sha256::digest(each.concat());
    BASE64.encode(all)
}

#[cfg(test)]
mod tests {
    use kube::Config;

    use super::ApiServer;

    #[test]
    fn another_address_authority_or_name_is_another_api_server() {
        let of = |change: &dyn Fn(&mut Config)| {
            let mut config = Config::new("https://edge.example:6443".parse().unwrap());
            config.root_cert = Some(vec![b"one".to_vec(), b"two".to_vec()]);
            change(&mut config);
            ApiServer::of(&config).identity
        };
        let same = of(&|_| {});
        assert_eq!(
            same,
            of(&|config| config.root_cert = Some(vec![b"two".to_vec(), b"one".to_vec()]))
        );
        // The console's own credentials are renewed, and it stays the same.
        assert_eq!(
            same,
            of(&|config| config.auth_info.username = Some("u".to_owned()))
        );
        let others: [&dyn Fn(&mut Config); 6] = [
            &|config| config.cluster_url = "https://edge.example:6444".parse().unwrap(),
            &|config| config.root_cert = Some(vec![b"one".to_vec()]),
            &|config| config.root_cert = Some(vec![b"onetwo".to_vec()]),
            &|config| config.root_cert = None,
            &|config| config.accept_invalid_certs = true,
            &|config| config.tls_server_name = Some("other.example".to_owned()),
        ];
        for (number, other) in others.into_iter().enumerate() {
            assert_ne!(same, of(other), "{number}");
        }
    }
}
