//! The root attributes of an object while they are edited.

use std::collections::HashMap;

use super::{Edit, Refused};
use crate::model::{Json, Name, number};

/// From this many attributes on, finding one by looking at each costs more than an index.
const INDEX_FROM: usize = 32;

/// Root attributes in order. A removed one leaves a gap, so that places stay valid.
pub(super) struct Attributes {
    entries: Vec<(Name, Option<Json>)>,
    index: Option<HashMap<Name, usize>>,
}

impl Attributes {
    pub(super) fn of(object: &Json) -> Result<Self, Refused> {
        let entries: Vec<_> =
            object.attributes()?.into_iter().map(|(name, value)| (name, Some(value))).collect();
        let mut attributes = Self { entries, index: None };
        attributes.index_if_large();
        Ok(attributes)
    }

    pub(super) fn empty() -> Self {
        Self { entries: Vec::new(), index: None }
    }

    pub(super) fn edit(&mut self, name: &Name, edit: Option<&Edit>) -> Result<(), Refused> {
        let place = self.find(name);
        let value = match edit {
            None => None,
            Some(edit) => {
                let current = place.and_then(|place| self.entries[place].1.as_ref());
                match edit_value(current, edit)? {
                    Some(value) => Some(value),
                    None => return Ok(()),
                }
            }
        };
        match place {
            Some(place) => self.entries[place].1 = value,
            None if value.is_some() => self.push(name, value),
            None => {}
        }
        Ok(())
    }

    pub(super) fn to_json(&self) -> Json {
        Json::from_attributes(self.entries.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))))
    }

    fn find(&self, name: &Name) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(name).copied(),
            None => self.entries.iter().position(|(other, _)| other == name),
        }
    }

    fn push(&mut self, name: &Name, value: Option<Json>) {
        if let Some(index) = &mut self.index {
            index.insert(name.clone(), self.entries.len());
        }
        self.entries.push((name.clone(), value));
        self.index_if_large();
    }

    fn index_if_large(&mut self) {
        if self.index.is_none() && self.entries.len() >= INDEX_FROM {
            let places = self.entries.iter().enumerate();
            self.index = Some(places.map(|(place, (name, _))| (name.clone(), place)).collect());
        }
    }
}

/// What an edit makes of a value; `None` where the value stays.
pub(super) fn edit_value(current: Option<&Json>, edit: &Edit) -> Result<Option<Json>, Refused> {
    Ok(match edit {
        Edit::Set(value) => Some(value.clone()),
        Edit::Default(value) => current.is_none().then(|| value.clone()),
        Edit::Add(delta) => Some(sum(current, delta)?),
    })
}

fn sum(current: Option<&Json>, delta: &Json) -> Result<Json, Refused> {
    let delta = delta.number().ok_or(Refused::NoNumber)?;
    let current = match current {
        Some(value) => value.number().ok_or(Refused::NoNumber)?,
        None => "0",
    };
    Ok(number::add(current, delta)?)
}
