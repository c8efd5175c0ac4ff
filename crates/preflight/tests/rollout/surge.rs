//! Surges that have no room.

use manifest::Document;
use preflight::placement::group::NodeVerdict;
use preflight::{Facts, Policy, report};

use super::{agent, facts, nodes, running, strategy, told, update, verdicts};

#[test]
fn a_surge_beside_a_port_of_the_node_replaces_nothing() {
    let port = "      hostNetwork: false\n";
    let surge = strategy("maxSurge: 1, maxUnavailable: 0");
    let mut text = agent("a:2", &surge, port);
    text.push_str("          ports: [{containerPort: 80, hostPort: 8080}]\n");
    let facts = facts(&nodes(3, &[]));
    let at_create = report(
        &Document::parse(&*text),
        &Facts {
            own: None,
            ..facts.clone()
        },
        &Policy::kubernetes(),
    );
    let conflict = "with maxSurge the new pod of an update waits for port 8080/TCP of the node, which the old one \
                    holds: no pod will ever be replaced; use maxUnavailable instead";
    assert_eq!(told(&at_create), [conflict]);
    let update = update(&text, &facts);
    assert_eq!(verdicts(&update), [(NodeVerdict::Unchanged, 3)]);
    assert_eq!(running(&update), 3);
    assert!(
        told(&update)[0]
            .starts_with("stuck at 0 of 3: new pods stay Pending on node-00, node-01, node-02")
    );
    assert!(told(&update)[0].ends_with("or use maxUnavailable instead of maxSurge"));
}

#[test]
fn a_surge_beside_its_own_anti_affinity_replaces_nothing() {
    let term = "{labelSelector: {matchLabels: {app: agent}}, topologyKey: kubernetes.io/hostname}";
    let pod = format!(
        "      affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{term}]}}}}\n"
    );
    let surge = strategy("maxSurge: 1, maxUnavailable: 0");
    let facts = Facts {
        own: None,
        ..facts(&nodes(3, &[]))
    };
    let at = |spec: &str, pod: &str| {
        let text = agent("a:1", spec, pod);
        let found = report(&Document::parse(text), &facts, &Policy::kubernetes());
        told(&found)
    };
    assert!(
        at(&surge, &pod)[0]
            .starts_with("with maxSurge the new pod of an update waits for the old one")
    );
    assert_eq!(at("", &pod), [""; 0]);
    // Of other revisions it keeps nobody away.
    let own = pod.replace(
        "topologyKey",
        "matchLabelKeys: [controller-revision-hash], topologyKey",
    );
    assert_eq!(at(&surge, &own), [""; 0]);
}
