//! Functions of JavaScript that are bound to a value of Rust.
//!
//! napi-rs finds the object of a method in tables of its own and records that it is borrowed, which takes longer than
//! a read of the embedded store. A bound function carries a pointer to its value instead.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::rc::Rc;

use napi::bindgen_prelude::{FromNapiValue, JsObjectValue, Object, ToNapiValue, Unknown};
use napi::{Env, JsError, Result, check_status, sys};

use crate::model::Error;

/// A function for [`bind`]: its name, and what Node-API calls.
pub(super) type BoundFunction = (&'static str, RawFunction);

/// What Node-API calls. It passes its arguments on to [`call`].
pub(super) type RawFunction = unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value;

/// Most arguments of a bound function.
const MOST: usize = 6;

/// The arguments of a call that is under way.
pub(super) struct Arguments {
    env: Env,
    /// `undefined` where an argument was not given.
    values: [sys::napi_value; MOST],
    read: usize,
}

impl Arguments {
    pub(super) fn env(&self) -> Env {
        self.env
    }

    /// Reads the next argument.
    pub(super) fn read<T: FromNapiValue>(&mut self) -> Result<T> {
        let value = self.values.get(self.read).copied().unwrap_or(ptr::null_mut());
        self.read += 1;
        // SAFETY: it is a value of the call of this environment that is under way.
        unsafe { T::from_napi_value(self.env.raw(), value) }
    }
}

/// An object whose functions are bound to `value`. Each must pass its calls to [`call`] for a `T`.
pub(super) fn bind<'e, T: 'static>(
    env: &'e Env,
    value: &Rc<T>,
    functions: &[BoundFunction],
) -> Result<Object<'e>> {
    let mut object = Object::new(env)?;
    for (name, function) in functions {
        object.set_named_property(name, bound(env, value, name, *function)?)?;
    }
    Ok(object)
}

fn bound<'e, T: 'static>(
    env: &'e Env,
    value: &Rc<T>,
    name: &str,
    function: RawFunction,
) -> Result<Unknown<'e>> {
    let data = Rc::into_raw(Rc::clone(value)).cast_mut().cast();
    let mut made = ptr::null_mut();
    // SAFETY: the name is as long as is said. The finalizer keeps the value alive as long as the function, and frees
    // what `into_raw` gave away.
    unsafe {
        check_status!(sys::napi_create_function(
            env.raw(),
            name.as_ptr().cast(),
            name.len().cast_signed(),
            Some(function),
            data,
            &raw mut made,
        ))?;
        check_status!(sys::napi_add_finalizer(
            env.raw(),
            made,
            data,
            Some(release::<T>),
            ptr::null_mut(),
            ptr::null_mut(),
        ))?;
        Ok(Unknown::from_raw_unchecked(env.raw(), made))
    }
}

/// # Safety
/// `data` must be what `Rc::<T>::into_raw` returned, and must not be used after this.
unsafe extern "C" fn release<T>(_: sys::napi_env, data: *mut std::ffi::c_void, _: *mut std::ffi::c_void) {
    // SAFETY: as asked of the caller.
    drop(unsafe { Rc::from_raw(data.cast_const().cast::<T>()) });
}

/// Carries out a call of a bound function. An error, or a panic, is thrown in JavaScript.
///
/// # Safety
/// `env` and `info` must be those of a call to a function that [`bind`] has bound to a `T`.
pub(super) unsafe fn call<T, R: ToNapiValue>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    run: impl FnOnce(&T, Arguments) -> Result<R>,
) -> sys::napi_value {
    let result = catch_unwind(AssertUnwindSafe(|| {
        let (mut values, mut count) = ([ptr::null_mut(); MOST], MOST);
        let (this, mut data) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the array has as many places as `count` says. `data` is what `bind` passed, which its finalizer
        // keeps alive while the function can be called. Deno runs finalizers before the last functions of a realm that
        // ends, so `lib/calls.js` calls nothing then.
        unsafe {
            check_status!(sys::napi_get_cb_info(
                env,
                info,
                &raw mut count,
                values.as_mut_ptr(),
                this,
                &raw mut data
            ))?;
            let arguments = Arguments { env: Env::from_raw(env), values, read: 0 };
            R::to_napi_value(env, run(&*data.cast::<T>(), arguments)?)
        }
    }));
    let error = match result {
        Ok(Ok(value)) => return value,
        Ok(Err(error)) => error,
        Err(_) => napi::Error::from_reason(Error::internal().message),
    };
    // SAFETY: `env` is the environment of the call that is under way.
    unsafe { JsError::from(error).throw_into(env) };
    ptr::null_mut()
}

/// Lists functions for [`bind`] that call methods of a type: `method(Kind of an argument, …) as "nameInJavaScript";`. A
/// method gets the environment and its arguments.
macro_rules! bound_functions {
    ($type:ty: $($method:ident($($kind:ty),*) as $name:literal;)*) => {
        &[$(($name, {
            unsafe extern "C" fn $method(
                env: napi::sys::napi_env,
                info: napi::sys::napi_callback_info,
            ) -> napi::sys::napi_value {
                #[allow(unused_mut)] // without arguments
                let run = |value: &$type, mut arguments: $crate::node::bound::Arguments| {
                    value.$method(arguments.env(), $(arguments.read::<$kind>()?),*)
                };
                // SAFETY: Node-API calls this function only as `bind` bound it.
                unsafe { $crate::node::bound::call(env, info, run) }
            }
            $method
        }),)*]
    };
}

pub(super) use bound_functions;
