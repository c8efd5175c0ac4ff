//! What an object of the text is, as far as the schema knows its kind.

use manifest::schema::{DAEMON_SET, Field, Kind, SERVICE, Struct};
use manifest::{FieldPath, Segment};

/// The struct of an object of this kind, and whether all of it is known. Of other kinds it is what every object has.
#[must_use]
pub fn of_kind(kind: &str) -> (&'static Struct, bool) {
    match kind {
        "DaemonSet" | "" => (&DAEMON_SET, true),
        "Service" => (&SERVICE, true),
        _ => (&DAEMON_SET, false),
    }
}

/// What a place of such an object holds; none where the schema does not know it.
#[must_use]
pub fn kind_at(kind: &str, path: &FieldPath) -> Option<Kind> {
    let (root, is_known) = of_kind(kind);
    let is_common = matches!(path.segments().first(), Some(Segment::Key(key)) if key == "metadata");
    if is_known || is_common || path.is_root() {
        root.at(path)
    } else {
        None
    }
}

/// The struct and the field that a place of such an object is, or is an entry or an item of.
#[must_use]
pub fn field_at(kind: &str, path: &FieldPath) -> Option<(&'static Struct, &'static Field)> {
    let mut place = Some(path.clone());
    while let Some(at) = place {
        let parent = at.parent()?;
        if let (Some(Kind::Struct(owner)), Some(Segment::Key(name))) =
            (kind_at(kind, &parent), at.last())
        {
            let is_shown = of_kind(kind).1 || !parent.is_root() || is_common(name);
            return owner
                .field(name)
                .filter(|_| is_shown)
                .map(|field| (owner, field));
        }
        place = Some(parent);
    }
    None
}

/// Whether every object has a field of this name.
#[must_use]
pub fn is_common(name: &str) -> bool {
    ["apiVersion", "kind", "metadata"].contains(&name)
}
