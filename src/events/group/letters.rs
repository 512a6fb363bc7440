//! The dead letters of a group: the events that its handlers give up.

use super::Group;
use crate::events::letter::{key_of, letter_of};
use crate::events::outcome::Outcome;
use crate::events::report::Report;
use crate::model::{Error, Result};
use crate::plan::Plan;

impl Group {
    /// The dead letters of an outcome, as plans that write each once.
    pub(in crate::events) fn letters(&self, outcome: &Outcome) -> Vec<Plan> {
        let letter = |given_up| letter_of(&self.name, &outcome.event, given_up, self.now());
        outcome.given_up.iter().filter_map(letter).collect()
    }

    /// Writes dead letters. One that is there already was written before a crash.
    pub(in crate::events) async fn write_letters(&self, letters: Vec<Plan>) -> Result<()> {
        for letter in letters {
            let Some(store) = &self.store else { return Err(Error::internal()) };
            match store.commit(letter.into()).await {
                Err(error) if error.code != "ITEM_EXISTS" => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Reports the events that handlers gave up, once the store knows.
    pub(in crate::events) fn report_given_up(&self, outcome: &Outcome) {
        for given_up in &outcome.given_up {
            self.report(Report::Dropped {
                event: outcome.event.clone(),
                attempts: given_up.attempts,
                dead_letter: key_of(&self.name, &outcome.event, given_up),
            });
        }
    }
}
