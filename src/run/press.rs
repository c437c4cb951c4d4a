//! What a thread makes pages with: a worker that it takes when it first needs one.

use serde::Serialize;

use crate::render::error::RenderError;
use crate::run::Fatal;
use crate::run::make::Workshop;
use crate::run::workers::{PageOrder, Worker};

/// Makes pages and writes them. Dropped, it gives its worker back to the run.
pub(super) struct Press<'a> {
    pub(super) workshop: &'a Workshop<'a>,
    pub(super) worker: Option<Worker>,
}

impl<'a> Press<'a> {
    /// A press that has no worker yet.
    pub(super) const fn new(workshop: &'a Workshop<'a>) -> Self {
        Self { workshop, worker: None }
    }

    /// Makes a page of a view and writes it to its path in the tree.
    ///
    /// # Errors
    /// When it cannot be made or written.
    pub(super) fn page<T: Serialize>(
        &mut self,
        path: &str,
        template: &str,
        view: &T,
        charts: Vec<(String, String)>,
    ) -> Result<(), Fatal> {
        let view = serde_json::to_vec(view).map_err(RenderError::from)?;
        let ident = String::new();
        let order = PageOrder { template: template.to_owned(), ident, view, charts };
        let page = self.workshop.workers.page(order, &mut self.worker);
        let page = page.map_err(Fatal::Templates)?;
        self.workshop.stage.write(path, &page)?;
        Ok(())
    }
}

impl Drop for Press<'_> {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            self.workshop.workers.give_back(worker);
        }
    }
}
