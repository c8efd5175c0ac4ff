//! The report as a whole: where problems are placed, what comes from the cluster, what an update may do.

#[path = "../agent/mod.rs"]
mod agent;
mod metadata;
mod stumbles;
mod text;
mod update;
mod warnings;

use agent::AGENT;
use manifest::Document;
use preflight::{Facts, Policy, Report, Source, report};

fn judge(text: &str, facts: &Facts) -> Report {
    report(&Document::parse(text), facts, &Policy::kubernetes())
}

/// Each problem as `source reason field line:column`.
fn told(report: &Report) -> Vec<String> {
    let problems = report.problems.iter();
    problems
        .map(|problem| {
            let source = match problem.source {
                Source::Syntax => "syntax",
                Source::Decode => "decode",
                Source::Validation => "validation",
                Source::Policy => "policy",
                Source::Cluster => "cluster",
                Source::Admission => "admission",
                Source::Placement => "placement",
                Source::Scheduling => "scheduling",
                Source::Rollout => "rollout",
            };
            let line = problem.line.unwrap_or_default();
            let column = problem.column.unwrap_or_default();
            format!(
                "{source} {} {} {line}:{column}",
                problem.reason, problem.field
            )
        })
        .collect()
}
