//! Texts to begin with, one for each of the uses that DaemonSets mostly have. Each says in its head what it may do on a
//! machine and why.

/// A text to begin with.
pub(crate) struct Template {
    /// Its name in the API.
    pub(crate) id: &'static str,
    /// The text, with comments.
    pub(crate) text: &'static str,
}

macro_rules! templates {
    ($($id:literal)*) => {
        /// All of them.
        pub(crate) const ALL: &[Template] = &[$(Template {
            id: $id,
            text: include_str!(concat!("templates/", $id, ".yaml")),
        },)*];
    };
}

templates! {
    "node-exporter"
    "log-collector"
    "csi-node-plugin"
    "gpu-device-plugin"
    "cni-agent"
    "security-agent"
}

impl Template {
    /// What it is for, and what it may do for that: the comment at its head, in one line.
    pub(crate) fn why(&self) -> String {
        let head = self.text.lines();
        let head = head.map_while(|line| line.strip_prefix('#'));
        let words: Vec<&str> = head.map(str::trim).collect();
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use manifest::Document;
    use preflight::{Facts, Policy, Severity};

    use super::ALL;

    #[test]
    fn each_says_why_and_is_right_by_every_rule() {
        for template in ALL {
            let why = template.why();
            assert!(
                why.ends_with('.') && why.len() > 100,
                "{}: {why}",
                template.id
            );
            let document = Document::parse(template.text);
            for number in 0..document.object_count() {
                let object = document.object(number).unwrap();
                let value = object.value();
                let report = match value["kind"].as_str().unwrap() {
                    "DaemonSet" => {
                        preflight::report(&object, &Facts::default(), &Policy::kubernetes())
                    }
                    "Service" => preflight::report_service(&object, &Facts::default()),
                    _ => continue,
                };
                let errors = report.problems.iter();
                let errors: Vec<_> = errors.filter(|it| it.severity == Severity::Error).collect();
                assert!(errors.is_empty(), "{}: {errors:?}", template.id);
            }
        }
    }

    #[test]
    fn no_container_may_do_more_than_it_says() {
        for template in ALL {
            let document = Document::parse(template.text);
            let pod = &document.value()["spec"]["template"]["spec"];
            let groups = [&pod["initContainers"], &pod["containers"]];
            let containers = groups.into_iter().filter_map(|it| it.as_array()).flatten();
            for container in containers {
                let may = &container["securityContext"];
                let is_least = may["allowPrivilegeEscalation"] == false
                    && may["capabilities"]["drop"][0] == "ALL";
                assert!(
                    is_least
                        || (may["privileged"] == true
                            && template.text.contains("privileged container")),
                    "{}: {container}",
                    template.id
                );
                assert!(
                    container["resources"]["requests"].is_object(),
                    "{}",
                    template.id
                );
            }
        }
    }
}
