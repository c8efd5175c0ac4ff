//! One sentence at the top of the page whenever the word is not *Running*: what is wrong, where, since when, and what can
//! be done about it.

use contract::{Cause, Diagnosis, NextStep, diagnose};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use super::attention::named;
use super::dialogs::{self, Question};
use super::presence::Presence;
use crate::api::daemonsets;
use crate::pages::{pods_chunk, wizard_chunk};
use crate::parts::Age;
use crate::parts::node_grid::words;
use crate::parts::quoted::spoken;
use crate::reactive::{dynamic, effect, memo};
use crate::routes;
use crate::state::clock::{self, Clock};
use crate::state::live::Detail;
use crate::text::diagnosis::{self as say, step, what};
use crate::ui::{Button, ButtonLink, Icon, Look, Shape};

/// The field that says how many pods are replaced at a time; which of the two, the limit's first word.
const ROLLING_UPDATE: &str = "spec.updateStrategy.rollingUpdate.";

/// The sentence; it is there only while something is the matter.
#[component]
pub fn WhatIsTheMatter(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let found = memo(move || {
        let is_there = target.presence.with(|it| *it != Presence::Deleted);
        let row = target.row.get().filter(|_| is_there)?;
        target.live.detail.with(|detail| {
            let empty = Detail::default();
            let detail = detail.as_ref().unwrap_or(&empty);
            diagnose(&row, &detail.nodes, &detail.pods)
        })
    });
    let former = former_revision(&target, found);
    dynamic(move || {
        let found = found.get()?;
        Some(view! { <Sentence target found former/> })
    })
}

/// The revision before the newest, asked for when going back to it is a way out.
fn former_revision(target: &Target, found: Memo<Option<Diagnosis>>) -> RwSignal<Option<i64>> {
    let former = RwSignal::new(None);
    let helps = memo(move || {
        let found = found.get()?;
        // Another template is another revision.
        let is_way_out = found.steps.contains(&NextStep::RollBack);
        is_way_out.then_some((found.cause as u8, found.nodes.len()))
    });
    let target = *target;
    effect(move || {
        if helps.get().is_none() {
            return;
        }
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            // Without them there is no such button, and the dialog says why.
            let list = daemonsets::revisions(&cluster, &namespace, &name).await;
            let before = list.ok().and_then(|list| {
                let mut others = list.items.into_iter().filter(|it| !it.current);
                others.next().map(|it| it.revision)
            });
            let _ = former.try_set(before);
        });
    });
    former
}

/// Within how many milliseconds most containers become ready: until then it is no warning that one is not.
const OFTEN_READY_AFTER: f64 = 30_000.0;

#[component]
fn Sentence(
    /// What the page is about.
    target: Target,
    /// What is the matter.
    found: Diagnosis,
    /// The revision to go back to.
    former: RwSignal<Option<i64>>,
) -> impl IntoView {
    let tone = match found.cause {
        _ if !found.limit.is_empty() => "bad",
        Cause::Crashes
        | Cause::ImageUnavailable
        | Cause::CannotStart
        | Cause::Evicted
        | Cause::Refused => "bad",
        cause if cause.passes() => "accent",
        _ => "waiting",
    };
    // What has just been started is seldom ready at once, and in every rollout.
    let (now, since) = (Clock::expect(), clock::parse(&found.since));
    let may_pass = found.cause == Cause::NotReady && found.limit.is_empty();
    let is_young =
        memo(move || may_pass && since.is_some_and(|since| now.get() - since < OFTEN_READY_AFTER));
    let passes = found.cause.passes();
    let icon = move || {
        let shape = if passes || is_young.get() {
            Shape::Info
        } else {
            Shape::Warning
        };
        view! { <Icon shape/> }
    };
    let class = move || {
        let tone = if is_young.get() { "accent" } else { tone };
        format!("banner banner-{tone}")
    };
    let (_, names) = named(found.nodes.clone());
    let names = (!names.is_empty()).then(|| [": ", &names].concat());
    let since = (!found.since.is_empty() && !found.cause.passes()).then(|| {
        view! { ", " {say::lasting()} " " <Age created=Signal::stored(found.since.clone())/> }
    });
    let blocks = (!found.limit.is_empty()).then(|| say::blocks(&found.limit, found.old));
    let elsewhere = (found.elsewhere > 0).then(|| say::elsewhere(found.elsewhere));
    let mut steps: Vec<AnyView> = Vec::new();
    for next in &found.steps {
        steps.push(button(&target, &found, next, former));
    }
    view! {
        <section class=class aria-label=say::label()>
            {dynamic(icon)}
            <div class="banner-text">
                <p>
                    <strong>{headline(&found)}</strong> {names} {since} ". " {blocks} " " {elsewhere}
                </p>
                <p class="monospace">{reason(&found)} {spoken(&found.said())}</p>
                <div class="banner-actions">{steps}</div>
            </div>
        </section>
    }
}

/// The machine's word, and what parts it from what is said beside it. Of what passes by itself, and of a refusal, the
/// words alone are worth reading.
fn reason(found: &Diagnosis) -> String {
    if found.cause.passes() || found.cause == Cause::Refused {
        return String::new();
    }
    let (words, code) = words::reason(&found.reason);
    let message = found.message.as_str();
    let parts = [&*words, &code, message].into_iter();
    let mut said = parts
        .filter(|part| !part.is_empty())
        .fold(String::new(), |mut said, part| {
            if !said.is_empty() {
                said.push_str(" · ");
            }
            said.push_str(part);
            said
        });
    said.truncate(said.len() - message.len());
    said
}

/// What is wrong, in a few words.
fn headline(found: &Diagnosis) -> String {
    let count = u32::try_from(found.nodes.len()).unwrap_or(u32::MAX);
    match found.cause {
        Cause::Crashes => what::crashes(count),
        Cause::ImageUnavailable => what::image(count),
        Cause::CannotStart => what::cannot_start(count),
        Cause::Evicted => what::evicted(count),
        Cause::NotReady => what::not_ready(count),
        Cause::GateClosed => what::gate_closed(count),
        Cause::NodeNotReady => what::node_not_ready(count),
        Cause::DoesNotGo => what::does_not_go(count),
        Cause::NoRoom => what::no_room(count),
        Cause::Gated => what::gated(count),
        Cause::Refused if count == 0 => what::refused_new().to_owned(),
        Cause::Refused => what::refused(count),
        Cause::NoNodes => what::no_nodes().to_owned(),
        Cause::WaitsForDeletion => what::waits_for_deletion(found.old),
        Cause::Deleted => what::deleted().to_owned(),
        Cause::Unobserved => what::unobserved().to_owned(),
        Cause::MinReadySeconds => what::min_ready().to_owned(),
        Cause::UnderWay if count == 0 => what::under_way().to_owned(),
        Cause::UnderWay => what::under_way_on(count),
    }
}

/// What can be done, as a button or a link.
fn button(
    target: &Target,
    found: &Diagnosis,
    next: &NextStep,
    former: RwSignal<Option<i64>>,
) -> AnyView {
    let (cluster, namespace, name) = target.address();
    let pod = || routes::pod(&cluster, &namespace, &name, &found.pod);
    let edit = |field: &str| routes::edit_field(&cluster, &namespace, &name, field);
    let (href, label) = match next {
        NextStep::RollBack => {
            let question = target.question;
            return dynamic(move || {
                let label = step::roll_back(former.get()?);
                let on_press = move |()| question.set(Some(Question::RollBack));
                Some(view! {
                    <Button look=Look::Quiet on_approach=dialogs::prefetch as fn() on_press>{label}</Button>
                })
            })
            .into_any();
        }
        NextStep::SeeLog if found.cause == Cause::Crashes => (pod(), step::see_crash().to_owned()),
        NextStep::SeeLog => (pod(), step::see_log().to_owned()),
        NextStep::SeePod if found.pod.is_empty() || found.cause == Cause::NodeNotReady => {
            let node = found.nodes.first().map(String::as_str).unwrap_or_default();
            (
                routes::node(&cluster, &namespace, &name, node),
                step::see_node().to_owned(),
            )
        }
        NextStep::SeePod => (pod(), step::see_pod().to_owned()),
        NextStep::DeletePod => (
            routes::deletion_of_pod(&cluster, &namespace, &name, &found.pod),
            step::delete().to_owned(),
        ),
        NextStep::SeeEvents => (
            routes::events(&cluster, &namespace, &name),
            step::see_events().to_owned(),
        ),
        NextStep::Edit(field) => (edit(field), step::edit(short(field))),
        NextStep::Tolerate => (
            edit("spec.template.spec.tolerations"),
            step::tolerate().to_owned(),
        ),
        NextStep::RaiseLimit => {
            let field = found.limit.split(' ').next().unwrap_or_default();
            (edit(&[ROLLING_UPDATE, field].concat()), step::raise(field))
        }
    };
    let ahead = if href.contains("/edit?") {
        wizard_chunk::prefetch as fn()
    } else {
        pods_chunk::prefetch
    };
    view! { <ButtonLink look=Look::Quiet href on_approach=ahead>{label}</ButtonLink> }.into_any()
}

/// The last name of a path.
fn short(field: &str) -> String {
    field.rsplit('.').next().unwrap_or(field).to_owned()
}

#[cfg(test)]
mod tests {
    use contract::{Cause, Diagnosis};

    use super::{headline, reason};

    #[test]
    fn a_matter_is_told_in_words_and_in_those_of_the_machine() {
        let of = |cause, reason: &str, message: &str, nodes: usize| Diagnosis {
            cause,
            reason: reason.to_owned(),
            message: message.to_owned(),
            nodes: vec!["n".to_owned(); nodes],
            pod: String::new(),
            since: String::new(),
            limit: String::new(),
            old: 3,
            elsewhere: 0,
            steps: Vec::new(),
            code: String::new(),
            arguments: Vec::new(),
        };
        for (found, words, machine) in [
            (
                of(Cause::Crashes, "CrashLoopBackOff", "back-off 40s", 1),
                "The pod on 1 node ends again and again",
                "CrashLoopBackOff · back-off 40s",
            ),
            (
                of(Cause::Refused, "FailedCreate", "exceeded quota: q", 2),
                "The cluster refuses the pods for 2 nodes",
                "exceeded quota: q",
            ),
            (
                of(Cause::Refused, "FailedCreate", "exceeded quota: q", 0),
                "The cluster refuses new pods",
                "exceeded quota: q",
            ),
            (
                of(Cause::WaitsForDeletion, "", "", 3),
                "3 pods are old and stay until somebody deletes them",
                "",
            ),
            (
                of(Cause::UnderWay, "ContainerCreating", "", 2),
                "The pods on 2 nodes are being replaced or brought up",
                "",
            ),
        ] {
            assert_eq!(
                (headline(&found), reason(&found) + &found.message),
                (words.to_owned(), machine.to_owned())
            );
        }
    }
}
