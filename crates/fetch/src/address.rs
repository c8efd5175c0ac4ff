//! Reads an address, and says of which form none is asked.

use url::{Host, Url};

use crate::FetchError;

/// Reads what somebody typed. The page of a file stands for the file.
pub(crate) fn read(text: &str) -> Result<Url, FetchError> {
    let url = Url::parse(text.trim()).map_err(|_| FetchError::NotAnAddress)?;
    check(&url)?;
    Ok(file_of(&url).unwrap_or(url))
}

/// Whether an address is one by HTTPS, of a host with a name, and nothing else.
pub(crate) fn check(url: &Url) -> Result<(), FetchError> {
    check_but_port(url)?;
    match url.port() {
        Some(port) => Err(FetchError::Port { port }),
        None => Ok(()),
    }
}

/// The same at whatever port.
pub(crate) fn check_but_port(url: &Url) -> Result<(), FetchError> {
    if url.scheme() != "https" {
        return Err(FetchError::NotHttps {
            scheme: url.scheme().to_owned(),
        });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    match url.host() {
        Some(Host::Domain(_)) => Ok(()),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Err(FetchError::Numeric),
        None => Err(FetchError::NotAnAddress),
    }
}

/// The file that a page of GitHub or GitLab shows.
fn file_of(url: &Url) -> Option<Url> {
    let path = url.path();
    let address = match url.host_str()? {
        "github.com" => {
            let mut parts = path.trim_start_matches('/').splitn(4, '/');
            let (owner, repository, kind, rest) =
                (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
            if kind != "blob" {
                return None;
            }
            format!("https://raw.githubusercontent.com/{owner}/{repository}/{rest}")
        }
        "gitlab.com" if path.contains("/-/blob/") => {
            format!(
                "https://gitlab.com{}",
                path.replacen("/-/blob/", "/-/raw/", 1)
            )
        }
        _ => return None,
    };
    Url::parse(&address).ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_page_of_a_file_stands_for_the_file() {
        for (page, file) in [
            (
                "https://github.com/flannel-io/flannel/blob/master/Documentation/kube-flannel.yml#L20",
                "https://raw.githubusercontent.com/flannel-io/flannel/master/Documentation/kube-flannel.yml",
            ),
            (
                "https://github.com/flannel-io/flannel/releases/latest/download/kube-flannel.yml",
                "https://github.com/flannel-io/flannel/releases/latest/download/kube-flannel.yml",
            ),
            (
                "https://gitlab.com/a/b/c/-/blob/main/x.yaml",
                "https://gitlab.com/a/b/c/-/raw/main/x.yaml",
            ),
            (
                " https://example.com/a.yaml\n",
                "https://example.com/a.yaml",
            ),
        ] {
            assert_eq!(read(page).unwrap().as_str(), file);
        }
    }

    #[test]
    fn what_is_no_plain_address_of_a_named_host_is_refused() {
        for (address, why) in [
            ("", "this is no address of the form https://host/path"),
            (
                "kube-flannel.yml",
                "this is no address of the form https://host/path",
            ),
            ("http://example.com/a", "only https is fetched, not http"),
            ("file:///etc/passwd", "only https is fetched, not file"),
            ("data:text/plain,a", "only https is fetched, not data"),
            ("gopher://example.com/", "only https is fetched, not gopher"),
            (
                "https://me:secret@example.com/a",
                "an address with a user or a password in it is not fetched",
            ),
            (
                "https://example.com@127.0.0.1/",
                "an address with a user or a password in it is not fetched",
            ),
            (
                "https://example.com:6443/a",
                "only the port of https is asked, not 6443",
            ),
            (
                "https://127.0.0.1/",
                "only hosts with a name are fetched from",
            ),
            (
                "https://2130706433/",
                "only hosts with a name are fetched from",
            ),
            ("https://0x7f.1/", "only hosts with a name are fetched from"),
            (
                "https://0177.0.0.1/",
                "only hosts with a name are fetched from",
            ),
            ("https://[::1]/", "only hosts with a name are fetched from"),
            (
                "https://[::ffff:169.254.169.254]/",
                "only hosts with a name are fetched from",
            ),
            (
                "https://\u{ff11}27.0.0.1/",
                "only hosts with a name are fetched from",
            ),
        ] {
            assert_eq!(read(address).unwrap_err().to_string(), why, "{address}");
        }
    }
}
