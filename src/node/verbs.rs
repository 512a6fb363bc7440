//! The verbs of `data` as methods of the class: one line each.

#![allow(clippy::needless_pass_by_value)] // napi makes the arguments

use napi::{Env, Result};
use napi_derive::napi;

use super::argument::ShortText;
use super::reply::Reply;
use super::store::NativeStore;
use crate::data;
use crate::model::Json;

/// Declares methods of the class. Each starts the verb of its name in `data` with its arguments.
macro_rules! verbs {
    ($($verb:ident($($argument:ident: $kind:ident$(<$inner:ident>)?),*);)*) => {
        #[napi]
        impl NativeStore {
            $(
                #[napi(catch_unwind)]
                pub fn $verb(&self, env: Env, $($argument: $kind$(<$inner>)?),*) -> Result<Reply> {
                    self.call(env, move |store| data::$verb(store, $($argument.into()),*))
                }
            )*
        }
    };
}

verbs! {
    get(key: ShortText, options: Option<Json>);
    get_many(keys: Vec<String>, options: Option<Json>);
    set(key: ShortText, value: Option<Json>, options: Option<Json>);
    set_many(items: Json, options: Option<Json>);
    add(key: ShortText, name: Option<String>, delta: Json, options: Option<Json>);
    remove(key: ShortText);
    remove_many(keys: Vec<String>);
    scan(options: Option<Json>);
    seed(items: Json, options: Option<Json>);
    truncate();
    export_page(options: Option<Json>);
    import_items(items: Json, before: u32);
}
