//! Label selectors: the text form (`app=a,tier in (x,y),!old`) and the form of `spec.selector`.

use std::collections::BTreeMap;

use serde_json::Value;

/// What the labels of an object must fulfil: every requirement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LabelSelector(Vec<Requirement>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement {
    key: String,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Exists,
    DoesNotExist,
    GreaterThan(i64),
    LessThan(i64),
}

impl LabelSelector {
    /// Reads the text form. Mirrors the grammar of `k8s.io/apimachinery/pkg/labels/selector.go`.
    ///
    /// # Errors
    /// What cannot be read, in the API server's words.
    pub(crate) fn parse(text: &str) -> Result<LabelSelector, String> {
        let mut requirements = Vec::new();
        for part in split_outside_parentheses(text) {
            let part = part.trim();
            if !part.is_empty() {
                requirements.push(requirement(part)?);
            }
        }
        Ok(LabelSelector(requirements))
    }

    /// Reads `matchLabels` and `matchExpressions`; a selector that is not there selects nothing.
    pub(crate) fn of_object(selector: &Value) -> Option<LabelSelector> {
        let selector = selector.as_object()?;
        let mut requirements = Vec::new();
        for (key, value) in selector
            .get("matchLabels")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let value = value.as_str().unwrap_or_default().to_owned();
            requirements.push(Requirement {
                key: key.clone(),
                test: Test::In(vec![value]),
            });
        }
        for expression in selector
            .get("matchExpressions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let values = expression["values"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            let test = match expression["operator"].as_str()? {
                "In" => Test::In(values),
                "NotIn" => Test::NotIn(values),
                "Exists" => Test::Exists,
                "DoesNotExist" => Test::DoesNotExist,
                _ => return None,
            };
            requirements.push(Requirement {
                key: expression["key"].as_str()?.to_owned(),
                test,
            });
        }
        Some(LabelSelector(requirements))
    }

    /// Whether it lets everything through.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether these labels fulfil every requirement.
    pub(crate) fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.0
            .iter()
            .all(|requirement| requirement.matches(labels.get(&requirement.key)))
    }
}

impl Requirement {
    fn matches(&self, value: Option<&String>) -> bool {
        let number = || value.and_then(|value| value.parse::<i64>().ok());
        match &self.test {
            Test::In(values) => value.is_some_and(|value| values.contains(value)),
            Test::NotIn(values) => value.is_none_or(|value| !values.contains(value)),
            Test::Exists => value.is_some(),
            Test::DoesNotExist => value.is_none(),
            Test::GreaterThan(bound) => number().is_some_and(|number| number > *bound),
            Test::LessThan(bound) => number().is_some_and(|number| number < *bound),
        }
    }
}

/// The parts between the commas that do not stand in a list of values.
fn split_outside_parentheses(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_u32, 0);
    for (index, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn requirement(text: &str) -> Result<Requirement, String> {
    let built = |key: &str, test| {
        let key = identifier(key)?;
        Ok(Requirement { key, test })
    };
    if let Some(key) = text.strip_prefix('!') {
        return built(key, Test::DoesNotExist);
    }
    if let Some((key, value)) = text.split_once("!=") {
        return built(key, Test::NotIn(vec![identifier_or_empty(value)?]));
    }
    if let Some((key, value)) = text.split_once('=') {
        // `==` is another way to write `=`.
        let value = value.strip_prefix('=').unwrap_or(value);
        return built(key, Test::In(vec![identifier_or_empty(value)?]));
    }
    if let Some((key, bound)) = text.split_once('>') {
        return built(key, Test::GreaterThan(integer(bound)?));
    }
    if let Some((key, bound)) = text.split_once('<') {
        return built(key, Test::LessThan(integer(bound)?));
    }
    if let Some((head, list)) = text.split_once('(') {
        let list = list.trim_end().strip_suffix(')').ok_or_else(|| {
            "unable to parse requirement: found '', expected: ',' or ')'".to_owned()
        })?;
        let values = list
            .split(',')
            .map(identifier_or_empty)
            .collect::<Result<Vec<_>, _>>()?;
        let mut words = head.split_whitespace();
        return match (words.next(), words.next(), words.next()) {
            (Some(key), Some("in"), None) => built(key, Test::In(values)),
            (Some(key), Some("notin"), None) => built(key, Test::NotIn(values)),
            _ => Err(format!(
                "unable to parse requirement: found '{head}', expected: in, notin"
            )),
        };
    }
    built(text, Test::Exists)
}

fn identifier(text: &str) -> Result<String, String> {
    let text = identifier_or_empty(text)?;
    if text.is_empty() {
        return Err("unable to parse requirement: found '', expected: identifier".to_owned());
    }
    Ok(text)
}

fn identifier_or_empty(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text
        .chars()
        .find(|&c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.' | '/'))
    {
        Some(unexpected) => Err(format!(
            "unable to parse requirement: found '{unexpected}', expected: identifier"
        )),
        None => Ok(text.to_owned()),
    }
}

fn integer(text: &str) -> Result<i64, String> {
    text.trim()
        .parse()
        .map_err(|_| "for 'Gt', 'Lt' operators, the value must be an integer".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_selects_as_kubectl_does() {
        let labels = BTreeMap::from([
            ("app".to_owned(), "agent".to_owned()),
            ("cores".to_owned(), "8".to_owned()),
        ]);
        let cases = [
            ("", true),
            ("app=agent", true),
            ("app==agent", true),
            ("app=other", false),
            ("app!=other", true),
            ("tier!=x", true),
            ("app in (agent, other)", true),
            ("app notin (agent)", false),
            ("app", true),
            ("!app", false),
            ("!tier,app=agent", true),
            ("cores>4", true),
            ("cores<4", false),
            ("app in (a,b),cores", false),
        ];
        for (text, expected) in cases {
            let selector = LabelSelector::parse(text).unwrap();
            assert_eq!(selector.matches(&labels), expected, "{text}");
        }
    }

    #[test]
    fn nonsense_is_named() {
        for text in ["a===b", "=b", "a in (b", "a is (b)", "cores>many"] {
            assert!(LabelSelector::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_form_of_objects_selects_too() {
        let selector = json!({
            "matchLabels": {"app": "agent"},
            "matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}],
        });
        let selector = LabelSelector::of_object(&selector).unwrap();
        assert!(selector.matches(&BTreeMap::from([("app".to_owned(), "agent".to_owned())])));
        assert!(!selector.matches(&BTreeMap::new()));
        assert_eq!(LabelSelector::of_object(&Value::Null), None);
    }
}
