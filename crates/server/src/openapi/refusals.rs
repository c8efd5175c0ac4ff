//! The refusals that every operation of a kind may answer with: what the layers around the handlers say, what the
//! extractors say, what becomes of a cluster that is away. A handler that says more of one says it itself.

use contract::problem::MEDIA_TYPE;
use utoipa::openapi::{
    OpenApi, Ref, RefOr, Response,
    content::ContentBuilder,
    path::{Operation, ParameterIn, PathItem},
    response::ResponseBuilder,
};

use crate::problem::ProblemType;

/// What an operation is like, as far as its refusals depend on it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any of them go together"
)]
struct Traits {
    is_api: bool,
    is_write: bool,
    is_guarded: bool,
    is_of_cluster: bool,
    has_path_parameters: bool,
    has_query: bool,
    has_body: bool,
    has_forms: bool,
}

/// A kind of operations, with what they may answer.
type Rule = (fn(&Traits) -> bool, &'static [ProblemType]);

const RULES: [Rule; 8] = [
    (
        |_| true,
        &[
            ProblemType::RequestTimeout,
            ProblemType::WrongHost,
            ProblemType::Internal,
            ProblemType::TooManyConnections,
        ],
    ),
    (|it| it.is_api || it.is_write, &[ProblemType::CrossOrigin]),
    (
        |it| it.is_guarded,
        &[
            ProblemType::SignInRequired,
            ProblemType::TooManyAttempts,
            ProblemType::TooManyRequests,
        ],
    ),
    (
        |it| it.is_of_cluster,
        &[
            ProblemType::NotFound,
            ProblemType::BadGateway,
            ProblemType::ClusterTimeout,
        ],
    ),
    (
        |it| it.has_path_parameters || it.has_query || it.has_body,
        &[ProblemType::MalformedRequest],
    ),
    (|it| it.has_path_parameters, &[ProblemType::InvalidRequest]),
    (
        |it| it.has_body,
        &[
            ProblemType::TooLarge,
            ProblemType::UnsupportedMediaType,
            ProblemType::InvalidRequest,
        ],
    ),
    (|it| it.has_forms, &[ProblemType::NotAcceptable]),
];

/// Adds to each operation what it does not name itself.
pub(super) fn add(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for (is_write, operation) in operations(item) {
            let traits = Traits::of(path, is_write, operation);
            for kind in RULES
                .iter()
                .filter(|(is_so, _)| is_so(&traits))
                .flat_map(|(_, kinds)| kinds.iter())
            {
                operation
                    .responses
                    .responses
                    .entry(kind.status().as_u16().to_string())
                    .or_insert_with(|| RefOr::T(refusal(*kind)));
            }
        }
    }
}

/// The operations of a path, each with whether it may change something.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let reads = [&mut item.get, &mut item.head];
    let writes = [
        &mut item.post,
        &mut item.put,
        &mut item.delete,
        &mut item.patch,
    ];
    let reads = reads.into_iter().map(|operation| (false, operation));
    let writes = writes.into_iter().map(|operation| (true, operation));
    reads
        .chain(writes)
        .filter_map(|(is_write, operation)| Some((is_write, operation.as_mut()?)))
}

impl Traits {
    fn of(path: &str, is_write: bool, operation: &Operation) -> Self {
        let has = |place: &ParameterIn| {
            operation
                .parameters
                .iter()
                .flatten()
                .any(|parameter| match parameter {
                    RefOr::T(parameter) => parameter.parameter_in == *place,
                    RefOr::Ref(_) => false,
                })
        };
        let has_choice = |response: &RefOr<Response>| match response {
            RefOr::T(response) => response.content.len() > 1,
            RefOr::Ref(_) => false,
        };
        Self {
            is_api: path.starts_with("/api/"),
            is_write,
            // Those that are open say so by an empty requirement.
            is_guarded: operation.security.is_none(),
            is_of_cluster: path.contains("{cluster}"),
            has_path_parameters: has(&ParameterIn::Path),
            has_query: has(&ParameterIn::Query),
            has_body: operation.request_body.is_some(),
            has_forms: operation.responses.responses.values().any(has_choice),
        }
    }
}

fn refusal(kind: ProblemType) -> Response {
    let schema = Ref::from_schema_name("ProblemDocument");
    ResponseBuilder::new()
        .description(kind.title())
        .content(
            MEDIA_TYPE,
            ContentBuilder::new().schema(Some(schema)).build(),
        )
        .build()
}
