//! Events that say the same, put together.

use std::collections::BTreeSet;

use contract::EventRow;

/// What was said in one way, of one object or several.
#[derive(Clone, Debug)]
pub struct Said {
    /// The event that said it last.
    pub latest: EventRow,
    /// How often.
    pub times: u32,
    /// Of which objects: once of each of fourteen pods is not fourteen times.
    pub objects: BTreeSet<String>,
}

/// One line for all events that are alike by this, the latest first, and at most so many lines: every pod has the same
/// events, and a page of them says nothing.
#[must_use]
pub fn folded(
    events: Vec<EventRow>,
    most: usize,
    alike: fn(&EventRow) -> (String, String),
) -> Vec<Said> {
    let mut lines: Vec<Said> = Vec::new();
    for event in events {
        let key = alike(&event);
        let same = lines.iter_mut().find(|said| alike(&said.latest) == key);
        if let Some(said) = same {
            said.times += event.count;
            said.objects.insert(event.object_name);
        } else if lines.len() < most {
            lines.push(Said {
                times: event.count,
                objects: BTreeSet::from([event.object_name.clone()]),
                latest: event,
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use contract::EventRow;

    use super::folded;

    #[test]
    fn events_are_folded_and_the_latest_speaks() {
        let event = |reason: &str, message: &str, object: &str| EventRow {
            reason: reason.to_owned(),
            message: message.to_owned(),
            count: 1,
            object_name: object.to_owned(),
            ..EventRow::default()
        };
        let events = vec![
            event("Started", "c", "x"),
            event("Pulled", "b", "x"),
            event("Started", "a", "y"),
            event("Started", "c", "z"),
        ];
        let told = |most, alike| {
            let lines = folded(events.clone(), most, alike);
            let line =
                |said: &super::Said| (said.latest.message.clone(), said.times, said.objects.len());
            lines.iter().map(line).collect::<Vec<_>>()
        };
        let of = |message: &str, times, objects| (message.to_owned(), times, objects);
        assert_eq!(
            told(8, |event| (event.reason.clone(), String::new())),
            [of("c", 3, 3), of("b", 1, 1)]
        );
        assert_eq!(
            told(8, |event| (event.reason.clone(), event.message.clone())),
            [of("c", 2, 2), of("b", 1, 1), of("a", 1, 1)]
        );
        assert_eq!(
            told(1, |event| (event.reason.clone(), String::new())).len(),
            1
        );
    }
}
