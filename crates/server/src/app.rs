//! `App`: what every handler can reach.

use std::{ops::Deref, sync::Arc};

use manifest::message::console as said;
use preflight::Policy;
use store::Store;
use tokio_util::sync::CancellationToken;

use crate::{
    assets::Assets,
    clusters::Clusters,
    config::{AuditRetention, PublicUrl, TrustedProxy},
    error_chain::Chain,
    judgements::Judgements,
    limits::Limits,
    outside::Outside,
    problem::{Problem, ProblemType},
    readiness::Readiness,
    sign_in::{Identity, SignIn},
    telemetry,
    writes::Writes,
};

/// The parts of the running server. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    /// What is kept.
    pub store: Store,
    /// The clusters that the console speaks to.
    pub clusters: Clusters,
    /// Who may sign in.
    pub sign_in: SignIn,
    /// The groups of those who see what all do.
    pub admin_groups: Vec<String>,
    /// How long rows of the audit trail are kept.
    pub audit_retention: AuditRetention,
    /// How often people may ask and write.
    pub limits: Limits,
    /// The proxies in front, whose word about where a request comes from counts.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// The hosts by which the console is called.
    pub hosts: Hosts,
    /// What the house refuses on top of Kubernetes.
    pub policy: Policy,
    /// The files of the front end.
    pub assets: Assets,
    /// The writes that run now.
    pub writes: Writes,
    /// The judgements that run now.
    pub judgements: Judgements,
    /// What is fetched from the internet.
    pub outside: Outside,
    /// Whether the database takes writes.
    pub readiness: Readiness,
    /// Cancelled when the server begins to stop; streams end then.
    pub stopping: CancellationToken,
}

/// By which names requests may call the console.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// Names beside the loopback ones, in small letters.
    pub allowed: Vec<String>,
    /// Whether any IP address will do. A page of another site cannot make a browser call us by an
    /// address that it does not know to be ours and still share our origin: rebinding needs a name.
    pub any_address: bool,
    /// The address that people type, where a proxy stands in front.
    pub public_url: Option<PublicUrl>,
}

impl Hosts {
    /// Whether cookies travel under TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.is_secure)
    }

    /// Under which path the console is served: empty, or such as `/everynode`.
    #[must_use]
    pub fn base(&self) -> &str {
        self.public_url.as_ref().map_or("", |url| &url.path)
    }

    /// Below which path browsers send cookies back.
    #[must_use]
    pub fn cookie_path(&self) -> &str {
        match self.base() {
            "" => "/",
            base => base,
        }
    }

    /// What a cookie is called that a console on this port sets. Under TLS its name begins with `__Host-`, so that the browser
    /// itself sees to it that it was set by this very host and over TLS; below a path with `__Secure-`, as `__Host-` rules out
    /// every other path than `/`. On plain HTTP browsers refuse both; there the name holds the port instead, because cookies
    /// do not tell ports apart and two consoles on one machine would sign each other out.
    #[must_use]
    pub fn cookie_name(&self, name: &str, port: u16) -> String {
        match (self.is_secure(), self.base()) {
            (true, "") => format!("__Host-{name}"),
            (true, _) => format!("__Secure-{name}"),
            (false, _) => format!("{name}-{port}"),
        }
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        // Before anything is counted: what is counted earlier is lost.
        if let Err(error) = telemetry::metrics() {
            tracing::warn!(cause = %Chain(error), "there are no metrics");
        }
        Self(Arc::new(parts))
    }

    /// The address of one of our paths, as browsers have to call it.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        [self.hosts.base(), path].concat()
    }

    /// The address of a file of the front end by its plain name, such as `everynode.js`; none if it was not built.
    pub(crate) fn asset(&self, name: &str) -> Option<String> {
        self.assets.path(name).map(|path| self.at(&path))
    }

    /// Refuses whoever is none of the console's admins, and none alone with it.
    ///
    /// # Errors
    ///
    /// A [`ProblemType::Forbidden`].
    pub(crate) fn refuse_others(&self, identity: &Identity) -> Result<(), Problem> {
        if identity.is_local() || self.is_admin(identity) {
            return Ok(());
        }
        Err(Problem::new(ProblemType::Forbidden, said::admins_alone()))
    }

    /// Whether somebody is one of the console's admins, who see what all do.
    #[must_use]
    pub fn is_admin(&self, identity: &Identity) -> bool {
        let mut groups = identity.groups.iter();
        identity.has_groups_of_sign_in() && groups.any(|group| self.admin_groups.contains(group))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
