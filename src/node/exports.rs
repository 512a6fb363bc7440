//! What the addon exports.

use std::rc::Rc;

use napi::bindgen_prelude::{Function, Object};
use napi::{Env, Result};
use napi_derive::napi;

use super::bound::bind;
use super::clock::CLOCK;
use super::copy::COPY;
use super::events::EVENTS;
use super::follow::FOLLOW;
use super::reads::READS;
use super::reply::Reply;
use super::seed::SEED;
use super::store::{HANDLE, NativeStore};
use super::transaction::TRANSACTION;
use super::verbs::VERBS;
use super::wake::Wakes;
use super::walk::WALK;
use crate::model::Error;
use crate::store::dynamo::trust;
use crate::store::url::Config;

/// The functions of a handle on the store of a configuration. `wake` is called when `settled` has news.
#[napi(catch_unwind)]
pub(super) fn open_store<'e>(
    env: &'e Env,
    url: Option<String>,
    tables: Option<String>,
    table: Option<String>,
    wake: Function<'_, (), ()>,
) -> Result<Object<'e>> {
    let store = NativeStore::new(Config { url, tables, table }, Wakes::new(&wake)?);
    bind(
        env,
        &Rc::new(store),
        &[READS, VERBS, SEED, TRANSACTION, FOLLOW, WALK, HANDLE, EVENTS, CLOCK, COPY].concat(),
    )
}

/// Trusts the certificate authorities of a text in PEM, beside those of the system.
#[napi(catch_unwind)]
pub(super) fn trust_authorities(authorities: String) {
    trust(authorities);
}

/// The failure of every call on a closed handle.
#[napi(catch_unwind)]
pub(super) fn closed() -> Reply {
    Reply::Failure(Error::closed())
}
