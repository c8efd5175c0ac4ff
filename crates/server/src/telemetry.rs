//! Logs and metrics.

mod one_line;

use std::{io::IsTerminal as _, sync::OnceLock, time::Duration};

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use thiserror::Error;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    EnvFilter,
    filter::{ParseError, Targets},
    fmt,
    prelude::*,
};

use crate::{
    config::LogFormat,
    version::{COMMIT, VERSION},
};

/// The seconds at which the histogram of request durations is cut.
const DURATION_BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];

/// What is logged unless something else is asked for.
const USUAL_FILTER: &str = "info";

/// Our own crates, as targets name them: what they log is written with care for what may stand in a log.
const OURS: [&str; 8] = [
    "cluster",
    "contract",
    "everynode",
    "manifest",
    "preflight",
    "sandbox",
    "server",
    "store",
];

/// The most that libraries may say, whatever filter is asked for: this stands beside every filter, and both must
/// agree.
///
/// The Kubernetes client prints answers that it cannot read whole, with the environment of pods and the data of
/// Secrets; and it names neither cluster nor kind when a request fails. Whoever sent the request does, and says it
/// once. At the level `trace` libraries print what they read and write, so none of them has it.
fn house_rules() -> Targets {
    Targets::new()
        .with_default(LevelFilter::DEBUG)
        .with_targets(OURS.map(|target| (target, LevelFilter::TRACE)))
        .with_target("kube", LevelFilter::OFF)
        .with_target("sqlx::postgres::notice", LevelFilter::WARN)
}

/// Why logs or metrics cannot be set up.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The filter makes no sense.
    #[error(
        "log: `{filter}` is not `error`, `warn`, `info`, `debug`, `trace` or a filter such as `info,cluster=debug`"
    )]
    Filter {
        /// The filter as given.
        filter: String,
        /// What is wrong with it.
        #[source]
        source: ParseError,
    },
    /// The histogram cannot be cut this way, which is a bug.
    #[error("cannot set up metrics")]
    Buckets(#[source] BuildError),
    /// Another part of the process has set up metrics of its own.
    #[error("metrics are set up already")]
    SetTwice,
}

/// Sends logs to standard error, where they do not mix with what the program prints.
///
/// # Errors
///
/// The filter makes no sense.
pub(crate) fn start_logging(filter: Option<&str>, format: LogFormat) -> Result<(), TelemetryError> {
    let filter = filter.filter(|it| !it.is_empty()).unwrap_or(USUAL_FILTER);
    let parsed = EnvFilter::builder()
        .parse(filter)
        .map_err(|source| TelemetryError::Filter {
            filter: filter.to_owned(),
            source,
        })?;
    let registry = tracing_subscriber::registry()
        .with(house_rules())
        .with(parsed);
    let layer = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match format {
        LogFormat::Text => registry
            .with(layer.with_target(false).fmt_fields(one_line::fields()))
            .init(),
        LogFormat::Json => registry
            .with(layer.json().flatten_event(true).with_current_span(true))
            .init(),
    }
    Ok(())
}

/// The metrics of this process; set up once, however many servers run in it.
///
/// # Errors
///
/// Another part of the process has set up metrics of its own.
pub(crate) fn metrics() -> Result<&'static PrometheusHandle, &'static TelemetryError> {
    static HANDLE: OnceLock<Result<PrometheusHandle, TelemetryError>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new()
                .set_buckets_for_metric(
                    Matcher::Full("http_request_duration_seconds".to_owned()),
                    &DURATION_BUCKETS,
                )
                .map_err(TelemetryError::Buckets)?
                .build_recorder();
            let handle = recorder.handle();
            metrics::set_global_recorder(recorder).map_err(|_| TelemetryError::SetTwice)?;
            describe();
            Ok(handle)
        })
        .as_ref()
}

/// How often [`PrometheusHandle::run_upkeep`] should run, so that histograms do not grow between two scrapes.
pub(crate) const UPKEEP: Duration = Duration::from_secs(15);

fn describe() {
    metrics::describe_counter!(
        "http_requests_total",
        "Requests by route, method and status."
    );
    metrics::describe_histogram!(
        "http_request_duration_seconds",
        metrics::Unit::Seconds,
        "From the last byte of the request's head to the first of the answer."
    );
    metrics::describe_gauge!("event_stream_viewers", "Open event streams by cluster.");
    metrics::describe_gauge!(
        "cluster_fresh",
        "1 while what the console shows follows the cluster, else 0."
    );
    metrics::describe_gauge!(
        "everynode_build_info",
        "Always 1; its label is the version."
    );
    metrics::gauge!("everynode_build_info", "version" => VERSION, "commit" => COMMIT).set(1.0);
}
