//! The languages that the console speaks, and which of them a browser asks for.

/// A language of the console. The order is that of the tables of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Locale {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The BCP 47 tag, as in `<html lang>`, in the folder under `frontend/locales/` and in the name of the table of
    /// texts.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language's name in the language itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// The locale of a tag that was written by [`Self::tag`].
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }

    /// The first language of a browser's list that the console speaks, else English. The tags may be written in
    /// any case (RFC 5646 §2.1.1).
    pub fn negotiate<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Self {
        wanted
            .into_iter()
            .find_map(|wanted| {
                let language = |tag: &'a str| tag.split('-').next();
                let wanted = language(wanted)?;
                Self::ALL.into_iter().find(|locale| {
                    language(locale.tag()).is_some_and(|spoken| spoken.eq_ignore_ascii_case(wanted))
                })
            })
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn takes_the_first_language_it_speaks() {
        for (wanted, expected) in [
            (vec!["de-DE", "zh-TW", "en"], Locale::Chinese),
            (vec!["en-GB", "zh"], Locale::English),
            (vec!["ZH-hans-cn"], Locale::Chinese),
            (vec!["fr"], Locale::English),
            (vec![], Locale::English),
        ] {
            assert_eq!(Locale::negotiate(wanted), expected);
        }
    }

    #[test]
    fn reads_its_own_tags() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
        }
        assert_eq!(Locale::from_tag("zh"), None);
    }
}
