//! Resources × nodes: what the pods ask for together, what the nodes have free, and what the quotas of
//! the namespace say to it.

use std::sync::Arc;

use leptos::prelude::*;
use preflight::Report;
use preflight::report::{QuotaForecast, QuotaUse, ResourceTotal};

use crate::reactive::{dynamic, memo};
use crate::text::wizard::totals as words;

/// Requests, limits and quotas; nothing where nothing is asked for and nothing counts it.
#[component]
pub fn Resources(
    /// The verdict.
    report: Memo<Arc<Report>>,
) -> impl IntoView {
    let forecast = memo(move || {
        report.with(|report| {
            let forecast = report.forecast.as_ref();
            forecast
                .map(|forecast| (forecast.resources.clone(), forecast.quotas.clone()))
                .unwrap_or_default()
        })
    });
    dynamic(move || {
        let (resources, quotas) = forecast.get();
        let is_silent = resources.is_empty() && quotas.is_empty();
        (!is_silent).then(|| {
            view! {
                <section class="judgement-section" aria-label=words::heading()>
                    <h2 class="judgement-heading">{words::heading()}</h2>
                    {(!resources.is_empty()).then(|| view! { <Totals resources/> })}
                    {quotas.into_iter().map(|quota| view! { <Quota quota/> }).collect_view()}
                </section>
            }
        })
    })
}

#[component]
fn Totals(
    /// What is asked for.
    resources: Vec<ResourceTotal>,
) -> impl IntoView {
    let row = |total: ResourceTotal| {
        let least = (!total.least_free.is_empty())
            .then(|| words::least_free(readable(total.least_free.clone()), &total.least_free_node));
        view! {
            <tr>
                <th scope="row"><code>{total.resource}</code></th>
                <td><Pair request=total.request limit=total.limit/></td>
                <td><Pair request=total.total_request limit=total.total_limit/></td>
                <td title=least.clone()>
                    {readable(total.free)}
                    <span class="visually-hidden">{least.clone()}</span>
                </td>
            </tr>
        }
    };
    view! {
        <table class="resources number">
            <thead>
                <tr>
                    <th scope="col">{words::resource()}</th>
                    <th scope="col">{words::per_pod()}</th>
                    <th scope="col">{words::all_pods()}</th>
                    <th scope="col">{words::free()}</th>
                </tr>
            </thead>
            <tbody>{resources.into_iter().map(row).collect_view()}</tbody>
        </table>
        <p class="judgement-layer">{words::pair()}</p>
    }
}

/// Request and limit, either of which may be missing.
#[component]
fn Pair(
    /// What is requested.
    request: String,
    /// The limit; empty for none.
    limit: String,
) -> impl IntoView {
    let limit = if limit.is_empty() {
        "–".to_owned()
    } else {
        limit
    };
    view! { {readable(request)} " / " {readable(limit)} }
}

#[component]
fn Quota(
    /// What it says.
    quota: QuotaForecast,
) -> impl IntoView {
    let is_short = quota.allowed < quota.wanted;
    let mark = if is_short {
        "severity severity-warning"
    } else {
        "severity severity-info"
    };
    let verdict = if is_short {
        words::quota_short(quota.allowed, quota.wanted)
    } else {
        words::quota_enough(quota.wanted)
    };
    let usage = |usage: QuotaUse| {
        let text = words::quota_use(
            readable(usage.used),
            readable(usage.added),
            readable(usage.hard),
        );
        view! { <li><code>{usage.resource}</code> " " <span class="number">{text}</span></li> }
    };
    view! {
        <div class="judgement-problem resources-quota">
            <i class=mark aria-hidden="true"></i>
            <div>
                <p>{words::quota()} " " <code>{quota.quota}</code> ": " {verdict}</p>
                <ul class="judgement-layer">{quota.resources.into_iter().map(usage).collect_view()}</ul>
            </div>
        </div>
    }
}

/// A quantity as one reads it: `1400m` as `1.4`, for sums of processors grow beyond what thousandths are
/// good for, and `811898Mi` as `792 GiB`. Rounded down, so that nothing is free that is not.
fn readable(quantity: String) -> String {
    const UNITS: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    let number = |suffix: &str| quantity.strip_suffix(suffix)?.parse::<u64>().ok();
    if let Some(thousandths) = number("m").filter(|thousandths| *thousandths >= 1000) {
        let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    for (position, unit) in UNITS.iter().enumerate() {
        let Some(mut whole) = number(unit) else {
            continue;
        };
        let (mut position, mut tenths) = (position, 0);
        while whole >= 1024 && position + 1 < UNITS.len() {
            tenths = whole % 1024 * 10 / 1024;
            whole /= 1024;
            position += 1;
        }
        // Three digits are as many as one compares.
        let fraction = if whole < 100 && tenths > 0 {
            format!(".{tenths}")
        } else {
            String::new()
        };
        return format!("{whole}{fraction} {}B", UNITS[position]);
    }
    quantity
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn sums_become_what_one_can_read() {
        for (quantity, read) in [
            ("100m", "100m"),
            ("1400m", "1.4"),
            ("219050m", "219.05"),
            ("3000m", "3"),
            ("5Gi", "5 GiB"),
            ("128Mi", "128 MiB"),
            ("811898Mi", "792 GiB"),
            ("2176Mi", "2.1 GiB"),
            ("2048Ki", "2 MiB"),
            ("1073741824Ki", "1 TiB"),
            ("9000Ei", "9000 EiB"),
            ("1.5Gi", "1.5Gi"),
            ("3", "3"),
            ("", ""),
        ] {
            assert_eq!(readable(quantity.to_owned()), read);
        }
    }
}
