//! What a tag means, and scalars that are not what theirs says.

use super::Builder;
use crate::message::yaml as said;
use crate::tree::{Content, NodeId, NodeKind, Style};
use crate::yaml::scalar::{self, Resolved, Tag};

impl Builder<'_> {
    /// Whether a node is a scalar that says null.
    pub(super) fn is_null(&self, id: NodeId) -> bool {
        self.scalar_at(id)
            .is_some_and(|(text, is_plain)| match &self.nodes[id.0 as usize].tag {
                Tag::None => is_plain && scalar::resolve(text, &Tag::None) == Resolved::Null,
                tag => scalar::resolve_tagged(text, tag) == Resolved::Null,
            })
    }

    /// What a scalar says, and whether it does so without quotes.
    fn scalar_at(&self, id: NodeId) -> Option<(&str, bool)> {
        let NodeKind::Scalar { content, style } = &self.nodes[id.0 as usize].kind else {
            return None;
        };
        let text = match content {
            Content::Source(range) => self.scanner.text.get(range.clone()).unwrap_or_default(),
            Content::Decoded(text) => text,
        };
        Some((text, matches!(style, Style::Plain | Style::Omitted)))
    }

    /// Reports a scalar that is not what its tag says, or that JSON cannot hold.
    pub(super) fn check_scalar(&mut self, id: NodeId, is_key: bool) {
        let Some((text, plain)) = self.scalar_at(id) else {
            return;
        };
        let node = &self.nodes[id.0 as usize];
        let is_json = self.scanner.is_json;
        // Only `.inf`, `.nan` and what has a tag can be wrong, and in JSON a number beyond all floats.
        let suspicious = plain && (is_json || text.trim_start_matches(['+', '-']).starts_with('.'));
        let resolved = match &node.tag {
            Tag::None if suspicious => scalar::resolve(text, &Tag::None),
            Tag::None => return,
            tag => scalar::resolve_tagged(text, tag),
        };
        let at = node.content;
        match resolved {
            Resolved::Contradiction => self.fault(at, said::tag_contradiction()),
            Resolved::Float(value) if !value.is_finite() && !is_key => {
                self.fault(at, said::number_not_finite());
            }
            Resolved::Text if is_json && plain => {
                self.fault(at, said::number_too_large());
            }
            _ => {}
        }
    }
}

/// The tag that is written so, or `None` where its handle has to be declared first.
pub(super) fn tag(written: &str) -> Option<Tag> {
    let core = match written.strip_prefix("!<") {
        Some(verbatim) => {
            let name = verbatim.trim_end_matches('>');
            name.strip_prefix("tag:yaml.org,2002:")
        }
        None => match written[1..].split_once('!') {
            Some(("", name)) => Some(name),
            Some((handle, _)) if is_handle(handle) => return None,
            _ => None,
        },
    };
    Some(match core {
        Some("str") => Tag::Str,
        Some("bool") => Tag::Bool,
        Some("int") => Tag::Int,
        Some("float") => Tag::Float,
        Some("null") => Tag::Null,
        Some("binary") => Tag::Binary,
        Some("merge") => Tag::Merge,
        _ => Tag::Other,
    })
}

fn is_handle(text: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.bytes().all(is_name)
}
