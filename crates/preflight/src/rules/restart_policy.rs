//! The restart policy of a single container and its rules (`validateContainerRestartPolicy`).

use manifest::texts;

use crate::cursor::Cursor;
use crate::findings::Findings;

pub(super) fn check(container: &Cursor, findings: &mut Findings) {
    let policy = container.field("restartPolicy");
    let rules = container.field("restartPolicyRules");
    if policy.is_set() {
        super::check_one_of(&policy, &["Always", "Never", "OnFailure"], findings);
    } else if !rules.list().is_empty() {
        findings.required(
            &policy,
            "must specify restartPolicy when restart rules are used",
        );
        // Kubernetes looks no further at an init container.
        if texts::contains(&container.to_string(), ".initContainers[") {
            return;
        }
    }
    check_count(&rules, 20, findings);
    for rule in rules.items() {
        let actions = ["Restart", "RestartAllContainers"];
        super::check_one_of(&rule.field("action"), &actions, findings);
        let exit_codes = rule.field("exitCodes");
        if exit_codes.is_set() {
            super::check_one_of(&exit_codes.field("operator"), &["In", "NotIn"], findings);
            check_count(&exit_codes.field("values"), 255, findings);
        } else {
            findings.required(&exit_codes, "must be specified");
        }
    }
}

fn check_count(list: &Cursor, limit: usize, findings: &mut Findings) {
    let count = list.list().len();
    if count > limit {
        findings.too_many(list, count, limit);
    }
}
