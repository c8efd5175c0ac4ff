//! The crate against an API server of a few lines, which can also do what a real one does only on
//! its worst days.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what is skipped is said")]

mod deletes;
mod faults;
mod faults_live;
mod live;
mod malformed;
mod mock;
mod proxy;
mod watches;
mod writes;
