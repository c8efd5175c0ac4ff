//! Where a place of the manifest stands in the form: its step, its card, and the control that shows what is said
//! of it.

use manifest::schema::{DAEMON_SET, Kind, SERVICE, Struct};
use manifest::{FieldPath, Segment};

use super::cards::{CARDS, CONTAINER_CARDS, SERVICE_CARDS};
use super::{Card, Place, names, others};
use crate::pages::wizard::paths;
use crate::pages::wizard::step::Step;

/// Where KubeSphere keeps what the user writes about a workload, and so does this console.
pub const DESCRIPTION: &str = "kubesphere.io/description";

/// Where KubeSphere keeps a name that may be of any letters.
pub const ALIAS: &str = "kubesphere.io/alias-name";

/// The entries of maps that have a control of their own.
const BY_KEY: &[&str] = &[DESCRIPTION, ALIAS];

/// What the server writes, what stands in every DaemonSet, and what a template must not have, by struct: nobody
/// types it, so it has no control.
pub const NOT_TYPED: &[(&str, &[&str])] = &[
    ("DaemonSet", &["apiVersion", "kind", "status"]),
    (
        "ObjectMeta",
        &[
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "generation",
            "managedFields",
            "resourceVersion",
            "selfLink",
            "uid",
        ],
    ),
    ("PodSpec", &["ephemeralContainers"]),
    ("Service", &["apiVersion", "kind", "status"]),
];

/// Fields that have a control of their own making.
const BY_HAND: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "spec.template.spec.containers",
    "spec.template.spec.initContainers",
    "spec.template.spec.volumes",
];

/// The structs whose fields are spread over cards, so that nothing is drawn for them as a whole.
const SPREAD: &[&str] = &[
    "",
    "metadata",
    "spec",
    "spec.selector",
    "spec.updateStrategy",
    "spec.updateStrategy.rollingUpdate",
    "spec.template",
    "spec.template.metadata",
    "spec.template.spec",
    "spec.template.spec.affinity",
];

/// The same of a Service.
const SPREAD_OF_SERVICE: &[&str] = &["", "metadata", "spec"];

/// A card over one object.
#[derive(Clone, Debug)]
pub struct CardPlace {
    /// The card.
    pub card: &'static Card,
    /// What its places begin from.
    pub base: FieldPath,
}

impl CardPlace {
    /// The fields of these names.
    fn places(&self, text: &'static str) -> Vec<Place> {
        let mut found = Vec::new();
        for name in names(text) {
            let mut path = self.base.clone();
            for key in name.split('.') {
                path = path.key(key);
            }
            if let Some(place) = Place::at(&path) {
                found.push(place);
            }
        }
        found
    }

    /// What it always shows.
    #[must_use]
    pub fn first(&self) -> Vec<Place> {
        self.places(self.card.first)
    }

    /// What waits on its shelf.
    #[must_use]
    pub fn more(&self) -> Vec<Place> {
        self.places(self.card.more)
    }

    /// A place that stands for the card itself, whether it is open or not.
    #[must_use]
    pub fn key(&self) -> FieldPath {
        self.base.key("card").key(self.card.name)
    }
}

/// The cards of a step over an object.
#[must_use]
pub fn cards(step: Step, base: &FieldPath) -> Vec<CardPlace> {
    let table = if base.is_root() {
        CARDS
    } else if service_of(base).is_some() {
        SERVICE_CARDS
    } else {
        CONTAINER_CARDS
    };
    let mut found = Vec::new();
    for card in table {
        if card.step == step {
            found.push(CardPlace {
                card,
                base: base.clone(),
            });
        }
    }
    found
}

/// The fields of a step over an object that are on no card, drawn from the schema all the same: those of a
/// newer Kubernetes.
#[must_use]
pub fn leftovers(step: Step, base: &FieldPath) -> Vec<Place> {
    let mut found = Vec::new();
    let structs = if container_of(base).is_some() {
        &[""]
    } else {
        spread(base)
    };
    for name in structs {
        let mut path = base.clone();
        for key in name.split('.').filter(|key| !key.is_empty()) {
            path = path.key(key);
        }
        let Some(Kind::Struct(of)) = kind_at(&path) else {
            continue;
        };
        for field in others(of, &[]) {
            let Some(place) = Place::of(of, &path, field) else {
                continue;
            };
            let is_on_no_card = !is_laid_out(&place.path) && !is_not_typed(of.name, field);
            if is_on_no_card && step_of(&place.path) == step {
                found.push(place);
            }
        }
    }
    found
}

/// Whether a card, or something below it, or a control made by hand shows this field.
fn is_laid_out(path: &FieldPath) -> bool {
    let (table, keys) = table_of(path);
    is_by_hand(path)
        || is_spread(path)
        || table.iter().any(|card| {
            [card.first, card.more].iter().any(|text| {
                names(text)
                    .iter()
                    .any(|name| begins_with(&name_keys(name), &keys))
            })
        })
}

/// The card that shows a place.
#[must_use]
pub fn card_of(path: &FieldPath) -> Option<CardPlace> {
    let (table, keys) = table_of(path);
    let mut best: Option<(usize, &'static Card)> = None;
    for card in table {
        for name in names(card.first).into_iter().chain(names(card.more)) {
            let pattern = name_keys(name);
            let length = pattern.len();
            if begins_with(&keys, &pattern) && best.is_none_or(|(longest, _)| length > longest) {
                best = Some((length, card));
            }
        }
    }
    let (_, card) = best?;
    Some(CardPlace {
        card,
        base: container_of(path)
            .or_else(|| service_of(path))
            .unwrap_or_default(),
    })
}

/// The step whose form shows this place or, where no form does, lists it as set in YAML.
#[must_use]
pub fn step_of(path: &FieldPath) -> Step {
    if service_of(path).is_some() {
        return Step::Network;
    }
    if let Some(place) = card_of(path) {
        return place.card.step;
    }
    let (table, keys) = table_of(path);
    let above = table.iter().find(|card| {
        names(card.first)
            .iter()
            .any(|name| begins_with(&name_keys(name), &keys))
    });
    match (keys.as_slice(), above) {
        (["spec", "template", "spec", "volumes", ..], _) => Step::Volumes,
        (
            [
                "spec",
                "template",
                "spec",
                "containers" | "initContainers" | "ephemeralContainers",
                ..,
            ],
            _,
        ) => Step::Containers,
        _ if container_of(path).is_some() => Step::Containers,
        (_, Some(card)) => card.step,
        (["spec", "template", "spec", ..], None) => Step::Network,
        _ => Step::Basic,
    }
}

/// The container, or init container, that a place is in.
#[must_use]
pub fn container_of(path: &FieldPath) -> Option<FieldPath> {
    match path.segments() {
        [_, _, _, Segment::Key(list), Segment::Index(index), ..]
            if path.starts_with(&paths::pod()) && paths::is_container_list(list) =>
        {
            Some(paths::pod().key(list.as_str()).index(*index))
        }
        _ => None,
    }
}

/// The other object of the text that a place is in, by its number: a Service, as far as the form draws it.
#[must_use]
pub fn service_of(path: &FieldPath) -> Option<FieldPath> {
    match path.segments() {
        [Segment::Index(number), ..] => Some(FieldPath::root().index(*number)),
        _ => None,
    }
}

/// The struct that the object of a place is, and the way to the place in it.
fn object_of(path: &FieldPath) -> (&'static Struct, FieldPath) {
    match path.segments() {
        [Segment::Index(_), way @ ..] => (&SERVICE, way.iter().cloned().collect()),
        _ => (&DAEMON_SET, path.clone()),
    }
}

/// What stands at a place of the DaemonSet or, where the path begins with the number of one, of a Service.
#[must_use]
pub fn kind_at(path: &FieldPath) -> Option<Kind> {
    let (of, way) = object_of(path);
    of.at(&way)
}

fn spread(path: &FieldPath) -> &'static [&'static str] {
    match service_of(path) {
        Some(_) => SPREAD_OF_SERVICE,
        None => SPREAD,
    }
}

fn is_spread(path: &FieldPath) -> bool {
    let (_, way) = object_of(path);
    spread(path).contains(&way.to_string().as_str())
}

fn is_by_hand(path: &FieldPath) -> bool {
    BY_HAND.contains(&path.to_string().as_str())
}

/// The table of cards for a place, and its keys from where their places begin.
fn table_of(path: &FieldPath) -> (&'static [Card], Vec<&str>) {
    let keys = keys(path);
    match container_of(path) {
        Some(container) if path.segments().len() > container.segments().len() => {
            (CONTAINER_CARDS, keys[4..].to_vec())
        }
        _ if service_of(path).is_some() => (SERVICE_CARDS, keys),
        _ => (CARDS, keys),
    }
}

/// The control or card that shows what is said about a place: its own, or its nearest ancestor's; `None` where
/// only the step itself can.
#[must_use]
pub fn anchor(path: &FieldPath) -> Option<FieldPath> {
    let mut place = Some(path.clone());
    while let Some(path) = place {
        if is_drawn(&path) {
            return Some(path);
        }
        place = path.parent();
    }
    None
}

/// Whether something of the form has this place as its `id`.
fn is_drawn(path: &FieldPath) -> bool {
    let Some(kind) = kind_at(path) else {
        return false;
    };
    match (path.last(), path.parent()) {
        (Some(Segment::Key(key)), Some(parent))
            if matches!(kind_at(&parent), Some(Kind::Map(_))) =>
        {
            BY_KEY.contains(&key.as_str()) || is_amount(&parent)
        }
        (Some(_), _) => {
            let is_list_by_hand = is_by_hand(path) && matches!(kind, Kind::List(_));
            // A Service as a whole has its row.
            let is_spread = is_spread(path) && service_of(path).as_ref() != Some(path);
            !is_list_by_hand && !is_spread && !is_below_not_typed(path)
        }
        (None, _) => false,
    }
}

/// Whether the entries of a map each have a control: the requests and limits of a container.
fn is_amount(map: &FieldPath) -> bool {
    let resources = container_of(map).map(|container| container.key("resources"));
    resources.is_some() && resources == map.parent()
}

/// Whether nobody types a field.
#[must_use]
pub fn is_not_typed(owner: &str, field: &str) -> bool {
    NOT_TYPED
        .iter()
        .any(|(of, names)| *of == owner && names.contains(&field))
}

/// Whether nobody types a place, or one above it.
pub(super) fn is_below_not_typed(path: &FieldPath) -> bool {
    let (of, way) = object_of(path);
    let mut kind = Kind::Struct(of);
    for segment in way.segments() {
        kind = match (kind, segment) {
            (Kind::Struct(of), Segment::Key(key)) => {
                if is_not_typed(of.name, key) {
                    return true;
                }
                kind.of_entry(key)
            }
            (Kind::List(list), Segment::Index(_)) => list.item,
            _ => return false,
        };
    }
    false
}

/// The keys of a path, list positions left out.
fn keys(path: &FieldPath) -> Vec<&str> {
    let mut keys = Vec::new();
    for segment in path.segments() {
        if let Segment::Key(key) = segment {
            keys.push(key.as_str());
        }
    }
    keys
}

fn name_keys(name: &'static str) -> Vec<&'static str> {
    let mut keys = Vec::new();
    keys.extend(name.split('.'));
    keys
}

fn begins_with(keys: &[&str], start: &[&str]) -> bool {
    keys.get(..start.len()) == Some(start)
}

/// The struct of a place, where one stands there.
#[must_use]
pub fn struct_at(path: &FieldPath) -> Option<&'static Struct> {
    match kind_at(path)? {
        Kind::Struct(of) => Some(of),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
