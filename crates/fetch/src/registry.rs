//! What a registry has of an image: its tags and its platforms, by the distribution API of the OCI.
//!
//! Registries are asked for users who type the name of an image, so all that holds of texts holds here as well: named
//! hosts alone, redirects and the places that tokens come from included. A host that is named in full may be inside, as
//! a company's own registry is; an address that only this machine or its link has is never asked.

mod answer;
mod challenge;
mod error;
mod host;
mod keyring;
mod reference;
mod tags;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

pub use error::RegistryError;
pub use host::RegistryHost;
#[cfg(test)]
pub(crate) use host::may_connect;
pub use reference::{NotAReference, Reference};

use crate::resolve::Resolve;
use crate::web::{self, Web};
use crate::{FetchError, Limits, address};
use answer::Manifest;
use challenge::Challenge;

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 3;
/// How many pages of tags are read.
const MOST_PAGES: usize = 5;
/// The media types of a manifest and of a list of them, the OCI's and Docker's.
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";

/// Who asks a registry: the user and the password of a pull secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The user.
    pub user: String,
    /// The password, or a token in its place.
    pub password: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Account").finish_non_exhaustive()
    }
}

/// What a registry has of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Its tags, the newest versions first.
    pub tags: Vec<String>,
    /// Whether these are all.
    pub has_all_tags: bool,
    /// The digest of what the reference names, as `sha256:…`; empty where the registry has no such.
    pub digest: String,
    /// The platforms that it is made for, as `linux/amd64`; empty where they are not known.
    pub platforms: Vec<String>,
}

/// Asks registries. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Registries {
    hosts: Arc<[RegistryHost]>,
    limits: Limits,
    web: Web,
}

impl Registries {
    /// Asks these hosts and no others, trusting the certificate authorities of this machine.
    ///
    /// # Errors
    /// [`FetchError::Tls`]: there is no cryptography that speaks TLS 1.2 or 1.3.
    pub fn new(hosts: Vec<RegistryHost>, limits: Limits) -> Result<Self, FetchError> {
        let known: Arc<[RegistryHost]> = hosts.into();
        let resolve = {
            let known = Arc::clone(&known);
            Resolve::system(move |host, address| host::may_connect(&known, host, address))
        };
        let web = Web::system(resolve, limits.time)?;
        Ok(Self::over(known, limits, web))
    }

    pub(crate) fn over(hosts: Arc<[RegistryHost]>, limits: Limits, web: Web) -> Self {
        Self { hosts, limits, web }
    }

    /// The hosts that may be asked.
    #[must_use]
    pub fn hosts(&self) -> &[RegistryHost] {
        &self.hosts
    }

    /// What the registry of an image has of it. It is asked as one of these, or as nobody.
    ///
    /// # Errors
    /// As [`RegistryError`].
    pub async fn image(
        &self,
        reference: &Reference,
        account: Option<&Account>,
    ) -> Result<Image, RegistryError> {
        let Limits { time, .. } = self.limits;
        let all = self.look_up(reference, account);
        timeout(time, all).await.map_err(|_| FetchError::TooSlow {
            seconds: time.as_secs(),
        })?
    }

    async fn look_up(
        &self,
        reference: &Reference,
        account: Option<&Account>,
    ) -> Result<Image, RegistryError> {
        let mut call = Call {
            registries: self,
            reference,
            account,
            authorization: None,
        };
        let mut image = Image::default();
        // A registry may keep its list of tags to itself and give out the image all the same.
        let listed = call.tags().await;
        // A look at the image itself counts as a pull at some, so only what is named is looked at.
        let wanted = reference.wanted();
        let found = match wanted {
            Some(wanted) => call.manifest(wanted).await.map(Some),
            None => Ok(None),
        };
        match (&listed, found) {
            (_, Ok(Some((digest, manifest)))) => {
                image.digest = digest;
                image.platforms = match manifest {
                    Manifest::Several(platforms) => platforms,
                    Manifest::One { configuration } => call.platform_of(&configuration).await,
                };
            }
            (Ok(_), Ok(None) | Err(RegistryError::NoSuchImage)) | (Err(_), Ok(None)) => {}
            (_, Err(error)) => return Err(error),
        }
        match listed {
            Ok((tags, has_all)) => {
                image.tags = tags::newest_first(tags);
                image.has_all_tags = has_all;
                Ok(image)
            }
            Err(error) if wanted.is_none() => Err(error),
            Err(_) => Ok(image),
        }
    }

    /// Whether a place may be asked at all.
    fn check(&self, url: &Url) -> Result<(), RegistryError> {
        address::check_but_port(url)?;
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        if self.hosts.iter().any(|known| known.matches(host, port)) {
            Ok(())
        } else {
            let host = host.to_owned();
            Err(FetchError::HostNotAllowed { host }.into())
        }
    }
}

/// One look at one image.
struct Call<'a> {
    registries: &'a Registries,
    reference: &'a Reference,
    account: Option<&'a Account>,
    /// What the registry asked for, once it did.
    authorization: Option<HeaderValue>,
}

impl Call<'_> {
    /// The tags, and whether these are all.
    async fn tags(&mut self) -> Result<(Vec<String>, bool), RegistryError> {
        let mut url = self.url("tags/list?n=1000")?;
        let mut tags = Vec::new();
        for _ in 0..MOST_PAGES {
            let (headers, body) = self.get(&url, "application/json").await?;
            tags.extend(answer::tags(&body)?);
            let Some(next) = answer::next_page(&headers).and_then(|next| url.join(next).ok())
            else {
                return Ok((tags, true));
            };
            url = next;
        }
        Ok((tags, false))
    }

    /// What a tag or digest names, and its digest.
    async fn manifest(&mut self, wanted: &str) -> Result<(String, Manifest), RegistryError> {
        let url = self.url(&format!("manifests/{wanted}"))?;
        let (headers, body) = self.get(&url, MANIFESTS).await?;
        let digest = headers.get("docker-content-digest");
        let digest = digest.and_then(|digest| digest.to_str().ok());
        Ok((
            digest.unwrap_or_default().to_owned(),
            answer::manifest(&body)?,
        ))
    }

    /// The platform of an image for one, whose configuration tells it; nothing where it cannot be read.
    async fn platform_of(&mut self, configuration: &str) -> Vec<String> {
        let Ok(url) = self.url(&format!("blobs/{configuration}")) else {
            return Vec::new();
        };
        match self.get(&url, "*/*").await {
            Ok((_, body)) => answer::platform(&body).into_iter().collect(),
            Err(_) => Vec::new(),
        }
    }

    fn url(&self, rest: &str) -> Result<Url, RegistryError> {
        let Reference {
            host, repository, ..
        } = self.reference;
        let url = format!("https://{host}/v2/{repository}/{rest}");
        Url::parse(&url).map_err(|_| FetchError::NotAnAddress.into())
    }

    /// Asks, as whoever the registry wants to be asked by.
    async fn get(&mut self, url: &Url, accept: &str) -> Result<(HeaderMap, Value), RegistryError> {
        let mut answer = self.follow(url.clone(), accept).await?;
        if answer.0 == StatusCode::UNAUTHORIZED && self.authorization.is_none() {
            self.authorization = Some(self.authorize(&answer.1).await?);
            answer = self.follow(url.clone(), accept).await?;
        }
        match answer {
            (status, headers, body) if status.is_success() => {
                let body = serde_json::from_slice(&body);
                Ok((headers, body.map_err(|_| RegistryError::NotARegistry)?))
            }
            (StatusCode::NOT_FOUND, ..) => Err(RegistryError::NoSuchImage),
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, ..) => Err(RegistryError::Denied),
            (StatusCode::TOO_MANY_REQUESTS, ..) => Err(RegistryError::TooMany),
            (status, ..) => {
                let status = status.as_u16();
                Err(FetchError::Status { status }.into())
            }
        }
    }

    /// Asks and follows redirects; to another host nothing is sent along that says who asks.
    async fn follow(
        &self,
        mut url: Url,
        accept: &str,
    ) -> Result<(StatusCode, HeaderMap, bytes::Bytes), RegistryError> {
        let first = url.origin();
        for _ in 0..=MOST_REDIRECTS {
            let mut headers = HeaderMap::new();
            if let Ok(accept) = HeaderValue::from_str(accept) {
                headers.insert(header::ACCEPT, accept);
            }
            let own = self
                .authorization
                .as_ref()
                .filter(|_| url.origin() == first);
            headers.extend(own.map(|own| (header::AUTHORIZATION, own.clone())));
            let answer = self.registries.ask(&url, headers).await?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            if status.is_redirection()
                && let Some(next) = web::target(&headers)
            {
                url = url.join(next).map_err(|_| FetchError::NotAnAddress)?;
                continue;
            }
            let body = web::read(answer, self.registries.limits.bytes).await?;
            return Ok((status, headers, body));
        }
        let most = MOST_REDIRECTS;
        Err(FetchError::TooManyRedirects { most }.into())
    }

    /// What to send along after a registry has said what it wants.
    async fn authorize(&self, headers: &HeaderMap) -> Result<HeaderValue, RegistryError> {
        let basic = self.account.and_then(basic);
        match Challenge::of(headers) {
            Some(Challenge::Basic) => basic.ok_or(RegistryError::Denied),
            Some(Challenge::Bearer { realm, service }) => {
                let url = token_url(&realm, service.as_deref(), &self.reference.repository)?;
                let headers = basic.map(|basic| (header::AUTHORIZATION, basic));
                let headers = headers.into_iter().collect();
                let answer = self.registries.ask(&url, headers).await?;
                if !answer.status().is_success() {
                    return Err(RegistryError::Denied);
                }
                let body = web::read(answer, self.registries.limits.bytes).await?;
                let body: Value =
                    serde_json::from_slice(&body).map_err(|_| RegistryError::NotARegistry)?;
                let token = body["token"].as_str().or(body["access_token"].as_str());
                let token = token.map(|token| HeaderValue::from_str(&format!("Bearer {token}")));
                match token {
                    Some(Ok(token)) => Ok(sensitive(token)),
                    _ => Err(RegistryError::NotARegistry),
                }
            }
            None => Err(RegistryError::Denied),
        }
    }
}

impl Registries {
    async fn ask(
        &self,
        url: &Url,
        headers: HeaderMap,
    ) -> Result<http::Response<hyper::body::Incoming>, RegistryError> {
        self.check(url)?;
        Ok(self.web.get(url, headers).await?)
    }
}

/// Where a token to pull is to be had.
fn token_url(realm: &str, service: Option<&str>, repository: &str) -> Result<Url, FetchError> {
    let mut url = Url::parse(realm).map_err(|_| FetchError::NotAnAddress)?;
    let mut query = url.query_pairs_mut();
    query.extend_pairs(service.map(|service| ("service", service)));
    query.append_pair("scope", &format!("repository:{repository}:pull"));
    drop(query);
    Ok(url)
}

fn basic(account: &Account) -> Option<HeaderValue> {
    let Account { user, password } = account;
    let both = BASE64_STANDARD.encode(format!("{user}:{password}"));
    let value = HeaderValue::from_str(&format!("Basic {both}")).ok()?;
    Some(sensitive(value))
}

/// So that nobody prints it.
fn sensitive(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

/// What is asked for at most, where somebody types.
pub const LIMITS: Limits = Limits {
    bytes: 4 << 20,
    time: Duration::from_secs(8),
};

#[cfg(test)]
mod tests;
