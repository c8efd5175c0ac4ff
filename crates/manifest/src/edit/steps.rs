//! From one value to another by edits that leave alone what is the same in both: fields keep their
//! place, items are found again where they went, and what only changed its key is not made anew.

use serde_json::{Map, Value};

use super::kinds::Edit;
use crate::FieldPath;
use crate::gather::Gather;

/// More pairs of items than these are not looked at: then items are matched by their position.
const MOST_PAIRS: usize = 1 << 20;

/// What tells an item from the others of its list, where it has one of these fields.
const NAMES: [&str; 7] = [
    "name",
    "mountPath",
    "containerPort",
    "key",
    "ip",
    "devicePath",
    "topologyKey",
];

/// The edits after which a value at `path` that is `old` is `new`, its keys in the same order. To be
/// made one after the other: each counts on those before it.
pub(super) fn steps(old: &Value, new: &Value, path: &FieldPath, edits: &mut Vec<Edit>) {
    if is_same(old, new) {
        return;
    }
    match (old, new) {
        (Value::Object(old), Value::Object(new)) if !old.is_empty() && !new.is_empty() => {
            fields(old, new, path, edits);
        }
        (Value::Array(old), Value::Array(new)) if !old.is_empty() && !new.is_empty() => {
            items(old, new, path, edits);
        }
        _ => edits.push(set(path.clone(), new)),
    }
}

fn set(path: FieldPath, value: &Value) -> Edit {
    let value = value.clone();
    Edit::Set { path, value }
}

/// Whether two values are equal, the order of their keys too.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len()
                && pairs.all(|((key, one), (same, other))| key == same && is_same(one, other))
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same(one, other))
        }
        _ => one == other,
    }
}

fn fields(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    path: &FieldPath,
    edits: &mut Vec<Edit>,
) {
    if old.keys().eq(new.keys()) {
        for ((key, old), new) in old.iter().zip(new.values()) {
            steps(old, new, &path.key(key), edits);
        }
        return;
    }
    let renamed = renamed(old, new);
    // The keys as they stand in the text after the edits so far.
    let mut order: Vec<&str> = Vec::new();
    let mut gone: Vec<&str> = Vec::new();
    for (key, value) in old {
        let mut key = key.as_str();
        if let Some((_, name)) = renamed.iter().find(|(before, _)| *before == key) {
            edits.push(Edit::Rename {
                path: path.key(key),
                key: (*name).to_owned(),
            });
            key = name;
        }
        match new.get(key) {
            Some(other) => {
                steps(value, other, &path.key(key), edits);
                order.push(key);
            }
            None => gone.push(key),
        }
    }
    for (key, value) in new {
        if !old.contains_key(key) && !renamed.iter().any(|(_, name)| name == key) {
            edits.push(set(path.key(key), value));
            order.push(key);
        }
    }
    // What is taken away leaves nothing empty, as all that comes is there.
    for key in gone {
        edits.push(Edit::Remove {
            path: path.key(key),
        });
    }
    if !order.iter().eq(new.keys()) {
        let names: Vec<&String> = new.keys().gather();
        let place = |key: &&str| names.iter().position(|name| name == key);
        moves(order.iter().filter_map(place).gather(), |item, _, to| {
            let path = path.key(names[item]);
            edits.push(Edit::MoveKey { path, to });
        });
    }
}

/// The keys that are no more and the new ones in their places, where they hold the same or are the only
/// ones that changed between two neighbours.
fn renamed<'v>(
    old: &'v Map<String, Value>,
    new: &'v Map<String, Value>,
) -> Vec<(&'v str, &'v str)> {
    let gone = strangers(old, new);
    let mut come = strangers(new, old);
    let mut renamed = Vec::new();
    for &(before, key, value) in &gone {
        let is_alone = |list: &[(Option<&str>, &str, &Value)]| {
            list.iter().filter(|(other, ..)| *other == before).count() == 1
        };
        let are_alone = is_alone(&gone) && is_alone(&come);
        let is_it = |(other, _, same): &(Option<&str>, &str, &Value)| {
            *other == before && (are_alone || is_same(value, same))
        };
        if let Some(position) = come.iter().position(is_it) {
            renamed.push((key, come.remove(position).1));
        }
    }
    renamed
}

/// The entries of an object whose keys are not in another one, with the key before them that is.
fn strangers<'v>(
    object: &'v Map<String, Value>,
    other: &Map<String, Value>,
) -> Vec<(Option<&'v str>, &'v str, &'v Value)> {
    let mut before = None;
    let mut strangers = Vec::new();
    for (key, value) in object {
        if other.contains_key(key) {
            before = Some(key.as_str());
        } else {
            strangers.push((before, key.as_str(), value));
        }
    }
    strangers
}

fn items(old: &[Value], new: &[Value], path: &FieldPath, edits: &mut Vec<Edit>) {
    let partners = partners(old, new);
    if partners.iter().all(Option::is_none) {
        return edits.push(set(path.clone(), &Value::Array(new.to_vec())));
    }
    for (index, partner) in partners.iter().enumerate() {
        if let Some(partner) = *partner {
            steps(&old[index], &new[partner], &path.index(index), edits);
        }
    }
    for (index, _) in partners
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, one)| one.is_none())
    {
        let path = path.index(index);
        edits.push(Edit::Remove { path });
    }
    let kept: Vec<usize> = partners.iter().copied().flatten().gather();
    moves(kept.clone(), |_, from, to| {
        let list = path.clone();
        edits.push(Edit::MoveItem { list, from, to });
    });
    for (index, value) in new
        .iter()
        .enumerate()
        .filter(|(index, _)| !kept.contains(index))
    {
        let (list, value) = (path.clone(), value.clone());
        edits.push(Edit::Insert { list, index, value });
    }
}

/// For each old item the new one that it has become.
fn partners(old: &[Value], new: &[Value]) -> Vec<Option<usize>> {
    let same = |(one, other): &(&Value, &Value)| is_same(one, other);
    let head = old.iter().zip(new).take_while(same).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(same).count();
    let mut partners: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let pair =
        |one: usize, other: usize, partners: &mut Vec<Option<usize>>, taken: &mut Vec<bool>| {
            partners[one] = Some(other);
            taken[other] = true;
        };
    for index in 0..head {
        pair(index, index, &mut partners, &mut taken);
    }
    for index in 1..=tail {
        pair(
            old.len() - index,
            new.len() - index,
            &mut partners,
            &mut taken,
        );
    }
    let (olds, news) = (head..old.len() - tail, head..new.len() - tail);
    if olds.len() * news.len() <= MOST_PAIRS {
        let has_one_name = |one: &Value, other: &Value| {
            let name = |field: &&&str| one.get(**field).is_some();
            let field = NAMES.iter().find(name);
            field.is_some_and(|field| one.get(field) == other.get(field))
        };
        for alike in [is_same as fn(&Value, &Value) -> bool, has_one_name] {
            for one in olds.clone() {
                let is_it = |other: &usize| !taken[*other] && alike(&old[one], &new[*other]);
                if partners[one].is_none()
                    && let Some(other) = news.clone().find(is_it)
                {
                    pair(one, other, &mut partners, &mut taken);
                }
            }
        }
    }
    // Behind the same neighbour one item may have become another.
    let mut before = head.checked_sub(1);
    for one in olds {
        if partners[one].is_some() {
            before = partners[one];
            continue;
        }
        let next = before.map_or(0, |before| before + 1);
        if news.contains(&next)
            && !taken[next]
            && std::mem::discriminant(&old[one]) == std::mem::discriminant(&new[next])
        {
            pair(one, next, &mut partners, &mut taken);
            before = Some(next);
        }
    }
    partners
}

/// The fewest moves that bring different numbers into rising order: what is moved, from where to where, each
/// counted in the list as those before it left it.
fn moves(mut list: Vec<usize>, mut make: impl FnMut(usize, usize, usize)) {
    if list.is_sorted() {
        return;
    }
    let stay = longest_rise(&list);
    let mut sorted = list.clone();
    crate::order::sort_by(&mut sorted, Ord::cmp);
    for (rank, &item) in sorted.iter().enumerate() {
        if stay.contains(&item) {
            continue;
        }
        let Some(from) = list.iter().position(|other| *other == item) else {
            continue;
        };
        list.remove(from);
        let above = rank.checked_sub(1).map(|above| sorted[above]);
        let above = above.and_then(|above| list.iter().position(|other| *other == above));
        let to = above.map_or(0, |above| above + 1);
        list.insert(to, item);
        if from != to {
            make(item, from, to);
        }
    }
}

/// The longest run of rising numbers, not necessarily side by side.
fn longest_rise(list: &[usize]) -> Vec<usize> {
    // For each length the position of the lowest number that a run of it ends with, and for each
    // position the one before it in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (position, number) in list.iter().enumerate() {
        let length = ends.partition_point(|end| list[*end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(position);
        } else {
            ends[length] = position;
        }
    }
    let mut run = Vec::new();
    let mut position = ends.last().copied();
    while let Some(at) = position {
        run.push(list[at]);
        position = before[at];
    }
    run
}
