//! What is known of the cluster, kept up to date for as long as the wizard is open.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use preflight::Questions;

use super::state::{Purpose, Wizard};
use crate::api;
use crate::reactive::{effect, memo};
use crate::state::clock;
use crate::state::live::Live;
use crate::state::session::Session;

/// How long after a change the facts are asked for, with all that changes meanwhile.
const FACTS_DELAY: Duration = Duration::from_millis(150);

/// How long it is at least from one question to the next that the cluster is the cause of, in milliseconds.
/// A large cluster changes all the time, and each answer reads the Secrets anew that the manifest names.
const FACTS_PAUSE: f64 = 1000.0;

/// Keeps the facts that the verdict is made from those of the cluster now.
pub fn follow(wizard: Wizard, live: Live) {
    let session = Session::expect();
    let namespace = memo(move || wizard.namespace());
    let questions = memo(move || {
        wizard.report.with(|report| {
            let asked = report.object.as_ref().map(Questions::of);
            asked.unwrap_or_default().to_text()
        })
    });
    // Which facts are here, and their version: of a large cluster only what has changed is fetched.
    let known = StoredValue::new(Known::default());
    let wanted = RwSignal::new(0_u32);
    // When they were last asked for, and whether they are about to be because of the cluster.
    let last = StoredValue::new((0.0, false));
    Effect::new(move |before: Option<()>| {
        live.facts_version.track();
        let (asked, is_due) = last.get_value();
        if before.is_none() || is_due {
            return;
        }
        last.set_value((asked, true));
        let delay = Duration::from_secs_f64((asked + FACTS_PAUSE - clock::now()).max(0.0) / 1000.0);
        set_timeout(
            move || {
                if last.try_set_value((clock::now(), false)).is_none() {
                    ask(wizard, session, (namespace, questions), known);
                }
            },
            delay.max(FACTS_DELAY),
        );
    });
    effect(move || {
        namespace.track();
        questions.track();
        wizard.cluster.track();
        // Only the last of several changes in a row asks.
        let turn = wanted.try_update_untracked(|turn| {
            *turn += 1;
            *turn
        });
        set_timeout(
            move || {
                if turn == wanted.try_get_untracked() {
                    last.try_update_value(|last| last.0 = clock::now());
                    ask(wizard, session, (namespace, questions), known);
                }
            },
            FACTS_DELAY,
        );
    });
}

/// The facts that are here: of which cluster and namespace, and their version.
#[derive(Clone, Default, PartialEq)]
struct Known {
    of: (String, String),
    version: String,
}

fn ask(
    wizard: Wizard,
    session: Session,
    (namespace, questions): (Memo<String>, Memo<String>),
    known: StoredValue<Known>,
) {
    let (cluster, namespace) = (wizard.cluster.get_untracked(), namespace.get_untracked());
    let questions = questions.get_untracked();
    if cluster.is_empty() {
        return;
    }
    let own = match wizard.purpose {
        Purpose::Create => None,
        Purpose::Edit(place) => place.try_get_value(),
    };
    let of = (cluster.clone(), namespace.clone());
    let Some(since) = known.try_get_value() else {
        return;
    };
    let since = if since.of == of {
        since.version
    } else {
        String::new()
    };
    spawn_local(async move {
        // The pods of the one that is edited are told apart, where it is looked for in its own namespace.
        let name = own
            .as_ref()
            .filter(|(own_namespace, _)| *own_namespace == namespace)
            .map(|(_, name)| name.as_str());
        let name = name.unwrap_or_default();
        let answer = api::preflight::facts(&cluster, &namespace, name, &since, &questions).await;
        match answer {
            Ok(message) => {
                let version = message.version.clone();
                let Some(mut facts) = wizard
                    .facts
                    .try_with_untracked(|before| message.apply_to(before))
                else {
                    return;
                };
                if let Some((namespace, name)) = own
                    && let Some(names) = &mut facts.daemon_sets
                {
                    // The name of the one that is edited is taken by itself.
                    let own = format!("{namespace}/{name}");
                    names.retain(|name| *name != own);
                }
                known.try_set_value(Known { of, version });
                wizard.facts.try_set(facts);
            }
            // What was known stays: the banner says that the console does not answer.
            Err(error) => session.notice(&error),
        }
    });
}
