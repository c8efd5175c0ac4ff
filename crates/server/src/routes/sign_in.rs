//! The pages of sign-in.

pub(crate) mod back_channel;
pub(crate) mod callback;
pub(crate) mod leave;
pub(crate) mod page;
pub(crate) mod provider;
pub(crate) mod submit;

use http::{HeaderMap, header};
use tower_sessions::Session;

use crate::{
    app::App,
    page::Trouble,
    problem::Problem,
    sign_in::{Happening, Sender, TokenRefusal},
};

/// Begins a session if the token is right; else says why not.
async fn try_token(
    app: &App,
    session: &Session,
    token: &str,
    headers: &HeaderMap,
    sender: Sender,
) -> Result<Option<Trouble>, Problem> {
    match app.sign_in.by_token(token, sender.address).await {
        Ok(identity) => {
            let identity = identity.sent_by(sender);
            let start = app
                .sign_in
                .start(&app.store, session, &identity, browser(headers));
            start.await?;
            Happening::SignIn.record(app, &identity.actor()).await;
            Ok(None)
        }
        Err(refusal) => {
            let actor = sender.actor("");
            match &refusal {
                TokenRefusal::Wrong => Happening::WrongToken.record(app, &actor).await,
                TokenRefusal::Unfit(why) => {
                    Happening::Refused(why).record(app, &actor).await;
                }
                TokenRefusal::TooMany(_) | TokenRefusal::Away(_) => {}
            }
            Ok(Some(Trouble::Token(refusal)))
        }
    }
}

/// How a browser calls itself.
fn browser(headers: &HeaderMap) -> &str {
    let agent = headers.get(header::USER_AGENT);
    agent
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default()
}

/// The address, if it is one of ours, else the first page. Nobody shall be sent elsewhere by a link that
/// begins here: `//evil.example` and `/\evil.example` are other hosts to a browser.
pub(crate) fn own_address(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(|character: char| character == '\\' || character.is_control())
        && !next.starts_with("/sign-in");
    if is_ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn only_our_own_addresses_are_gone_to() {
        for (next, expected) in [
            ("/clusters/a?x=1", "/clusters/a?x=1"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            // No header may hold these, so nobody could be sent there.
            ("/clusters\0", "/"),
            ("/clusters\u{1b}[1m", "/"),
            ("/clusters\u{7f}", "/"),
            ("/clusters\u{85}", "/"),
            ("/clusters?search=häuser", "/clusters?search=häuser"),
            ("https://evil.example", "/"),
            ("/sign-in?token=x", "/"),
        ] {
            assert_eq!(own_address(next), expected, "{next}");
        }
    }
}
