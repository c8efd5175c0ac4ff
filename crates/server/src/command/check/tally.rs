//! How a check went, and the exit code that says so.

use std::ops::AddAssign;
use std::process::ExitCode;

/// The exit code where at least one manifest is refused.
const REFUSED: u8 = 1;
/// The exit code where something could not be read at all.
const UNREADABLE: u8 = 2;
/// The exit code where all are accepted, but one only as what it was converted to: as it is, kubectl and every
/// cluster of today would refuse it.
const CONVERTED: u8 = 3;

/// How it went, over all documents.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Documents that a cluster would accept.
    pub(super) accepted: usize,
    /// Documents that it would accept once they are converted to a version that it serves.
    pub(super) converted: usize,
    /// Documents that it would refuse.
    pub(super) refused: usize,
    /// How many of those are Services, and all others DaemonSets or meant to be.
    pub(super) services: usize,
    /// Documents of other kinds, which are not looked at.
    pub(super) skipped: usize,
    /// Files that could not be read, and clusters.
    pub(super) unreadable: usize,
}

impl Tally {
    pub(super) fn exit_code(self) -> ExitCode {
        if self.unreadable > 0 {
            ExitCode::from(UNREADABLE)
        } else if self.refused > 0 {
            ExitCode::from(REFUSED)
        } else if self.converted > 0 {
            ExitCode::from(CONVERTED)
        } else {
            ExitCode::SUCCESS
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.converted += other.converted;
        self.refused += other.refused;
        self.services += other.services;
        self.skipped += other.skipped;
        self.unreadable += other.unreadable;
    }
}
