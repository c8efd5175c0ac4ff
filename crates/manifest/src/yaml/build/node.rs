//! The nodes: scalars, aliases, and collections of either style.

use super::Builder;
use super::check::tag;
use crate::Message;
use crate::message::yaml as said;
use crate::tree::{Entry, Item, Node, NodeId, NodeKind, Style};
use crate::yaml::limit::{self, MAX_DEPTH};
use crate::yaml::scalar::Tag;
use crate::yaml::scan::Sort;

/// The anchor and the tag of a node.
#[derive(Default)]
struct Properties<'text> {
    start: Option<usize>,
    anchor: Option<&'text str>,
    tag: Tag,
}

impl<'text> Builder<'text> {
    /// Reads a node, or nothing where there is none. `indentless` where a list may stand at the
    /// indentation of its key.
    pub(super) fn node(&mut self, block: bool, indentless: bool) -> NodeId {
        if self.scanner.peek() == Sort::Alias {
            return self.alias();
        }
        let properties = self.properties();
        let place = self.scanner.place();
        let start = properties.start.unwrap_or(place);
        let sort = self.scanner.peek();
        let kind = match sort {
            Sort::Entry if indentless => sequence(false),
            Sort::Scalar(style) => return self.scalar(properties, style),
            Sort::FlowSequence => sequence(true),
            Sort::FlowMapping => mapping(true),
            Sort::BlockSequence if block => sequence(false),
            Sort::BlockMapping if block => mapping(false),
            _ if properties.start.is_some() => {
                let at = self.behind;
                let node = Node {
                    start,
                    ..Node::omitted(at)
                };
                return self.finish_scalar(node, properties);
            }
            _ => {
                self.expected_content(sort, place);
                return self.omitted();
            }
        };
        if self.open.len() >= MAX_DEPTH {
            self.scanner.fault.get_or_insert(limit::too_deep(place));
            return self.omitted();
        }
        let id = self.push(Node {
            start,
            content: place,
            end: place,
            tag: properties.tag,
            anchored: properties.anchor.is_some(),
            kind,
        });
        if let Some(name) = properties.anchor {
            self.anchors.push((name, id));
        }
        self.open.push(id);
        match sort {
            Sort::Entry => self.block_sequence(id, true),
            Sort::BlockSequence => {
                self.skip();
                self.block_sequence(id, false);
            }
            Sort::BlockMapping => {
                self.skip();
                self.block_mapping(id);
            }
            _ => {
                self.skip();
                self.flow(id, sort == Sort::FlowMapping, place);
            }
        }
        self.open.pop();
        id
    }

    fn expected_content(&mut self, sort: Sort, place: usize) {
        if let (Sort::End, Some(opened)) = (sort, self.scanner.bracket()) {
            let bracket = &self.scanner.text[opened..=opened];
            let message = said::bracket_open(bracket);
            return self.scanner.stop(opened, message);
        }
        let message = match sort {
            Sort::FlowSequenceEnd | Sort::FlowMappingEnd => said::bracket_stray(),
            Sort::Entry => said::item_misplaced(),
            Sort::Directive => said::directive(),
            _ => said::value_missing(),
        };
        self.scanner.stop(place, message);
    }

    fn properties(&mut self) -> Properties<'text> {
        let mut properties = Properties::default();
        let (mut has_anchor, mut has_tag) = (false, false);
        loop {
            let sort = self.scanner.peek();
            match sort {
                Sort::Anchor if !has_anchor => has_anchor = true,
                Sort::Tag if !has_tag => has_tag = true,
                _ => return properties,
            }
            let start = self.scanner.place();
            let end = self.skip();
            properties.start.get_or_insert(start);
            let written = &self.scanner.text[start..end];
            if sort == Sort::Anchor {
                properties.anchor = written.get(1..);
            } else if let Some(tag) = tag(written) {
                properties.tag = tag;
            } else {
                self.scanner.stop(start, said::tag_undeclared());
            }
        }
    }

    fn alias(&mut self) -> NodeId {
        let start = self.scanner.place();
        let end = self.skip();
        let name = self.scanner.text.get(start + 1..end).unwrap_or_default();
        let target = self.anchors.iter().rev().find(|(known, _)| *known == name);
        let kind = match target.map(|(_, node)| *node) {
            Some(target) if self.open.contains(&target) => {
                self.fault(start, said::alias_recursive());
                NodeKind::omitted(start)
            }
            Some(target) => NodeKind::Alias { target },
            None => {
                self.fault(start, said::anchor_missing(name));
                NodeKind::omitted(start)
            }
        };
        self.push(Node {
            start,
            content: start,
            end,
            tag: Tag::None,
            anchored: false,
            kind,
        })
    }

    fn scalar(&mut self, properties: Properties<'text>, style: Style) -> NodeId {
        let token = self.scanner.next();
        self.behind = token.end;
        self.was_quoted = matches!(style, Style::SingleQuoted | Style::DoubleQuoted);
        let node = Node {
            start: properties.start.unwrap_or(token.start),
            content: token.start,
            end: token.end,
            tag: Tag::None,
            anchored: false,
            kind: NodeKind::Scalar {
                content: token.content,
                style,
            },
        };
        self.finish_scalar(node, properties)
    }

    fn finish_scalar(&mut self, mut node: Node, properties: Properties<'text>) -> NodeId {
        node.tag = properties.tag;
        node.anchored = properties.anchor.is_some();
        let id = self.push(node);
        if let Some(name) = properties.anchor {
            self.anchors.push((name, id));
        }
        id
    }

    fn block_sequence(&mut self, id: NodeId, indentless: bool) {
        let mut end = self.nodes[id.0 as usize].content;
        loop {
            let start = self.scanner.place();
            match self.scanner.peek() {
                Sort::Entry => {
                    end = self.skip();
                    let is_empty = match self.scanner.peek() {
                        Sort::Entry | Sort::BlockEnd => true,
                        Sort::Key | Sort::Value => indentless,
                        _ => false,
                    };
                    let value = self.value(is_empty, false);
                    end = end.max(self.nodes[value.0 as usize].end);
                    self.add_item(id, Item { start, value });
                }
                _ if indentless => break,
                Sort::BlockEnd => {
                    self.skip();
                    break;
                }
                _ => {
                    self.unexpected(start, said::item_expected());
                    break;
                }
            }
        }
        self.nodes[id.0 as usize].end = end;
    }

    /// A value in block style, or none.
    fn value(&mut self, is_empty: bool, indentless: bool) -> NodeId {
        if is_empty || self.scanner.fault.is_some() {
            self.omitted()
        } else {
            self.node(true, indentless)
        }
    }

    fn block_mapping(&mut self, id: NodeId) {
        let mut end = self.nodes[id.0 as usize].content;
        loop {
            let place = self.scanner.place();
            match self.scanner.peek() {
                Sort::Key => {
                    let question = (self.skip() > place).then_some(place);
                    let is_empty = matches!(
                        self.scanner.peek(),
                        Sort::Key | Sort::Value | Sort::BlockEnd
                    );
                    let key = self.value(is_empty, true);
                    let mut colon = self.behind;
                    let value = if self.scanner.peek() == Sort::Value {
                        colon = self.scanner.place();
                        self.skip();
                        let is_empty = matches!(
                            self.scanner.peek(),
                            Sort::Key | Sort::Value | Sort::BlockEnd
                        );
                        self.value(is_empty, true)
                    } else {
                        self.omitted()
                    };
                    end = end.max(self.nodes[value.0 as usize].end);
                    self.add_entry(id, question, key, colon, value);
                }
                Sort::BlockEnd => {
                    self.skip();
                    break;
                }
                _ => {
                    let message = if self.was_quoted && self.on_same_line(place) {
                        said::comment_after_quote()
                    } else {
                        said::key_expected()
                    };
                    self.unexpected(place, message);
                    break;
                }
            }
        }
        self.nodes[id.0 as usize].end = end;
    }

    pub(super) fn on_same_line(&self, place: usize) -> bool {
        let between = self.scanner.text.get(self.behind..place);
        between.is_some_and(|between| !between.contains(['\n', '\r']))
    }

    /// Stops at a token that does not belong there.
    fn unexpected(&mut self, place: usize, message: Message) {
        let message = match self.scanner.peek() {
            Sort::FlowSequenceEnd | Sort::FlowMappingEnd => said::bracket_stray(),
            _ => message,
        };
        self.scanner.stop(place, message);
    }

    pub(super) fn add_item(&mut self, id: NodeId, item: Item) {
        // An item that could not be read is none.
        if self.scanner.fault.is_some() && self.nodes[item.value.0 as usize].is_written_nowhere() {
            return;
        }
        self.check_scalar(item.value, false);
        if let NodeKind::Sequence { items, .. } = &mut self.nodes[id.0 as usize].kind {
            items.push(item);
        }
    }

    pub(super) fn add_entry(
        &mut self,
        id: NodeId,
        question: Option<usize>,
        key: NodeId,
        colon: usize,
        value: NodeId,
    ) {
        let written = &self.nodes[key.0 as usize];
        // A key that could not be read is none.
        if self.scanner.fault.is_some() && written.is_written_nowhere() {
            return;
        }
        let start = question.unwrap_or(written.start);
        self.check_scalar(key, true);
        self.check_scalar(value, false);
        if let NodeKind::Mapping { entries, .. } = &mut self.nodes[id.0 as usize].kind {
            entries.push(Entry {
                key,
                value,
                colon,
                start,
            });
        }
    }
}

fn sequence(flow: bool) -> NodeKind {
    NodeKind::Sequence {
        items: Vec::new(),
        flow,
    }
}

pub(super) fn mapping(flow: bool) -> NodeKind {
    NodeKind::Mapping {
        entries: Vec::new(),
        flow,
    }
}
