//! What undo and redo go back and forth between: the same steps for the form and for the editor.

/// Steps kept; older ones are forgotten.
const LIMIT: usize = 500;

/// Typing at one place with shorter pauses than this, in milliseconds, is undone in one step.
const PAUSE: f64 = 900.0;

/// Where a change of the text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Typed into the control of this field path.
    Control(String),
    /// Typed into the editor.
    Editor,
    /// One deliberate act: a button, a conversion. Never joined with what was before it.
    Act,
}

/// The steps that led to the text, and those that were taken back.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// Changes that are undone together.
#[derive(Debug)]
struct Step {
    splices: Vec<Splice>,
    origin: Origin,
    /// When its last change was made, in milliseconds.
    last: f64,
}

/// One replacement in the text.
#[derive(Debug, PartialEq, Eq)]
struct Splice {
    /// Where it begins, in bytes.
    at: usize,
    removed: String,
    inserted: String,
}

impl History {
    /// Takes down that `before` has become `after`; `now` is in milliseconds from any fixed time.
    pub fn record(&mut self, before: &str, after: &str, origin: Origin, now: f64) {
        let Some(splice) = Splice::between(before, after) else {
            return;
        };
        self.undone.clear();
        match self.done.last_mut() {
            Some(step)
                if step.origin == origin && origin != Origin::Act && now - step.last < PAUSE =>
            {
                step.splices.push(splice);
                step.last = now;
            }
            _ => self.done.push(Step {
                splices: vec![splice],
                origin,
                last: now,
            }),
        }
        if self.done.len() > LIMIT {
            self.done.remove(0);
        }
    }

    /// The text before the last step, or `None` where there is none.
    pub fn undo(&mut self, text: &str) -> Option<String> {
        let mut step = self.done.pop()?;
        // What is typed after an undo is a step of its own.
        step.last = f64::NEG_INFINITY;
        let text = step
            .splices
            .iter()
            .rev()
            .try_fold(text.to_owned(), |text, splice| {
                replace(&text, splice.at, &splice.inserted, &splice.removed)
            })?;
        self.undone.push(step);
        Some(text)
    }

    /// The text after the step that was taken back last, or `None` where there is none.
    pub fn redo(&mut self, text: &str) -> Option<String> {
        let step = self.undone.pop()?;
        let text = step
            .splices
            .iter()
            .try_fold(text.to_owned(), |text, splice| {
                replace(&text, splice.at, &splice.removed, &splice.inserted)
            })?;
        self.done.push(step);
        Some(text)
    }

    /// Whether there is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether a step was taken back.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}

impl Splice {
    /// The shortest replacement that turns `before` into `after`; `None` where they are equal.
    fn between(before: &str, after: &str) -> Option<Self> {
        if before == after {
            return None;
        }
        let start: usize = before
            .chars()
            .zip(after.chars())
            .take_while(|(one, other)| one == other)
            .map(|(same, _)| same.len_utf8())
            .sum();
        let end: usize = before[start..]
            .chars()
            .rev()
            .zip(after[start..].chars().rev())
            .take_while(|(one, other)| one == other)
            .map(|(same, _)| same.len_utf8())
            .sum();
        Some(Self {
            at: start,
            removed: before[start..before.len() - end].to_owned(),
            inserted: after[start..after.len() - end].to_owned(),
        })
    }
}

/// `text` with `new` in the place of `old` at byte `at`; `None` where `old` is not there, so that a
/// step is never applied to a text it was not made for.
fn replace(text: &str, at: usize, old: &str, new: &str) -> Option<String> {
    let (head, rest) = text.split_at_checked(at)?;
    let tail = rest.strip_prefix(old)?;
    Some([head, new, tail].concat())
}

#[cfg(test)]
mod tests {
    use super::{History, Origin, Splice};

    /// A history of these texts, each made by the origin and at the time beside it.
    fn history(texts: &[(&str, Origin, f64)]) -> (History, String) {
        let mut history = History::default();
        let mut text = String::new();
        for (next, origin, now) in texts {
            history.record(&text, next, origin.clone(), *now);
            text = (*next).to_owned();
        }
        (history, text)
    }

    #[test]
    fn typing_without_a_pause_is_one_step() {
        let name = || Origin::Control("metadata.name".to_owned());
        let (mut history, text) = history(&[
            ("a", name(), 0.0),
            ("ag", name(), 100.0),
            ("agent", name(), 200.0),
            ("agent x", name(), 5000.0),
            ("agent xy", Origin::Editor, 5001.0),
        ]);
        let text = history.undo(&text).unwrap();
        assert_eq!(text, "agent x");
        let text = history.undo(&text).unwrap();
        assert_eq!(text, "agent");
        let text = history.undo(&text).unwrap();
        assert_eq!(text, "");
        assert_eq!(history.undo(&text), None);
    }

    #[test]
    fn redo_brings_back_what_undo_took() {
        let (mut history, text) = history(&[("é", Origin::Act, 0.0), ("éü", Origin::Act, 0.0)]);
        let back = history.undo(&text).unwrap();
        assert_eq!(back, "é");
        assert!(history.can_redo());
        assert_eq!(history.redo(&back).unwrap(), "éü");
        assert!(!history.can_redo());
    }

    #[test]
    fn a_new_change_forgets_what_was_undone() {
        let (mut history, text) = history(&[("a", Origin::Editor, 0.0)]);
        let back = history.undo(&text).unwrap();
        history.record(&back, "b", Origin::Editor, 1.0);
        assert!(!history.can_redo());
        assert_eq!(history.undo("b").unwrap(), "");
    }

    #[test]
    fn a_step_is_not_applied_to_another_text() {
        let (mut history, _) = history(&[("abc", Origin::Act, 0.0)]);
        assert_eq!(history.undo("something else"), None);
    }

    #[test]
    fn a_splice_never_cuts_a_character() {
        assert_eq!(
            Splice::between("aé", "aè").unwrap(),
            Splice {
                at: 1,
                removed: "é".into(),
                inserted: "è".into()
            }
        );
        assert_eq!(
            Splice::between("aa", "aaa").unwrap(),
            Splice {
                at: 2,
                removed: String::new(),
                inserted: "a".into()
            }
        );
    }
}
