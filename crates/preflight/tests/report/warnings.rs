//! What the API server accepts and yet warns of.

use preflight::Facts;

use super::{AGENT, judge};

#[test]
fn what_is_said_twice_in_the_same_words_is_said_once() {
    let source = "{podCertificate: {signerName: a.b/c, keyType: ED25519, credentialBundlePath: p}}";
    let pod = format!(
        "    spec:\n      volumes: [{{name: certificates, projected: {{sources: [{source}, {source}]}}}}]\n"
    );
    let report = judge(&AGENT.replace("    spec:\n", &pod), &Facts::default());
    assert!(report.accepted, "{:?}", report.problems);
    // The sources are of a feature that is off, and both are left without what they say.
    assert_eq!(
        report.warnings,
        ["volume \"certificates\" (Projected) has no sources provided"]
    );
}
