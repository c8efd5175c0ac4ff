//! The HTML pages that the server itself writes, each with a content security policy of its own.

mod fit;
mod sign_in;
mod words;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use contract::Locale;
use http::{HeaderValue, StatusCode, header};
use uuid::Uuid;

use crate::{app::App, config::PublicUrl, problem::Problem};

use fit::Fit;
pub(crate) use sign_in::{Trouble, end_session, sign_in};
pub(crate) use words::Words;

/// The mark, in `static`.
const ICON: &str = "icon.svg";

/// The page that the front end draws itself into.
#[derive(Template)]
#[template(path = "shell.html")]
pub(crate) struct Shell {
    nonce: String,
    fit: Fit,
    /// The BCP 47 tag of the language that the browser asks for.
    language: &'static str,
    /// The table of texts of each language: its tag and its address.
    texts: Vec<(&'static str, String)>,
    script: String,
    module: String,
    editor: String,
    styles: String,
    icon: Option<String>,
}

/// What a page of the server looks like, as far as the front end was built.
struct Look {
    styles: Option<String>,
    icon: Option<String>,
}

impl Look {
    fn of(app: &App) -> Self {
        Self {
            styles: app.asset("styles.css"),
            icon: app.asset(ICON),
        }
    }
}

/// Goes on to another address of ours.
#[derive(Template)]
#[template(path = "go_on.html")]
struct GoOn<'a> {
    nonce: String,
    fit: Fit,
    next: &'a str,
}

/// Says that there is no page at an address, and what to do where a proxy passes on a path that the settings do not name.
#[derive(Template)]
#[template(path = "no_page.html")]
struct NoPage {
    look: Look,
    words: Words,
    sentence: String,
    hint: Option<String>,
    start: String,
}

/// Says what went wrong.
#[derive(Template)]
#[template(path = "failure.html")]
struct Failure<'a> {
    look: Look,
    title: &'a str,
    detail: &'a str,
}

/// The page of the front end at `path` in the first of these languages that it speaks, or one that says that it was not
/// built.
pub(crate) fn shell(app: &App, languages: &[String], path: &str) -> Response {
    let url = |name: &str| app.asset(name);
    let texts = Locale::ALL.map(Locale::tag).into_iter();
    let texts = texts.map(|tag| url(&format!("text.{tag}.txt")).map(|url| (tag, url)));
    let (Some(script), Some(module), Some(styles), Some(texts)) = (
        url("everynode.js"),
        url("everynode_bg.wasm"),
        url("styles.css"),
        texts.collect(),
    ) else {
        return failure(
            app,
            StatusCode::NOT_IMPLEMENTED,
            "The front end is not built",
            "This program was built without its front end. Build it with `cargo xtask frontend`, or start with `cargo xtask run`. The API works.",
        );
    };
    let nonce = nonce();
    let policy = policy(&format!(
        "script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         connect-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'"
    ));
    let page = Shell {
        nonce,
        fit: Fit::of(app, Words::of(languages), path),
        language: Locale::negotiate(languages.iter().map(String::as_str)).tag(),
        texts,
        script,
        module,
        editor: url("editor.js").unwrap_or_default(),
        styles,
        icon: url(ICON),
    };
    html(StatusCode::OK, &page, &policy)
}

/// A page at `path` that moves on by itself to `next`, which must be a path of ours.
///
/// Not a redirect: where the settings do not fit the proxy in front, that would lead to where nobody says why nothing is
/// there. And browsers do not send a `SameSite=Strict` cookie on a way that began on another site or in another program;
/// the step from this page to the next begins here.
pub(crate) fn go_on(app: &App, words: Words, path: &str, next: &str) -> Response {
    let nonce = nonce();
    let policy = policy(&format!("script-src 'nonce-{nonce}'; style-src 'self'"));
    let page = GoOn {
        nonce,
        fit: Fit::of(app, words, path),
        next: &app.at(next),
    };
    without_referrer(html(StatusCode::OK, &page, &policy), "no-referrer")
}

/// Says that there is no page at `path`, of a console that was called by `host`.
pub(crate) fn no_page(app: &App, words: Words, host: &str, path: &str) -> Response {
    let first = path.split('/').nth(1).unwrap_or_default();
    let address = format!("https://{host}/{first}");
    let below_a_path = address
        .parse::<PublicUrl>()
        .ok()
        .filter(|url| app.hosts.base() != url.path);
    let page = NoPage {
        look: Look::of(app),
        words,
        sentence: words.fill("no_page", &[("path", path)]),
        hint: below_a_path.map(|url| words.fill("no_page_setting", &[("right", &url.to_string())])),
        start: app.at("/"),
    };
    html(
        StatusCode::NOT_FOUND,
        &page,
        &policy("style-src 'self'; img-src 'self' data:"),
    )
}

/// The address of the page may hold a token; no request that follows shall name it.
fn without_referrer(mut page: Response, policy: &'static str) -> Response {
    page.headers_mut()
        .insert(header::REFERRER_POLICY, HeaderValue::from_static(policy));
    page
}

/// A page that says what went wrong and what to do.
pub(crate) fn failure(app: &App, status: StatusCode, title: &str, detail: &str) -> Response {
    let page = Failure {
        look: Look::of(app),
        title,
        detail,
    };
    html(
        status,
        &page,
        &policy("style-src 'self'; img-src 'self' data:"),
    )
}

fn html(status: StatusCode, page: &impl Template, policy: &str) -> Response {
    let text = match page.render() {
        Ok(text) => text,
        Err(error) => return Problem::internal(error).into_response(),
    };
    let mut response = (status, Html(text)).into_response();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn policy(allowed: &str) -> String {
    let form = if allowed.contains("form-action") {
        ""
    } else {
        "form-action 'self'; "
    };
    format!(
        "default-src 'none'; {form}base-uri 'none'; frame-ancestors 'none'; object-src 'none'; {allowed}"
    )
}

/// 122 random bits; new for every page.
fn nonce() -> String {
    Uuid::new_v4().simple().to_string()
}
