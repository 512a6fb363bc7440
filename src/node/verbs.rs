//! The verbs of `data` as functions of JavaScript: one line each.

use napi::{Env, Result};

use super::argument::ShortText;
use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data;
use crate::model::Json;

/// Declares verbs: each starts the function of its name in `data` with its arguments. Those that write are refused where
/// the store is only read.
macro_rules! verbs {
    (
        read { $($read:ident($($of_read:ident: $kind_of_read:ty),*) as $name_of_read:literal;)* }
        write { $($write:ident($($of_write:ident: $kind_of_write:ty),*) as $name_of_write:literal;)* }
    ) => {
        impl NativeStore {
            $(
                fn $read(&self, env: Env, $($of_read: $kind_of_read),*) -> Result<Reply> {
                    self.call(env, move |store| data::$read(store, $($of_read.into()),*))
                }
            )*
            $(
                fn $write(&self, env: Env, $($of_write: $kind_of_write),*) -> Result<Reply> {
                    self.call(env, move |store| async move {
                        store.check_writable()?;
                        data::$write(store, $($of_write.into()),*).await
                    })
                }
            )*
        }

        pub(super) const VERBS: &[BoundFunction] = bound_functions! {
            NativeStore:
            $($read($($kind_of_read),*) as $name_of_read;)*
            $($write($($kind_of_write),*) as $name_of_write;)*
        };
    };
}

verbs! {
    read {
        get_many(keys: Vec<String>, options: Option<Json>) as "getMany";
        scan(options: Option<Json>) as "scan";
        iterate(expression: Option<String>, options: Option<Json>) as "iterate";
        count(expression: Option<String>, options: Option<Json>) as "count";
        cursors(expression: Option<String>, options: Option<Json>) as "cursors";
        collections(options: Option<Json>) as "collections";
        export_page(options: Option<Json>) as "exportPage";
        groups() as "groups";
        // With `dryRun` it only reads.
        remove_all(expression: ShortText, options: Option<Json>) as "removeAll";
    }
    write {
        set(key: ShortText, value: Option<Json>, options: Option<Json>) as "set";
        set_many(lists: Vec<Json>, options: Option<Json>) as "setMany";
        add(key: ShortText, name: Option<String>, delta: Json, options: Option<Json>) as "add";
        remove(key: ShortText, options: Option<Json>) as "remove";
        remove_many(keys: Vec<String>, options: Option<Json>) as "removeMany";
        truncate() as "truncate";
        forget_group(group: ShortText) as "forgetGroup";
        import_items(lists: Vec<Json>, before: u32, options: Option<Json>) as "importItems";
    }
}
