//! Lists and mappings in brackets and braces.

use super::Builder;
use super::node::mapping;
use crate::message::yaml as said;
use crate::tree::{Item, Node, NodeId};
use crate::yaml::scalar::Tag;
use crate::yaml::scan::Sort;

impl Builder<'_> {
    /// What stands in brackets or braces.
    pub(super) fn flow(&mut self, id: NodeId, is_mapping: bool, opened: usize) {
        let closing = if is_mapping {
            Sort::FlowMappingEnd
        } else {
            Sort::FlowSequenceEnd
        };
        let mut is_first = true;
        loop {
            let mut sort = self.scanner.peek();
            if sort != closing && !is_first {
                if sort == Sort::Comma {
                    self.skip();
                    sort = self.scanner.peek();
                } else {
                    self.unclosed(is_mapping, opened);
                    break;
                }
            }
            is_first = false;
            if sort == closing {
                self.skip();
                break;
            }
            let start = self.scanner.place();
            if sort == Sort::End {
                self.unclosed(is_mapping, opened);
                break;
            } else if is_mapping {
                self.flow_entry(id, start, closing);
            } else if sort == Sort::Key {
                // `[a: b]` is a list of a mapping of one entry.
                let value = self.push(Node {
                    start,
                    content: start,
                    end: start,
                    tag: Tag::None,
                    anchored: false,
                    kind: mapping(true),
                });
                self.flow_entry(value, start, closing);
                self.nodes[value.0 as usize].end = self.behind;
                self.add_item(id, Item { start, value });
            } else {
                let value = self.node(false, false);
                self.add_item(id, Item { start, value });
            }
        }
        self.nodes[id.0 as usize].end = self.behind;
    }

    fn flow_entry(&mut self, id: NodeId, start: usize, closing: Sort) {
        let mut question = None;
        let is_key = self.scanner.peek() == Sort::Key;
        let ends = |sort| sort == Sort::Comma || sort == closing;
        if is_key && self.skip() > start {
            question = Some(start);
        }
        let sort = self.scanner.peek();
        let key = if is_key && (sort == Sort::Value || ends(sort)) {
            self.omitted()
        } else {
            self.node(false, false)
        };
        let mut colon = self.behind;
        let value = if is_key && self.scanner.peek() == Sort::Value {
            colon = self.scanner.place();
            self.skip();
            let sort = self.scanner.peek();
            if ends(sort) || self.scanner.fault.is_some() {
                self.omitted()
            } else {
                self.node(false, false)
            }
        } else {
            self.omitted()
        };
        self.add_entry(id, question, key, colon, value);
    }

    /// Stops in brackets where neither a comma nor their end stands.
    fn unclosed(&mut self, is_mapping: bool, opened: usize) {
        let (open, close) = if is_mapping { ('{', '}') } else { ('[', ']') };
        let place = self.scanner.place();
        match self.scanner.peek() {
            Sort::End => (self.scanner).stop(opened, said::bracket_open(open)),
            Sort::FlowMappingEnd | Sort::FlowSequenceEnd => {
                let message = said::bracket_mismatch(open);
                self.scanner.stop(place, message);
            }
            _ => {
                // On the next line it is the line before that is to be mended.
                let place = if self.on_same_line(place) {
                    place
                } else {
                    self.behind
                };
                let message = said::comma_missing(close);
                self.scanner.stop(place, message);
            }
        }
    }
}
