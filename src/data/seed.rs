//! `seed`: writes any number of items, into an emptied store if `overwrite` asks for that.

use std::collections::HashSet;

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::bulk::{BulkWriter, PART_BYTES, remove_everything};
use super::options::{Given, Options, options};
use super::set_many::{BatchRules, plan_item, split_items};
use crate::model::{Json, Result, Seconds};
use crate::plan::Plan;
use crate::store::clock::system_clock;

options! {
    /// What `seed` takes. `lib/bulk.js` sets `removeNulls`.
    SeedOptions {
        overwrite: bool,
        remove_nulls as "removeNulls": Option<bool>,
    }
}

/// A seed whose items arrive in lists. All of them are checked before the first is written or removed.
pub struct Seed {
    options: SeedOptions,
    /// The lists that were checked, as text: plans would need twice the memory.
    lists: Vec<Json>,
    keys: HashSet<(CompactString, CompactString)>,
}

impl Seed {
    /// A seed without items.
    pub fn new(options: Option<&Json>) -> Result<Self> {
        Ok(Self { options: SeedOptions::read(options)?, lists: Vec::new(), keys: HashSet::new() })
    }

    /// Checks a list of items.
    pub fn add(&mut self, list: Json) -> Result<()> {
        // The store's clock may differ. That changes when an item expires, not whether it is valid.
        let plans = self.plans(&list, system_clock().seconds())?;
        self.keys.extend(plans.into_iter().map(|Plan { key, .. }| (key.pk, key.sk)));
        self.lists.push(list);
        Ok(())
    }

    /// Writes the items. Answers how many keys they have.
    pub async fn write(mut self, store: StoreRef) -> Result<Answer> {
        if self.options.overwrite {
            remove_everything(&store).await?;
        }
        let mut writer = BulkWriter::new(&store);
        let (mut plans, mut bytes) = (Vec::new(), 0);
        for list in std::mem::take(&mut self.lists) {
            plans.extend(self.plans(&list, store.now().seconds())?);
            bytes += list.as_str().len();
            if bytes >= PART_BYTES {
                writer.put(std::mem::take(&mut plans)).await?;
                bytes = 0;
            }
        }
        writer.put(plans).await?;
        writer.end().await?;
        Ok(Answer::object(|members| members.number("items", self.keys.len())))
    }

    fn plans(&self, list: &Json, now: Seconds) -> Result<Vec<Plan>> {
        let rules = BatchRules::replacing(self.options.remove_nulls);
        let plan = |item| plan_item(&Given::from(item), rules, now);
        split_items(list)?.into_iter().map(plan).collect()
    }
}
