//! Why something cannot be fetched.

use std::error::Error;

use thiserror::Error;

use crate::resolve::NotFound;

/// Why a text cannot be fetched. Each says what to do about it where something can be done.
#[derive(Debug, Error)]
pub enum FetchError {
    /// It is no address.
    #[error("this is no address of the form https://host/path")]
    NotAnAddress,
    /// It is not fetched by HTTPS.
    #[error("only https is fetched, not {scheme}")]
    NotHttps {
        /// What it would be fetched by.
        scheme: String,
    },
    /// It names a user or a password.
    #[error("an address with a user or a password in it is not fetched")]
    Credentials,
    /// It names a port of its own.
    #[error("only the port of https is asked, not {port}")]
    Port {
        /// The port that it names.
        port: u16,
    },
    /// It names a machine by number.
    #[error("only hosts with a name are fetched from")]
    Numeric,
    /// Nobody allowed the host.
    #[error("`{host}` is none of the hosts that this console fetches from")]
    HostNotAllowed {
        /// The host.
        host: String,
    },
    /// The name of the host leads to what is not on the internet.
    #[error("`{host}` leads to an address that is not on the internet")]
    Inside {
        /// The host.
        host: String,
    },
    /// The host has no address.
    #[error("`{host}` cannot be found")]
    NoSuchHost {
        /// The host.
        host: String,
    },
    /// The host does not answer, or cannot be trusted.
    #[error("`{host}` cannot be reached")]
    Unreachable {
        /// The host.
        host: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It leads from one address to the next.
    #[error("it leads on more than {most} times")]
    TooManyRedirects {
        /// How often is allowed.
        most: usize,
    },
    /// The host answers with something else than a text.
    #[error("it is answered with the status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The host answers with a page for people.
    #[error("it is a page and not a file; look for the address of the file itself (Raw)")]
    Page,
    /// The text is longer than it may be.
    #[error("it is longer than {} KiB", .most >> 10)]
    TooLong {
        /// Bytes that it may have.
        most: usize,
    },
    /// What comes is not UTF-8.
    #[error("it is not a text in UTF-8")]
    NotText,
    /// It did not come to its end in time.
    #[error("it is not here after {seconds} seconds")]
    TooSlow {
        /// How long it may take.
        seconds: u64,
    },
    /// It broke off.
    #[error("it breaks off")]
    Broken {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// There is no TLS here.
    #[error("TLS cannot be spoken")]
    Tls {
        /// Why.
        source: rustls::Error,
    },
}

impl FetchError {
    /// Whether the address itself is refused, whatever would be there.
    #[must_use]
    pub const fn is_refused(&self) -> bool {
        matches!(
            self,
            Self::NotAnAddress
                | Self::NotHttps { .. }
                | Self::Credentials
                | Self::Port { .. }
                | Self::Numeric
                | Self::HostNotAllowed { .. }
                | Self::Inside { .. }
        )
    }
}

/// What it means that no answer came from a host.
pub(crate) fn connecting(error: hyper_util::client::legacy::Error, host: &str) -> FetchError {
    let host = host.to_owned();
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(at) = cause {
        match at.downcast_ref::<NotFound>() {
            Some(NotFound::Inside) => return FetchError::Inside { host },
            Some(NotFound::Nowhere) => return FetchError::NoSuchHost { host },
            None => cause = at.source(),
        }
    }
    FetchError::Unreachable {
        host,
        source: Box::new(error),
    }
}
