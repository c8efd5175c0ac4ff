//! What is asked outside of clusters for those who are signed in, texts and what registries have of images: of few hosts,
//! few at a time.

use manifest::message::console as said;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use fetch::registry::{self, Account, Image, Reference, Registries, RegistryError, RegistryHost};
use fetch::{FetchError, Fetched, Fetcher, HostPattern, Limits};
use manifest::yaml::limit::MAX_BYTES;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::problem::{Problem, ProblemType};

/// As much as a manifest may have, in a time that somebody waits for.
const LIMITS: Limits = Limits {
    bytes: MAX_BYTES,
    time: Duration::from_secs(10),
};

/// How many are on their way at a time, for everybody together.
const MOST: usize = 8;

/// When to try again, in seconds.
const RETRY_SOON: u32 = 5;

/// Fetches texts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outside {
    hosts: Arc<[HostPattern]>,
    fetcher: Option<Fetcher>,
    registries: Option<Registries>,
    places: Arc<Semaphore>,
    images: Arc<Images>,
}

impl Outside {
    /// Fetches from these hosts and no others, and asks these registries; none where there are none.
    #[must_use]
    pub fn new(hosts: Vec<HostPattern>, registries: Vec<RegistryHost>) -> Self {
        let fetcher = (!hosts.is_empty()).then(|| Fetcher::new(hosts.clone(), LIMITS));
        let fetcher =
            fetcher.and_then(|made| can_ask(made, "nothing can be fetched from an address"));
        let registries =
            (!registries.is_empty()).then(|| Registries::new(registries, registry::LIMITS));
        let registries = registries.and_then(|made| can_ask(made, "no registry can be asked"));
        let hosts = if fetcher.is_some() { hosts } else { Vec::new() };
        Self {
            hosts: hosts.into(),
            fetcher,
            registries,
            places: Arc::new(Semaphore::new(MOST)),
            images: Arc::default(),
        }
    }

    /// The hosts that may be fetched from.
    #[must_use]
    pub fn hosts(&self) -> &[HostPattern] {
        &self.hosts
    }

    /// The text at an address.
    ///
    /// # Errors
    /// It cannot be fetched: a problem that names `address`, with the reason's own word.
    pub async fn text(&self, address: &str) -> Result<Fetched, Problem> {
        let Some(fetcher) = &self.fetcher else {
            return Err(Problem::new(
                ProblemType::NotFetched,
                said::fetches_nothing(),
            ));
        };
        let _place = self.place()?;
        fetcher.text(address).await.map_err(Problem::from)
    }

    /// What the registry of an image has of it.
    ///
    /// # Errors
    /// It cannot be asked or does not tell: a problem at `image`, with the reason's own word.
    pub async fn image(
        &self,
        reference: &Reference,
        account: Option<&Account>,
    ) -> Result<Image, Problem> {
        let Some(registries) = &self.registries else {
            return Err(Problem::new(
                ProblemType::NotFetched,
                said::asks_no_registry(),
            ));
        };
        if account.is_none()
            && let Some(image) = self.images.get(reference)
        {
            return Ok(image);
        }
        let _place = self.place()?;
        let image = registries.image(reference, account).await?;
        if account.is_none() {
            self.images.put(reference.clone(), image.clone());
        }
        Ok(image)
    }

    /// Room for one more.
    fn place(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.places.try_acquire().map_err(|_| {
            let words = said::fetching_too_much();
            Problem::new(ProblemType::Busy, words).retry_after(RETRY_SOON)
        })
    }
}

/// What registries told everybody lately: somebody who types asks for the same again and again, and some registries
/// count. What an account was told is not kept.
#[derive(Debug, Default)]
struct Images(Mutex<HashMap<Reference, (Instant, Image)>>);

impl Images {
    /// How long it holds.
    const AGE: Duration = Duration::from_mins(5);
    /// How many are kept.
    const MOST: usize = 256;

    fn get(&self, reference: &Reference) -> Option<Image> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, image) = kept.get(reference)?;
        (since.elapsed() < Self::AGE).then(|| image.clone())
    }

    fn put(&self, reference: Reference, image: Image) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (since, _)| since.elapsed() < Self::AGE);
        if kept.len() < Self::MOST {
            kept.insert(reference, (Instant::now(), image));
        }
    }
}

/// What asks, unless it cannot be made; said once, at the start.
fn can_ask<T>(made: Result<T, FetchError>, without: &str) -> Option<T> {
    made.inspect_err(|error| {
        let cause = crate::error_chain::Chain(error);
        tracing::warn!(%cause, "{without}");
    })
    .ok()
}

/// The machine's word for why a registry says nothing.
pub(crate) const fn reason_of_registry(error: &RegistryError) -> &'static str {
    match error {
        RegistryError::Fetch(error) => reason(error),
        RegistryError::Denied => "RegistryDenied",
        RegistryError::NoSuchImage => "NoSuchImage",
        RegistryError::TooMany => "RegistryBusy",
        RegistryError::NotARegistry => "NotARegistry",
    }
}

/// The machine's word for why something cannot be fetched.
pub(crate) const fn reason(error: &FetchError) -> &'static str {
    match error {
        FetchError::NotAnAddress => "NotAnAddress",
        FetchError::NotHttps { .. } => "NotHttps",
        FetchError::Credentials => "CredentialsInAddress",
        FetchError::Port { .. } => "PortNotAllowed",
        FetchError::Numeric => "NumericHost",
        FetchError::HostNotAllowed { .. } => "HostNotAllowed",
        FetchError::Inside { .. } => "InsideHost",
        FetchError::NoSuchHost { .. } => "NoSuchHost",
        FetchError::Unreachable { .. } => "Unreachable",
        FetchError::TooManyRedirects { .. } => "TooManyRedirects",
        FetchError::Status { .. } => "UnexpectedStatus",
        FetchError::Page => "NotAFile",
        FetchError::TooLong { .. } => "TooLong",
        FetchError::NotText => "NotText",
        FetchError::TooSlow { .. } => "TooSlow",
        FetchError::Broken { .. } => "Broken",
        FetchError::Tls { .. } => "NoTls",
    }
}
