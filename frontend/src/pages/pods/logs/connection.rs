//! The stream of a log: read piece by piece, tried again when it breaks.

use std::rc::Rc;

use contract::{LogMessage, log};
use js_sys::{Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

use crate::api::{ApiError, Request, accepted};

/// How long is waited before it is tried again, in milliseconds: at first and at last.
const PAUSE: (i32, i32) = (400, 8_000);

/// What comes of it.
pub enum Told {
    /// It is open.
    Open,
    /// Messages, in order.
    Messages(Vec<LogMessage>),
    /// The connection broke, and is tried again.
    Broken,
    /// There is no more.
    Over,
    /// It is refused.
    Refused(ApiError),
}

/// A stream that is being read. It ends when this is dropped.
pub struct Connection {
    abort: Option<AbortController>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

impl Connection {
    /// Opens what `url` names each time, and tells what comes. Where it `follows`, it is opened again after a break.
    pub fn open(follows: bool, url: impl Fn() -> String + 'static, tell: Rc<dyn Fn(Told)>) -> Self {
        let abort = AbortController::new().ok();
        let signal = abort.as_ref().map(AbortController::signal);
        spawn_local(async move {
            let is_over = || signal.as_ref().is_some_and(web_sys::AbortSignal::aborted);
            let mut pause = PAUSE.0;
            loop {
                let request = Request::get(&url())
                    .header("Accept", log::MEDIA_TYPE)
                    .abort_signal(signal.as_ref());
                match accepted(request.send().await).await {
                    Ok(response) => {
                        if is_over() {
                            return;
                        }
                        tell(Told::Open);
                        let ended = match response.body() {
                            Some(body) => read(&body, &*tell, &mut pause).await,
                            None => Ok(()),
                        };
                        if is_over() {
                            return;
                        }
                        if ended.is_ok() && !follows {
                            return tell(Told::Over);
                        }
                    }
                    Err(_) if is_over() => return,
                    // Nobody is there, or too many are: that passes.
                    Err(ApiError::Unreachable { .. }) => {}
                    Err(error) if matches!(error.status(), Some(429 | 502..=504)) && follows => {}
                    Err(error) => return tell(Told::Refused(error)),
                }
                tell(Told::Broken);
                // Not all who read from a console that stops come to the next one in the same moment.
                sleep(pause + chance(pause)).await;
                pause = (pause * 2).min(PAUSE.1);
                if is_over() {
                    return;
                }
            }
        });
        Self { abort }
    }
}

/// Reads a body to its end.
async fn read(
    body: &web_sys::ReadableStream,
    tell: &dyn Fn(Told),
    pause: &mut i32,
) -> Result<(), JsValue> {
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let (done, value) = (JsValue::from_str("done"), JsValue::from_str("value"));
    let mut buffer: Vec<u8> = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await?;
        if Reflect::get(&piece, &done)?.is_truthy() {
            return Ok(());
        }
        *pause = PAUSE.0;
        let bytes: Uint8Array = Reflect::get(&piece, &value)?.unchecked_into();
        let from = buffer.len();
        buffer.resize(from + bytes.length() as usize, 0);
        bytes.copy_to(&mut buffer[from..]);
        let Some(end) = buffer.iter().rposition(|byte| *byte == b'\n') else {
            continue;
        };
        let mut messages = Vec::new();
        for line in buffer[..end].split(|byte| *byte == b'\n') {
            // A newer server may tell what this page does not know.
            if let Ok(message) = serde_json::from_slice(line) {
                messages.push(message);
            }
        }
        buffer.drain(..=end);
        tell(Told::Messages(messages));
    }
}

/// A number up to this one.
fn chance(most: i32) -> i32 {
    let drawn = js_sys::Math::random() * f64::from(most);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is less than a number of this type"
    )]
    let whole = drawn as i32;
    whole
}

async fn sleep(milliseconds: i32) {
    let mut wait = |resolve: js_sys::Function, _| {
        // Without a timer it goes on at once.
        let _ =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    };
    let _ = JsFuture::from(Promise::new(&mut wait)).await;
}
