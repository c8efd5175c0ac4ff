//! `gather`: a list of what an iterator gives.

/// A shorter `collect`.
pub trait Gather: Iterator + Sized {
    /// All that the iterator gives, in a list. `collect` asks first how much that will be and looks at the
    /// first item apart: two copies of the iterator in the browser's module, where it is longer than this.
    fn gather(self) -> Vec<Self::Item> {
        // Elsewhere it is asked how much that will be: the bytes cost nothing there, growing costs time.
        let mut list = if cfg!(target_family = "wasm") {
            Vec::new()
        } else {
            Vec::with_capacity(self.size_hint().0)
        };
        self.for_each(|item| list.push(item));
        list
    }
}

impl<I: Iterator> Gather for I {}
