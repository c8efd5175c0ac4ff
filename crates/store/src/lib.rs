//! What the console keeps: drafts, sessions, the audit trail and the answers to repeated requests,
//! in SQLite or PostgreSQL.
//!
//! One set of SQL serves both databases, through sqlx's `Any` driver. Two typed pools behind an enum
//! would check queries at compile time, but every query would be written twice, and the second
//! copy is the one that nobody runs. The price of `Any` is a small vocabulary of types, so tables
//! hold only TEXT and BIGINT, and placeholders are `$1`, which SQLite reads as PostgreSQL does.
//!
//! Time is an argument everywhere; nothing in here reads a clock.

pub mod audit;
pub mod clusters;
pub mod drafts;
mod error;
#[cfg(test)]
mod faults;
mod file;
pub mod hints;
pub mod idempotency;
mod location;
mod private;
pub mod replicas;
mod sealed;
pub mod sessions;
pub mod sign_ins;
mod store;
pub mod together;

pub use error::{OpenError, StoreError};
pub use location::Location;
pub use sealed::{Locked, Seal};
pub use store::Store;
