//! Random steps. Few keys, names and values, so that steps meet each other.

use ampt_data::model::{
    Body, Json, Key, KeyRange, LabelNumber, Labels, Name, Seconds, SortCondition, Version,
};
use ampt_data::plan::{
    BodyEdit, Change, Condition, Edit, Edits, LabelEdit, Match, OverValue, Plan, Replacement, TtlEdit, Update,
};
use ampt_data::store::{Query, Wanted};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::predicates::predicate;

#[derive(Debug, Clone)]
pub enum Step {
    Plan(Plan),
    Pass(i64),
    Query(Query),
    Reopen,
}

/// `count` plans with other steps strewn between them; expiries and dates lie around `start`.
pub fn steps(count: usize, start: i64) -> impl Strategy<Value = Vec<Step>> {
    let others = prop_oneof![
        4 => query().prop_map(Step::Query),
        3 => (1..40_i64).prop_map(Step::Pass),
        1 => Just(Step::Reopen),
    ];
    (vec(plan(start).prop_map(Step::Plan), count), vec((0..count, others), count / 4)).prop_map(
        |(mut steps, others)| {
            for (place, step) in others {
                steps.insert(place, step);
            }
            steps
        },
    )
}

fn key() -> impl Strategy<Value = Key> {
    select(vec!["a", "a:0", "a:1", "a:1\0", "a:12", "n\0s:1", "n:\u{10ffff}", "b", "c:x:y"])
        .prop_map(|text| Key::parse(text).unwrap())
}

fn label() -> impl Strategy<Value = Key> {
    select(vec!["l", "l:0", "l:1", "l:1\0x", "l:12", "l:1|2", "l:>1*", "m", "l\0:1"])
        .prop_map(|text| Key::parse_label(text).unwrap())
}

fn number() -> impl Strategy<Value = LabelNumber> {
    (1..=3_u8).prop_map(|number| LabelNumber::new(number).unwrap())
}

fn name() -> impl Strategy<Value = Name> {
    select(vec!["x", "y", "pk", "", "ż\"", "\0n"]).prop_map(Name::from_plain)
}

fn integer() -> impl Strategy<Value = Json> {
    (-5..100_i64).prop_map(|n| Json::from_text(n.to_string()))
}

/// The name of an attribute below the root. Those that mean something in an expression are among them.
fn inner_name() -> impl Strategy<Value = Name> {
    select(vec!["x", "y", "pk", "size", "x.y", "#0", ":0", "ż\"", "\0n"]).prop_map(Name::from_plain)
}

fn list() -> impl Strategy<Value = Json> {
    vec(select(vec!["1", "\"s\"", "null", "[]", "{\"a\":{\"\\u0000SS\":[\"a\"]}}"]), 0..3)
        .prop_map(|items| Json::from_text(format!("[{}]", items.join(","))))
}

/// A Set of strings, numbers or bytes, of which there are few.
fn set() -> impl Strategy<Value = Json> {
    let tags = [
        ("SS", ["\"a\"", "\"b\"", "\"ż\\\"\""]),
        ("NS", ["\"1\"", "\"-0.5\"", "\"12345678901234567890\""]),
        ("BS", ["\"AA==\"", "\"AAE=\"", "\"/+8=\""]),
    ];
    // Most are Sets of strings, so that they meet each other.
    (prop_oneof![4 => Just(0_usize), 1 => 0..3_usize], 1..8_u8).prop_map(move |(tag, mask)| {
        let (tag, elements) = tags[tag];
        let given = elements.iter().enumerate().filter(|(place, _)| mask & 1 << place != 0);
        let given: Vec<_> = given.map(|(_, element)| *element).collect();
        Json::from_text(format!("{{\"\\u0000{tag}\":[{}]}}", given.join(",")))
    })
}

/// Any value; objects have up to so many levels below them.
fn value_of(levels: u32) -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        4 => integer(),
        1 => select(vec!["\"s\"", "true", "null", "{\"\\u0000B\":\"AAE=\"}"]).prop_map(Json::from_text),
        2 => list(),
        2 => set(),
    ];
    if levels == 0 {
        return leaf.boxed();
    }
    let object = vec((inner_name(), value_of(levels - 1)), 0..4).prop_map(|attributes| {
        let mut seen = std::collections::HashSet::new();
        let unique = attributes.iter().filter(|(name, _)| seen.insert(name.clone()));
        Json::from_attributes(unique.map(|(name, value)| (name, value)))
    });
    prop_oneof![3 => leaf, 2 => object].boxed()
}

fn value() -> impl Strategy<Value = Json> {
    value_of(2)
}

fn single_value() -> impl Strategy<Value = Json> {
    value()
        .prop_filter("an object is no single value", |value| value.kind() != ampt_data::model::Kind::Object)
}

/// An edit of a single value, or one of an attribute that is not merged.
fn edit(value: impl Strategy<Value = Json> + Clone) -> impl Strategy<Value = Edit> {
    prop_oneof![
        2 => value.clone().prop_map(Edit::Set),
        2 => value.prop_map(Edit::Default),
        2 => integer().prop_map(Edit::Add),
        1 => list().prop_map(Edit::Append),
        1 => list().prop_map(Edit::Prepend),
        1 => set().prop_map(Edit::Union),
        1 => set().prop_map(Edit::Without),
    ]
}

/// An edit of an attribute, with so many levels of merges.
fn attribute_edit(levels: u32) -> BoxedStrategy<Edit> {
    if levels == 0 {
        return edit(value().boxed()).boxed();
    }
    let inner = (inner_name(), option::weighted(0.8, attribute_edit(levels - 1)));
    let merge = vec(inner, 0..4).prop_map(|edits| Edit::Merge(unique(edits)));
    prop_oneof![3 => edit(value().boxed()), 2 => merge].boxed()
}

fn attributes(edit: impl Strategy<Value = Option<Edit>>) -> impl Strategy<Value = Edits> {
    vec((name(), edit), 0..5).prop_map(unique)
}

fn unique(edits: Edits) -> Edits {
    let mut seen = std::collections::HashSet::new();
    edits.into_iter().filter(|(name, _)| seen.insert(name.clone())).collect()
}

fn body_edit() -> impl Strategy<Value = BodyEdit> {
    prop_oneof![
        edit(single_value().boxed()).prop_map(BodyEdit::Value),
        object().prop_map(BodyEdit::Object),
        attributes(option::weighted(0.8, attribute_edit(3)))
            .prop_map(|edits| BodyEdit::Attributes { edits, over_value: OverValue::Replace }),
        attributes(value().prop_map(|value| Some(Edit::Default(value))))
            .prop_map(|edits| BodyEdit::Attributes { edits, over_value: OverValue::Keep }),
    ]
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![single_value().prop_map(Body::Value), object().prop_map(Body::Object),]
}

fn object() -> impl Strategy<Value = Json> {
    attributes(value().prop_map(|value| Some(Edit::Set(value)))).prop_map(|edits| {
        let values = edits.iter().map(|(name, edit)| match edit {
            Some(Edit::Set(value)) => (name, value),
            _ => unreachable!(),
        });
        Json::from_attributes(values)
    })
}

fn labels() -> impl Strategy<Value = Labels> {
    vec((number(), label()), 0..3).prop_map(|pairs| {
        let mut labels = Labels::default();
        pairs.into_iter().for_each(|(number, label)| labels.set(number, Some(label)));
        labels
    })
}

fn label_edit() -> impl Strategy<Value = LabelEdit> {
    prop_oneof![
        label().prop_map(LabelEdit::Set),
        label().prop_map(LabelEdit::Default),
        Just(LabelEdit::Remove),
    ]
}

fn label_edits() -> impl Strategy<Value = Vec<(LabelNumber, LabelEdit)>> {
    vec((number(), label_edit()), 0..3).prop_map(|mut edits| {
        edits.sort_by_key(|(number, _)| *number);
        edits.dedup_by_key(|(number, _)| *number);
        edits
    })
}

fn ttl(start: i64) -> impl Strategy<Value = Seconds> {
    (start - 10..start + 200).prop_map(Seconds)
}

fn change(start: i64) -> impl Strategy<Value = Change> {
    let ttl_edit = prop_oneof![ttl(start).prop_map(TtlEdit::Set), Just(TtlEdit::Remove)];
    let update = (body_edit(), label_edits(), option::weighted(0.3, ttl_edit))
        .prop_map(|(body, labels, ttl)| Change::Update(Update { body, labels, ttl }));
    let kept = option::weighted(0.2, (1..1000_i64).prop_map(Seconds));
    let replace =
        (body(), labels(), option::weighted(0.3, ttl(start)), kept, option::weighted(0.5, version()));
    let replace = replace.prop_map(|(body, labels, ttl, created, version)| {
        Change::Replace(Replacement { body, labels, ttl, created, version })
    });
    prop_oneof![6 => update, 2 => replace, 1 => Just(Change::Remove)]
}

/// A change of any kind: one, several, or none.
fn any_change(start: i64) -> impl Strategy<Value = Change> {
    let step = (condition(start), prop_oneof![6 => change(start), 1 => Just(Change::Check)])
        .prop_map(|(condition, change)| ampt_data::plan::Step { condition, change });
    prop_oneof![
        12 => change(start),
        1 => Just(Change::Check),
        2 => vec(step, 1..4).prop_map(Change::Steps),
    ]
}

fn condition(start: i64) -> impl Strategy<Value = Condition> {
    let matches = predicate(2).prop_map(|text| Match::parse("if", &Json::from_text(text)).unwrap().into());
    (
        option::weighted(0.2, any::<bool>()),
        option::weighted(0.1, start..start + 3),
        option::weighted(0.1, version()),
        option::weighted(
            0.1,
            prop_oneof![version(), (start..start + 200).prop_map(|second| Seconds(second).into())],
        ),
        option::weighted(0.2, matches),
    )
        .prop_map(|(exists, created, version, older_than, matches)| Condition {
            exists,
            created: created.map(Seconds),
            version,
            older_than,
            matches,
        })
}

/// A version that no write makes by itself, so that the model knows it exactly.
fn version() -> impl Strategy<Value = Version> {
    (1..4_i64).prop_map(|second| Seconds(second).into())
}

pub fn plan(start: i64) -> impl Strategy<Value = Plan> {
    (key(), condition(start), any_change(start)).prop_map(|(key, condition, change)| Plan {
        key,
        condition,
        change,
    })
}

fn query() -> impl Strategy<Value = Query> {
    let pk = select(vec!["a", "n\0s", "n", "c", "l", "m", "l\0"]);
    let bound = select(vec!["0", "1", "1\0", "1\0x", "12", "2", "x", "\u{10ffff}"]);
    (pk, bound.clone(), bound, 0..8_u8, option::of(number()), 1..4_usize, any::<bool>()).prop_map(
        |(pk, a, b, operator, label, limit, reverse)| {
            let (low, high) = if a <= b { (a, b) } else { (b, a) };
            let sort = match operator {
                0 => SortCondition::Any,
                1 => SortCondition::Equal(a.into()),
                2 => SortCondition::BeginsWith(a.into()),
                3 => SortCondition::Greater(a.into()),
                4 => SortCondition::GreaterOrEqual(a.into()),
                5 => SortCondition::Less(a.into()),
                6 => SortCondition::LessOrEqual(a.into()),
                _ => SortCondition::Between(low.into(), high.into()),
            };
            Query {
                range: KeyRange { pk: pk.into(), sort },
                label,
                limit,
                reverse,
                consistent: false,
                start: None,
                wanted: Wanted::default(),
            }
        },
    )
}
