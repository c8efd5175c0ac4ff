//! The catalogue of the form: which fields it lays out, on which card of which step, in which order. What a
//! field *is* comes from [`manifest::schema`], its words from `locales/*/fields.json`; from these three
//! everything follows: what is drawn, where a problem is shown, where a click on it leads, what is "set in
//! YAML", the summary of a closed card and the search.

pub mod cards;
pub mod choosing;
pub mod gist;
pub mod labels;
pub mod layouts;
pub mod logs;
pub mod paste;
pub mod places;
pub mod search;
pub mod summary;
pub mod time_zone;
pub mod traits;
pub mod undrawn;
pub mod ways;

use manifest::schema::{Field, Kind, Struct};
use manifest::{FieldPath, Segment};

use super::paths;
use super::step::Step;

/// How much a card or a field wants to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Always shown.
    Essential,
    /// Shown once it is used, else offered on the shelf.
    More,
}

/// A card of a step.
#[derive(Debug)]
pub struct Card {
    /// Its name among the words: `card.health`.
    pub name: &'static str,
    /// The step that it is in.
    pub step: Step,
    /// Whether it is shown unused.
    pub level: Level,
    /// The places that it always shows, from the card's base, the DaemonSet or a container, with blanks between
    /// them: a list of texts would weigh more in the module than what it says.
    pub first: &'static str,
    /// Those that wait on its shelf until they are used.
    pub more: &'static str,
    /// Whether each of its fields is added by a button of its own.
    pub is_by_field: bool,
}

/// How the fields of a struct are laid out wherever it occurs. Those that are not named here follow, each once
/// it is used, else on the shelf.
#[derive(Debug)]
pub struct Layout {
    /// The struct: `Probe`.
    pub of: &'static str,
    /// The fields that are always shown, in their order, with blanks between them.
    pub first: &'static str,
    /// Of a union, whose structs exclude each other: those to choose from, the usual ones first.
    pub one_of: Option<&'static str>,
    /// Whether, as an item of a list, it is a row rather than a part with a heading.
    pub is_row: bool,
}

/// A field at a place of the manifest.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it is.
    pub path: FieldPath,
    /// The struct that declares it.
    pub owner: &'static Struct,
    /// The field.
    pub field: &'static Field,
}

impl Place {
    /// The field of a struct.
    #[must_use]
    pub fn of(owner: &'static Struct, path: &FieldPath, name: &str) -> Option<Self> {
        Some(Self {
            path: path.key(name),
            owner,
            field: owner.field(name)?,
        })
    }

    /// The field at a place of a DaemonSet or Service; none where the schema has no such field, and for the items of lists
    /// and the entries of maps.
    #[must_use]
    pub fn at(path: &FieldPath) -> Option<Self> {
        let (Some(Segment::Key(name)), Some(parent)) = (path.last(), path.parent()) else {
            return None;
        };
        match places::kind_at(&parent)? {
            Kind::Struct(owner) => Self::of(owner, &parent, name),
            _ => None,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(&self) -> &'static str {
        labels::label(self.context(), self.field.name)
    }

    /// What to know before one types; empty where nothing is.
    #[must_use]
    pub fn help(&self) -> &'static str {
        labels::help(self.context(), self.field.name)
    }

    /// The struct or, of two places whose structs occur elsewhere as well, the place: under it the words stand.
    fn context(&self) -> &'static str {
        let spec = paths::spec();
        if self.path.starts_with(&spec.key("selector")) {
            "selector"
        } else if self.path.starts_with(&spec.key("template").key("metadata")) {
            "template"
        } else {
            self.owner.name
        }
    }

    /// Whether its control takes the whole width.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        match self.field.kind {
            Kind::Struct(_) | Kind::List(_) | Kind::Map(_) => true,
            _ => traits::is_long(self.owner.name, self.field.name),
        }
    }
}

/// The names in a text with blanks between them.
#[must_use]
pub fn names(text: &'static str) -> Vec<&'static str> {
    let mut names = Vec::new();
    names.extend(text.split(' ').filter(|name| !name.is_empty()));
    names
}

/// The fields of a struct that are not among these, in the order of the schema.
#[must_use]
pub fn others(of: &'static Struct, named: &[&[&str]]) -> Vec<&'static str> {
    let mut found = Vec::new();
    for field in of.fields {
        if !named.iter().any(|names| names.contains(&field.name)) {
            found.push(field.name);
        }
    }
    found
}
