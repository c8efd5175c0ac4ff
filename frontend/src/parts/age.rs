//! How old something is, in its largest unit.

use leptos::prelude::*;

use crate::reactive::{dynamic, memo};
use crate::state::clock::{self, Clock};
use crate::text::common::age;

/// An age, as `kubectl` rounds it: down, to one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rounded {
    Seconds(u32),
    Minutes(u32),
    Hours(u32),
    Days(u32),
}

/// Rounds an age in milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped, and 4 billion seconds are enough"
)]
fn round(milliseconds: f64) -> Rounded {
    // Below zero where the clocks of two machines differ.
    let seconds = (milliseconds / 1000.0).clamp(0.0, f64::from(u32::MAX)) as u32;
    match seconds {
        0..120 => Rounded::Seconds(seconds),
        120..7_200 => Rounded::Minutes(seconds / 60),
        7_200..172_800 => Rounded::Hours(seconds / 3_600),
        _ => Rounded::Days(seconds / 86_400),
    }
}

/// The age of something that was made at an RFC 3339 time; the time itself is its tooltip.
#[component]
pub fn Age(
    /// When it was made.
    #[prop(into)]
    created: Signal<String>,
) -> impl IntoView {
    let now = Clock::expect();
    let rounded = memo(move || {
        let created = created.with(|created| clock::parse(created))?;
        Some(round(now.get() - created))
    });
    let words = move || {
        rounded.get().map(|rounded| match rounded {
            Rounded::Seconds(count) => age::seconds(count),
            Rounded::Minutes(count) => age::minutes(count),
            Rounded::Hours(count) => age::hours(count),
            Rounded::Days(count) => age::days(count),
        })
    };
    view! {
        <time
            class="number"
            datetime=Signal::derive(move || created.get())
            title=Signal::derive(move || created.with(|created| clock::in_words(created)))
        >
            {dynamic(words)}
        </time>
    }
}

#[cfg(test)]
mod tests {
    use super::{Rounded, round};

    #[test]
    fn rounds_down_to_one_unit() {
        for (seconds, expected) in [
            (-5.0, Rounded::Seconds(0)),
            (119.9, Rounded::Seconds(119)),
            (120.0, Rounded::Minutes(2)),
            (7_199.0, Rounded::Minutes(119)),
            (7_200.0, Rounded::Hours(2)),
            (172_800.0, Rounded::Days(2)),
            (26_956_800.0, Rounded::Days(312)),
        ] {
            assert_eq!(round(seconds * 1000.0), expected);
        }
    }
}
