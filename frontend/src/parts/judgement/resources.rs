//! Resources × nodes: what the pods ask for together, what the nodes have free, and what the quotas of
//! the namespace say to it.

use std::sync::Arc;

use leptos::prelude::*;
use preflight::Report;
use preflight::report::{QuotaForecast, QuotaUse, ResourceTotal};

use crate::text::wizard::totals as words;

/// Requests, limits and quotas; nothing where nothing is asked for and nothing counts it.
#[component]
pub fn Resources(
    /// The verdict.
    report: Memo<Arc<Report>>,
) -> impl IntoView {
    let forecast = Memo::new(move |_| {
        report.with(|report| {
            let forecast = report.forecast.as_ref();
            forecast
                .map(|forecast| (forecast.resources.clone(), forecast.quotas.clone()))
                .unwrap_or_default()
        })
    });
    move || {
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
    }
}

#[component]
fn Totals(
    /// What is asked for.
    resources: Vec<ResourceTotal>,
) -> impl IntoView {
    let row = |total: ResourceTotal| {
        let least = (!total.least_free.is_empty())
            .then(|| words::least_free(whole(total.least_free.clone()), &total.least_free_node));
        view! {
            <tr>
                <th scope="row"><code>{total.resource}</code></th>
                <td><Pair request=total.request limit=total.limit/></td>
                <td><Pair request=total.total_request limit=total.total_limit/></td>
                <td title=least.clone()>
                    {whole(total.free)}
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
    view! { {whole(request)} " / " {whole(limit)} }
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
        let text = words::quota_use(whole(usage.used), whole(usage.added), whole(usage.hard));
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
/// good for.
fn whole(quantity: String) -> String {
    let thousandths = quantity
        .strip_suffix('m')
        .and_then(|digits| digits.parse::<u64>().ok());
    match thousandths {
        Some(thousandths) if thousandths >= 1000 => {
            let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => quantity,
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn thousandths_become_wholes() {
        for (quantity, read) in [
            ("100m", "100m"),
            ("1400m", "1.4"),
            ("219050m", "219.05"),
            ("3000m", "3"),
            ("5Gi", "5Gi"),
            ("", ""),
        ] {
            assert_eq!(whole(quantity.to_owned()), read);
        }
    }
}
