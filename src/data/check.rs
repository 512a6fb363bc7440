//! `check`: what is wrong in a store, by one walk through it.

use super::StoreRef;
use super::answer::Answer;
use super::options::{Options, options};
use super::walk_step::{WalkStep, total};
use crate::model::limits::{MAX_LIMIT, REQUEST_BYTES};
use crate::model::row::Unreadable;
use crate::model::text::push_object;
use crate::model::{Error, Json, Key, Result};
use crate::store::{About, InspectionPlace, Problem, Scan, Wanted};

/// Problems that are listed.
const MOST: usize = 1000;
/// Items between two reports.
const STEP: u64 = 50_000;

options! {
    /// What `check` takes.
    CheckOptions { repair: bool, }
}

/// A walk that looks for problems.
pub(super) struct Check {
    repair: bool,
    about: Option<About>,
    place: Option<InspectionPlace>,
    scan: Scan,
    items: u64,
    problems: Vec<Problem>,
    more: u64,
}

impl Check {
    pub(super) fn new(options: Option<&Json>) -> Result<Self> {
        let CheckOptions { repair } = CheckOptions::read(options)?;
        let wanted = Wanted { most_read: REQUEST_BYTES, ..Wanted::default() };
        let scan = Scan { expired: true, strict: true, limit: 5 * MAX_LIMIT, wanted, ..Scan::everything() };
        Ok(Self { repair, about: None, place: None, scan, items: 0, problems: Vec::new(), more: 0 })
    }

    pub(super) async fn next(&mut self, store: &StoreRef) -> Result<WalkStep> {
        if self.about.is_none() {
            if self.repair {
                store.check_writable()?;
            }
            let about = store.about().await?;
            if let About::Table(table) = &about {
                if self.repair {
                    return Err(no_repair());
                }
                for difference in &table.differences {
                    self.add(Problem {
                        kind: "schema",
                        key: None,
                        message: format!("The table does not have the schema of this package: {difference}."),
                        repaired: false,
                    });
                }
            }
            self.about = Some(about);
        }
        let before = self.items;
        while self.items < before + STEP {
            let is_done = match store.inspect(self.place.take(), self.repair) {
                Some(inspected) => {
                    let inspected = inspected.await?;
                    self.items += inspected.items;
                    inspected.problems.into_iter().for_each(|problem| self.add(problem));
                    self.place = inspected.next;
                    self.place.is_none()
                }
                None => self.scan_rows(store).await?,
            };
            if is_done {
                return Ok(WalkStep::Done(self.answer()));
            }
            if store.is_remote() {
                break;
            }
        }
        Ok(WalkStep::Passed { items: self.items, total: self.about.as_ref().and_then(total) })
    }

    /// Looks at some rows of a table. Returns whether these were the last.
    async fn scan_rows(&mut self, store: &StoreRef) -> Result<bool> {
        let page = store.scan(self.scan.clone()).await?;
        self.items += (page.items.len() + page.unreadable.len()) as u64;
        for row in page.unreadable {
            self.add(of_row(&row));
        }
        self.scan.start = page.last;
        Ok(self.scan.start.is_none())
    }

    fn add(&mut self, problem: Problem) {
        if self.problems.len() < MOST {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }

    fn answer(&self) -> Answer {
        Answer::object(|members| {
            members.number("items", self.items);
            members.list("problems", &self.problems, |text, problem| {
                push_object(text, |members| {
                    members.string("kind", problem.kind);
                    if let Some(key) = &problem.key {
                        members.string("key", key);
                    }
                    members.string("message", &problem.message);
                    members.bool("repaired", problem.repaired);
                });
            });
            if self.more > 0 {
                members.number("more", self.more);
            }
        })
    }
}

fn of_row(row: &Unreadable) -> Problem {
    Problem {
        kind: "row",
        key: row.key.as_ref().map(Key::to_text),
        message: format!("This row holds no item that can be read in full: {}.", row.reason),
        repaired: false,
    }
}

fn no_repair() -> Error {
    Error::invalid_option(
        "'repair' mends the indexes of an embedded store. DynamoDB keeps those of a table itself: correct the rows that \
         'check' names, or replace them with 'overwrite: true'",
    )
}
