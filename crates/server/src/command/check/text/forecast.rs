//! The forecast for people: the nodes without room, what all pods ask for, the quotas.

use std::io::{self, Write};

use preflight::placement::group::NodeVerdict;
use preflight::report::{QuotaForecast, ResourceTotal};
use preflight::{Forecast, NodePlacement};

use super::counted;
use super::pod::some_of;
use crate::command::check::style::Style;

pub(super) fn print(
    forecast: &Forecast,
    placement: &[NodePlacement],
    style: Style,
    output: &mut impl Write,
) -> io::Result<()> {
    for group in &forecast.groups {
        let word = match group.verdict {
            NodeVerdict::Pending => "pending",
            NodeVerdict::Preempts => "preempting",
            NodeVerdict::Refused => "refused",
            NodeVerdict::Unavailable => "unavailable",
            _ => continue,
        };
        let positions = group.nodes.iter();
        let names: Vec<&str> = positions
            .filter_map(|position| placement.get(usize::try_from(*position).ok()?))
            .map(|node| node.node.as_str())
            .collect();
        let list = style.faint(&some_of(&names));
        let count = names.len();
        writeln!(output, "  {count:>5} {word}: {}  {list}", group.reason)?;
    }
    resources(&forecast.resources, output)?;
    for quota in &forecast.quotas {
        self::quota(quota, output)?;
    }
    if let Some(words) = running(forecast, placement) {
        writeln!(output, "  {words}")?;
    }
    for why in forecast.unknown.values() {
        writeln!(output, "  {}", style.faint(&why.to_string()))?;
    }
    Ok(())
}

/// On how many nodes a pod will run, where that is not on all that the controller wants.
fn running(forecast: &Forecast, placement: &[NodePlacement]) -> Option<String> {
    let targets = placement.iter().filter(|place| place.runs).count();
    let running = usize::try_from(forecast.running?).ok()?;
    if running >= targets {
        return None;
    }
    Some(match (running, &forecast.refused) {
        (0, Some(_)) => "no pod will run: the API server refuses every one".to_owned(),
        (0, None) => "no pod will run".to_owned(),
        (_, Some(_)) => format!(
            "at most {} will run: the API server refuses every new one",
            counted(running, "pod")
        ),
        (_, None) => format!("at most {} will run", counted(running, "pod")),
    })
}

/// What all pods ask for together.
fn resources(totals: &[ResourceTotal], output: &mut impl Write) -> io::Result<()> {
    let list = |amount: fn(&ResourceTotal) -> &str| {
        let parts = totals
            .iter()
            .filter(|total| !amount(total).is_empty() && amount(total) != "0")
            .map(|total| format!("{} {}", total.resource, amount(total)));
        parts.collect::<Vec<_>>().join(", ")
    };
    let requests = list(|total| &total.total_request);
    let limits = list(|total| &total.total_limit);
    for (word, amounts) in [("requests", requests), ("limits", limits)] {
        if !amounts.is_empty() {
            writeln!(output, "  {word} in all: {amounts}")?;
        }
    }
    Ok(())
}

fn quota(quota: &QuotaForecast, output: &mut impl Write) -> io::Result<()> {
    let counts = quota.resources.iter().map(|counted| {
        let (added, used, hard) = (&counted.added, &counted.used, &counted.hard);
        format!("{} {added} on top of {used}, of {hard}", counted.resource)
    });
    let counts = counts.collect::<Vec<_>>().join("; ");
    let wanted = usize::try_from(quota.wanted).unwrap_or(usize::MAX);
    writeln!(
        output,
        "  quota {}: room for {} of {} ({counts})",
        quota.quota,
        quota.allowed,
        counted(wanted, "pod")
    )
}
