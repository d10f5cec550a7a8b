//! The only keys and paths: blobs in a local folder or S3, packages that stay zipped.
//!
//! A package is streamed in once ([`BlobStore::insert_stream`]), read through once ([`check_package`]) and from then
//! on served member by member out of its zip ([`Content::open_member`]), with the [`PackageIndex`] that the check
//! made. No path is ever written from a name in a zip, and this crate knows nothing of HTTP beyond the facts an
//! answer is made of.
//!
//! Randomness and time are arguments: an id is made from the caller's random bytes, an age is compared with the
//! caller's instant. With `s3:` the binary installs the TLS crypto provider first.

mod check;
mod error;
mod index;
mod key;
mod limits;
mod location;
pub mod mime;
mod names;
mod package_error;
mod room;
mod serve;
mod store;
mod zip_out;

// Named for its features alone, see Cargo.toml.
use reqwest as _;

pub use check::{Checked, Onlooker, check_package};
pub use error::{BlobError, Cause};
pub use index::{Entry, Found, IndexError, Layer, Method, PackageIndex, Rule, Text};
pub use key::{BlobId, Key, Kind};
pub use limits::Limits;
pub use location::{Location, LocationError, S3Credentials};
pub use names::{Encoding, NameProblem};
pub use package_error::{PackageError, PackageNote};
pub use room::{Disk, FreeSpace, Room, SystemDisks};
pub use serve::{Accept, Body, Content, Member, Served};
pub use store::{BlobStore, BlobWriter, ByteStream, Listed, LoosePackage, ZipWriter};
pub use zip_out::ZipOut;
