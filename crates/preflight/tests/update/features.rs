//! Features that are off: what is stored may stay and is judged, what is new is left out, and an older cluster does
//! not take it.

use manifest::Document;
use preflight::{Facts, Policy, Report, report, report_update};
use serde_json::Value;

use super::{AGENT, errors, stored, update, with_pod};

#[test]
fn a_feature_that_is_off_stays_where_it_is_used() {
    let gated = AGENT.replace(
        "image: agent:1",
        "image: agent:1\n          lifecycle: {stopSignal: SIGUSR1}",
    );
    let dropped = |report: &Report| {
        let problems = report.problems.iter();
        let dropped = problems.filter(|problem| problem.reason == "FieldDropped");
        dropped.map(|it| it.field.clone()).collect::<Vec<_>>()
    };
    let place = "spec.template.spec.containers[0].lifecycle.stopSignal";

    let kept = update(&stored(&gated), &gated);
    assert_eq!(dropped(&kept), [""; 0]);
    let object = kept.object.unwrap();
    assert_eq!(
        object["spec"]["template"]["spec"]["containers"][0]["lifecycle"]["stopSignal"],
        "SIGUSR1"
    );
    assert_eq!(
        object["metadata"]["generation"],
        stored(&gated)["metadata"]["generation"]
    );

    let added = update(&stored(AGENT), &gated);
    assert_eq!(dropped(&added), [place]);
    assert!(added.accepted);
}

#[test]
fn what_a_disabled_feature_keeps_is_judged() {
    let lifecycle = |os: &str, signal: &str| {
        with_pod(os).replace(
            "image: agent:1",
            &format!("image: agent:1\n          lifecycle: {{stopSignal: {signal}}}"),
        )
    };
    let source = |source: &str| {
        with_pod(&format!(
            "      volumes: [{{name: v, projected: {{sources: [{source}]}}}}]\n"
        ))
    };
    let bundle = |fields: &str| source(&format!("{{clusterTrustBundle: {{{fields}}}}}"));
    let certificate = |fields: &str| {
        source(&format!(
            "{{podCertificate: {{keyType: ED25519, signerName: example.com/a, {fields}}}}}"
        ))
    };
    let group = |fields: &str| with_pod(&format!("      schedulingGroup: {{{fields}}}\n"));
    let projected = "spec.template.spec.volumes[0].projected";
    let of = |field: &str, rest: &str| vec![format!("{rest} {projected}.{field}")];
    let signal = "spec.template.spec.containers[0].lifecycle.stopSignal";
    let windows = "      os: {name: windows}\n";
    for (text, expected) in [
        (
            lifecycle("", "SIGUSR1"),
            vec![format!("FieldValueForbidden {signal}")],
        ),
        (lifecycle("      os: {name: linux}\n", "SIGUSR1"), vec![]),
        (
            lifecycle(windows, "SIGUSR1"),
            vec![format!("FieldValueNotSupported {signal}")],
        ),
        (lifecycle(windows, "SIGTERM"), vec![]),
        (bundle("name: ca, path: ca.pem"), vec![]),
        (bundle("name: 'a.b:c:ca', path: ca.pem"), vec![]),
        (
            bundle("name: 'a:B', path: ca.pem"),
            of("sources[0].clusterTrustBundle.name", "FieldValueInvalid"),
        ),
        (
            bundle("name: ca, signerName: a.b/c, path: ca.pem"),
            of("sources[0].clusterTrustBundle", "FieldValueInvalid"),
        ),
        (
            bundle("signerName: a/c, path: ca.pem"),
            of(
                "sources[0].clusterTrustBundle.signerName",
                "FieldValueInvalid",
            ),
        ),
        (
            bundle("path: ca.pem"),
            of("sources[0].clusterTrustBundle", "FieldValueRequired"),
        ),
        (certificate("keyPath: key.pem"), vec![]),
        (
            certificate("maxExpirationSeconds: 90000"),
            of("sources[0].podCertificate", "FieldValueRequired"),
        ),
        (
            certificate("keyPath: key.pem, maxExpirationSeconds: 10"),
            of(
                "sources[0].podCertificate.maxExpirationSeconds",
                "FieldValueInvalid",
            ),
        ),
        (
            certificate("keyPath: key.pem, certificateChainPath: key.pem"),
            vec![format!("FieldValueInvalid {projected}")],
        ),
        (
            certificate("keyPath: key.pem, userAnnotations: {a: b}"),
            of(
                "sources[0].podCertificate.userAnnotations",
                "FieldValueInvalid",
            ),
        ),
        (group("podGroupName: workers"), vec![]),
        (
            group("podGroupName: -a"),
            vec!["FieldValueInvalid spec.template.spec.schedulingGroup.podGroupName".to_owned()],
        ),
    ] {
        let report = update(&stored(&text), &text);
        let told = errors(&report);
        let told: Vec<_> = told.iter().filter_map(|it| it.split_once(": ")).collect();
        let told: Vec<_> = told.iter().map(|(place, _)| (*place).to_owned()).collect();
        assert_eq!(told, expected, "{text}");
    }
    // A source of a kept feature is one.
    let text = bundle("name: ca, path: ca.pem");
    let report = update(&stored(&text), &text.replace("agent:1", "agent:2"));
    assert_eq!(report.warnings, Vec::<String>::new());
}

#[test]
fn an_older_cluster_is_said_to_leave_out_what_came_later() {
    let newer = AGENT.replace("    spec:\n", "    spec:\n      hostnameOverride: agent\n");
    assert_ne!(newer, AGENT);
    let warned = |version: &str, old: Option<&Value>| {
        let facts = Facts {
            server_version: Some(version.to_owned()),
            ..Facts::default()
        };
        let (document, policy) = (Document::parse(&*newer), Policy::kubernetes());
        let report = match old {
            Some(old) => report_update(&document, old, &facts, &policy),
            None => report(&document, &facts, &policy),
        };
        assert!(report.accepted);
        assert_eq!(report.forecast, None);
        let problems = report.problems.into_iter();
        let dropped = problems.filter(|problem| problem.reason == "FieldDropped");
        dropped
            .map(|problem| format!("{}: {}", problem.field, problem.message))
            .collect::<Vec<_>>()
    };
    let place = "spec.template.spec.hostnameOverride";
    assert_eq!(
        warned("v1.34.1-gke.1037000", None),
        [format!(
            "{place}: is left out without a word by Kubernetes 1.34, which this cluster runs: the feature gate \
             HostnameOverride is on by default since 1.35"
        )]
    );
    assert_eq!(
        warned("1.33", None),
        [format!(
            "{place}: is not taken by Kubernetes 1.33, which this cluster runs: it came with 1.34 and is on by \
             default since 1.35 (feature gate HostnameOverride)"
        )]
    );
    for version in ["v1.35.0", "v1.36.2", "v1.40.0", "v2.0.0", "v1.x", ""] {
        assert_eq!(warned(version, None), [""; 0], "{version}");
    }
    assert_eq!(warned("v1.34.1", Some(&stored(&newer))), [""; 0]);
}
