//! The feature gates of pod templates: since which version they are known, and since which they are on.
//!
//! Kubernetes keeps that in one generated list, `versioned_feature_list.yaml`, which is read line by line; what is
//! formed otherwise is reported.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::render;

/// The gates that `dropDisabledFields` of `pkg/api/pod/util.go` asks; `manifest::decode::gates` names their fields.
const GATES: [&str; 21] = [
    "ClusterTrustBundleProjection",
    "ContainerRestartRules",
    "ContainerStopSignals",
    "DynamicResourceAllocation",
    "EnvFiles",
    "GenericWorkload",
    "HostnameOverride",
    "ImageVolume",
    "InPlacePodVerticalScaling",
    "MatchLabelKeysInPodAffinity",
    "MatchLabelKeysInPodTopologySpread",
    "NodeInclusionPolicyInPodTopologySpread",
    "PodCertificateRequest",
    "PodLevelResources",
    "PodLifecycleSleepAction",
    "ProcMountType",
    "RecursiveReadOnlyMounts",
    "SELinuxChangePolicy",
    "SidecarContainers",
    "SupplementalGroupsPolicy",
    "UserNamespacesSupport",
];

/// A gate in one version.
struct Step {
    minor: u8,
    is_on: bool,
}

/// The table as Rust text, out of the list of the version.
///
/// # Errors
/// A gate is not in the list, or the list is formed otherwise.
pub(super) fn render(list: &str, version: &str) -> Result<String> {
    let mut text = format!(
        "//! When features of Kubernetes {version} came. Written by `cargo xtask codegen`; do not edit.\n\n\
         use super::Gate;\n"
    );
    for gate in GATES {
        let steps = steps(list, gate).with_context(|| format!("the feature gate {gate}"))?;
        let known = steps.first().context("no version")?.minor;
        let on = steps.iter().find(|step| step.is_on);
        let on = on.map_or_else(|| "u8::MAX".to_owned(), |step| step.minor.to_string());
        let name = render::constant_name(gate);
        write!(
            text,
            "\npub(super) static {name}: Gate = Gate {{ name: {gate:?}, known: {known}, on: {on} }};\n"
        )?;
    }
    render::rustfmt(&text)
}

/// What the list says of a gate, version by version.
fn steps(list: &str, gate: &str) -> Result<Vec<Step>> {
    let head = format!("- name: {gate}");
    let mut lines = list.lines().skip_while(|line| *line != head);
    lines.next().context("is not in the list")?;
    let mut steps = Vec::new();
    let mut is_on = false;
    for line in lines.take_while(|line| !line.starts_with("- name: ")) {
        if let Some(word) = line
            .trim_start_matches([' ', '-'])
            .strip_prefix("default: ")
        {
            is_on = word.parse().context("neither on nor off")?;
        } else if let Some(version) = line.trim().strip_prefix("version: ") {
            let minor = version.trim_matches('"').strip_prefix("1.");
            let minor = minor.and_then(|minor| minor.parse().ok());
            steps.push(Step {
                minor: minor.with_context(|| format!("no version: {version}"))?,
                is_on,
            });
        }
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn versions_are_read_gate_by_gate() {
        let list = "- name: A\n  versionedSpecs:\n  - default: true\n    version: \"1.0\"\n\
                    - name: B\n  versionedSpecs:\n  - default: false\n    lockToDefault: false\n    version: \"1.31\"\n\
                    \x20 - default: true\n    preRelease: Beta\n    version: \"1.35\"\n- name: C\n";
        let found: Vec<_> = steps(list, "B").unwrap();
        let found: Vec<_> = found.iter().map(|step| (step.minor, step.is_on)).collect();
        assert_eq!(found, [(31, false), (35, true)]);
        assert!(steps(list, "D").is_err());
    }
}
