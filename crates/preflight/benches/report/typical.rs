//! The manifest that the figures are taken with, here and by `cargo xtask bench wasm`.

use std::fmt::Write as _;

/// A manifest with so many containers of about 20 lines each.
pub(crate) fn manifest(containers: usize) -> String {
    let mut text = String::from(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n  namespace: monitoring\nspec:\n  \
         selector:\n    matchLabels: {app: agent}\n  template:\n    metadata:\n      labels: {app: agent}\n    \
         spec:\n      tolerations:\n      - {operator: Exists, effect: NoSchedule}\n      nodeSelector:\n        \
         kubernetes.io/os: linux\n      volumes:\n      - name: data\n        hostPath: {path: /var/lib/agent}\n      \
         containers:\n",
    );
    for number in 0..containers {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "      - name: container-{number}\n        image: registry.example/agent:1.{number}\n        \
             args: [--verbose]\n        env:\n        - name: NODE_NAME\n          valueFrom:\n            \
             fieldRef: {{fieldPath: spec.nodeName}}\n        ports:\n        - name: port-{number}\n          \
             containerPort: {port}\n        volumeMounts:\n        - name: data\n          mountPath: /data\n        \
             livenessProbe:\n          httpGet: {{path: /healthz, port: {port}}}\n        securityContext:\n          \
             allowPrivilegeEscalation: false\n        resources:\n          requests: {{cpu: 100m, memory: 64Mi}}\n          \
             limits: {{cpu: 500m, memory: 1Gi}}\n",
            port = 8000 + number,
        );
    }
    text
}
