//! Every route of the console on one page.

use axum::{
    Extension, Router,
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, get, post},
};
use http::Method;
use tower::{Layer as _, ServiceBuilder, util::MapRequestLayer};
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    middleware::{
        base, hosts, measure, origin, panics, problems, request_id, security_headers,
        sign_in as guard, timeout,
    },
    openapi::Frame,
    routes::{
        audit, clusters, daemonsets, documentation, drafts, events, facts, fetch, health, images,
        openapi as description, pages, preflight, rights, secrets, session, sign_in, templates,
        wall,
    },
    sign_in::{BrowserCookie, session_layer},
};

/// What is answered to everybody. A test holds it to exactly these.
fn open_routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Frame::openapi())
        .routes(routes!(health::live::get_health))
        .routes(routes!(health::ready::get_readiness))
}

/// What is answered to those who are signed in.
fn guarded_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(
            clusters::list::list_clusters,
            clusters::add::add_cluster
        ))
        .routes(routes!(clusters::remove::remove_cluster))
        .routes(routes!(
            clusters::token::put::put_cluster_token,
            clusters::token::delete::delete_cluster_token
        ))
        .routes(routes!(clusters::daemonsets::list_daemonsets_of_clusters))
        .routes(routes!(daemonsets::list::list_daemonsets))
        .routes(routes!(daemonsets::create::create_daemonset))
        .routes(routes!(
            daemonsets::get::get_daemonset,
            daemonsets::replace::replace_daemonset,
            daemonsets::delete::delete_daemonset
        ))
        .routes(routes!(daemonsets::pods::list_daemonset_pods))
        .routes(routes!(
            daemonsets::pod::get::get_daemonset_pod,
            daemonsets::pod::delete::delete_daemonset_pod
        ))
        .routes(routes!(
            daemonsets::pod::manifest::get_daemonset_pod_manifest
        ))
        .routes(routes!(daemonsets::nodes::list_daemonset_nodes))
        .routes(routes!(daemonsets::diagnosis::diagnose_daemonset))
        .routes(routes!(daemonsets::difference::diff_daemonset_of_clusters))
        .routes(routes!(daemonsets::events::list_daemonset_events))
        .routes(routes!(daemonsets::revisions::list_daemonset_revisions))
        .routes(routes!(daemonsets::revision_diff::diff_daemonset_revisions))
        .routes(routes!(daemonsets::services::list_daemonset_services))
        .routes(routes!(daemonsets::companions::list_daemonset_companions))
        .routes(routes!(daemonsets::restart::restart_daemonset))
        .routes(routes!(daemonsets::rollback::roll_back_daemonset))
        .routes(routes!(preflight::report::preflight_manifest))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(facts::get::get_facts))
                .routes(routes!(wall::get::get_wall))
                .layer(CompressionLayer::new()),
        )
        .merge(
            // What is written is passed on at once all the same: the encoder gives out what it has when it waits.
            OpenApiRouter::new()
                .routes(routes!(daemonsets::logs::stream_daemonset_logs))
                .layer(
                    CompressionLayer::new()
                        .no_br()
                        .quality(CompressionLevel::Fastest),
                ),
        )
        .routes(routes!(documentation::get::get_struct_documentation))
        .routes(routes!(secrets::keys::list_secret_keys))
        .routes(routes!(images::get::get_image))
        .routes(routes!(rights::list::list_rights))
        .routes(routes!(events::stream::stream_events))
        .routes(routes!(events::several::stream_events_of_clusters))
        .routes(routes!(drafts::list::list_drafts))
        .routes(routes!(
            drafts::get::get_draft,
            drafts::put::put_draft,
            drafts::delete::delete_draft
        ))
        .routes(routes!(
            session::get::get_session,
            session::delete::delete_session
        ))
        .routes(routes!(
            session::list::list_sessions,
            session::delete_all::delete_sessions
        ))
        .routes(routes!(session::end::end_session))
        .routes(routes!(audit::list::list_audit))
        .routes(routes!(templates::list::list_templates))
        .routes(routes!(
            fetch::hosts::list_fetch_hosts,
            fetch::text::fetch_text
        ))
        .routes(routes!(description::get::get_openapi))
        .routes(routes!(health::metrics::get_metrics))
}

/// A page or one of its files: its path, its method, and who answers.
type Page = (&'static str, Method, MethodRouter<App>);

/// Pages and their files; no API, so not in its description. The files hold nothing private, and the page
/// sends those who are not signed in to the sign-in page itself.
fn pages() -> [Page; 9] {
    let (ask, send) = (Method::GET, Method::POST);
    [
        ("/sign-in", ask.clone(), get(sign_in::page::sign_in_page)),
        (
            "/sign-in",
            send.clone(),
            post(sign_in::submit::submit_token),
        ),
        (
            "/sign-in/provider",
            ask.clone(),
            get(sign_in::provider::begin_sign_in),
        ),
        (
            "/sign-in/callback",
            ask.clone(),
            get(sign_in::callback::finish_sign_in),
        ),
        (
            "/sign-in/back-channel-logout",
            send.clone(),
            post(sign_in::back_channel::end_sessions),
        ),
        ("/sign-out", send.clone(), post(sign_in::leave::sign_out)),
        (
            "/sign-out/everywhere",
            send,
            post(sign_in::leave::sign_out_everywhere),
        ),
        ("/assets/{*path}", ask.clone(), get(pages::asset::get_asset)),
        ("/licences", ask, get(pages::licences::get_licences)),
    ]
}

/// The pages and their files, by path and method; every other path is answered with the shell of the pages. For tests that
/// ask who may see each.
#[must_use]
pub fn page_routes() -> Vec<(&'static str, Method)> {
    let all = pages().into_iter();
    all.map(|(path, method, _)| (path, method)).collect()
}

fn pages_router() -> Router<App> {
    let add = |router: Router<App>, (path, _, answer): Page| router.route(path, answer);
    let router = pages().into_iter().fold(Router::new(), add);
    router.fallback(pages::shell::get_shell)
}

/// The console. `port` is the one that it listens on; it becomes part of the cookie's name.
///
/// Layers are listed from the outside in: the first one sees a request first and an answer last. They go on
/// in one piece, because each layer that a router is given puts every route into one more box, and each
/// middleware copies for every request all boxes below it.
pub fn router(app: App, port: u16) -> Router {
    let guarded = guarded_routes().route_layer(from_fn_with_state(app.clone(), guard::require));
    let (api, _) = open_routes().merge(guarded).split_for_parts();
    let layers = ServiceBuilder::new()
        .layer(from_fn(request_id::trace))
        .layer(from_fn(measure::measure))
        .layer(from_fn_with_state(app.clone(), security_headers::add))
        .layer(from_fn(problems::only))
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(from_fn(timeout::limit))
        .layer(from_fn_with_state(app.clone(), hosts::check))
        .layer(from_fn_with_state(app.clone(), origin::check))
        .layer(Extension(BrowserCookie::of(&app, port)))
        .layer(session_layer(&app, port));
    let below = app.hosts.base().to_owned();
    let router = api.merge(pages_router()).layer(layers).with_state(app);
    if below.is_empty() {
        return router;
    }
    // Around the router, because what it is given as layers sees a request once its route is chosen.
    let strip = MapRequestLayer::new(move |request| base::strip(request, &below));
    Router::new().fallback_service(strip.layer(router))
}

/// The description of all routes.
pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    open_routes().merge(guarded_routes()).into_openapi()
}
