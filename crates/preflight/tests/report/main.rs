//! The report as a whole: where problems are placed, what comes from the cluster, what an update may do.

mod metadata;
mod stumbles;
mod text;
mod update;

use manifest::Document;
use preflight::{Facts, Policy, Report, Source, report};

const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: agent:1
";

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
