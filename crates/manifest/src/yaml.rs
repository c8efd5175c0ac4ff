//! YAML and JSON as kubectl reads them: events to tree, scalars, values, limits, repair.

pub(crate) mod events;
mod keys;
pub mod limit;
mod message;
pub(crate) mod scalar;
pub(crate) mod value;

use crate::tree::Tree;
use events::Fault;

/// What was read from a text.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) tree: Tree,
    /// Everything that is wrong, in the order of the text; the parser's own error is among it.
    pub(crate) faults: Vec<Fault>,
    /// Whether the parser reached the end of the text.
    pub(crate) intact: bool,
}

/// Reads a text of any size and shape; never fails, see [`Reading::faults`].
pub(crate) fn read(text: &str) -> Reading {
    if text.len() > limit::MAX_BYTES {
        return Reading {
            faults: vec![limit::too_large()],
            ..Reading::default()
        };
    }
    let events::Reading {
        tree,
        stopped,
        mut faults,
    } = events::read(text.to_owned());
    if let Err(fault) = limit::check(&tree) {
        return Reading {
            faults: vec![fault],
            ..Reading::default()
        };
    }
    keys::check(&tree, &mut faults);
    let intact = stopped.is_none();
    faults.extend(stopped);
    faults.sort_by_key(|fault| fault.offset);
    Reading {
        tree,
        faults,
        intact,
    }
}
