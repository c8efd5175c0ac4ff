//! From a kubeconfig, or from inside a pod, to a client.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use contract::ClusterKind;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use kube::{
    Config,
    config::{AuthInfo, KubeConfigOptions, Kubeconfig, KubeconfigError},
};
use thiserror::Error;

use crate::{
    Cluster,
    added::Added,
    api_server::ApiServer,
    cluster::Ways,
    transport::{Transport, proxy},
    watch::Extent,
};

/// How long a connection to the API server may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Of how many namespaces each is read by itself.
const MOST_NAMESPACES: usize = 8;
/// The name of the cluster that the console itself runs in.
const IN_CLUSTER: &str = "in-cluster";

/// Which cluster to connect to, and as whom.
#[derive(Clone, Debug)]
pub enum ConnectOptions {
    /// The one this process runs in, as its pod's service account.
    InCluster,
    /// One that a kubeconfig names.
    Kubeconfig {
        /// The file; if none is given, those of `KUBECONFIG`, else `~/.kube/config`.
        path: Option<PathBuf>,
        /// The context; if none is given, the current one.
        context: Option<String>,
    },
    /// One that somebody added.
    Added(Box<Added>),
}

/// Why there is not even a client. That the API server does not answer is no such reason.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// This process does not run in a pod, or the pod has no service account.
    #[error("the service account of this pod could not be read")]
    InCluster(#[source] kube::config::InClusterError),
    /// The kubeconfig cannot be read.
    #[error("the kubeconfig {} could not be read", path.as_ref().map_or_else(
        || "(KUBECONFIG or ~/.kube/config)".to_owned(),
        |path| path.display().to_string(),
    ))]
    ReadKubeconfig {
        /// The file, where one was named.
        path: Option<PathBuf>,
        /// What went wrong.
        #[source]
        source: KubeconfigError,
    },
    /// Neither the options nor the kubeconfig name a context.
    #[error("the kubeconfig has no current context; it has: {}", listed(contexts))]
    NoContext {
        /// The contexts that there are.
        contexts: Vec<String>,
    },
    /// There is no context of this name.
    #[error(
        "the kubeconfig has no context {context:?}; it has: {}",
        listed(contexts)
    )]
    UnknownContext {
        /// The context that was asked for.
        context: String,
        /// The contexts that there are.
        contexts: Vec<String>,
    },
    /// The context names a cluster or user that is missing or broken.
    #[error("the context {context:?} of the kubeconfig cannot be used")]
    Context {
        /// The context.
        context: String,
        /// What went wrong.
        #[source]
        source: KubeconfigError,
    },
    /// The kubeconfig names a proxy that cannot be spoken to.
    #[error(
        "the proxy-url of the context {context:?} begins with {scheme:?}; it can be http, https or socks5"
    )]
    Proxy {
        /// The context.
        context: String,
        /// How the proxy is to be spoken to.
        scheme: String,
    },
    /// The certificates or credentials make no client.
    #[error("the certificates or credentials for the cluster {name:?} cannot be used")]
    Client {
        /// The cluster.
        name: String,
        /// What went wrong.
        #[source]
        source: kube::Error,
    },
}

impl Cluster {
    /// Makes a client and starts the watches. The API server need not answer: it is tried until it
    /// does, and [`Cluster::summary`] says how it stands. It is called as its context is, `in-cluster` where there is none.
    ///
    /// Must be called on a tokio runtime. A kubeconfig may have a command run for a token, and that is waited for on this
    /// very thread.
    ///
    /// # Errors
    /// There is no configuration, or it makes no client. See [`ConnectError`].
    pub async fn connect(options: ConnectOptions) -> Result<Self, ConnectError> {
        Self::connect_as(None, options, &[]).await
    }

    /// As [`Self::connect`], under this name where there is one; these namespaces alone are read where some are named.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn connect_as(
        name: Option<&str>,
        options: ConnectOptions,
        namespaces: &[String],
    ) -> Result<Self, ConnectError> {
        Self::connect_to(name, options, &Extent::of_namespaces(namespaces)).await
    }

    /// As [`Self::connect`], to judge manifests that go to these namespaces: of what matters in a namespace alone no other is
    /// read, and what only pages show is not read at all. Of many namespaces one list of all is less than one of each.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn connect_to_judge(
        options: ConnectOptions,
        namespaces: &[String],
    ) -> Result<Self, ConnectError> {
        let near = if namespaces.len() > MOST_NAMESPACES {
            &[]
        } else {
            namespaces
        };
        Self::connect_to(None, options, &Extent::to_judge(near)).await
    }

    async fn connect_to(
        name: Option<&str>,
        options: ConnectOptions,
        extent: &Extent,
    ) -> Result<Self, ConnectError> {
        // One of the two providers that are linked in must be chosen. That another part of the
        // process has chosen before is fine: then it is chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (usual_name, mut config, proxy) = match options {
            // Beside the API server there is no proxy in between.
            ConnectOptions::InCluster => {
                let config = Config::incluster().map_err(ConnectError::InCluster)?;
                (IN_CLUSTER.to_owned(), config, None)
            }
            ConnectOptions::Kubeconfig { path, context } => {
                from_kubeconfig(read_kubeconfig(path.as_deref())?, context).await?
            }
            ConnectOptions::Added(added) => from_kubeconfig(added.into_kubeconfig(), None).await?,
        };
        let name = name.map_or(usual_name, str::to_owned);
        config.connect_timeout = Some(CONNECT_TIMEOUT);
        let server = ApiServer::of(&config);
        // Whoever comes with a token of his own must not be taken for the console: no certificate of its own is shown on
        // that way, which an API server would believe before any token.
        let mut bare = config.clone();
        bare.auth_info = AuthInfo::default();
        let acts_as_another = config.auth_info.impersonate.is_some();
        let ways = Transport::new(&config, proxy.as_ref()).and_then(|own| {
            Ok(Ways {
                without_credentials: Transport::new(&bare, proxy.as_ref())?,
                impersonating: if acts_as_another {
                    Transport::closed()
                } else {
                    own.clone()
                },
                own,
            })
        });
        let ways = match ways {
            Ok(ways) => ways,
            Err(source) => return Err(ConnectError::Client { name, source }),
        };
        Ok(Self::start(
            (&name, ClusterKind::Kubernetes),
            Some(server),
            ways,
            extent,
        ))
    }
}

/// The names for people; an empty kubeconfig has none.
fn listed(contexts: &[String]) -> String {
    if contexts.is_empty() {
        "none".to_owned()
    } else {
        contexts.join(", ")
    }
}

/// The kubeconfig of this file; the usual one where none is named.
pub(crate) fn read_kubeconfig(path: Option<&Path>) -> Result<Kubeconfig, ConnectError> {
    let read = match path {
        Some(path) => Kubeconfig::read_from(path),
        None => Kubeconfig::read(),
    };
    read.map_err(|source| ConnectError::ReadKubeconfig {
        path: path.map(Path::to_owned),
        source,
    })
}

/// The name of a context, its configuration, and the proxy on the way.
async fn from_kubeconfig(
    kubeconfig: Kubeconfig,
    context: Option<String>,
) -> Result<(String, Config, Option<Intercept>), ConnectError> {
    let contexts: Vec<String> = kubeconfig
        .contexts
        .iter()
        .map(|context| context.name.clone())
        .collect();
    let current = kubeconfig
        .current_context
        .clone()
        .filter(|it| !it.is_empty());
    let Some(context) = context.or(current) else {
        return Err(ConnectError::NoContext { contexts });
    };
    if !contexts.contains(&context) {
        return Err(ConnectError::UnknownContext { context, contexts });
    }
    let options = KubeConfigOptions {
        context: Some(context.clone()),
        ..KubeConfigOptions::default()
    };
    let proxy_url = proxy_url(&kubeconfig, &context);
    match Config::from_custom_kubeconfig(kubeconfig, &options).await {
        Ok(config) => {
            let environment = Matcher::from_env();
            let proxy = proxy::to(&config.cluster_url, proxy_url.as_deref(), &environment);
            // Never past a proxy that is asked for.
            let asked = config.proxy_url.as_ref().filter(|_| proxy_url.is_some());
            match asked.and_then(|proxy| proxy.scheme_str()) {
                None | Some("http" | "https" | "socks5" | "socks5h") => {
                    Ok((context, config, proxy))
                }
                Some(scheme) => Err(ConnectError::Proxy {
                    context,
                    scheme: scheme.to_owned(),
                }),
            }
        }
        Err(source) => Err(ConnectError::Context { context, source }),
    }
}

/// What a kubeconfig says of the proxy before the cluster of a context; nothing where that is empty.
fn proxy_url(kubeconfig: &Kubeconfig, context: &str) -> Option<String> {
    let mut contexts = kubeconfig.contexts.iter();
    let context = contexts.find(|named| named.name == context)?;
    let cluster = &context.context.as_ref()?.cluster;
    let mut clusters = kubeconfig.clusters.iter();
    let cluster = clusters.find(|named| named.name == *cluster)?;
    let proxy_url = cluster.cluster.as_ref()?.proxy_url.clone();
    proxy_url.filter(|proxy_url| !proxy_url.is_empty())
}
