//! Finding a field: by its words in either language, by its Kubernetes name or path, or by its value.

use std::cmp::Ordering;

use manifest::lower::to_lower;
use manifest::order::sort_by;
use manifest::schema::{DAEMON_SET, Kind, SERVICE, Struct};
use manifest::{Document, FieldPath};

use super::places::is_not_typed;
use super::{labels, ways};

/// How many fields are shown.
const MOST: usize = 12;

/// A field that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it is.
    pub path: FieldPath,
    /// What it is called.
    pub label: &'static str,
    /// What is written there; empty where nothing is.
    pub value: String,
    /// How well it fits; less is better.
    rank: u8,
}

/// The fields that fit what was typed, the best first.
#[must_use]
pub fn find(document: &Document, typed: &str) -> Vec<Hit> {
    let wanted = to_lower(typed.trim());
    let mut search = Search {
        document,
        wanted,
        hits: Vec::new(),
    };
    if !search.wanted.is_empty() {
        search.visit(&DAEMON_SET, &FieldPath::root());
        for service in ways::services(document) {
            search.visit(&SERVICE, &service);
        }
    }
    let mut hits = search.hits;
    sort_by(&mut hits, |one, other| {
        let depth = |hit: &Hit| hit.path.segments().len();
        match one.rank.cmp(&other.rank) {
            Ordering::Equal => depth(one).cmp(&depth(other)),
            unequal => unequal,
        }
    });
    hits.truncate(MOST);
    hits
}

struct Search<'d> {
    document: &'d Document,
    wanted: String,
    hits: Vec<Hit>,
}

impl Search<'_> {
    fn visit(&mut self, of: &'static Struct, path: &FieldPath) {
        for field in of.fields {
            if is_not_typed(of.name, field.name) {
                continue;
            }
            let path = path.key(field.name);
            self.weigh(of, field.name, &path);
            match field.kind {
                Kind::Struct(inner) => self.visit(inner, &path),
                Kind::List(list) => {
                    let written = self.document.len_of(&path);
                    match list.item {
                        Kind::Struct(inner) => {
                            // Of a list that is empty the item that one would add.
                            for index in 0..written.max(1) {
                                self.visit(inner, &path.index(index));
                            }
                        }
                        _ => {
                            for index in 0..written {
                                self.weigh_value(of, field.name, &path.index(index));
                            }
                        }
                    }
                }
                Kind::Map(_) => {
                    for key in self.document.keys(&path) {
                        self.weigh_value(of, field.name, &path.key(key));
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes a field up where it fits.
    fn weigh(&mut self, of: &'static Struct, name: &'static str, path: &FieldPath) {
        let value = self.document.text_at(path).unwrap_or_default();
        let wanted = self.wanted.as_str();
        let small = to_lower(name);
        let mut rank = u8::MAX;
        for label in labels::in_all(of.name, name) {
            rank = rank.min(fit(&to_lower(label), wanted, 0));
        }
        rank = rank.min(fit(&small, wanted, 1));
        if rank == u8::MAX && wanted.contains('.') {
            rank = fit(&to_lower(&path.to_string()), wanted, 4);
        }
        if rank == u8::MAX {
            rank = fit(&to_lower(&value), wanted, 5);
        }
        self.take(of, name, path, value, rank);
    }

    /// The same for an item or an entry, which has no words of its own.
    fn weigh_value(&mut self, of: &'static Struct, name: &'static str, path: &FieldPath) {
        let value = self.document.text_at(path).unwrap_or_default();
        let key = match path.last() {
            Some(manifest::Segment::Key(key)) => to_lower(key),
            _ => String::new(),
        };
        let rank = fit(&to_lower(&value), &self.wanted, 5).min(fit(&key, &self.wanted, 5));
        self.take(of, name, path, value, rank);
    }

    fn take(
        &mut self,
        of: &'static Struct,
        name: &'static str,
        path: &FieldPath,
        value: String,
        rank: u8,
    ) {
        if rank != u8::MAX {
            self.hits.push(Hit {
                path: path.clone(),
                label: labels::label(of.name, name),
                value,
                rank,
            });
        }
    }
}

/// How well a text fits: `best` where a word of it begins with what is wanted, two more where it has it elsewhere.
fn fit(text: &str, wanted: &str, best: u8) -> u8 {
    match text.split_once(wanted) {
        Some((before, _)) if before.is_empty() || before.ends_with(' ') => best,
        Some(_) => best + 2,
        None => u8::MAX,
    }
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::find;

    const TEXT: &str = "\
spec:
  template:
    spec:
      containers:
        - name: a
          ports:
            - containerPort: 9100
        - name: b
          args: [\"--listen=:9100\"]
";

    fn found(typed: &str) -> Vec<String> {
        let hits = find(&Document::parse(TEXT), typed);
        hits.iter().map(|hit| hit.path.to_string()).collect()
    }

    #[test]
    fn by_words_in_either_language_and_by_name() {
        let place = "spec.template.spec.terminationGracePeriodSeconds";
        assert!(
            found("grace").contains(&place.to_owned()),
            "{:?}",
            found("grace")
        );
        assert!(found("宽限").contains(&place.to_owned()));
        assert_eq!(found("grace")[0], place);
        assert_eq!(found("hostIPC")[0], "spec.template.spec.hostIPC");
        assert_eq!(
            found("Max surge")[0],
            "spec.updateStrategy.rollingUpdate.maxSurge"
        );
        assert!(found("").is_empty());
        assert!(found("unheard of").is_empty());
    }

    #[test]
    fn by_path_and_by_value() {
        assert_eq!(
            found("containers[1].securitycontext.privileged"),
            ["spec.template.spec.containers[1].securityContext.privileged"]
        );
        assert_eq!(
            found("9100"),
            [
                "spec.template.spec.containers[0].ports[0].containerPort",
                "spec.template.spec.containers[1].args[0]",
            ]
        );
    }

    #[test]
    fn what_is_in_an_empty_list_is_found_as_its_first_item() {
        assert!(
            found("hostPort")
                .contains(&"spec.template.spec.containers[1].ports[0].hostPort".to_owned())
        );
    }
}
