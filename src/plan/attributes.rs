//! The attributes of an object while they are edited, at the root or below it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::edit::{Edit, Edits};
use super::operators::{append, prepend, sum, union, without};
use super::refused::Refused;
use crate::model::json::{kind_of, members_of};
use crate::model::{EditOperator, Json, Kind};

/// With this many attributes or more, an index costs less than a linear search.
const INDEX_FROM: usize = 32;

/// Attributes in order, as slices of the texts of the object and of the edits. A removed one leaves a gap, so that
/// places stay valid.
pub(super) struct Attributes<'a> {
    entries: Vec<(&'a str, Option<Cow<'a, str>>)>,
    index: Option<HashMap<&'a str, usize>>,
}

impl<'a> Attributes<'a> {
    pub(super) fn of(object: &'a Json) -> Result<Self, Refused> {
        Self::of_text(object.as_str())
    }

    fn of_text(object: &'a str) -> Result<Self, Refused> {
        let members = members_of(object)?.into_iter();
        let entries = members.map(|(name, value)| (name, Some(value.into()))).collect();
        let mut attributes = Self { entries, index: None };
        attributes.index_if_large();
        Ok(attributes)
    }

    pub(super) fn empty() -> Self {
        Self { entries: Vec::new(), index: None }
    }

    pub(super) fn edit(&mut self, edits: &'a Edits) -> Result<(), Refused> {
        for (name, edit) in edits {
            let name = name.as_str();
            let place = self.find(name);
            let edited = match edit {
                None => Edited::Removed,
                Some(edit) => edit_value(place.and_then(|place| self.entries[place].1.as_deref()), edit)?,
            };
            match edited {
                Edited::Kept => {}
                Edited::Value(value) => self.put(name, place, Some(value)),
                Edited::Removed => self.put(name, place, None),
            }
        }
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

/// What an edit makes of a value.
pub(super) enum Edited<'a> {
    /// It stays as it is, or missing.
    Kept,
    /// This.
    Value(Cow<'a, str>),
    /// Nothing: it is removed.
    Removed,
}

/// Applies an edit to a value, or where there is none.
pub(super) fn edit_value<'a>(current: Option<&str>, edit: &'a Edit) -> Result<Edited<'a>, Refused> {
    let value = match edit {
        Edit::Default(_) if current.is_some() => return Ok(Edited::Kept),
        Edit::Set(value) | Edit::Default(value) => value.as_str().into(),
        Edit::Add(delta) => sum(current, delta)?.into(),
        Edit::Append(given) => append(current, given)?.into(),
        Edit::Prepend(given) => prepend(current, given)?.into(),
        Edit::Union(given) => union(current, given)?.into(),
        Edit::Without(given) => match current {
            None => return Ok(Edited::Kept),
            Some(current) => match without(current, given)? {
                Some(left) => left.into(),
                None => return Ok(Edited::Removed),
            },
        },
        Edit::Merge(edits) => merge(current, edits)?.as_str().to_owned().into(),
    };
    Ok(Edited::Value(value))
}

fn merge(current: Option<&str>, edits: &Edits) -> Result<Json, Refused> {
    let mut attributes = match current {
        None => Attributes::empty(),
        Some(object) if kind_of(object) == Kind::Object => Attributes::of_text(object)?,
        Some(_) => return Err(Refused::WrongKind(EditOperator::Merge)),
    };
    attributes.edit(edits)?;
    Ok(attributes.to_json())
}
