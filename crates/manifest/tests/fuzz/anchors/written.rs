//! Documents with anchors, aliases and merge keys, in block and flow style, written at random.

use std::ops::Range;

use manifest::FieldPath;
use proptest::prelude::*;
use proptest::sample::Index;

/// What a document is made of.
#[derive(Clone, Debug)]
enum Piece {
    Scalar(&'static str),
    List(Vec<Node>),
    Map(Vec<(String, Node)>, Option<Merge>),
    /// Stands for one of the anchors above.
    Alias(Index),
}

#[derive(Clone, Debug)]
struct Node {
    is_anchored: bool,
    is_flow: bool,
    has_comment: bool,
    piece: Piece,
}

/// A merge key: before which entry it stands, of which anchors, and whether as a list.
#[derive(Clone, Debug)]
struct Merge {
    at: Index,
    of: Vec<Index>,
}

const SCALARS: [&str; 9] = ["a", "1", "true", "'q'", "\"d\"", "~", "{}", "[]", "2Gi"];

fn node() -> impl Strategy<Value = Node> {
    let with_manner = |piece: BoxedStrategy<Piece>| {
        let flags = (any::<bool>(), 0..4_u8, 0..4_u8);
        (piece, flags).prop_map(|(piece, (is_anchored, flow, comment))| Node {
            is_anchored,
            is_flow: flow == 0,
            has_comment: comment == 0,
            piece,
        })
    };
    let leaf = prop_oneof![
        2 => prop::sample::select(&SCALARS[..]).prop_map(Piece::Scalar),
        3 => any::<Index>().prop_map(Piece::Alias),
    ];
    with_manner(leaf.boxed()).prop_recursive(3, 20, 4, move |inner| {
        let merge = prop::option::of(
            (any::<Index>(), prop::collection::vec(any::<Index>(), 1..3))
                .prop_map(|(at, of)| Merge { at, of }),
        );
        let piece = prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Piece::List),
            (entries(inner), merge).prop_map(|(entries, merge)| Piece::Map(entries, merge)),
        ];
        with_manner(piece.boxed())
    })
}

fn entries(value: impl Strategy<Value = Node>) -> impl Strategy<Value = Vec<(String, Node)>> {
    prop::collection::vec(("[g-j]", value), 1..5).prop_map(|mut entries| {
        let mut seen = Vec::new();
        entries.retain(|(key, _)| {
            let is_new = !seen.contains(key);
            seen.push(key.clone());
            is_new
        });
        entries
    })
}

/// Writes a document and notes where each part of it stands.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) text: String,
    /// The anchors, and whether they stand for a mapping. One that is still being written is none yet.
    closed: Vec<(usize, bool)>,
    /// Where each anchor stands, the first one first, and those that something stands for.
    places: Vec<FieldPath>,
    used: Vec<usize>,
    /// The mappings with a merge key behind another one, over which it wins.
    pub(super) late: Vec<FieldPath>,
    /// The mappings with a merge key.
    pub(super) merging: Vec<FieldPath>,
    /// The lines of each path that is written out, from 1.
    lines: Vec<(FieldPath, Range<usize>)>,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn line(&self) -> usize {
        self.text.matches('\n').count() + 1
    }

    /// Whether an anchor that is used stands at, above or below the innermost part around a path that is
    /// written out.
    pub(super) fn is_shared(&self, path: &FieldPath) -> bool {
        let mut own = path.clone();
        while !self.lines.iter().any(|(known, _)| *known == own)
            && let Some(parent) = own.parent()
        {
            own = parent;
        }
        (self.used.iter())
            .map(|name| &self.places[name - 1])
            .any(|place| place.starts_with(&own) || own.starts_with(place))
    }

    fn pick(&self, index: Index, of_maps: bool) -> Option<usize> {
        let all: Vec<usize> = (self.closed.iter())
            .filter(|(_, is_map)| *is_map || !of_maps)
            .map(|(name, _)| *name)
            .collect();
        (!all.is_empty()).then(|| all[index.index(all.len())])
    }

    /// Writes what stands behind a colon or a dash, to the end of its last line.
    fn value(&mut self, node: &Node, indent: usize, path: &FieldPath, in_brackets: bool) {
        let is_alias =
            matches!(&node.piece, Piece::Alias(index) if self.pick(*index, false).is_some());
        let name = (node.is_anchored && !is_alias).then(|| {
            self.places.push(path.clone());
            self.places.len()
        });
        if let Some(name) = name {
            self.push(&format!(" &a{name}"));
        }
        let is_flow = in_brackets || node.is_flow;
        match &node.piece {
            Piece::Scalar(text) => self.push(&format!(" {text}")),
            Piece::Alias(index) => match self.pick(*index, false) {
                Some(target) => {
                    self.used.push(target);
                    self.push(&format!(" *a{target} "));
                }
                None => self.text.push_str(" none"),
            },
            Piece::List(items) if is_flow => {
                self.text.push_str(" [");
                for (position, item) in items.iter().enumerate() {
                    self.text.push_str(if position > 0 { "," } else { "" });
                    self.noted(path.index(position), |writer, path| {
                        writer.value(item, 0, path, true);
                    });
                }
                self.text.push(']');
            }
            Piece::Map(entries, _) if is_flow => {
                self.text.push_str(" {");
                for (position, (key, value)) in entries.iter().enumerate() {
                    self.text.push_str(if position > 0 { ", " } else { "" });
                    self.noted(path.key(key), |writer, path| {
                        writer.push(&format!("{key}:"));
                        writer.value(value, 0, path, true);
                    });
                }
                self.text.push('}');
            }
            Piece::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    self.open_line(node.has_comment && position == 1, indent);
                    self.noted(path.index(position), |writer, path| {
                        writer.text.push('-');
                        writer.value(item, indent + 2, path, false);
                    });
                }
            }
            Piece::Map(entries, merge) => {
                let merged = merge
                    .as_ref()
                    .map(|merge| merge.at.index(entries.len() + 1));
                for position in 0..=entries.len() {
                    if let (Some(merge), true) = (merge, merged == Some(position)) {
                        self.late.extend((position > 0).then(|| path.clone()));
                        self.merging.push(path.clone());
                        self.merge(merge, indent);
                    }
                    let Some((key, value)) = entries.get(position) else {
                        break;
                    };
                    self.open_line(node.has_comment && position == 1, indent);
                    self.noted(path.key(key), |writer, path| {
                        writer.push(&format!("{key}:"));
                        writer.value(value, indent + 2, path, false);
                    });
                }
            }
        }
        let is_scalar = matches!(node.piece, Piece::Scalar(_) | Piece::Alias(_)) || is_flow;
        if is_scalar && node.has_comment && !in_brackets {
            self.text.push_str(" # c");
        }
        if let Some(name) = name {
            let is_map = matches!(node.piece, Piece::Map(..) | Piece::Scalar("{}"));
            self.closed.push((name, is_map));
        }
    }

    fn open_line(&mut self, has_comment: bool, indent: usize) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        if has_comment {
            self.push(&format!("{:indent$}# above\n", ""));
        }
        self.text.push_str(&" ".repeat(indent));
    }

    fn merge(&mut self, merge: &Merge, indent: usize) {
        let of: Vec<usize> = (merge.of.iter())
            .filter_map(|index| self.pick(*index, true))
            .collect();
        self.used.extend(&of);
        let of: Vec<String> = of.iter().map(|name| format!("*a{name}")).collect();
        match of.as_slice() {
            [] => {}
            [one] => {
                self.open_line(false, indent);
                self.push(&format!("<<: {one}"));
            }
            several => {
                self.open_line(false, indent);
                self.push(&format!("<<: [{}]", several.join(", ")));
            }
        }
    }

    fn noted(&mut self, path: FieldPath, write: impl FnOnce(&mut Self, &FieldPath)) {
        let first = self.line();
        write(self, &path);
        let last = self.line();
        self.lines.push((path, first..last + 1));
    }

    /// The lines of the innermost part around a path that is written out.
    pub(super) fn lines_of(&self, path: &FieldPath) -> Range<usize> {
        let mut path = path.clone();
        loop {
            if let Some((_, lines)) = self.lines.iter().find(|(known, _)| *known == path) {
                return lines.clone();
            }
            match path.parent() {
                Some(parent) => path = parent,
                None => return 1..self.line() + 1,
            }
        }
    }
}

/// A document, and how it ends: in the manner of Windows, without a line break, or as usual.
pub(crate) fn written() -> impl Strategy<Value = (Writer, u8)> {
    (entries(node()), 0..4_u8).prop_map(|(entries, ends)| {
        let mut writer = Writer::default();
        let root = Node {
            is_anchored: false,
            is_flow: false,
            has_comment: false,
            piece: Piece::Map(entries, None),
        };
        writer.value(&root, 0, &FieldPath::root(), false);
        match ends {
            0 => writer.text = writer.text.replace('\n', "\r\n") + "\r\n",
            1 => {}
            _ => writer.text.push('\n'),
        }
        (writer, ends)
    })
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "\n{}", self.text)
    }
}
