//! How many files and connections this process may have open.

/// Raises it to what the system allows, and says how many that is; 0 where there is no limit. The usual 1,024 are a relic of `select` and fewer than the viewers
/// of a large console; a process that never calls that may have as many as it wants.
#[cfg(unix)]
pub(super) fn allow_many() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: maximum,
        maximum,
    };
    let allowed = match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => maximum,
        Err(error) => {
            tracing::warn!(%error, allowed = current, "the number of open files could not be raised");
            current
        }
    };
    allowed.unwrap_or_default()
}

/// There is no such limit here.
#[cfg(not(unix))]
pub(super) fn allow_many() -> u64 {
    0
}
