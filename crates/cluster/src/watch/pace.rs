//! What follows the end of a watch: what is said of it, how long is waited, whether everything is read again.
//!
//! Pure. The rate at which an API server can be asked is bounded here, whatever it answers.

use std::time::Duration;

use super::{End, backoff::Backoff, trouble::Trouble};
use crate::objects::Kind;

/// A watch that ends before this has not lasted; the pauses after such ones grow.
const LASTING: Duration = Duration::from_secs(10);
/// A watch that tells nothing and ends before this never was one (`VeryShortWatchError` in
/// `k8s.io/client-go/tools/cache/reflector.go`).
const VERY_SHORT: Duration = Duration::from_secs(1);
/// For how long "nothing has changed" is believed of watches that end without a word, be it a bookmark.
const BELIEVED: Duration = Duration::from_mins(5);
/// As often as this, one after the other, watches may end early before it is said. An API server that is
/// rolled out ends each once or twice.
const FORGIVEN: u32 = 2;

/// As long as an API server can ask not to be asked again.
const LONGEST_ASKED: Duration = Duration::from_hours(1);

/// How the watches of a kind have gone lately.
#[derive(Debug, Default)]
pub(super) struct Pace {
    backoff: Backoff,
    /// How many in a row have not lasted.
    short: u32,
    /// Whether watches have failed and none has been seen to run since.
    in_doubt: bool,
}

/// What follows.
#[derive(Debug, Default)]
pub(super) struct Next {
    /// What is wrong, where something is.
    pub(super) trouble: Option<Trouble>,
    /// How long to wait.
    pub(super) wait: Duration,
    /// Whether the API server itself asked for so long a wait.
    pub(super) is_asked_for: bool,
    /// Whether everything is read again before the next watch.
    pub(super) list_again: bool,
}

impl Pace {
    /// Whether watches have failed and none has been seen to run since: then a list alone, which is right only at
    /// its moment, makes nothing live.
    pub(super) const fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// A watch has been seen to run.
    pub(super) const fn is_believed(&mut self) {
        self.in_doubt = false;
    }

    /// The API server was silent: whether the watch still runs must be seen anew.
    pub(super) const fn doubt(&mut self) {
        self.in_doubt = true;
    }

    /// A list has failed.
    pub(super) fn after_list(&mut self, trouble: Trouble) -> Next {
        self.pause(trouble, true)
    }

    /// A watch of the kind has ended. `lasted` so long; `told`: whether a line came; `unproven`: how long ago it
    /// was last certain that nothing is missing.
    pub(super) fn after_watch(
        &mut self,
        kind: Kind,
        end: End,
        lasted: Duration,
        told: bool,
        unproven: Duration,
    ) -> Next {
        if lasted >= LASTING {
            self.backoff.reset();
            self.short = 0;
        } else {
            self.short += 1;
        }
        let list_again = unproven >= BELIEVED;
        let is_first = self.short <= 1;
        match end {
            End::Closed if (!told && lasted < VERY_SHORT) || self.short > FORGIVEN => {
                self.in_doubt = true;
                self.pause(Trouble::ends_at_once(kind), list_again)
            }
            End::Closed | End::Silent if self.short > 0 => Next {
                wait: self.backoff.wait(),
                list_again,
                ..Next::default()
            },
            End::Closed | End::Silent => Next {
                list_again,
                ..Next::default()
            },
            // Reading again is what is asked for, and done at once.
            End::Expired if is_first => Next {
                trouble: Some(Trouble::expired(kind)),
                list_again: true,
                ..Next::default()
            },
            End::Expired => {
                self.in_doubt = true;
                self.pause(Trouble::expired(kind), true)
            }
            End::Failed(trouble) => {
                self.in_doubt = true;
                // What was told and not understood may be missing, and may be told the same way again.
                let is_lost = trouble.is_unclear && self.short > 1;
                let list_again = list_again || is_lost || trouble.refusal.is_some();
                self.pause(trouble, list_again)
            }
        }
    }

    fn pause(&mut self, trouble: Trouble, list_again: bool) -> Next {
        let wait = self.backoff.wait();
        let asked = trouble.retry_after.map(|asked| asked.min(LONGEST_ASKED));
        Next {
            wait: asked.map_or(wait, |asked| asked.max(wait)),
            is_asked_for: asked.is_some(),
            trouble: Some(trouble),
            list_again,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Next, Pace};
    use crate::watch::Sort;
    use crate::{
        objects::Kind,
        watch::{End, Trouble},
    };

    const MOMENT: Duration = Duration::from_millis(5);
    const LONG: Duration = Duration::from_mins(5);

    fn after(pace: &mut Pace, end: End, lasted: Duration, told: bool) -> Next {
        let unproven = if told { Duration::ZERO } else { lasted };
        pace.after_watch(Kind::Pod, end, lasted, told, unproven)
    }

    fn failed() -> End {
        End::Failed(Trouble::default())
    }

    /// However often a watch ends, and in whatever way.
    #[test]
    fn no_end_leads_to_attempts_without_pause() {
        let ends: [fn() -> End; 4] = [|| End::Closed, || End::Silent, || End::Expired, failed];
        for make in ends {
            for told in [false, true] {
                let mut pace = Pace::default();
                let mut time = Duration::ZERO;
                let mut attempts = 0;
                while time < Duration::from_mins(10) {
                    time += MOMENT + after(&mut pace, make(), MOMENT, told).wait;
                    attempts += 1;
                }
                // 0.4, 0.75, 1.5, 3, 6 seconds at least, then 7.5 at least.
                assert!(attempts <= 6 + 600 / 7, "{:?}: {attempts}", make());
                // What lasts begins anew.
                assert_eq!(
                    after(&mut pace, End::Closed, LONG, true).wait,
                    Duration::ZERO
                );
            }
        }
    }

    #[test]
    fn an_ordinary_end_is_not_worth_a_word() {
        let mut pace = Pace::default();
        for (end, lasted, told, is_said) in [
            (End::Closed, LONG, true, false),
            (End::Closed, LONG, false, false),
            (End::Silent, LONG, false, false),
            // An API server that is rolled out.
            (End::Closed, Duration::from_secs(3), true, false),
            (End::Closed, MOMENT, true, false),
            (End::Closed, MOMENT, true, true),
            (End::Closed, LONG, true, false),
            // Nothing at all.
            (End::Closed, MOMENT, false, true),
        ] {
            let what = format!("{end:?} after {lasted:?}, {told}");
            let next = after(&mut pace, end, lasted, told);
            assert_eq!(next.trouble.is_some(), is_said, "{what}");
            assert_eq!(pace.is_in_doubt(), is_said, "{what}");
            if is_said {
                pace.is_believed();
            }
        }
    }

    #[test]
    fn too_old_a_version_is_read_again_at_once_and_then_with_pauses() {
        let mut pace = Pace::default();
        let next = after(&mut pace, End::Expired, LONG, true);
        assert!(next.list_again && next.trouble.is_some_and(|it| it.sort == Sort::Ordinary));
        assert_eq!(next.wait, Duration::ZERO);
        assert!(!pace.is_in_doubt(), "the list will put it right");
        after(&mut pace, End::Expired, MOMENT, false);
        let next = after(&mut pace, End::Expired, MOMENT, false);
        assert!(next.list_again && !next.wait.is_zero() && pace.is_in_doubt());
    }

    #[test]
    fn what_may_be_missing_is_read_again() {
        let unclear = || {
            End::Failed(Trouble {
                is_unclear: true,
                ..Trouble::default()
            })
        };
        let mut pace = Pace::default();
        assert!(!after(&mut pace, unclear(), LONG, true).list_again);
        assert!(!after(&mut pace, unclear(), MOMENT, false).list_again);
        assert!(after(&mut pace, unclear(), MOMENT, false).list_again);
        // A connection that breaks loses nothing.
        for _ in 0..20 {
            assert!(!after(&mut pace, failed(), MOMENT, false).list_again);
        }
        // Unless it is too long ago that anything was certain.
        let next = pace.after_watch(Kind::Pod, End::Closed, MOMENT, false, LONG);
        assert!(next.list_again);
    }

    #[test]
    fn what_the_api_server_asks_for_is_kept() {
        let trouble = |seconds| Trouble {
            retry_after: Some(Duration::from_secs(seconds)),
            ..Trouble::default()
        };
        let mut pace = Pace::default();
        let next = after(&mut pace, End::Failed(trouble(30)), MOMENT, false);
        assert_eq!(
            (next.wait, next.is_asked_for),
            (Duration::from_secs(30), true)
        );
        // Asked to wait less than one would anyhow.
        let next = pace.after_list(trouble(0));
        assert!(next.wait > Duration::from_millis(700), "{next:?}");
        let next = pace.after_list(trouble(1 << 40));
        assert_eq!(next.wait, Duration::from_hours(1));
    }
}
