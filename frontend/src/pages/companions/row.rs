//! One object of the text, and what the cluster says of it.

use manifest::Message;
use manifest::json::items;
use serde_json::Value;

use crate::text::said;

/// One object of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Which object of the text, counted from 0.
    pub number: u32,
    /// The line in which it begins, counted from 1.
    pub line: u32,
    /// `apiVersion` as written.
    pub api_version: String,
    /// `kind` as written.
    pub kind: String,
    /// `metadata.namespace` as written.
    pub namespace: String,
    /// `metadata.name` as written.
    pub name: String,
    /// Whether it is the DaemonSet that the form edits.
    pub is_chosen: bool,
    /// What the cluster says of it; none before it has answered.
    pub answer: Option<Answer>,
}

impl Row {
    /// By what it is known again in another version of the text.
    #[must_use]
    pub fn identity(&self) -> String {
        let parts: [&str; 4] = [&self.api_version, &self.kind, &self.namespace, &self.name];
        parts.join(" ")
    }

    /// Takes over what the cluster says of this object; of several that are called the same, of the one at its place.
    pub fn hear(&mut self, answers: &[Answer]) {
        let about = [self.api_version.as_str(), &self.kind, &self.name].join(" ");
        let number = u64::from(self.number);
        let mut found = None;
        for answer in answers {
            if answer.about == about && (found.is_none() || answer.number == number) {
                found = Some(answer);
            }
        }
        self.answer = found.cloned();
    }

    /// Whether it is there already and says the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        let says = |answer: &Answer| answer.exists == Some(true) && answer.differs.is_empty();
        self.answer.as_ref().is_some_and(says)
    }

    /// Whether it is there already and says something else, so that somebody has to choose.
    #[must_use]
    pub fn is_another(&self) -> bool {
        let says = |answer: &Answer| answer.exists == Some(true) && !answer.differs.is_empty();
        !self.is_chosen && self.answer.as_ref().is_some_and(says)
    }

    /// Whether it would be refused as it is.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        let says = |answer: &Answer| !answer.served || answer.may_create == Some(false);
        self.answer.as_ref().is_some_and(says)
    }
}

/// What the cluster says of an object (`contract::ObjectOutlook`, read by hand: derived code weighs on the page).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Which object of the text it is about, counted from 0.
    pub number: u64,
    /// Its version, its kind and its name.
    pub about: String,
    /// Where it goes; empty for what lives outside of namespaces.
    pub place: String,
    /// In which step it is made.
    pub step: u64,
    /// Whether the cluster serves its kind in this version.
    pub served: bool,
    /// In which versions it serves the kind instead.
    pub served_as: String,
    /// Whether an earlier object says the very same.
    pub repeated: bool,
    /// Whether there is one of its name; none where that cannot be seen.
    pub exists: Option<bool>,
    /// The fields in which that says something else.
    pub differs: Vec<String>,
    /// Whether one may create it; none where the cluster does not say.
    pub may_create: Option<bool>,
    /// Of a further DaemonSet: on how many of how many nodes a pod will run.
    pub runs: Option<(usize, usize)>,
    /// Of a further DaemonSet: what it is refused for.
    pub errors: Vec<String>,
}

/// Reads the answers out of a verdict, where it has any.
#[must_use]
pub fn answers(verdict: &Value) -> Vec<Answer> {
    items(&verdict["objects"]).iter().map(answer).collect()
}

fn answer(object: &Value) -> Answer {
    let text = |field: &str| object[field].as_str().unwrap_or_default();
    let texts = |field: &str| -> Vec<String> {
        let all = items(&object[field]).iter();
        all.filter_map(|it| it.as_str().map(str::to_owned))
            .collect()
    };
    let report = &object["report"];
    let placement = items(&report["placement"]);
    let errors = items(&report["problems"]).iter();
    let errors = errors.filter(|problem| problem["severity"] == "error");
    let errors = errors.map(|problem| {
        let text = |field: &str| problem[field].as_str().unwrap_or_default();
        let message =
            Message::of_parts(text("code"), items(&problem["arguments"]), text("message"));
        [text("field"), &said(&message)].join(": ")
    });
    Answer {
        number: object["document"].as_u64().unwrap_or(u64::MAX),
        about: ["apiVersion", "kind", "name"].map(text).join(" "),
        place: text("namespace").to_owned(),
        step: object["step"].as_u64().unwrap_or_default(),
        served: object["served"] == true,
        served_as: texts("servedAs").join(", "),
        repeated: object["repeated"] == true,
        exists: object["exists"].as_bool(),
        differs: texts("differs"),
        may_create: object["mayCreate"].as_bool(),
        runs: report
            .is_object()
            .then(|| (running(report), placement.len())),
        errors: errors.collect(),
    }
}

/// On how many nodes a pod will run.
fn running(report: &Value) -> usize {
    let told = report["forecast"]["running"].as_u64();
    // What holds where no forecast is possible.
    let nodes = items(&report["placement"]).iter();
    let counted = nodes.filter(|node| node["runs"] == true).count();
    told.and_then(|count| usize::try_from(count).ok())
        .unwrap_or(counted)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Row, answers};

    #[test]
    fn an_answer_is_heard_by_the_object_that_it_is_about_and_no_other() {
        let verdict = json!({"objects": [
            {"document": 0, "kind": "ConfigMap", "name": "agent", "step": 3, "served": true, "exists": true, "differs": ["data.a"]},
            {"document": 1, "kind": "Policy", "name": "agent", "step": 6, "served": false, "servedAs": ["policy/v1"], "mayCreate": false},
        ]});
        let answers = answers(&verdict);
        let mut row = Row {
            kind: "ConfigMap".to_owned(),
            name: "agent".to_owned(),
            ..Row::default()
        };
        row.hear(&answers);
        assert!(row.is_another() && !row.is_same() && !row.is_refused());
        // Another one that was taken out before it is no reason to ask again.
        row.number = 7;
        row.hear(&answers);
        assert!(row.is_another());
        row.name = "other".to_owned();
        row.hear(&answers);
        assert_eq!(row.answer, None);
        row.name = "agent".to_owned();
        row.kind = "Policy".to_owned();
        row.hear(&answers);
        assert!(row.is_refused());
        assert_eq!(row.answer.unwrap().served_as, "policy/v1");
    }

    #[test]
    fn a_further_daemon_set_says_where_it_runs() {
        let verdict = json!({"objects": [
            {"document": 0, "report": {"placement": [{"node": "a", "runs": true}, {"node": "b", "runs": false}],
             "problems": [{"severity": "error", "field": "spec.selector", "message": "Required value"}, {"severity": "info"}]}},
        ]});
        let answers = answers(&verdict);
        assert_eq!(answers[0].runs, Some((1, 2)));
        assert_eq!(answers[0].errors, ["spec.selector: Required value"]);
    }
}
