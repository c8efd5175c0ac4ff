//! `everynode serve`: from settings to a running console, and to a clean stop.

mod choose_cluster;
mod connections;
mod listen;
mod open_files;
mod upkeep;

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use jiff::Timestamp;
use sandbox::Person;
use store::{OpenError, Seal, Store, StoreError};
use thiserror::Error;
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;

use super::print;
use crate::{
    app::{App, Hosts, Parts},
    assets::Assets,
    clusters,
    config::{ConfigError, PerMinute, ServeFlags, Settings},
    error_chain::Chain,
    hints,
    judgements::Judgements,
    limits::Limits,
    outside::Outside,
    readiness::Readiness,
    router::router,
    sign_in::{ClusterAccess, Oidc, OidcSetupError, SealError, SealKeys, SignIn, TokenSignIn},
    telemetry::{self, TelemetryError},
    writes::Writes,
};
use choose_cluster::{ChooseError, Chosen};
use connections::Connections;

/// Why the console cannot start or had to stop.
#[derive(Debug, Error)]
pub enum ServeError {
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The log filter is wrong.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The runtime cannot be started.
    #[error("cannot start threads")]
    Runtime(#[source] io::Error),
    /// The system has no random numbers for a token.
    #[error("the system gives no random numbers for the sign-in token")]
    Entropy(#[source] getrandom::Error),
    /// The certificate authorities of the provider cannot be read.
    #[error("oidc_ca_file")]
    ProviderCa(#[source] io::Error),
    /// The provider cannot be set up.
    #[error(transparent)]
    Provider(#[from] OidcSetupError),
    /// What is kept of tokens cannot be sealed.
    #[error(transparent)]
    Seal(SealError),
    /// The address cannot be listened on.
    #[error("{key}: cannot listen on {address}")]
    Listen {
        /// The setting.
        key: &'static str,
        /// Its value.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The database cannot be opened.
    #[error("database")]
    Store(#[from] OpenError),
    /// It cannot be seen with what keys the database is sealed.
    #[error("database")]
    Sealed(#[source] StoreError),
    /// There is no cluster to speak to.
    #[error(transparent)]
    Cluster(#[from] ChooseError),
    /// What is printed at the start cannot be printed.
    #[error("cannot print the address of the console")]
    Print(#[source] io::Error),
    /// The signals that stop the console cannot be received.
    #[error("cannot receive signals")]
    Signals(#[source] io::Error),
}

/// Runs the console until a signal stops it.
///
/// # Errors
///
/// [`ServeError`], each with the key of the setting that is in the way.
pub fn run(flags: &ServeFlags) -> Result<(), ServeError> {
    let settings = Settings::load(flags)?;
    telemetry::start_logging(settings.log.as_deref(), settings.log_format)?;
    let connections = Connections::with_files(open_files::allow_many());
    // As many workers as cores. Few blocking threads: only name resolution and file reads use them.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(8)
        .build()
        .map_err(ServeError::Runtime)?;
    runtime.block_on(serve(&settings, connections))
}

async fn serve(settings: &Settings, connections: Connections) -> Result<(), ServeError> {
    let signals = listen::Signals::register().map_err(ServeError::Signals)?;
    // First what most often fails, and costs nothing to try: the port.
    let listener = bind("listen", settings.listen().0).await?;
    let address = listener
        .local_addr()
        .map_err(|source| listen_error("listen", settings.listen().0, source))?;
    let keys = settings
        .seal_keys()
        .map_err(ServeError::Seal)?
        .map(Arc::new);
    let store = open_store(settings, keys.clone()).await?;
    let chosen = choose_cluster::choose(settings).await?;
    let base = base_url(settings, address);
    let (sign_in, token) = sign_in(settings, &chosen, &base, keys)?;
    let stopping = CancellationToken::new();
    let app = App::new(Parts {
        store: store.clone(),
        clusters: chosen.clusters.clone(),
        sign_in,
        admin_groups: settings.admin_group.clone(),
        audit_retention: settings.audit_retention,
        limits: Limits::new(
            settings.asks_per_minute.unwrap_or(PerMinute::USUAL_ASKS),
            settings
                .writes_per_minute
                .unwrap_or(PerMinute::USUAL_WRITES),
        ),
        trusted_proxies: settings.trusted_proxy.clone(),
        hosts: hosts(settings),
        policy: settings.policy.policy(),
        assets: Assets::load(),
        writes: Writes::default(),
        judgements: Judgements::default(),
        outside: Outside::new(settings.fetch_hosts(), settings.image_registries()),
        readiness: Readiness::default(),
        stopping: stopping.clone(),
    });
    let upkeep = tokio::spawn(upkeep::run(app.clone()));
    if settings.access() == ClusterAccess::PassThrough {
        tokio::spawn(SignIn::say_trust(app.clone()));
    }
    let added = Arc::new(Notify::new());
    tokio::spawn(clusters::follow_added(
        chosen.clusters.clone(),
        store.clone(),
        Arc::clone(&added),
        stopping.clone(),
    ));
    let hinted = app.clone();
    tokio::spawn(async move { hints::follow(&hinted, &added).await });
    for source in chosen.sources.clone() {
        tokio::spawn(source.follow(chosen.clusters.clone(), stopping.clone()));
    }
    let sandboxes = serve_sandboxes(settings, &chosen, &stopping).await?;
    let url = start_url(&base, token.as_deref());
    let people = people(settings, &chosen);
    print(&greeting(&store, &chosen, &sandboxes, &people, &url)).map_err(ServeError::Print)?;

    let router = router(app.clone(), address.port());
    listen::until(router, listener, connections, signals, &app).await;
    upkeep.abort();
    if let Err(error) = store.replicas().leave().await {
        tracing::debug!(cause = %Chain(&error), "other consoles wait for this one for a while");
    }
    if let Err(error) = store.close().await {
        tracing::warn!(cause = %Chain(&error), "the database was not closed cleanly; nothing is lost");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The database, sealed where there are keys; they must fit what is in it.
async fn open_store(settings: &Settings, keys: Option<Arc<SealKeys>>) -> Result<Store, ServeError> {
    let mut store = Store::open(&settings.database_url()?).await?;
    if let Some(keys) = &keys {
        store = store.sealed_by(Arc::clone(keys) as Arc<dyn Seal>);
    }
    let locked = store.locked(Timestamp::now()).await;
    let locked = locked.map_err(ServeError::Sealed)?;
    SealKeys::fit(keys.as_deref(), &locked).map_err(ServeError::Seal)?;
    Ok(store)
}

async fn bind(key: &'static str, address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| listen_error(key, address, source))
}

fn listen_error(key: &'static str, address: SocketAddr, source: io::Error) -> ServeError {
    ServeError::Listen {
        key,
        address,
        source,
    }
}

/// Sign-in by tokens of the cluster; or by the token that was set or a new one, and that token.
/// People call the console by this address.
fn sign_in(
    settings: &Settings,
    chosen: &Chosen,
    base: &str,
    keys: Option<Arc<SealKeys>>,
) -> Result<(SignIn, Option<String>), ServeError> {
    let times = settings.session_times();
    let access = settings.access();
    let keys = match keys {
        Some(keys) => keys,
        None => Arc::new(SealKeys::random().map_err(ServeError::Seal)?),
    };
    let home = (chosen.clusters.clone(), chosen.first.name().to_owned());
    let tokens = TokenSignIn::new(home, access, settings.audience.clone(), keys);
    if access != ClusterAccess::Kubeconfig {
        let sign_in = SignIn::with_cluster(tokens, times);
        let provider = settings.oidc(base).map_err(ServeError::ProviderCa)?;
        return Ok(match provider {
            Some(provider) => (sign_in.and_provider(Oidc::new(provider)?), None),
            None => (sign_in, None),
        });
    }
    let (sign_in, token) = match &settings.local_token {
        Some(token) => (SignIn::with_token(token, times), token.reveal().to_owned()),
        None => SignIn::with_random_token(times).map_err(ServeError::Entropy)?,
    };
    Ok((sign_in.and_tokens(tokens), Some(token)))
}

/// Who there is in the sandbox, and how each signs in; nothing elsewhere.
fn people(settings: &Settings, chosen: &Chosen) -> String {
    let takes_tokens = |way| way != ClusterAccess::Kubeconfig;
    let mut ways = settings.ways().into_iter().map(|(_, way)| way);
    if chosen.sandboxes.is_empty() || !takes_tokens(settings.access()) && !ways.any(takes_tokens) {
        return String::new();
    }
    let line = |person: &Person| {
        let Person {
            role, user, token, ..
        } = person;
        format!("          {role:<9} {user:<5} {token}\n")
    };
    let lines: String = Person::ALL.iter().map(line).collect();
    format!("People    each signs in with a token, here or by `kubectl --token`\n{lines}")
}

fn hosts(settings: &Settings) -> Hosts {
    Hosts {
        allowed: settings
            .allowed_host
            .iter()
            .map(|host| host.0.clone())
            .collect(),
        any_address: settings.allow_remote,
        public_url: settings.public_url.clone(),
    }
}

/// Opens the ports of the sandboxes for `kubectl`: of the first the one that was asked for, of each further one the next.
async fn serve_sandboxes(
    settings: &Settings,
    chosen: &Chosen,
    stopping: &CancellationToken,
) -> Result<Vec<SocketAddr>, ServeError> {
    let mut wanted = settings.sandbox_listen().0;
    let mut addresses = Vec::new();
    for sandbox in &chosen.sandboxes {
        let sandbox = sandbox.clone();
        let listener = bind("sandbox_listen", wanted).await?;
        let address = listener
            .local_addr()
            .map_err(|source| listen_error("sandbox_listen", wanted, source))?;
        let stopped = stopping.clone().cancelled_owned();
        tokio::spawn(async move {
            if let Err(error) = sandbox.serve(listener, stopped).await {
                tracing::error!(cause = %Chain(&error), "kubectl can no longer reach the sandbox");
            }
        });
        addresses.push(address);
        // Port 0 is any free one.
        if wanted.port() != 0 {
            wanted.set_port(wanted.port().wrapping_add(1));
        }
    }
    Ok(addresses)
}

/// By which scheme, authority and path people call the console.
fn base_url(settings: &Settings, address: SocketAddr) -> String {
    match &settings.public_url {
        Some(url) => url.to_string(),
        None => format!("http://{}", on_this_machine(address)),
    }
}

/// The address to open.
fn start_url(base: &str, token: Option<&str>) -> String {
    match token {
        Some(token) => format!("{base}/sign-in?token={token}"),
        None => format!("{base}/sign-in"),
    }
}

/// By which address this machine itself reaches what listens at one: what listens on all of them, by loopback.
fn on_this_machine(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// What is printed at the start: which cluster, where things are kept, who may sign in, and the one address to open.
fn greeting(
    store: &Store,
    chosen: &Chosen,
    sandboxes: &[SocketAddr],
    people: &str,
    url: &str,
) -> String {
    let line = |address: &SocketAddr| {
        let address = on_this_machine(*address);
        format!("kubectl   kubectl --server http://{address} get daemonsets --all-namespaces\n")
    };
    let kubectl: String = sandboxes.iter().map(line).collect();
    format!(
        "Cluster   {}\nKept in   {}\n{kubectl}{people}Open      {url}\n",
        chosen.description,
        store.location()
    )
}

#[cfg(test)]
mod tests {
    use super::{Settings, base_url, on_this_machine};

    #[test]
    fn a_provider_sends_people_back_to_below_the_path() {
        // The issuer stays as it was typed, its slash included; the console's own address has none at its end.
        for url in [
            "https://c.example/everynode",
            "https://c.example/everynode/",
        ] {
            let issuer = "https://idp.example/application/o/everynode/";
            let settings = Settings {
                public_url: Some(url.parse().unwrap()),
                oidc_issuer_url: Some(issuer.parse().unwrap()),
                ..Settings::default()
            };
            let base = base_url(&settings, "127.0.0.1:8080".parse().unwrap());
            let oidc = settings.oidc(&base).unwrap().unwrap();
            assert_eq!(oidc.issuer, issuer);
            assert_eq!(
                oidc.redirect_uri(),
                "https://c.example/everynode/sign-in/callback"
            );
        }
    }

    #[test]
    fn what_listens_everywhere_is_called_by_loopback() {
        for (listens, called) in [
            ("0.0.0.0:8001", "127.0.0.1:8001"),
            ("[::]:8001", "[::1]:8001"),
            ("127.0.0.2:1", "127.0.0.2:1"),
            ("192.168.0.9:80", "192.168.0.9:80"),
        ] {
            let address = on_this_machine(listens.parse().unwrap());
            assert_eq!(address.to_string(), called);
        }
    }
}
