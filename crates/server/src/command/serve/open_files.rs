//! How many files and connections this process may have open.

/// Raises it to what the system allows. The usual 1,024 are a relic of `select` and fewer than the viewers
/// of a large console; a process that never calls that may have as many as it wants.
#[cfg(unix)]
pub(super) fn allow_many() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: maximum,
        maximum,
    };
    if current != maximum
        && let Err(error) = setrlimit(Resource::Nofile, wanted)
    {
        tracing::warn!(%error, allowed = current, "the number of open files could not be raised");
    }
}

/// There is no such limit here.
#[cfg(not(unix))]
pub(super) fn allow_many() {}
