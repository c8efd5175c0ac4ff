//! The sandbox as its clients see it: requests through the service, and a client of kube-rs.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests fails by panicking, as tests do"
)]

mod faults;
mod init_containers;
mod kube_client;
mod lists;
mod people;
mod readiness;
mod rollout;
mod support;
mod watches;
mod writes;
