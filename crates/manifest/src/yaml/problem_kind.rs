//! What sorts of things the reader finds wrong with a text.

/// What sort of thing is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text is not YAML that kubectl would read.
    Syntax,
    /// A key is written twice in one mapping; the last one counts.
    DuplicateKey,
    /// kubectl passes over what stands here and says nothing of it.
    Ignored,
    /// The text is longer than [`MAX_BYTES`](crate::yaml::limit::MAX_BYTES); nothing of it was read.
    TooLarge,
    /// Collections are nested deeper than [`MAX_DEPTH`](crate::yaml::limit::MAX_DEPTH).
    TooDeep,
    /// There are more values than [`MAX_NODES`](crate::yaml::limit::MAX_NODES).
    TooManyNodes,
}
