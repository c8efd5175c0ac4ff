//! What is known of the pods: Pod Security, and the nodes in groups.

use std::collections::BTreeMap;
use std::io::{self, Write};

use preflight::{NodePlacement, PodSecurity};

use super::counted;
use crate::command::check::style::Style;

/// How many nodes of a group are named.
const NAMED: usize = 4;

/// The levels, and for one that forbids the reasons without their details.
pub(super) fn pod_security(
    security: &PodSecurity,
    style: Style,
    output: &mut impl Write,
) -> io::Result<()> {
    let level = |name: &str, detail: &str| match reasons(detail).join(", ") {
        reasons if reasons.is_empty() => format!("{name} allows it"),
        reasons => format!("{name} forbids it {}", style.faint(&format!("({reasons})"))),
    };
    let baseline = level("baseline", &security.baseline);
    let restricted = level("restricted", &security.restricted);
    writeln!(output, "  Pod Security: {baseline}; {restricted}")
}

/// The reasons in `reason (detail), reason (detail)`.
fn reasons(detail: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut reasons = Vec::new();
    for (position, character) in detail.char_indices() {
        match character {
            '(' if depth == 0 => {
                reasons.push(detail[start..position].trim());
                depth = 1;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => start = position + 1,
            _ => {}
        }
    }
    reasons
}

/// How many nodes get a pod, and why the others do not.
pub(super) fn placement(
    nodes: &[NodePlacement],
    style: Style,
    output: &mut impl Write,
) -> io::Result<()> {
    if nodes.is_empty() {
        return Ok(());
    }
    let running = nodes.iter().filter(|node| node.runs).count();
    let get = if running == 1 { "gets" } else { "get" };
    writeln!(
        output,
        "  {running} of {} {get} a pod",
        counted(nodes.len(), "node")
    )?;
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in nodes.iter().filter(|node| !node.runs) {
        groups.entry(&node.reason).or_default().push(&node.node);
    }
    let widest = groups
        .keys()
        .map(|reason| reason.len())
        .max()
        .unwrap_or_default();
    for (reason, names) in groups {
        let list = style.faint(&some_of(&names));
        writeln!(
            output,
            "  {:>5} left out: {reason:widest$}  {list}",
            names.len()
        )?;
    }
    Ok(())
}

/// The first few of the names.
pub(super) fn some_of(names: &[&str]) -> String {
    let mut list = names[..names.len().min(NAMED)].join(", ");
    if names.len() > NAMED {
        list.push_str(" …");
    }
    list
}

#[cfg(test)]
mod tests {
    use super::reasons;

    #[test]
    fn takes_the_reasons_out_of_a_detail() {
        assert_eq!(reasons("a (b (c, d)), e f (g)"), ["a", "e f"]);
        assert!(reasons("").is_empty());
    }
}
