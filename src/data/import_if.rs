//! The option `if` of `import`: which of its items are written.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::bulk::last_of_each_key;
use super::option_kinds::value;
use super::options::OptionKind;
use crate::model::{Error, Item, Result, Version};
use crate::plan::{Condition, Plan};

/// When an item of an import is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ImportIf {
    /// Whatever is there.
    #[default]
    Always,
    /// Where no item is.
    Missing,
    /// Where no item is, or an older one.
    Newer,
}

/// `null` is refused: it must not mean that everything is replaced.
impl OptionKind for Option<ImportIf> {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let refusal = || Error::invalid_option(format!("'{name}' must be 'always', 'missing' or 'newer'"));
        match value::<String>(text, refusal)?.as_deref() {
            Some("always") => Ok(Some(ImportIf::Always)),
            Some("missing") => Ok(Some(ImportIf::Missing)),
            Some("newer") => Ok(Some(ImportIf::Newer)),
            _ => Err(refusal()),
        }
    }
}

/// An item of an import, and the version by which it is compared with what is stored.
pub(super) struct Imported {
    pub item: Item,
    pub compared: Version,
}

impl ImportIf {
    /// The plan of an item.
    pub(super) fn plan(self, Imported { item, compared }: Imported) -> Plan {
        let condition = match self {
            Self::Always => Condition::default(),
            Self::Missing => Condition { exists: Some(false), ..Condition::default() },
            Self::Newer => Condition { older_than: Some(compared), ..Condition::default() },
        };
        Plan { condition, ..Plan::store(item) }
    }

    /// The codes of the refusals that such a condition makes.
    pub(super) fn refusals(self) -> &'static [&'static str] {
        match self {
            Self::Always => &[],
            Self::Missing => &["ITEM_EXISTS"],
            Self::Newer => &["VERSION_MISMATCH"],
        }
    }

    /// Of several plans of one key the one whose item is there after all of them, one after another.
    pub(super) fn one_of_each_key(self, plans: Vec<Plan>) -> Vec<Plan> {
        if self == Self::Always {
            return last_of_each_key(plans);
        }
        let mut places = HashMap::with_capacity(plans.len());
        let mut kept: Vec<Plan> = Vec::with_capacity(plans.len());
        for plan in plans {
            match places.entry((plan.key.pk.clone(), plan.key.sk.clone())) {
                Entry::Vacant(place) => {
                    place.insert(kept.len());
                    kept.push(plan);
                }
                Entry::Occupied(place) => {
                    let earlier = &mut kept[*place.get()];
                    let (own, before) = (plan.condition.older_than, earlier.condition.older_than);
                    if own > before || own == Some(Version::LATEST) {
                        *earlier = plan;
                    }
                }
            }
        }
        kept
    }
}
