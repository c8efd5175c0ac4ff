//! Admission: what the cluster checks and changes after validation.

pub mod admitted_pod;
pub mod pod;
pub mod pod_security;
pub mod refusal;
pub mod resource_quota;

mod app_armor;
mod label_keys;
mod priority;
mod runtime_class;
mod service_account;

pub(crate) mod limit_range;
pub(crate) mod namespace_level;
pub(crate) mod references;
