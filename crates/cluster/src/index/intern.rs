//! Strings that thousands of objects share, kept once: names of nodes, namespaces, revisions.

use std::{collections::HashSet, sync::Arc};

/// Below this many strings a look at which are still in use is not worth it.
const MIN_SWEEP: usize = 4096;

/// A set of shared strings.
#[derive(Debug)]
pub(crate) struct Interner {
    strings: HashSet<Arc<str>>,
    /// At how many strings those that nobody uses any more are let go.
    sweep_at: usize,
}

impl Default for Interner {
    fn default() -> Self {
        Self {
            strings: HashSet::new(),
            sweep_at: MIN_SWEEP,
        }
    }
}

impl Interner {
    /// The shared string of this text.
    pub(crate) fn intern(&mut self, text: &str) -> Arc<str> {
        if let Some(string) = self.strings.get(text) {
            return Arc::clone(string);
        }
        if self.strings.len() >= self.sweep_at {
            self.strings.retain(|string| Arc::strong_count(string) > 1);
            // Twice what is in use, so that a sweep pays for itself.
            self.sweep_at = MIN_SWEEP.max(2 * self.strings.len());
        }
        let string: Arc<str> = Arc::from(text);
        self.strings.insert(Arc::clone(&string));
        string
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Interner, MIN_SWEEP};

    #[test]
    fn equal_texts_share_one_string() {
        let mut interner = Interner::default();
        let first = interner.intern("node-1");
        assert!(Arc::ptr_eq(&first, &interner.intern("node-1")));
    }

    #[test]
    fn strings_that_nobody_uses_are_let_go() {
        let mut interner = Interner::default();
        let kept = interner.intern("kept");
        for number in 0..3 * MIN_SWEEP {
            interner.intern(&format!("gone-{number}"));
        }
        assert!(interner.strings.len() <= MIN_SWEEP);
        assert!(Arc::ptr_eq(&kept, &interner.intern("kept")));
    }
}
