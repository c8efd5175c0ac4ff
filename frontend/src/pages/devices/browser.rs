//! What a browser is called by people, out of how it calls itself.

/// Browsers, by what only their own names hold; who poses as another comes before that one.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems, in the same way.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The browser and its system, `Firefox · Linux`; of a program that is no browser its own name. Empty where it says nothing.
pub(super) fn named(agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    let Some(browser) = find(&BROWSERS) else {
        let first = agent.split(['/', ' ']).next();
        return first.unwrap_or_default().to_owned();
    };
    match find(&SYSTEMS) {
        Some(system) => [browser, system].join(" · "),
        None => browser.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_browser_is_called_as_people_call_it() {
        let chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0";
        for (agent, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0".to_owned(),
                "Firefox · Linux",
            ),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {chrome} Safari/537.36 Edg/141.0"), "Edge · Windows"),
            (format!("Mozilla/5.0 (Linux; Android 15; Pixel 9) {chrome} Mobile Safari/537.36"), "Chrome · Android"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15".to_owned(),
                "Safari · macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1".to_owned(),
                "Safari · iOS",
            ),
            ("curl/8.14.1".to_owned(), "curl"),
            (String::new(), ""),
        ] {
            assert_eq!(named(&agent), expected, "{agent}");
        }
    }
}
