//! The product: `everynode`, the web console for Kubernetes DaemonSets.
//!
//! [`router`] shows every route on one page; `routes/<resource>/<verb>.rs` holds one verb each. Only here
//! do HTTP status codes mean something to the product: what the other crates return as errors becomes a
//! [`problem::Problem`] in this one.
//!
//! To add an endpoint: write its path in `contract::path`, the handler with its `#[utoipa::path]` in
//! `routes/`, name it in `router.rs`, add its test in `tests/api/`, and accept the OpenAPI snapshot.

mod accept;
pub mod app;
pub mod assets;
pub mod clusters;
pub mod command;
pub mod config;
mod error_chain;
mod extract;
mod hints;
pub mod janitor;
pub mod judgements;
pub mod limits;
pub mod live;
pub mod logs;
mod middleware;
pub mod openapi;
pub mod outside;
mod pace;
mod page;
pub mod problem;
pub mod readiness;
mod replicas;
mod rights_end;
pub mod router;
mod routes;
pub mod sign_in;
mod telemetry;
mod templates;
mod told;
mod version;
pub mod writes;
