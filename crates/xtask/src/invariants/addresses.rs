//! That the browser half calls the server by addresses of `routes` alone, which know below which path the console is served.

use super::Source;

/// What calls the server past them, and the files that may: each makes such addresses itself.
const PAST: [(&str, &[&str]); 5] = [
    (
        "gloo_net::http::Request",
        &["frontend/src/api.rs", "frontend/src/api/texts.rs"],
    ),
    (
        "leptos_router::hooks::use_navigate",
        &["frontend/src/routes.rs"],
    ),
    ("EventSource::new(url", &[]),
    ("href=\"/", &[]),
    ("action=\"/", &[]),
];

/// Each place that calls it otherwise.
pub(super) fn breaches(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources {
        if !source.path.starts_with("frontend/src/") {
            continue;
        }
        for (words, allowed) in PAST {
            if source.text.contains(words) && !allowed.contains(&source.path.as_str()) {
                breaches.push(format!(
                    "{}: `{words}` leads past the path of the console; see `frontend/src/routes.rs`",
                    source.path
                ));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::{Source, breaches};

    #[test]
    fn an_address_of_ones_own_is_found() {
        let of = |path: &str, text: &str| {
            let source = Source {
                path: path.to_owned(),
                text: text.to_owned(),
            };
            breaches(&[source]).len()
        };
        assert_eq!(of("frontend/src/a.rs", "<a href=\"/drafts\">"), 1);
        assert_eq!(of("frontend/src/a.rs", "<a href=routes::drafts()>"), 0);
        let request = "use gloo_net::http::Request;";
        assert_eq!(of("frontend/src/api/a.rs", request), 1);
        assert_eq!(of("frontend/src/api.rs", request), 0);
        assert_eq!(of("crates/server/src/a.rs", "href=\"/x"), 0);
    }
}
