//! The executor: polls futures on the event loop's thread.
//!
//! It polls a call at once. If the answer is there, as for a read of the embedded store, no thread is woken and nothing
//! is kept. Otherwise the call gets a ticket and waits to be woken.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use napi::{Env, Result};

use super::reply::Reply;
use super::wake::Wakes;
use crate::data::Answer;
use crate::data::wire::WARNING_TICKET;
use crate::model::{self, Error};
use crate::store::Warning;

type PolledCall = Pin<Box<dyn Future<Output = model::Result<Answer>>>>;

/// The calls of one handle that are under way.
pub(super) struct Executor {
    wakes: Arc<Wakes>,
    calls: RefCell<Calls>,
    /// Whether the process is kept alive.
    held: Cell<bool>,
    /// Whether anything besides calls keeps it alive.
    others_hold: Box<dyn Fn() -> bool>,
}

#[derive(Default)]
struct Calls {
    /// By ticket. The tickets of empty places are in `free`.
    places: Vec<Place>,
    free: Vec<u32>,
}

struct Place {
    call: Option<PolledCall>,
    /// It wakes the ticket, whichever call has it.
    waker: Waker,
}

impl Calls {
    /// Takes a free ticket.
    fn take_ticket(&mut self, wakes: &Arc<Wakes>) -> Result<u32> {
        if let Some(ticket) = self.free.pop() {
            return Ok(ticket);
        }
        let ticket = u32::try_from(self.places.len())
            .map_err(|_| napi::Error::from_reason("There are too many calls at once."))?;
        let waker = Waker::from(Arc::new(TicketWaker { ticket, wakes: Arc::clone(wakes) }));
        self.places.push(Place { call: None, waker });
        Ok(ticket)
    }

    fn is_empty(&self) -> bool {
        self.places.len() == self.free.len()
    }
}

struct TicketWaker {
    ticket: u32,
    wakes: Arc<Wakes>,
}

impl Wake for TicketWaker {
    fn wake(self: Arc<Self>) {
        self.wakes.wake(self.ticket);
    }
}

impl Executor {
    pub(super) fn new(wakes: Arc<Wakes>, others_hold: impl Fn() -> bool + 'static) -> Self {
        let calls = RefCell::default();
        Self { wakes, calls, held: Cell::new(false), others_hold: Box::new(others_hold) }
    }

    /// Starts a call.
    pub(super) fn start(
        &self,
        env: Env,
        call: impl Future<Output = model::Result<Answer>> + 'static,
    ) -> Result<Reply> {
        let mut call: PolledCall = Box::pin(call);
        let mut calls = self.calls.borrow_mut();
        let ticket = calls.take_ticket(&self.wakes)?;
        let place = &mut calls.places[ticket as usize];
        let answer = match poll(&mut call, &place.waker) {
            Poll::Ready(result) => {
                calls.free.push(ticket);
                reply(result)
            }
            Poll::Pending => {
                place.call = Some(call);
                Reply::Ticket(ticket)
            }
        };
        // A write that is already done may have made events.
        self.hold_as_needed(env, &calls)?;
        Ok(answer)
    }

    /// Wakes the event loop of this executor.
    pub(super) fn wakes(&self) -> Arc<Wakes> {
        Arc::clone(&self.wakes)
    }

    /// Warns through JavaScript.
    pub(super) fn warn(&self, warning: &Warning) {
        self.wakes.warn(warning.clone());
    }

    /// Polls the calls that were woken. Returns the answers, each after its ticket, and the warnings, each after
    /// [`WARNING_TICKET`].
    pub(super) fn settled(&self, env: Env) -> Result<Vec<Reply>> {
        let mut calls = self.calls.borrow_mut();
        let (woken, warnings) = self.wakes.take();
        let mut replies = Vec::with_capacity(woken.len() * 2);
        for ticket in woken {
            // A late wake may find the ticket free, or taken by another call, which a poll does not hurt.
            let Some(place) = calls.places.get_mut(ticket as usize) else { continue };
            let Some(call) = &mut place.call else { continue };
            if let Poll::Ready(result) = poll(call, &place.waker) {
                place.call = None;
                calls.free.push(ticket);
                replies.extend([Reply::Ticket(ticket), reply(result)]);
            }
        }
        let text = |Warning { code, message }| Reply::Answer(Answer::text(format!("{code} {message}")));
        replies.extend(
            warnings.into_iter().flat_map(|warning| [Reply::Number(WARNING_TICKET.into()), text(warning)]),
        );
        self.hold_as_needed(env, &calls)?;
        Ok(replies)
    }

    /// Keeps the process alive while there is a reason to.
    pub(super) fn hold(&self, env: Env) -> Result<()> {
        self.hold_as_needed(env, &self.calls.borrow())
    }

    fn hold_as_needed(&self, env: Env, calls: &Calls) -> Result<()> {
        let hold = !calls.is_empty() || (self.others_hold)();
        if self.held.replace(hold) == hold { Ok(()) } else { self.wakes.hold_process(env, hold) }
    }
}

fn reply(result: model::Result<Answer>) -> Reply {
    match result {
        Ok(answer) => Reply::Answer(answer),
        Err(error) => Reply::Failure(error),
    }
}

/// A panic becomes the error of its call and ends nothing else.
fn poll(call: &mut PolledCall, waker: &Waker) -> Poll<model::Result<Answer>> {
    let mut context = Context::from_waker(waker);
    catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(&mut context)))
        .unwrap_or_else(|_| Poll::Ready(Err(Error::internal())))
}
