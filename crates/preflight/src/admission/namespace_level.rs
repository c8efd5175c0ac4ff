//! The levels of Pod Security that a namespace asks for in its labels.
//!
//! Follows `PolicyToEvaluate` in k8s.io/pod-security-admission's `api/helpers.go`.

use manifest::StringMap;

/// A level and the version of its rules, as the namespace says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    pub(crate) name: LevelName,
    /// `latest` or `v1.x`.
    pub(crate) version: String,
}

/// The newest version, as a minor version.
pub(crate) const LATEST: u16 = u16::MAX - 1;

impl Level {
    /// The minor version of Kubernetes whose rules these are.
    pub(crate) fn minor(&self) -> u16 {
        minor_of(&self.version).unwrap_or(LATEST)
    }
}

/// The levels, the most lenient first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LevelName {
    Privileged,
    Baseline,
    Restricted,
}

impl LevelName {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }
}

/// What is refused, put into the audit log and warned of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    /// What pods are refused for.
    pub enforce: Level,
    /// What the audit log tells of.
    pub audit: Level,
    /// What who makes pods, or templates of pods, is warned of.
    pub warn: Level,
}

impl Levels {
    /// Reads the labels of a namespace.
    #[must_use]
    pub fn of(labels: &StringMap<String>) -> Self {
        let enforce_word = label(labels, "enforce");
        let warn_word = label(labels, "warn");
        // An unknown word is as good as the strictest level where pods are refused, and as good as
        // none where they are only told of.
        let lenient = |word: Option<&str>| word.and_then(level_of).unwrap_or(LevelName::Privileged);
        let enforce = Level {
            name: enforce_word.map_or(LevelName::Privileged, |word| {
                level_of(word).unwrap_or(LevelName::Restricted)
            }),
            version: version(labels, "enforce"),
        };
        let audit = Level {
            name: lenient(label(labels, "audit")),
            version: version(labels, "audit"),
        };
        let mut warn = Level {
            name: lenient(warn_word),
            version: version(labels, "warn"),
        };
        let is_enforced = enforce_word.and_then(level_of).is_some();
        if is_enforced && warn_word.is_none() && enforce.name > warn.name {
            // Who asks only to refuse is warned of it too.
            warn.name = enforce.name;
            if label(labels, "warn-version").is_none() {
                warn.version.clone_from(&enforce.version);
            }
        }
        Self {
            enforce,
            audit,
            warn,
        }
    }
}

fn label<'l>(labels: &'l StringMap<String>, name: &str) -> Option<&'l str> {
    let label = labels.get(&format!("pod-security.kubernetes.io/{name}"));
    label.map(String::as_str)
}

fn level_of(word: &str) -> Option<LevelName> {
    let levels = [
        LevelName::Privileged,
        LevelName::Baseline,
        LevelName::Restricted,
    ];
    levels.into_iter().find(|level| level.text() == word)
}

fn version(labels: &StringMap<String>, mode: &str) -> String {
    let version = label(labels, &format!("{mode}-version"));
    version
        .filter(|version| is_version(version))
        .unwrap_or("latest")
        .to_owned()
}

fn is_version(text: &str) -> bool {
    text == "latest" || minor_of(text).is_some()
}

/// The number of `v1.x`, without leading zeros (`versionRegexp`).
fn minor_of(version: &str) -> Option<u16> {
    let minor = version.strip_prefix("v1.")?;
    let is_number = minor.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = is_number && (minor == "0" || !minor.starts_with('0'));
    let minor = minor.parse::<i64>().ok().filter(|_| is_plain)?;
    Some(u16::try_from(minor).ok()?.min(LATEST))
}

#[cfg(test)]
mod tests {
    use manifest::StringMap;

    use super::Levels;

    #[test]
    fn labels_set_the_levels() {
        for (labels, expected) in [
            ("", "privileged:latest privileged:latest privileged:latest"),
            (
                "enforce=baseline",
                "baseline:latest privileged:latest baseline:latest",
            ),
            (
                "enforce=restricted enforce-version=v1.30",
                "restricted:v1.30 privileged:latest restricted:v1.30",
            ),
            (
                "enforce=baseline warn=privileged audit=restricted",
                "baseline:latest restricted:latest privileged:latest",
            ),
            (
                "enforce=strict",
                "restricted:latest privileged:latest privileged:latest",
            ),
            (
                "warn=baseline warn-version=v1.07 audit=baseline audit-version=v1.+5",
                "privileged:latest baseline:latest baseline:latest",
            ),
            (
                "warn=baseline warn-version=2",
                "privileged:latest privileged:latest baseline:latest",
            ),
        ] {
            let labels: StringMap<_> = labels
                .split_whitespace()
                .filter_map(|label| label.split_once('='))
                .map(|(mode, value)| {
                    (
                        format!("pod-security.kubernetes.io/{mode}"),
                        value.to_owned(),
                    )
                })
                .collect();
            let levels = Levels::of(&labels);
            let texts = [levels.enforce, levels.audit, levels.warn]
                .map(|level| format!("{}:{}", level.name.text(), level.version));
            assert_eq!(texts.join(" "), expected, "{labels:?}");
        }
    }
}
