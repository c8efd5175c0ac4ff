//! What becomes of a container, decided by the name of its image: nothing is really run here.

/// What becomes of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It runs and becomes ready.
    Runs,
    /// Its image cannot be pulled.
    NoImage,
    /// It ends with an error soon after each start.
    Crashes,
    /// It takes more memory than it may soon after each start.
    OutOfMemory,
    /// It runs and never becomes ready.
    NeverReady,
}

impl Fate {
    /// The rules that the crate's own documentation promises.
    pub(crate) fn of_image(image: &str) -> Fate {
        let name = image.split_once('@').map_or(image, |(name, _)| name);
        let last = name.rsplit('/').next().unwrap_or_default();
        let (_, tag) = last.split_once(':').unwrap_or((last, ""));
        if name.starts_with("example.invalid/") || tag == "does-not-exist" {
            Fate::NoImage
        } else if last.contains("crash") {
            Fate::Crashes
        } else if last.contains("oom") {
            Fate::OutOfMemory
        } else if last.contains("never-ready") {
            Fate::NeverReady
        } else {
            Fate::Runs
        }
    }

    /// How it ends soon after each start: the exit code and the kubelet's word. None where it runs on or never starts.
    pub(crate) fn end(self) -> Option<(i32, &'static str)> {
        match self {
            Fate::Crashes => Some((1, "Error")),
            Fate::OutOfMemory => Some((137, "OOMKilled")),
            Fate::Runs | Fate::NoImage | Fate::NeverReady => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_decides() {
        let cases = [
            ("nginx", Fate::Runs),
            ("registry.example:5000/team/agent:1.2", Fate::Runs),
            ("example.invalid/agent:1.2", Fate::NoImage),
            ("agent:does-not-exist", Fate::NoImage),
            ("does-not-exist/agent:1", Fate::Runs),
            ("team/agent:1.2-crash", Fate::Crashes),
            ("crash/agent:1.2", Fate::Runs),
            ("team/agent:1.2-oom", Fate::OutOfMemory),
            ("never-ready@sha256:0123", Fate::NeverReady),
        ];
        for (image, expected) in cases {
            assert_eq!(Fate::of_image(image), expected, "{image}");
        }
    }
}
