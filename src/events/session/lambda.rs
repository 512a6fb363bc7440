//! Batches of a stream's records, from AWS Lambda or from a test of a Lambda handler: which session handles them.

use std::future::Future;
use std::sync::Arc;

use super::{Session, Sessions, Source};
use crate::events::group::Group;
use crate::events::lambda::LambdaFunction;
use crate::model::{Error, Result};
use crate::store::runtime::runtime;

impl Sessions {
    /// Makes the group that of an AWS Lambda function's handler: from now on its events are those of
    /// [`Self::handle`]. A consumer of the stream is dropped, and results of handlers that it started are ignored.
    pub fn become_lambda(&self, group: &str) {
        let is_consumed = |session: &Session| {
            session.is_of(group)
                && matches!(&session.source, Source::Consumer(consumer) if consumer.is_of_stream())
        };
        let mut sessions = self.open.borrow_mut();
        let before = sessions.iter().find(|(_, session)| is_consumed(session)).map(|(number, _)| *number);
        let before = before.and_then(|number| sessions.remove(&number));
        drop(sessions);
        if let Some(session) = before {
            self.open_beside(&session.group, Source::Lambda(Arc::default()));
        }
    }

    /// Opens a session with the handlers of another. Its number tells its runs from those of the other.
    fn open_beside(&self, group: &Group, source: Source) -> Arc<Group> {
        let group = Arc::new(group.beside(Arc::clone(&self.host)));
        self.open(Arc::clone(&group), source);
        group
    }

    /// Handles the records of a batch, given as JSON. Resolves to the sequence number of the first that failed.
    pub fn handle(
        &self,
        group: &str,
        records: &str,
    ) -> Result<impl Future<Output = Result<Option<String>>> + 'static> {
        let (group, function) = self.function(group)?;
        let batch = function.parse(records)?;
        Ok(async move {
            let handled = runtime()?.spawn(async move { function.handle(&group, batch).await });
            handled.await.map_err(|_| Error::internal())
        })
    }

    /// The group that handles batches: the Lambda function's own, or one beside the group that a consumer serves.
    fn function(&self, name: &str) -> Result<(Arc<Group>, Arc<LambdaFunction>)> {
        let sessions = self.open.borrow();
        let session = sessions.values().find(|session| session.is_of(name) && session.group.has_handlers());
        let session = session.ok_or_else(|| {
            Error::refused(
                "NO_HANDLERS",
                format!("The group '{name}' has no handlers. Call 'data.on' before the function is invoked."),
            )
        })?;
        if let Source::Lambda(function) = &session.source {
            return Ok((Arc::clone(&session.group), Arc::clone(function)));
        }
        let beside = sessions.values().find_map(|other| match &other.source {
            Source::LambdaBeside(function) if other.group.name == name => {
                Some((Arc::clone(&other.group), Arc::clone(function)))
            }
            _ => None,
        });
        let consumed = Arc::clone(&session.group);
        drop(sessions);
        let (group, function) = beside.unwrap_or_else(|| {
            let function = Arc::<LambdaFunction>::default();
            (self.open_beside(&consumed, Source::LambdaBeside(Arc::clone(&function))), function)
        });
        group.take_over(&consumed);
        Ok((group, function))
    }
}
