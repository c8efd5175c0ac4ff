//! What the cluster will say and do about a DaemonSet, from objects alone: no clock, no I/O, no randomness.

pub mod admission;
mod content;
mod cursor;
pub mod facts;
mod findings;
mod go;
pub mod placement;
pub mod policy;
pub mod problem;
mod quality;
mod questions;
pub mod report;
mod resources;
pub mod rollout;
pub mod rules;
pub mod status;
mod text_set;
pub mod warnings;

pub use facts::{Facts, NodeFacts, Nodes, Taint};
pub use policy::Policy;
pub use problem::{CONFLICT, NOT_SERVED, Problem, Severity, Source};
pub use quality::QualityOfService;
pub use questions::Questions;
pub use report::{
    Forecast, NodePlacement, PodSecurity, Report, refusals, report, report_object, report_service,
    report_update,
};
pub use rollout::{Rollout, RolloutForecast};
