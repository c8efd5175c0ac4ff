//! `gather`: a list of what an iterator gives.

/// A shorter `collect`.
pub trait Gather: Iterator + Sized {
    /// All that the iterator gives, in a list. `collect` asks first how much that will be and looks at the
    /// first item apart: two copies of the iterator in the browser's module, where it is longer than this.
    fn gather(self) -> Vec<Self::Item> {
        let mut list = Vec::new();
        self.for_each(|item| list.push(item));
        list
    }
}

impl<I: Iterator> Gather for I {}
