//! What the page remembers of the typing itself, which no text holds: the controls that were left, the
//! names that are being typed, and the parts that were opened and have nothing in them yet.

use std::collections::BTreeSet;

use leptos::prelude::*;
use manifest::FieldPath;

use super::renaming::Renamings;
use super::state::Wizard;
use crate::state::document::Origin;
use crate::state::press::Press;

/// The memory of a page. It ends with the page.
#[derive(Debug)]
pub struct Memory {
    /// The controls whose lacks are said.
    visited: RwSignal<Visited>,
    /// What is open though the manifest says nothing there, by the hashes of the paths.
    opened: RwSignal<BTreeSet<u64>>,
    renamings: Renamings,
    /// What is said of a control that was left for a button waits until that is released.
    press: Press,
}

impl Memory {
    /// Nothing yet.
    #[must_use]
    pub fn begin() -> Self {
        Self {
            visited: RwSignal::new(Visited::Some(BTreeSet::new())),
            opened: RwSignal::new(BTreeSet::new()),
            renamings: Renamings::default(),
            press: Press::follow(),
        }
    }
}

/// The controls that have been left once: what they lack is said from then on.
#[derive(Clone, Debug)]
enum Visited {
    /// These, by their paths.
    Some(BTreeSet<String>),
    /// All: Create has been pressed, and nothing that is missing is held back any longer.
    All,
}

impl Visited {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::Some(names) => names.contains(name),
            Self::All => true,
        }
    }
}

impl Wizard {
    /// Whether what a control lacks is said; tracked.
    #[must_use]
    pub fn is_visited(self, name: &str) -> bool {
        let visited = self.memory.with_value(|memory| memory.visited);
        visited.with(|visited| visited.has(name))
    }

    /// Remembers that a control has been left.
    pub fn visit(self, path: &FieldPath) {
        let name = path.to_string();
        // A control that goes with its page is left as well.
        let Some((visited, press)) = self
            .memory
            .try_with_value(|memory| (memory.visited, memory.press))
        else {
            return;
        };
        if !visited.with_untracked(|visited| visited.has(&name)) {
            press.when_released(move || {
                // The page may be gone by then.
                visited.try_update(|visited| {
                    if let Visited::Some(names) = visited {
                        names.insert(name);
                    }
                });
            });
        }
    }

    /// Remembers that Create has been pressed.
    pub fn attempt(self) {
        self.memory
            .with_value(|memory| memory.visited.set(Visited::All));
    }

    /// Whether a part is open that may have nothing in it; it stays so from step to step.
    #[must_use]
    pub fn opened(self, path: &FieldPath) -> Opened {
        Opened {
            all: self.memory.with_value(|memory| memory.opened),
            part: fingerprint(&path.to_string()),
        }
    }

    /// What writes a name, and takes along what calls it by that.
    #[must_use]
    pub fn rename_at(self, path: &FieldPath) -> Callback<String> {
        let path = path.clone();
        let origin = Origin::Control(path.to_string());
        Callback::new(move |typed: String| {
            self.memory.update_value(|memory| {
                let renamings = &mut memory.renamings;
                self.document.edit(origin.clone(), |document| {
                    renamings.rename(document, &path, &typed)
                });
            });
        })
    }
}

/// A number for a path, by FNV-1a: the standard library's hash would be compiled for this alone.
fn fingerprint(path: &str) -> u64 {
    path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether one part is open. Cheap to copy, and good for as long as the page: what closes a part may take
/// the part itself away.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    all: RwSignal<BTreeSet<u64>>,
    part: u64,
}

impl Opened {
    /// Whether it is; tracked.
    #[must_use]
    pub fn get(self) -> bool {
        self.all.with(|all| all.contains(&self.part))
    }

    /// The same as a signal.
    #[must_use]
    pub fn signal(self) -> Signal<bool> {
        Signal::derive(move || self.get())
    }

    /// Opens or closes it.
    pub fn set(self, open: bool) {
        if self.all.with_untracked(|all| all.contains(&self.part)) != open {
            self.all.update(|all| {
                if open {
                    all.insert(self.part);
                } else {
                    all.remove(&self.part);
                }
            });
        }
    }
}
