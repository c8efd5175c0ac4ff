//! [`Requests`]: which requests are meant, and [`Seen`]: one that came.

use http::{Method, Uri};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    List,
    Watch,
    Read,
    Write,
    /// Whatever is no resource: `/version`, `/healthz`.
    Other,
}

/// Which requests are meant. All, unless narrowed down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    asks: Option<Vec<Ask>>,
    plural: Option<String>,
    path: Option<String>,
}

/// A request that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its method.
    pub method: Method,
    /// Path and query.
    pub target: String,
    ask: Ask,
    plural: String,
}

impl Requests {
    /// All of them.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Those that list.
    #[must_use]
    pub fn lists() -> Self {
        Self::asking(&[Ask::List])
    }

    /// Those that watch.
    #[must_use]
    pub fn watches() -> Self {
        Self::asking(&[Ask::Watch])
    }

    /// Those that list or watch: by which somebody follows what there is.
    #[must_use]
    pub fn follows() -> Self {
        Self::asking(&[Ask::List, Ask::Watch])
    }

    /// Those that read one object.
    #[must_use]
    pub fn reads() -> Self {
        Self::asking(&[Ask::Read])
    }

    /// Those that write, dry runs too.
    #[must_use]
    pub fn writes() -> Self {
        Self::asking(&[Ask::Write])
    }

    /// Those for exactly this path, such as `/version`.
    #[must_use]
    pub fn to(path: &str) -> Self {
        Self {
            path: Some(path.to_owned()),
            ..Self::default()
        }
    }

    /// Of these, those of one resource: `pods`.
    #[must_use]
    pub fn of(mut self, plural: &str) -> Self {
        self.plural = Some(plural.to_owned());
        self
    }

    fn asking(asks: &[Ask]) -> Self {
        Self {
            asks: Some(asks.to_vec()),
            ..Self::default()
        }
    }

    /// Whether this one is meant.
    #[must_use]
    pub fn matches(&self, seen: &Seen) -> bool {
        let path = seen.target.split('?').next();
        self.asks
            .as_ref()
            .is_none_or(|asks| asks.contains(&seen.ask))
            && self
                .plural
                .as_ref()
                .is_none_or(|plural| *plural == seen.plural)
            && self
                .path
                .as_deref()
                .is_none_or(|wanted| Some(wanted) == path)
    }
}

impl Seen {
    /// What this request is.
    pub(crate) fn new(method: &Method, uri: &Uri) -> Self {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let (plural, has_name) = resource(uri.path());
        let query = uri.query().unwrap_or_default();
        let watches = query
            .split('&')
            .any(|pair| matches!(pair, "watch=true" | "watch=1"));
        let ask = match *method {
            _ if plural.is_empty() => Ask::Other,
            Method::GET if watches => Ask::Watch,
            Method::GET if has_name => Ask::Read,
            Method::GET => Ask::List,
            _ => Ask::Write,
        };
        Self {
            method: method.clone(),
            target: target.to_owned(),
            ask,
            plural: plural.to_owned(),
        }
    }

    /// Whether it is a watch.
    pub(crate) fn is_watch(&self) -> bool {
        self.ask == Ask::Watch
    }
}

/// The resource of a path, and whether it names an object of it; empty where it is none.
fn resource(path: &str) -> (&str, bool) {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (["api", _, rest @ ..] | ["apis", _, _, rest @ ..]) = parts.as_slice() else {
        return ("", false);
    };
    match rest {
        ["namespaces", _, plural, name @ ..] | [plural, name @ ..] => (plural, !name.is_empty()),
        [] => ("", false),
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::{Ask, Seen};

    #[test]
    fn a_request_is_told_by_method_and_path() {
        for (method, target, ask, plural) in [
            (Method::GET, "/version", Ask::Other, ""),
            (Method::GET, "/api/v1", Ask::Other, ""),
            (Method::GET, "/api/v1/pods?limit=5", Ask::List, "pods"),
            (Method::GET, "/api/v1/pods?watch=true", Ask::Watch, "pods"),
            (Method::GET, "/api/v1/namespaces", Ask::List, "namespaces"),
            (Method::GET, "/api/v1/namespaces/n", Ask::Read, "namespaces"),
            (
                Method::GET,
                "/api/v1/namespaces/n/events",
                Ask::List,
                "events",
            ),
            (
                Method::POST,
                "/apis/apps/v1/namespaces/n/daemonsets?dryRun=All",
                Ask::Write,
                "daemonsets",
            ),
            (
                Method::DELETE,
                "/apis/apps/v1/namespaces/n/daemonsets/d",
                Ask::Write,
                "daemonsets",
            ),
        ] {
            let seen = Seen::new(&method, &target.parse().unwrap());
            assert_eq!((seen.ask, seen.plural.as_str()), (ask, plural), "{target}");
        }
    }
}
