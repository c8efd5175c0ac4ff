//! The console in the browser: pages, parts, primitives, and the state behind them.
//!
//! A library besides the binary so that what is pure in it (sorting, formatting, merging a stream)
//! is tested on the host with `cargo test`.

#![expect(
    clippy::must_use_candidate,
    reason = "most public functions here are components, which the view macro uses"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties"
)]

pub mod api;
pub mod app;
pub mod pages;
pub mod parts;
pub mod reactive;
pub mod routes;
pub mod state;
pub mod text;
pub mod ui;
