//! Ceilings for input that a stranger made. The reader stops at a ceiling, it does not measure afterwards.

/// How much of a package is looked at before reading gives up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of `imsmanifest.xml` as it lies in the package.
    pub manifest_bytes: usize,
    /// Size of one external metadata file (`adlcp:location`).
    pub metadata_bytes: usize,
    /// Number of external metadata files that are read.
    pub metadata_files: usize,
    /// Nesting of XML elements. Keeps recursive walks of a manifest short; items have a bound of their own.
    pub xml_depth: usize,
    /// Number of XML elements in one file.
    pub xml_elements: usize,
    /// Number of attributes of one XML element.
    pub xml_attributes: usize,
    /// Bytes that entity references of one file may grow to, all together.
    pub entity_bytes: usize,
    /// Bytes of one script or page that [`lint`](crate::lint) looks at.
    pub lint_bytes: usize,
    /// Warnings kept; the rest is counted.
    pub warnings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            manifest_bytes: 16 << 20,
            metadata_bytes: 1 << 20,
            metadata_files: 50,
            xml_depth: 1_024,
            xml_elements: 200_000,
            xml_attributes: 256,
            entity_bytes: 1 << 20,
            lint_bytes: 4 << 20,
            warnings: 500,
        }
    }
}

/// Objectives, maps, rules and conditions of one activity, each; more are left out. Keeps quadratic checks, here and
/// in the engine, short.
pub(crate) const PARTS_OF_ACTIVITY: usize = 500;

/// Depth of a tree of items; what lies deeper is raised to it. Keeps recursive walks of a course short, here and
/// wherever a course or its results are looked at.
pub(crate) const TREE_DEPTH: usize = 200;

/// Rollup rules of one activity: each is asked of every child, and again at each rollup.
pub(crate) const ROLLUP_RULES: usize = 50;

/// Bytes that the items of a course may take from sequencing collections, all together. A manifest of a few megabytes
/// could otherwise stand for hundreds of gigabytes.
pub(crate) const SEQUENCING_BYTES: usize = 64 << 20;

/// Length of a resource's address. Every item that names it has it.
pub(crate) const ADDRESS_BYTES: usize = 4_096;
