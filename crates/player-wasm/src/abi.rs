//! The boundary itself. The only unsafe code of the workspace: it turns pointer and length into slices.
#![expect(unsafe_code, reason = "a WebAssembly module is reached by raw pointers only")]

use std::cell::RefCell;

use crate::engine::Engine;

thread_local! {
    /// The engine, and the answer of the last operation.
    static PAGE: RefCell<(Engine, Vec<u8>)> = RefCell::default();
}

/// Room for `length` bytes, to be given back by [`release`].
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Gives back what [`alloc`] made; `length` as it was there.
#[unsafe(no_mangle)]
pub extern "C" fn release(pointer: *mut u8, length: usize) {
    // SAFETY: the page passes pointer and length of an `alloc` that it has not released yet.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(pointer, length)) });
}

/// What the page wrote.
fn bytes<'a>(pointer: *const u8, length: usize) -> &'a [u8] {
    if length == 0 {
        return &[];
    }
    // SAFETY: the page passes memory that it got from `alloc`, filled up to `length`, and releases it only after the
    // operation has returned.
    unsafe { std::slice::from_raw_parts(pointer, length) }
}

/// Runs an operation and keeps its answer where the page can read it.
fn answer(operation: impl FnOnce(&mut Engine) -> Vec<u8>) -> u64 {
    PAGE.with_borrow_mut(|(engine, kept)| {
        *kept = operation(engine);
        (kept.as_ptr() as usize as u64) << 32 | kept.len() as u64 & 0xffff_ffff
    })
}

/// See [`Engine::start`].
#[unsafe(no_mangle)]
pub extern "C" fn start(
    definition: *const u8,
    definition_len: usize,
    state: *const u8,
    state_len: usize,
) -> u64 {
    answer(|engine| engine.start(bytes(definition, definition_len), bytes(state, state_len)))
}

/// See [`Engine::set_key`].
#[unsafe(no_mangle)]
pub extern "C" fn set_key(hex: *const u8, hex_len: usize) -> u64 {
    answer(|engine| engine.set_key(bytes(hex, hex_len)))
}

/// See [`Engine::call`].
#[unsafe(no_mangle)]
pub extern "C" fn call(
    function: u32,
    first: *const u8,
    first_len: usize,
    second: *const u8,
    second_len: usize,
    now: i64,
) -> u64 {
    answer(|engine| engine.call(function, bytes(first, first_len), bytes(second, second_len), now))
}

/// See [`Engine::navigate`].
#[unsafe(no_mangle)]
pub extern "C" fn navigate(request: *const u8, request_len: usize, now: i64) -> u64 {
    answer(|engine| engine.navigate(bytes(request, request_len), now))
}

/// See [`Engine::unloaded`].
#[unsafe(no_mangle)]
pub extern "C" fn unloaded(now: i64) -> u64 {
    answer(|engine| engine.unloaded(now))
}

/// See [`Engine::heartbeat`].
#[unsafe(no_mangle)]
pub extern "C" fn heartbeat(now: i64) -> u64 {
    answer(|engine| engine.heartbeat(now))
}

/// See [`Engine::note`].
#[unsafe(no_mangle)]
pub extern "C" fn note(detailed: u32, text: *const u8, text_len: usize, now: i64) -> u64 {
    answer(|engine| engine.note(detailed, bytes(text, text_len), now))
}

/// See [`Engine::pending_request`].
#[unsafe(no_mangle)]
pub extern "C" fn pending_request() -> u64 {
    answer(|engine| engine.pending_request())
}

/// See [`Engine::view`].
#[unsafe(no_mangle)]
pub extern "C" fn view() -> u64 {
    answer(|engine| engine.view())
}

/// See [`Engine::table_of_contents`].
#[unsafe(no_mangle)]
pub extern "C" fn table_of_contents() -> u64 {
    answer(|engine| engine.table_of_contents())
}

/// See [`Engine::pending`].
#[unsafe(no_mangle)]
pub extern "C" fn pending() -> u64 {
    answer(|engine| engine.pending())
}

/// See [`Engine::batch`].
#[unsafe(no_mangle)]
pub extern "C" fn batch(limit: u32) -> u64 {
    answer(|engine| engine.batch(limit))
}

/// See [`Engine::acknowledge`].
#[unsafe(no_mangle)]
pub extern "C" fn acknowledge(number: u64, digest: u64) -> u64 {
    answer(|engine| engine.acknowledge(number, digest))
}

/// See [`Engine::adopt`].
#[unsafe(no_mangle)]
pub extern "C" fn adopt(state: *const u8, state_len: usize, number: u64) -> u64 {
    answer(|engine| engine.adopt(bytes(state, state_len), number))
}

/// See [`Engine::stored`].
#[unsafe(no_mangle)]
pub extern "C" fn stored() -> u64 {
    answer(|engine| engine.stored())
}

/// See [`Engine::restore_stored`].
#[unsafe(no_mangle)]
pub extern "C" fn restore_stored(stored: *const u8, stored_len: usize) -> u64 {
    answer(|engine| engine.restore_stored(bytes(stored, stored_len)))
}

/// See [`Engine::digest`].
#[unsafe(no_mangle)]
pub extern "C" fn digest() -> u64 {
    answer(|engine| engine.digest())
}
