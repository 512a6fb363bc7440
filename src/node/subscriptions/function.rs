//! Batches of a stream's records, as AWS Lambda invokes a function with them, or a test of it does.

use std::future::Future;
use std::sync::Arc;

use super::{Nudge, Session, Source, Subscriptions};
use crate::events::{Group, LambdaFunction};
use crate::model::{Error, Result};
use crate::store::runtime::runtime;

impl Subscriptions {
    /// Makes the group of an AWS Lambda function's handler: it gets what `handle` is given. What a
    /// consumer of the stream has begun goes on unheard.
    pub(in crate::node) fn become_function(&self, group: &str) {
        let is_consumed = |session: &Session| {
            session.is_of(group)
                && matches!(&session.source, Source::Consumer(consumer) if consumer.is_of_stream())
        };
        let mut sessions = self.sessions.borrow_mut();
        let before = sessions.iter().find(|(_, session)| is_consumed(session)).map(|(number, _)| *number);
        let before = before.and_then(|number| sessions.remove(&number));
        drop(sessions);
        if let Some(session) = before {
            self.open_beside(&session.group, Source::Function(Arc::default()));
        }
    }

    /// Opens a session with the handlers of another. Its runs are told from those of the other.
    fn open_beside(&self, group: &Group, source: Source) -> Arc<Group> {
        let group = Arc::new(group.beside(Box::new(Nudge(Arc::clone(&self.wakes)))));
        self.open(Session { group: Arc::clone(&group), source, withdraws: false });
        group
    }

    /// Handles the records of a batch, and tells the first that failed.
    pub(in crate::node) fn handle(
        &self,
        group: &str,
        records: &str,
    ) -> Result<impl Future<Output = Result<Option<String>>> + 'static> {
        let (group, batches) = self.function(group)?;
        let batch = batches.parse(records)?;
        Ok(async move {
            let handled = runtime()?.spawn(async move { batches.handle(&group, batch).await });
            handled.await.map_err(|_| Error::internal())
        })
    }

    /// The group that handles batches.
    fn function(&self, name: &str) -> Result<(Arc<Group>, Arc<LambdaFunction>)> {
        let sessions = self.sessions.borrow();
        let session = sessions.values().find(|session| session.is_of(name) && session.group.has_handlers());
        let session = session.ok_or_else(|| {
            Error::refused(
                "NO_HANDLERS",
                format!("The group '{name}' has no handlers. Call 'data.on' before the function is invoked."),
            )
        })?;
        if let Source::Function(batches) = &session.source {
            return Ok((Arc::clone(&session.group), Arc::clone(batches)));
        }
        let beside = sessions.values().find_map(|other| match &other.source {
            Source::Beside(batches) if other.group.name == name => {
                Some((Arc::clone(&other.group), Arc::clone(batches)))
            }
            _ => None,
        });
        let consumed = Arc::clone(&session.group);
        drop(sessions);
        let (group, batches) = beside.unwrap_or_else(|| {
            let batches = Arc::<LambdaFunction>::default();
            (self.open_beside(&consumed, Source::Beside(Arc::clone(&batches))), batches)
        });
        group.take_over(&consumed);
        Ok((group, batches))
    }
}
