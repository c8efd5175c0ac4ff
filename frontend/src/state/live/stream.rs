//! One server-sent event stream of the server, closed when dropped.
//!
//! The browser's own `EventSource` rather than a wrapper: it comes back by itself with
//! `Last-Event-ID`, and only it tells "trying again" from "given up".

use contract::StreamMessage;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

use crate::routes;

/// What comes out of a stream.
pub enum StreamEvent {
    /// A message that could be read, and its id, which names the cluster.
    Message(Box<StreamMessage>, String),
    /// The connection is gone; the browser opens it again.
    Interrupted,
    /// The server refused; the browser has given up.
    Closed,
}

/// An open stream.
pub struct EventStream {
    source: Option<EventSource>,
    /// Kept for as long as the browser may call them.
    _listeners: [Closure<dyn FnMut(Event)>; 2],
}

impl EventStream {
    /// Opens a stream and tells what comes out of it.
    pub fn open(url: &str, tell: impl Fn(StreamEvent) + Clone + 'static) -> Self {
        // Refused for a URL of another scheme only, which ours never are.
        let source = EventSource::new(&routes::at(url)).ok();
        let on_message = {
            let tell = tell.clone();
            Closure::new(move |event: Event| {
                let Some(event) = event.dyn_ref::<MessageEvent>() else {
                    return;
                };
                let text = event.data().as_string().unwrap_or_default();
                match StreamMessage::read(&event.type_(), &text) {
                    Ok(message) => {
                        let id = event.last_event_id();
                        tell(StreamEvent::Message(Box::new(message), id));
                    }
                    Err(error) => leptos::logging::warn!("a message of {error}"),
                }
            })
        };
        let on_error = {
            let source = source.clone();
            Closure::new(move |_: Event| {
                let closed = source
                    .as_ref()
                    .is_none_or(|source| source.ready_state() == EventSource::CLOSED);
                tell(if closed {
                    StreamEvent::Closed
                } else {
                    StreamEvent::Interrupted
                });
            })
        };
        if let Some(source) = &source {
            for name in ["snapshot", "change", "freshness"] {
                // Adding a listener cannot fail.
                let _ = source
                    .add_event_listener_with_callback(name, on_message.as_ref().unchecked_ref());
            }
            source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        }
        Self {
            source,
            _listeners: [on_message, on_error],
        }
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        if let Some(source) = &self.source {
            source.set_onerror(None);
            source.close();
        }
    }
}
