//! Admission: what the cluster checks and changes after validation.

pub mod pod_security;
