//! What is fetched from the internet for those who are signed in: of few hosts, few at a time.

use manifest::message::console as said;
use std::{sync::Arc, time::Duration};

use fetch::{FetchError, Fetched, Fetcher, HostPattern, Limits};
use manifest::yaml::limit::MAX_BYTES;
use tokio::sync::Semaphore;

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
    places: Arc<Semaphore>,
}

impl Outside {
    /// Fetches from these hosts and no others; from nowhere where there are none.
    #[must_use]
    pub fn new(hosts: Vec<HostPattern>) -> Self {
        let fetcher = match Fetcher::new(hosts.clone(), LIMITS) {
            Ok(fetcher) if !hosts.is_empty() => Some(fetcher),
            Ok(_) => None,
            Err(error) => {
                let cause = crate::error_chain::Chain(&error);
                tracing::warn!(%cause, "nothing can be fetched from an address");
                None
            }
        };
        let hosts = if fetcher.is_some() { hosts } else { Vec::new() };
        Self {
            hosts: hosts.into(),
            fetcher,
            places: Arc::new(Semaphore::new(MOST)),
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
        let Ok(_place) = self.places.try_acquire() else {
            let words = said::fetching_too_much();
            return Err(Problem::new(ProblemType::Busy, words).retry_after(RETRY_SOON));
        };
        fetcher.text(address).await.map_err(Problem::from)
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
