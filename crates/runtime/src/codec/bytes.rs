//! The primitives every format of this crate is made of: variable-length integers, and lengths before bytes.
//!
//! Reading never panics and never allocates more than a small multiple of the input.

use std::collections::{BTreeMap, BTreeSet};

use super::DecodeError;

/// Collects bytes.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// Small values of either sign stay short.
    pub(crate) fn signed(&mut self, value: i64) {
        self.unsigned(((value << 1) ^ (value >> 63)) as u64);
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.unsigned(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn put(&mut self, value: &impl Wire) {
        value.write(self);
    }
}

/// Reads what a [`Writer`] wrote.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    /// Version of the format that the bytes are in.
    version: u8,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], version: u8) -> Self {
        Self { rest: bytes, version }
    }

    pub(crate) fn version(&self) -> u8 {
        self.version
    }

    pub(crate) fn byte(&mut self) -> Result<u8, DecodeError> {
        let (first, rest) = self.rest.split_first().ok_or(DecodeError::Broken)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, DecodeError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(DecodeError::Broken)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, DecodeError> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub(crate) fn raw(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = usize::try_from(self.unsigned()?).map_err(|_| DecodeError::Broken)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(DecodeError::Broken)?;
        self.rest = rest;
        Ok(taken)
    }

    /// A number of things, each of which takes a byte at least.
    pub(crate) fn count(&mut self) -> Result<usize, DecodeError> {
        let count = usize::try_from(self.unsigned()?).map_err(|_| DecodeError::Broken)?;
        if count > self.rest.len() { Err(DecodeError::Broken) } else { Ok(count) }
    }

    pub(crate) fn get<T: Wire>(&mut self) -> Result<T, DecodeError> {
        T::read(self)
    }

    /// Everything was read.
    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::Broken) }
    }

    /// What is left.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

/// How a value travels.
pub(crate) trait Wire: Sized {
    fn write(&self, out: &mut Writer);
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

impl Wire for bool {
    fn write(&self, out: &mut Writer) {
        out.bytes.push(u8::from(*self));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match input.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(DecodeError::Broken),
        }
    }
}

macro_rules! unsigned {
    ($($kind:ty)*) => {$(
        impl Wire for $kind {
            fn write(&self, out: &mut Writer) {
                out.unsigned(*self as u64);
            }
            fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
                <$kind>::try_from(input.unsigned()?).map_err(|_| DecodeError::Broken)
            }
        }
    )*};
}
unsigned!(u8 u16 u32 u64 usize);

impl Wire for i64 {
    fn write(&self, out: &mut Writer) {
        out.signed(*self);
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.signed()
    }
}

/// By bits, so that native and wasm write the same.
impl Wire for f64 {
    fn write(&self, out: &mut Writer) {
        out.bytes.extend_from_slice(&self.to_bits().to_le_bytes());
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut bits = [0; 8];
        for byte in &mut bits {
            *byte = input.byte()?;
        }
        Ok(Self::from_bits(u64::from_le_bytes(bits)))
    }
}

impl Wire for String {
    fn write(&self, out: &mut Writer) {
        out.raw(self.as_bytes());
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        std::str::from_utf8(input.raw()?).map(Into::into).map_err(|_| DecodeError::Broken)
    }
}

impl<T: Wire> Wire for Box<T> {
    fn write(&self, out: &mut Writer) {
        (**self).write(out);
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::read(input).map(Self::new)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, out: &mut Writer) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(if bool::read(input)? { Some(T::read(input)?) } else { None })
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.unsigned(self.len() as u64);
        for value in self {
            value.write(out);
        }
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let count = input.count()?;
        let mut values = Self::with_capacity(count.min(1024));
        for _ in 0..count {
            values.push(T::read(input)?);
        }
        Ok(values)
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
        self.1.write(out);
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok((A::read(input)?, B::read(input)?))
    }
}

impl Wire for BTreeSet<String> {
    fn write(&self, out: &mut Writer) {
        out.unsigned(self.len() as u64);
        for value in self {
            value.write(out);
        }
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        (0..input.count()?).map(|_| String::read(input)).collect()
    }
}

impl<K: Wire + Ord, V: Wire> Wire for BTreeMap<K, V> {
    fn write(&self, out: &mut Writer) {
        out.unsigned(self.len() as u64);
        for (key, value) in self {
            key.write(out);
            value.write(out);
        }
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        (0..input.count()?).map(|_| Ok((K::read(input)?, V::read(input)?))).collect()
    }
}

/// A struct travels as its fields in the order listed here.
macro_rules! record {
    ($name:path { $($field:ident),* $(,)? }) => {
        impl $crate::codec::bytes::Wire for $name {
            fn write(&self, out: &mut $crate::codec::bytes::Writer) {
                $($crate::codec::bytes::Wire::write(&self.$field, out);)*
            }
            fn read(
                input: &mut $crate::codec::bytes::Reader<'_>,
            ) -> Result<Self, $crate::codec::DecodeError> {
                Ok(Self { $($field: $crate::codec::bytes::Wire::read(input)?),* })
            }
        }
    };
}

/// An enum of words travels as the number given to it here, which never changes.
macro_rules! words {
    ($name:path { $($variant:ident = $number:literal),* $(,)? }) => {
        impl $crate::codec::bytes::Wire for $name {
            fn write(&self, out: &mut $crate::codec::bytes::Writer) {
                out.bytes.push(match self { $(<$name>::$variant => $number),* });
            }
            fn read(
                input: &mut $crate::codec::bytes::Reader<'_>,
            ) -> Result<Self, $crate::codec::DecodeError> {
                match input.byte()? {
                    $($number => Ok(<$name>::$variant),)*
                    _ => Err($crate::codec::DecodeError::Broken),
                }
            }
        }
    };
}

pub(crate) use {record, words};

#[cfg(test)]
mod tests {
    use super::*;

    fn round<T: Wire + PartialEq + std::fmt::Debug>(value: T) {
        let mut out = Writer::default();
        out.put(&value);
        let mut input = Reader::new(&out.bytes, 1);
        assert_eq!(input.get::<T>(), Ok(value));
        assert_eq!(input.end(), Ok(()));
    }

    #[test]
    fn values_come_back() {
        for value in [0, 1, 127, 128, 300, u64::MAX] {
            round(value);
        }
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            round(value);
        }
        round(-0.5f64);
        round(String::from("größe"));
        round(vec![Some(true), None]);
        round(BTreeMap::from([(String::from("a"), 1u8)]));
    }

    #[test]
    fn a_count_beyond_the_input_is_refused_before_anything_is_allocated() {
        let mut out = Writer::default();
        out.unsigned(u64::MAX / 2);
        assert_eq!(Reader::new(&out.bytes, 1).get::<Vec<String>>(), Err(DecodeError::Broken));
        assert_eq!(Reader::new(&out.bytes, 1).get::<String>(), Err(DecodeError::Broken));
    }

    #[test]
    fn a_number_longer_than_64_bits_is_refused() {
        assert_eq!(Reader::new(&[0xff; 11], 1).unsigned(), Err(DecodeError::Broken));
    }
}
