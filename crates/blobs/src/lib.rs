//! The only keys and paths: zip index, ranged reads, local folder or S3.
