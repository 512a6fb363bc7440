//! The verbs of `data` as functions of JavaScript: one line each.

use napi::{Env, Result};

use super::argument::ShortText;
use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data;
use crate::model::Json;

/// Declares verbs: each starts the function of its name in `data` with its arguments.
macro_rules! verbs {
    ($($verb:ident($($argument:ident: $kind:ty),*) as $name:literal;)*) => {
        impl NativeStore {
            $(
                fn $verb(&self, env: Env, $($argument: $kind),*) -> Result<Reply> {
                    self.call(env, move |store| data::$verb(store, $($argument.into()),*))
                }
            )*
        }

        pub(super) const VERBS: &[BoundFunction] =
            bound_functions! { NativeStore: $($verb($($kind),*) as $name;)* };
    };
}

verbs! {
    get_many(keys: Vec<String>, options: Option<Json>) as "getMany";
    set(key: ShortText, value: Option<Json>, options: Option<Json>) as "set";
    set_many(lists: Vec<Json>, options: Option<Json>) as "setMany";
    add(key: ShortText, name: Option<String>, delta: Json, options: Option<Json>) as "add";
    remove(key: ShortText, options: Option<Json>) as "remove";
    remove_many(keys: Vec<String>, options: Option<Json>) as "removeMany";
    remove_all(expression: ShortText, options: Option<Json>) as "removeAll";
    scan(options: Option<Json>) as "scan";
    iterate(expression: Option<String>, options: Option<Json>) as "iterate";
    count(expression: Option<String>, options: Option<Json>) as "count";
    collections(options: Option<Json>) as "collections";
    truncate() as "truncate";
    export_page(options: Option<Json>) as "exportPage";
    import_items(lists: Vec<Json>, before: u32, options: Option<Json>) as "importItems";
}
