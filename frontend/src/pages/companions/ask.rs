//! Asks the cluster what it says of each object, when the text has not changed for a moment.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::row::answers;
use super::state::Together;
use crate::api;
use crate::reactive::effect;
use crate::state::session::Session;

/// How long after a change the cluster is asked: each question asks it for every object.
const DELAY: Duration = Duration::from_millis(600);

/// How soon it is asked again where it did not say anything.
const AGAIN: Duration = Duration::from_secs(5);

/// Asks once more, unless that has happened meanwhile or the page is gone.
fn ask_again(together: Together, turn: StoredValue<u32>, mine: u32) {
    if turn.try_get_value() == Some(mine) {
        together.attempt.try_update(|attempt| *attempt += 1);
    }
}

/// Asks from now on, for as long as the caller lives.
pub fn follow(together: Together) {
    let session = Session::expect();
    let turn = StoredValue::new(0_u32);
    effect(move || {
        let cluster = together.cluster.get();
        let namespace = together.namespace.get();
        let text = together.text.get();
        together.attempt.track();
        let mine = turn.with_value(|turn| turn.wrapping_add(1));
        turn.set_value(mine);
        if !together.is_several() {
            return;
        }
        let ask = move || {
            if turn.try_get_value() != Some(mine) {
                return;
            }
            spawn_local(async move {
                match api::preflight::verdict(&cluster, &namespace, text).await {
                    Ok(verdict) => {
                        if turn.try_get_value() == Some(mine) {
                            together.silence.try_set(None);
                            together.answers.try_set(answers(&verdict));
                        }
                    }
                    // What is not known is not said; the rows stay as the text has them.
                    Err(error) => {
                        session.notice(&error);
                        if turn.try_get_value() == Some(mine) {
                            together.silence.try_set(Some(error));
                            set_timeout(move || ask_again(together, turn, mine), AGAIN);
                        }
                    }
                }
            });
        };
        set_timeout(ask, DELAY);
    });
}
