//! How often one person, and one address, may ask and write, so that nobody takes the console from others. Each replica
//! counts for itself. Who started the console on his own machine is not counted: there is nobody to take it from.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

use http::Method;
use manifest::{Message, message::console as said};

use crate::{
    config::PerMinute,
    pace::Pace,
    problem::{Problem, ProblemType},
    sign_in::Identity,
};

/// How much more may come from an address than from one person: an office may be behind it.
const OF_AN_ADDRESS: u32 = 10;

/// The limits.
#[derive(Debug)]
pub struct Limits {
    asks: Option<Limit>,
    writes: Option<Limit>,
}

/// How often something of one kind may come.
#[derive(Debug)]
struct Limit {
    people: Pace<String>,
    addresses: Pace<IpAddr>,
}

impl Limits {
    /// So many a minute for each person.
    #[must_use]
    pub fn new(asks: PerMinute, writes: PerMinute) -> Self {
        Self {
            asks: asks.count().map(Limit::new),
            writes: writes.count().map(Limit::new),
        }
    }

    /// Counts a request of somebody.
    ///
    /// # Errors
    ///
    /// [`ProblemType::TooManyRequests`], with when one more counts.
    pub(crate) fn count(
        &self,
        identity: &Identity,
        method: &Method,
        path: &str,
    ) -> Result<(), Problem> {
        if identity.is_local() {
            return Ok(());
        }
        let is_write = is_write(method, path);
        let limit = if is_write { &self.writes } else { &self.asks };
        let Some(limit) = limit else {
            return Ok(());
        };
        let now = Instant::now();
        if let Err(wait) = limit.people.take(&identity.owner(), now) {
            let words: fn(u32) -> Message = if is_write {
                said::writes_too_often
            } else {
                said::asks_too_often
            };
            return Err(too_often(words, wait));
        }
        let Some(address) = identity.sender.address else {
            return Ok(());
        };
        let taken = limit.addresses.take(&source_of(address), now);
        taken.map_err(|wait| too_often(said::address_too_often, wait))
    }
}

impl Limit {
    fn new(count: u32) -> Self {
        let each = Duration::from_mins(1) / count;
        Self {
            people: Pace::new(count, each, String::new()),
            addresses: Pace::new(
                count.saturating_mul(OF_AN_ADDRESS),
                each / OF_AN_ADDRESS,
                Ipv6Addr::UNSPECIFIED.into(),
            ),
        }
    }
}

/// Whether a request is to change something in a cluster, or what the console is. What only judges a text, or keeps one that
/// is being written, comes at every pause of the typing.
fn is_write(method: &Method, path: &str) -> bool {
    let only_asks = ["/preflight", "/fetch"];
    !matches!(*method, Method::GET | Method::HEAD)
        && !only_asks.iter().any(|end| path.ends_with(end))
        && !path.contains("/drafts/")
}

fn too_often(words: fn(u32) -> Message, wait: Duration) -> Problem {
    // Rounded up: who comes back then shall be answered.
    let seconds = u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX);
    Problem::new(ProblemType::TooManyRequests, words(seconds)).retry_after(seconds)
}

/// What counts as one address: of IPv6 the network, since a single customer has 2^64 addresses.
pub(crate) fn source_of(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        canonical @ IpAddr::V4(_) => canonical,
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::is_write;

    #[test]
    fn what_only_judges_or_keeps_a_text_is_no_write() {
        let all = "/api/v1/clusters/c/namespaces/n/daemonsets";
        for (method, path, expected) in [
            (Method::GET, all.to_owned(), false),
            (Method::HEAD, all.to_owned(), false),
            (Method::POST, all.to_owned(), true),
            (Method::PUT, format!("{all}/agent"), true),
            (Method::DELETE, format!("{all}/agent/pods/p"), true),
            (Method::POST, format!("{all}/agent/restart"), true),
            (
                Method::POST,
                "/api/v1/clusters/c/preflight".to_owned(),
                false,
            ),
            (Method::POST, "/api/v1/fetch".to_owned(), false),
            (Method::PUT, "/api/v1/drafts/one".to_owned(), false),
            (Method::POST, "/api/v1/clusters".to_owned(), true),
        ] {
            assert_eq!(is_write(&method, &path), expected, "{method} {path}");
        }
    }
}
