//! The root attributes of an object while they are edited.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Edit, Refused};
use crate::model::json::number_of;
use crate::model::{Json, Name, number};

/// With this many attributes or more, an index costs less than a linear search.
const INDEX_FROM: usize = 32;

/// Root attributes in order, as slices of the texts of the object and of the edits. A removed one leaves a gap, so that
/// places stay valid.
pub(super) struct Attributes<'a> {
    entries: Vec<(&'a str, Option<Cow<'a, str>>)>,
    index: Option<HashMap<&'a str, usize>>,
}

impl<'a> Attributes<'a> {
    pub(super) fn of(object: &'a Json) -> Result<Self, Refused> {
        let members = object.members()?.into_iter();
        let entries = members.map(|(name, value)| (name, Some(value.into()))).collect();
        let mut attributes = Self { entries, index: None };
        attributes.index_if_large();
        Ok(attributes)
    }

    pub(super) fn empty() -> Self {
        Self { entries: Vec::new(), index: None }
    }

    pub(super) fn edit(&mut self, name: &'a Name, edit: Option<&'a Edit>) -> Result<(), Refused> {
        let name = name.as_str();
        let place = self.find(name);
        let value = match edit {
            None => None,
            Some(edit) => {
                let current = place.and_then(|place| self.entries[place].1.as_deref());
                match edit_value(current, edit)? {
                    Some(value) => Some(value),
                    None => return Ok(()),
                }
            }
        };
        self.put(name, place, value);
        Ok(())
    }

    pub(super) fn set(&mut self, name: &'a str, value: &'a str) {
        self.put(name, self.find(name), Some(value.into()));
    }

    pub(super) fn to_json(&self) -> Json {
        Json::from_members(self.entries.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))))
    }

    fn find(&self, name: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(name).copied(),
            None => self.entries.iter().position(|(other, _)| *other == name),
        }
    }

    fn put(&mut self, name: &'a str, place: Option<usize>, value: Option<Cow<'a, str>>) {
        match place {
            Some(place) => self.entries[place].1 = value,
            None if value.is_some() => {
                if let Some(index) = &mut self.index {
                    index.insert(name, self.entries.len());
                }
                self.entries.push((name, value));
                self.index_if_large();
            }
            None => {}
        }
    }

    fn index_if_large(&mut self) {
        if self.index.is_none() && self.entries.len() >= INDEX_FROM {
            let places = self.entries.iter().enumerate();
            self.index = Some(places.map(|(place, (name, _))| (*name, place)).collect());
        }
    }
}

/// The value that an edit makes; `None` if the value stays.
pub(super) fn edit_value<'a>(current: Option<&str>, edit: &'a Edit) -> Result<Option<Cow<'a, str>>, Refused> {
    Ok(match edit {
        Edit::Set(value) => Some(value.as_str().into()),
        Edit::Default(value) => current.is_none().then(|| value.as_str().into()),
        Edit::Add(delta) => Some(sum(current, delta)?.as_str().to_owned().into()),
    })
}

fn sum(current: Option<&str>, delta: &Json) -> Result<Json, Refused> {
    let delta = delta.number().ok_or(Refused::NoNumber)?;
    let current = match current {
        Some(value) => number_of(value).ok_or(Refused::NoNumber)?,
        None => "0",
    };
    Ok(number::add(current, delta)?)
}
