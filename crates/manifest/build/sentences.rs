// What the build scripts of `manifest` and of `frontend` both make of `frontend/locales/<locale>/sentences.json`: the
// same sentences in the same order, so that the number of a sentence is its line in the table of every language.

/// One sentence: its code, its placeholders, and its forms as they stand in a table.
struct Sentence {
    /// `group.name`.
    code: String,
    /// The names between braces, in the order of the English text; first `count`, where
    /// there is one or it chooses between forms.
    placeholders: Vec<String>,
    /// The form for one, if it has its own, and the form for all else, with `{0}`, `{1}` … for the placeholders.
    forms: Vec<String>,
}

/// The sentences of a locale by their codes, sorted. `english` has the placeholders to which other locales are held.
fn read_sentences(text: &str, english: Option<&[Sentence]>) -> std::result::Result<Vec<Sentence>, String> {
    let groups: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| format!("the sentences are no JSON: {error}"))?;
    let mut sentences = Vec::new();
    for (group, items) in &groups {
        let items = items.as_object().ok_or_else(|| format!("{group} is no group of sentences"))?;
        for (name, value) in items {
            let code = format!("{group}.{name}");
            let form = |name: &str| value.get(name).and_then(serde_json::Value::as_str);
            let forms: Vec<&str> = match value.as_str() {
                Some(plain) => vec![plain],
                None => form("one").into_iter().chain(form("other")).collect(),
            };
            let other = *forms.last().ok_or_else(|| format!("{code} is neither a text nor forms of one"))?;
            if forms.iter().any(|form| form.contains(['\t', '\n', '\r'])) {
                return Err(format!("{code} has a tab or more than one line"));
            }
            let placeholders = match english {
                None => {
                    let mut names = placeholders_of(other);
                    // It chooses the form, whether or not it is said.
                    if forms.len() > 1 && names.first().is_none_or(|name| name != "count") {
                        names.insert(0, "count".to_owned());
                    }
                    names
                }
                Some(english) => {
                    let known = english.iter().find(|known| known.code == code);
                    known.ok_or_else(|| format!("{code} is not in English"))?.placeholders.clone()
                }
            };
            for form in &forms {
                if let Some(name) = placeholders_of(form).iter().find(|name| !placeholders.contains(name)) {
                    return Err(format!("{code} names {{{name}}}, English does not"));
                }
            }
            let forms = forms.iter().map(|form| numbered_form(form, &placeholders)).collect();
            sentences.push(Sentence { code, placeholders, forms });
        }
    }
    sentences.sort_by(|one, other| one.code.cmp(&other.code));
    if let Some(missing) = english.into_iter().flatten().find(|known| {
        sentences.binary_search_by(|found| found.code.cmp(&known.code)).is_err()
    }) {
        return Err(format!("{} is missing", missing.code));
    }
    Ok(sentences)
}

/// The line of a sentence in a table: its code and its forms, with tabs between.
fn line_of(sentence: &Sentence) -> String {
    format!("{}\t{}", sentence.code, sentence.forms.join("\t"))
}

/// The names between braces, each once, in order, but `count` first.
fn placeholders_of(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        // What is no name is a bracket that is meant as one.
        let is_name = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if is_name && !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    if let Some(at) = names.iter().position(|name| name == "count") {
        let count = names.remove(at);
        names.insert(0, count);
    }
    names
}

/// The text with numbers for the placeholders.
fn numbered_form(text: &str, placeholders: &[String]) -> String {
    placeholders
        .iter()
        .enumerate()
        .fold(text.to_owned(), |text, (position, name)| {
            text.replace(&format!("{{{name}}}"), &format!("{{{position}}}"))
        })
}
