//! Every place that the form draws, and how.

use std::cell::OnceCell;

use manifest::FieldPath;

/// How a place is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One control that holds one value.
    Value,
    /// A list of keys and values.
    Entries,
    /// A card or a row with controls in it; it shows the problems that none of those takes.
    Group,
}

/// Every place that the form draws; a position in a list stands for every position.
pub(super) const DRAWN: &[(&str, Shape)] = &[
    ("metadata.name", Shape::Value),
    ("metadata.namespace", Shape::Value),
    ("metadata.labels", Shape::Entries),
    (
        "metadata.annotations[kubesphere.io/description]",
        Shape::Value,
    ),
    ("spec.selector.matchLabels", Shape::Entries),
    ("spec.template.metadata.labels", Shape::Entries),
    ("spec.template.spec.containers[0]", Shape::Group),
    ("spec.template.spec.containers[0].name", Shape::Value),
    ("spec.template.spec.containers[0].image", Shape::Value),
    (
        "spec.template.spec.containers[0].imagePullPolicy",
        Shape::Value,
    ),
    ("spec.template.spec.containers[0].resources", Shape::Group),
    (
        "spec.template.spec.containers[0].resources.requests[cpu]",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].resources.requests[memory]",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].resources.limits[cpu]",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].resources.limits[memory]",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].livenessProbe",
        Shape::Group,
    ),
    (
        "spec.template.spec.containers[0].livenessProbe.httpGet.path",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].livenessProbe.httpGet.port",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].livenessProbe.httpGet.scheme",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].livenessProbe.initialDelaySeconds",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].livenessProbe.periodSeconds",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].livenessProbe.timeoutSeconds",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].livenessProbe.failureThreshold",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].volumeMounts[0]",
        Shape::Group,
    ),
    (
        "spec.template.spec.containers[0].volumeMounts[0].name",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].volumeMounts[0].mountPath",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].volumeMounts[0].subPath",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].volumeMounts[0].readOnly",
        Shape::Value,
    ),
    ("spec.template.spec.containers[0].ports[0]", Shape::Group),
    (
        "spec.template.spec.containers[0].ports[0].name",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].ports[0].containerPort",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].ports[0].hostPort",
        Shape::Value,
    ),
    (
        "spec.template.spec.containers[0].ports[0].protocol",
        Shape::Value,
    ),
    ("spec.template.spec.volumes[0]", Shape::Group),
    ("spec.template.spec.volumes[0].name", Shape::Value),
    ("spec.template.spec.volumes[0].hostPath.path", Shape::Value),
    ("spec.template.spec.volumes[0].hostPath.type", Shape::Value),
    (
        "spec.template.spec.volumes[0].emptyDir.medium",
        Shape::Value,
    ),
    (
        "spec.template.spec.volumes[0].emptyDir.sizeLimit",
        Shape::Value,
    ),
    ("spec.template.spec.nodeSelector", Shape::Entries),
    ("spec.template.spec.hostNetwork", Shape::Value),
    ("spec.updateStrategy.type", Shape::Value),
    (
        "spec.updateStrategy.rollingUpdate.maxUnavailable",
        Shape::Value,
    ),
    ("spec.updateStrategy.rollingUpdate.maxSurge", Shape::Value),
    ("spec.minReadySeconds", Shape::Value),
];

thread_local! {
    static TABLE: OnceCell<Vec<(FieldPath, Shape)>> = const { OnceCell::new() };
}

/// Gives the table, its paths read once.
pub(super) fn with_table<T>(give: impl FnOnce(&[(FieldPath, Shape)]) -> T) -> T {
    TABLE.with(|table| {
        give(table.get_or_init(|| {
            DRAWN
                .iter()
                .filter_map(|(path, shape)| Some((path.parse().ok()?, *shape)))
                .collect()
        }))
    })
}
