//! What a refusal of a pod says, without the parts that differ from try to try.

/// The words of a `FailedCreate` event of the DaemonSet controller, without the name that was
/// generated for the pod: of `Error creating: pods "agent-x7k2p" is forbidden: exceeded quota: q`
/// what follows `forbidden: `.
///
/// The controller's recorder puts `(combined from similar events): ` before the tenth
/// (`EventAggregate` in `client-go/tools/record/events_cache.go`).
#[must_use]
pub fn words_of_refusal(message: &str) -> &str {
    let message = after(message, "(combined from similar events): ");
    let message = after(message, "Error creating: ");
    if message.starts_with("pods \"")
        && let Some((_, words)) = message.split_once("\" is forbidden: ")
    {
        return words;
    }
    if message.starts_with("Pod \"")
        && let Some((_, words)) = message.split_once("\" is invalid: ")
    {
        return words;
    }
    message
}

/// The text behind this beginning, where it has it.
fn after<'a>(text: &'a str, beginning: &str) -> &'a str {
    text.strip_prefix(beginning).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::words_of_refusal;

    #[test]
    fn what_differs_from_try_to_try_is_left_out() {
        for (message, words) in [
            (
                "Error creating: pods \"agent-x7k2p\" is forbidden: exceeded quota: q, requested: pods=1",
                "exceeded quota: q, requested: pods=1",
            ),
            (
                "(combined from similar events): Error creating: pods \"a-1\" is forbidden: violates PodSecurity \"restricted:latest\": host",
                "violates PodSecurity \"restricted:latest\": host",
            ),
            (
                "Error creating: Pod \"a-1\" is invalid: spec.containers[0].image: Invalid value: \" i\": must not",
                "spec.containers[0].image: Invalid value: \" i\": must not",
            ),
            (
                "Error creating: admission webhook \"w.example.com\" denied the request: no",
                "admission webhook \"w.example.com\" denied the request: no",
            ),
        ] {
            assert_eq!(words_of_refusal(message), words);
        }
    }
}
