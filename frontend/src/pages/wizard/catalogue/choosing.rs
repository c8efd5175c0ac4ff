//! What decides among the nodes, a sentence each, as it is written in the manifest.

use manifest::{Document, FieldPath};
use serde_json::Value;

use crate::pages::wizard::paths;
use crate::text::wizard::choosing as words;

/// A rule, and what is taken away where it is not wanted any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its place.
    pub path: FieldPath,
    /// What it says.
    pub text: String,
}

/// The rules of a manifest, in the order of the scheduler's questions.
#[must_use]
pub fn rules(document: &Document) -> Vec<Rule> {
    let pod = paths::pod();
    let mut rules = Vec::new();
    let mut add = |path: FieldPath, text: String| rules.push(Rule { path, text });
    let node = pod.key("nodeName");
    let name = document.text_at(&node).unwrap_or_default();
    if !name.is_empty() {
        add(node, words::only_on(name));
    }
    let selector = pod.key("nodeSelector");
    for key in document.keys(&selector) {
        let path = selector.key(key.as_str());
        let value = document.text_at(&path).unwrap_or_default();
        add(path, words::only_where(format!("{key}={value}")));
    }
    let terms = pod
        .key("affinity")
        .key("nodeAffinity")
        .key("requiredDuringSchedulingIgnoredDuringExecution")
        .key("nodeSelectorTerms");
    let several = document.len_of(&terms) > 1;
    for index in 0..document.len_of(&terms) {
        let term = terms.index(index);
        for list in ["matchExpressions", "matchFields"] {
            let list = term.key(list);
            for position in 0..document.len_of(&list) {
                let path = list.index(position);
                let requirement = document.get(&path).unwrap_or_default();
                let text = of_requirement(&requirement);
                let text = if several { words::either(text) } else { text };
                add(path, text);
            }
        }
    }
    let tolerations = pod.key("tolerations");
    for index in 0..document.len_of(&tolerations) {
        let path = tolerations.index(index);
        let toleration = document.get(&path).unwrap_or_default();
        add(path, words::tolerates(taint_of(&toleration)));
    }
    rules
}

fn of_requirement(requirement: &Value) -> String {
    let text = |name: &str| requirement[name].as_str().unwrap_or_default();
    let mut values = String::new();
    for value in requirement["values"].as_array().into_iter().flatten() {
        if !values.is_empty() {
            values.push_str(", ");
        }
        values.push_str(value.as_str().unwrap_or_default());
    }
    let key = text("key");
    let is_name = ["metadata.name", "kubernetes.io/hostname"].contains(&key);
    match text("operator") {
        "In" if is_name => words::only_on(values),
        "NotIn" if is_name => words::not_on(values),
        "In" => words::only_where(format!("{key}={values}")),
        "NotIn" => words::not_where(format!("{key}={values}")),
        "Exists" => words::only_where(key),
        "DoesNotExist" => words::not_where(key),
        "Gt" => words::only_where(format!("{key} > {values}")),
        "Lt" => words::only_where(format!("{key} < {values}")),
        operator => words::only_where(format!("{key} {operator} {values}")),
    }
}

/// A taint as `kubectl taint` writes it; an empty key means all of them.
fn taint_of(toleration: &Value) -> String {
    let text = |name: &str| toleration[name].as_str().unwrap_or_default();
    let mut taint = match text("key") {
        "" => words::all_taints().to_owned(),
        key => key.to_owned(),
    };
    for (sign, name) in [('=', "value"), (':', "effect")] {
        if !text(name).is_empty() {
            taint.push(sign);
            taint.push_str(text(name));
        }
    }
    taint
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::rules;

    #[test]
    fn each_rule_has_the_place_that_is_taken_away() {
        let text = "\
spec:
  template:
    spec:
      nodeSelector: {disk: ssd}
      tolerations:
        - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
        - {operator: Exists}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - {key: kubernetes.io/hostname, operator: NotIn, values: [a, b]}
                  - {key: zone, operator: In, values: [x]}
                matchFields:
                  - {key: metadata.name, operator: In, values: [c]}
";
        let mut document = Document::parse(text);
        let found = rules(&document);
        assert_eq!(found.len(), 6);
        for _ in 0..found.len() {
            let rule = rules(&document).pop().unwrap();
            document.remove(&rule.path).unwrap();
        }
        assert_eq!(rules(&document), []);
    }
}
