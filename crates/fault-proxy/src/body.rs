//! [`ProxyBody`]: a body that comes through, or does not.

use std::{io, time::Duration};

use bytes::Bytes;
use futures::{Stream, StreamExt as _, channel::mpsc, stream};
use http_body_util::{BodyExt as _, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Body, Frame};
use tower::BoxError;

use crate::fault::End;

/// The body of an answer.
pub type ProxyBody = UnsyncBoxBody<Bytes, io::Error>;

/// How much an endless body gives at a time.
const PIECE: usize = 64 * 1024;
/// How long a body waits between its last byte and the moment it breaks.
const FLUSH: Duration = Duration::from_millis(20);

/// Any body as one of ours.
pub(crate) fn of<B>(body: B) -> ProxyBody
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    body.map_err(|error| io::Error::other(error.into()))
        .boxed_unsync()
}

/// A text, whole.
pub(crate) fn text(text: impl Into<Bytes>) -> ProxyBody {
    let text: Bytes = text.into();
    from(stream::iter((!text.is_empty()).then_some(Ok(text))))
}

/// Never a byte, and never an end.
pub(crate) fn silent() -> ProxyBody {
    from(stream::pending())
}

/// Bytes without line break or end.
pub(crate) fn endless() -> ProxyBody {
    let piece = Bytes::from(vec![b'x'; PIECE]);
    from(stream::repeat_with(move || Ok(piece.clone())))
}

/// A body from upstream as it comes, after a text of our own.
pub(crate) fn forwarded(first: Bytes, body: ProxyBody) -> ProxyBody {
    let first = stream::iter((!first.is_empty()).then_some(Ok(first)));
    from(first.chain(pieces(body)))
}

/// A body from upstream that breaks after so many bytes.
pub(crate) fn cut(length: usize, body: ProxyBody) -> ProxyBody {
    let pieces = Box::pin(pieces(body));
    let kept = stream::unfold((pieces, length), |(mut pieces, left)| async move {
        if left == 0 {
            return None;
        }
        let piece = pieces.next().await?.map(|mut piece| {
            piece.truncate(left);
            piece
        });
        let left = piece.as_ref().map_or(0, |piece| left - piece.len());
        Some((piece, (pieces, left)))
    });
    let end = stream::once(async {
        // What came before is to be on the wire by then.
        tokio::time::sleep(FLUSH).await;
        Err(broken())
    });
    from(kept.chain(end))
}

/// The body of a watch from upstream, which ends in yet other ways on command.
pub(crate) fn watch(body: ProxyBody, commands: mpsc::UnboundedReceiver<End>) -> ProxyBody {
    // Nobody giving commands any more is no end.
    let commands = commands.map(Some).chain(stream::pending());
    let pieces = pieces(body).map(Ok).chain(stream::iter([Err(())]));
    let all = stream::select(pieces.map(Told::Piece), commands.map(Told::Command));
    from(stream::unfold(
        (Box::pin(all), false),
        |(mut all, is_over)| async move {
            if is_over {
                return None;
            }
            loop {
                let (piece, is_over) = match all.next().await? {
                    Told::Piece(Ok(piece)) => {
                        let is_over = piece.is_err();
                        (piece, is_over)
                    }
                    Told::Command(Some(End::Line(line))) => {
                        (Ok(Bytes::from(format!("{line}\n"))), false)
                    }
                    Told::Command(Some(End::Broken)) => (Err(broken()), true),
                    Told::Command(Some(End::Silent)) => std::future::pending().await,
                    Told::Command(Some(End::Held(held))) => {
                        held.let_go().await;
                        continue;
                    }
                    Told::Piece(Err(())) | Told::Command(Some(End::Closed)) => return None,
                    Told::Command(None) => continue,
                };
                return Some((piece, (all, is_over)));
            }
        },
    ))
}

/// What the body of a watch hears of.
enum Told {
    /// Upstream; an error at its end.
    Piece(Result<io::Result<Bytes>, ()>),
    Command(Option<End>),
}

pub(crate) fn broken() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

fn from(pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> ProxyBody {
    StreamBody::new(pieces.map(|piece| piece.map(Frame::data))).boxed_unsync()
}

fn pieces(body: ProxyBody) -> impl Stream<Item = io::Result<Bytes>> + Send {
    body.into_data_stream()
}
