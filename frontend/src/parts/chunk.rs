//! A part of a page whose code is a module of its own, fetched when it is first needed.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::api::ApiError;
use crate::parts::Failure;

/// A module that is here, on its way or could not be had; `D` is what it draws with. Cheap to copy.
#[derive(Debug)]
pub struct Chunk<D: 'static> {
    fetched: RwSignal<Option<Result<D, ApiError>>>,
    fetch: Callback<()>,
}

impl<D> Clone for Chunk<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Chunk<D> {}

impl<D: Copy + Send + Sync + 'static> Chunk<D> {
    /// What `module` fetches; it is not asked for yet.
    #[must_use]
    pub fn new<F>(module: fn() -> F) -> Self
    where
        F: Future<Output = Result<D, ApiError>> + 'static,
    {
        let fetched = RwSignal::new(None);
        let fetch = Callback::new(move |()| {
            spawn_local(async move {
                let answer = module().await;
                // The page may be gone by now.
                let _ = fetched.try_set(Some(answer));
            });
        });
        Self { fetched, fetch }
    }

    /// Fetches it, unless it is here.
    pub fn fetch(self) {
        let is_here = |fetched: &Option<_>| matches!(fetched, Some(Ok(_)));
        if !self.fetched.with_untracked(is_here) {
            self.fetch.run(());
        }
    }

    /// What it draws once it is here, and `waiting` before. Where it cannot be fetched that is said in a
    /// box of this class, with a button to try again.
    pub fn view(
        self,
        waiting: fn() -> AnyView,
        failed_class: &'static str,
        draw: impl Fn(D) -> AnyView + Send + 'static,
    ) -> impl IntoView {
        move || match self.fetched.get() {
            None => waiting(),
            Some(Ok(drawn)) => draw(drawn),
            Some(Err(error)) => {
                let again = move |()| {
                    self.fetched.set(None);
                    self.fetch();
                };
                view! {
                    <div class=failed_class>
                        <Failure error on_retry=Callback::new(again)/>
                    </div>
                }
                .into_any()
            }
        }
    }
}

/// Fetches a module ahead of time. Where that fails, it is tried again when the module is needed, and said.
pub fn ahead(preload: impl Future<Output = Result<(), SplitLoaderError>> + 'static) {
    spawn_local(async { drop(preload.await) });
}
