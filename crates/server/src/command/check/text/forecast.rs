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
    let targets = placement.iter().filter(|place| place.runs).count();
    if let Some(running) = forecast
        .running
        .and_then(|running| usize::try_from(running).ok())
        && running < targets
    {
        let why = match forecast.refused {
            Some(_) => ": the API server refuses the others",
            None => "",
        };
        writeln!(
            output,
            "  at most {} will run{why}",
            counted(running, "pod")
        )?;
    }
    for why in forecast.unknown.values() {
        writeln!(output, "  {}", style.faint(why))?;
    }
    Ok(())
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
