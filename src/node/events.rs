//! Events across the boundary: JavaScript owns the handlers, fetches runs and reports results.

use std::rc::Rc;

use napi::{Env, Result};

use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::report::report_text;
use super::store::NativeStore;
use super::wake::Wakes;
use crate::data::{Answer, HandlerConfig, check_group, event_text};
use crate::events::{EventTest, Handler, HandlerError, Host, covers};
use crate::model::Json;
use crate::model::text::push_string;

impl Host for Wakes {
    fn notify(&self) {
        self.nudge();
    }
}

pub(super) const EVENTS: &[BoundFunction] = bound_functions! {
    NativeStore:
    subscribe(u32, Vec<String>, String, String, bool) as "subscribe";
    unsubscribe(u32, String) as "unsubscribe";
    runs() as "runs";
    ran(u32, f64, Option<String>, Option<String>) as "ran";
    give_up(u32, f64) as "giveUp";
    covers(Vec<String>, String, String) as "covers";
    nudge() as "nudge";
    reports() as "reports";
    idle() as "idle";
    run_events() as "runEvents";
    stop_events() as "stopEvents";
    become_function(String) as "becomeFunction";
    handle_records(String, String) as "handleRecords";
};

#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, clippy::unused_self)] // all bound functions have one shape
impl NativeStore {
    /// Adds a handler. Ids increase. The identity tells it from others of its group after a restart, too.
    fn subscribe(
        &self,
        env: Env,
        id: u32,
        names: Vec<String>,
        identity: String,
        options: String,
        in_function: bool,
    ) -> Result<Reply> {
        let subscribe = || {
            let HandlerConfig { group, timeout, concurrency, filter, changed, attempts, dead_letter } =
                HandlerConfig::read(&Json::from_text(options))?;
            let handler = Handler::new(id, &names, timeout)?.testing(EventTest { filter, changed });
            let handler = handler.giving_up(attempts, dead_letter.as_deref(), identity);
            let concurrency = concurrency.and_then(|concurrency| usize::try_from(concurrency).ok());
            let store = self.store()?;
            store.check_writable()?;
            self.sessions.add(&store, &group, handler, concurrency, in_function)
        };
        let reply = subscribe().map_or_else(Reply::Failure, |()| Reply::Answer(Answer::Nothing));
        // The process stays until the store knows the handler.
        self.executor.hold(env)?;
        Ok(reply)
    }

    /// Removes a handler.
    fn unsubscribe(&self, env: Env, id: u32, group: String) -> Result<()> {
        self.sessions.remove(&group, id);
        // Nothing may be left that the process must wait for.
        self.executor.hold(env)
    }

    /// The runs that are due, four values each: session, run, handler, event.
    fn runs(&self, env: Env) -> Result<Vec<Reply>> {
        let runs = self.sessions.runs();
        self.executor.hold(env)?;
        let replies = runs.into_iter().flat_map(|(session, run)| {
            // Run numbers stay exact: there are fewer than 2^53.
            #[allow(clippy::cast_precision_loss)]
            let id = run.id as f64;
            let event = Reply::Answer(Answer::text(event_text(&run.event)));
            [Reply::Ticket(session), Reply::Number(id), Reply::Ticket(run.handler), event]
        });
        Ok(replies.collect())
    }

    /// A handler has succeeded, or failed with this message and `code`.
    fn ran(
        &self,
        _: Env,
        session: u32,
        run: f64,
        failure: Option<String>,
        code: Option<String>,
    ) -> Result<()> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // as `runs` returned it
        let run = run as u64;
        let failure = failure.map(|message| HandlerError { message, code });
        self.sessions.finish(session, run, failure.map_or(Ok(()), Err));
        Ok(())
    }

    /// JavaScript cannot decode the event of a run. It is skipped.
    fn give_up(&self, _: Env, session: u32, run: f64) -> Result<()> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // as `runs` returned it
        let run = run as u64;
        self.sessions.give_up(session, run);
        Ok(())
    }

    /// Whether one of the event names is that of an event of this kind and key.
    fn covers(&self, _: Env, names: Vec<String>, kind: String, key: String) -> Result<bool> {
        Ok(covers(&names, &kind, &key))
    }

    /// Wakes JavaScript once more, after other work of the event loop.
    fn nudge(&self, _: Env) -> Result<()> {
        self.executor.wakes().nudge();
        Ok(())
    }

    /// Takes the reports for the listeners of `data.events.on`.
    fn reports(&self, _: Env) -> Result<Vec<Reply>> {
        let reports = self.sessions.reports();
        let texts = reports.into_iter().map(|(group, report)| report_text(&group, &report));
        Ok(texts.map(|text| Reply::Answer(Answer::text(text))).collect())
    }

    /// Resolves when no event is left to handle.
    fn idle(&self, env: Env) -> Result<Reply> {
        let idle = Rc::clone(&self.sessions).idle();
        self.executor.start(env, async move { idle.await.map(|()| Answer::Nothing) })
    }

    /// Resolves after `stop_events`.
    fn run_events(&self, env: Env) -> Result<Reply> {
        let run = self.sessions.run();
        self.executor.start(env, async move {
            run.await;
            Ok(Answer::Nothing)
        })
    }

    /// Starts no more handlers and hands all groups over. Resolves when the running handlers have ended.
    fn stop_events(&self, env: Env) -> Result<Reply> {
        let stopped = Rc::clone(&self.sessions).stop();
        self.executor.start(env, async move {
            stopped.await;
            Ok(Answer::Nothing)
        })
    }

    /// Lets an AWS Lambda function supply the events of a group.
    fn become_function(&self, _: Env, group: String) -> Result<Reply> {
        Ok(check_group(&group).map_or_else(Reply::Failure, |()| {
            self.sessions.become_lambda(&group);
            Reply::Answer(Answer::Nothing)
        }))
    }

    /// Handles the records of a Lambda invocation. Resolves to the first sequence number that failed.
    fn handle_records(&self, env: Env, group: String, records: String) -> Result<Reply> {
        match self.sessions.handle(&group, &records) {
            Err(error) => Ok(Reply::Failure(error)),
            Ok(handled) => self.executor.start(env, async move {
                let mut text = String::new();
                match handled.await? {
                    None => return Ok(Answer::Nothing),
                    Some(sequence) => push_string(&mut text, &sequence),
                }
                Ok(Answer::text(text))
            }),
        }
    }
}
