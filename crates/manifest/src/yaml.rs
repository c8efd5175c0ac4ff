//! YAML and JSON as kubectl reads them: tokens to tree, scalars, values, limits, repair.

mod build;
pub(crate) mod documents;
pub(crate) mod float;
mod keys;
pub mod limit;
pub(crate) mod problem_kind;
pub(crate) mod repair;
pub(crate) mod scalar;
mod scan;
// It spares a server microseconds at each text and would cost every browser two kilobytes.
#[cfg(not(target_arch = "wasm32"))]
mod straight;
pub(crate) mod value;

use crate::Message;
use std::ops::Range;

use crate::order;
use crate::tree::Tree;

pub(crate) use limit::Limits;
pub(crate) use problem_kind::ProblemKind;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: ProblemKind,
    pub(crate) message: Message,
    /// Byte offset into the text that was read.
    pub(crate) offset: usize,
}

/// What was read from a text.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Counts in its own text, which for a broken text is a mended copy, see [`Damage`].
    pub(crate) tree: Tree,
    /// Everything that is wrong, in the order of the text, places counted in the text itself; the
    /// parser's own error is among it.
    pub(crate) faults: Vec<Fault>,
    /// `None` where the parser reached the end of the text.
    pub(crate) damage: Option<Damage>,
}

/// What had to be done to a text that does not parse.
#[derive(Clone, Debug, Default)]
pub(crate) struct Damage {
    /// The lines that were changed, as byte ranges of the text with their line breaks.
    pub(crate) lines: Vec<Range<usize>>,
    /// Where how many bytes were inserted, counted in the mended text.
    pub(crate) insertions: Vec<(usize, usize)>,
    /// Whether the rest of the text could not be read either: the tree ends at the error.
    pub(crate) hopeless: bool,
}

/// Reads a text of any size and shape; never fails, see [`Reading::faults`].
pub(crate) fn read(text: &str, limits: Limits) -> Reading {
    if text.len() > limits.bytes {
        return refused(limit::too_large(limits));
    }
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(tree) = straight::read(text, limits) {
        let reading = build::Reading {
            tree,
            stopped: None,
            faults: Vec::new(),
        };
        return finish(reading, None, limits);
    }
    let first = build::read(text.to_owned(), limits);
    let Some(stopped) = first.stopped.as_ref().map(|stop| stop.fault.clone()) else {
        return finish(first, None, limits);
    };
    if stopped.kind != ProblemKind::Syntax {
        return refused(stopped);
    }
    let (reading, damage) = repair::repair(text, first);
    let mut reading = finish(reading, Some(damage), limits);
    if !reading.tree.parts.is_empty() {
        reading.faults.push(stopped);
        by_place(&mut reading.faults);
    }
    reading
}

/// The reading of a text that is beyond a limit: nothing but that.
fn refused(fault: Fault) -> Reading {
    let damage = Damage {
        hopeless: true,
        ..Damage::default()
    };
    Reading {
        faults: vec![fault],
        damage: Some(damage),
        ..Reading::default()
    }
}

fn finish(reading: build::Reading, damage: Option<Damage>, limits: Limits) -> Reading {
    let build::Reading {
        tree, mut faults, ..
    } = reading;
    if let Err(fault) = limit::check(&tree, limits) {
        return refused(fault);
    }
    keys::check(&tree, &mut faults);
    if let Some(damage) = &damage {
        for fault in &mut faults {
            fault.offset = repair::to_original(&damage.insertions, fault.offset);
        }
    }
    by_place(&mut faults);
    faults.truncate(limit::MAX_PROBLEMS);
    Reading {
        tree,
        faults,
        damage,
    }
}

fn by_place(faults: &mut [Fault]) {
    order::sort_by(faults, |one, two| one.offset.cmp(&two.offset));
}
