//! The tower service: one request in, one answer out.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Body;
use serde_json::Value;

use super::{
    answer::{self, SandboxBody},
    discovery,
    format::Format,
    health, logs, openapi,
    query::Query,
    read, review,
    route::{ObjectPath, Route},
    sandbox, watch, write,
};
use crate::{
    Sandbox,
    access::{self, Origin, User},
    faults::{Outage, WriteFault},
    kind::{Definition, Kind, Resource},
    refusal::Refusal,
    registry::Part,
    world::World,
};

/// What the API server reads of a request at most, in bytes.
const BODY_LIMIT: usize = 3 << 20;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The API of a sandbox as a [`tower::Service`], fit for `kube::Client::new`.
///
/// It fails (instead of answering) only where a fault was asked for that breaks connections.
#[derive(Clone, Debug)]
pub struct SandboxService {
    pub(crate) sandbox: Sandbox,
    /// Who asks where no token says so.
    pub(crate) origin: Origin,
}

impl<B> tower::Service<Request<B>> for SandboxService
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    type Response = Response<SandboxBody>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Response<SandboxBody>>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (sandbox, origin) = (self.sandbox.clone(), self.origin);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let world = &sandbox.world;
            let route = Route::parse(parts.uri.path(), &world.store);
            let query = Query::parse(parts.uri.query());
            // The switches must work while everything else is broken.
            if route != Route::Faults {
                match world.faults.outage() {
                    Some(Outage::ConnectionRefused) => {
                        return Err(io::ErrorKind::ConnectionRefused.into());
                    }
                    Some(Outage::ServiceUnavailable) => {
                        return Ok(answer::refused(&Refusal::unavailable()));
                    }
                    None => {}
                }
                let latency = world.faults.latency();
                if !latency.is_zero() {
                    tokio::time::sleep(latency).await;
                }
            }
            // The switches are the sandbox's own, and no part of the cluster.
            let user = if route == Route::Faults {
                User::administrator()
            } else {
                match access::admit(world, origin, &parts.method, &parts.uri, &parts.headers) {
                    Ok(user) => user,
                    Err(refusal) => return Ok(answer::refused(&refusal)),
                }
            };
            let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
                return Ok(answer::refused(&Refusal::too_large(BODY_LIMIT)));
            };
            let call = Call {
                world,
                user,
                method: parts.method,
                query,
                headers: parts.headers,
                body: body.to_bytes(),
            };
            call.answer(route)
        })
    }
}

/// A request that has been read as a whole.
struct Call<'a> {
    world: &'a Arc<World>,
    user: User,
    method: Method,
    query: Query,
    headers: HeaderMap,
    body: Bytes,
}

impl Call<'_> {
    fn answer(&self, route: Route) -> io::Result<Response<SandboxBody>> {
        let mut answer_is_lost = false;
        let fault = match &route {
            Route::Objects(path) => self.write_fault(path, &mut answer_is_lost),
            _ => Ok(()),
        };
        let answer = fault.and_then(|()| self.dispatch(route));
        if answer_is_lost {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(answer.unwrap_or_else(|refusal| answer::refused(&refusal)))
    }

    fn served(&self) -> Vec<&'static Resource> {
        Definition::all_kinds(&self.world.store)
            .iter()
            .map(|kind| kind.resource())
            .collect()
    }

    /// Refuses a write that was asked to fail.
    fn write_fault(&self, path: &ObjectPath, answer_is_lost: &mut bool) -> Result<(), Refusal> {
        let writes = !matches!(self.method, Method::GET | Method::HEAD);
        let Some(fault) = writes
            .then(|| self.world.faults.take_write_fault())
            .flatten()
        else {
            return Ok(());
        };
        *answer_is_lost = fault == WriteFault::LostAnswer;
        let name = path.name.clone().or_else(|| {
            let object: Value = serde_json::from_slice(&self.body).ok()?;
            object["metadata"]["name"].as_str().map(str::to_owned)
        });
        fault
            .refusal(path.kind, name.as_deref().unwrap_or_default())
            .map_or(Ok(()), Err)
    }

    fn dispatch(&self, route: Route) -> Result<Response<SandboxBody>, Refusal> {
        let reads = matches!(self.method, Method::GET | Method::HEAD);
        match route {
            Route::Objects(path) => self.objects(&path),
            Route::Faults => sandbox::faults(self.world, &self.method, &self.body),
            Route::Review { kind, namespace } if self.method == Method::POST => {
                let namespace = namespace.as_deref();
                review::answer((kind, namespace), &self.body, self.world, &self.user)
            }
            Route::CoreVersions if reads => {
                Ok(discovery::core_versions(&self.served(), &self.headers))
            }
            Route::Groups if reads => Ok(discovery::groups(&self.served(), &self.headers)),
            Route::Group(group) if reads => discovery::group(&self.served(), &group),
            Route::Resources { group, version } if reads => {
                discovery::resources(&self.served(), &group, &version)
            }
            Route::Version if reads => Ok(health::version()),
            Route::Health if reads => Ok(answer::text(StatusCode::OK, "ok")),
            Route::OpenApi(None) if reads => Ok(openapi::index(&self.served())),
            Route::OpenApi(Some(path)) if reads => openapi::document(&self.served(), &path),
            Route::Unknown => Ok(answer::text(StatusCode::NOT_FOUND, "404 page not found\n")),
            _ => Err(Refusal::method_not_allowed()),
        }
    }

    fn objects(&self, path: &ObjectPath) -> Result<Response<SandboxBody>, Refusal> {
        let (world, query, headers, body) = (self.world, &self.query, &self.headers, &*self.body);
        let Some(name) = &path.name else {
            return match self.method {
                Method::GET if query.flag("watch") => {
                    watch::watch(world, path, Format::negotiate(headers)?, query)
                }
                Method::GET => read::list(world, path, Format::negotiate(headers)?, query),
                Method::POST => write::create(world, path, &self.user, query, headers, body),
                Method::DELETE => write::delete_collection(world, path, query, body),
                _ => Err(Refusal::method_not_allowed()),
            };
        };
        let part = match path.subresource.as_deref() {
            None => Part::Main,
            Some("status") if path.kind.resource().has_status => Part::Status,
            Some(other) => return self.subresource(path, name, other),
        };
        match self.method {
            Method::GET if query.flag("watch") => {
                watch::watch(world, path, Format::negotiate(headers)?, query)
            }
            Method::GET => read::get(world, path, name, Format::negotiate(headers)?, query),
            Method::PUT => {
                let target = (name.as_str(), part, &self.user);
                write::replace(world, path, target, query, headers, body)
            }
            Method::PATCH => {
                let target = (name.as_str(), part, &self.user);
                write::patch(world, path, target, query, headers, body)
            }
            Method::DELETE if part == Part::Main => write::delete(world, path, name, query, body),
            _ => Err(Refusal::method_not_allowed()),
        }
    }

    fn subresource(
        &self,
        path: &ObjectPath,
        name: &str,
        subresource: &str,
    ) -> Result<Response<SandboxBody>, Refusal> {
        match (path.kind, subresource, &self.method) {
            (Kind::Pod, "log", &Method::GET) => logs::logs(self.world, path, name, &self.query),
            (Kind::Pod, "eviction", &Method::POST) => {
                write::evict(self.world, path, name, &self.query, &self.body)
            }
            (Kind::ServiceAccount, "token", &Method::POST) => {
                review::token_request(self.world, path, name, &self.body)
            }
            (Kind::Pod, "exec" | "attach" | "portforward" | "proxy", _) => {
                Err(Refusal::not_simulated(
                    "running containers, so nothing can be run or reached in them",
                ))
            }
            _ => Err(Refusal::unknown_resource()),
        }
    }
}
