//! The sample courses, carried in the binary and zipped when they are needed.

use std::io::{self, Write as _};

use rawzip::{CompressionMethod, ZipArchiveWriter};

/// A sample course.
#[derive(Debug)]
pub(crate) struct Sample {
    /// The name of its folder.
    pub(crate) id: &'static str,
    files: &'static [(&'static str, &'static [u8])],
}

/// `files!("folder"; "a", "b")`: the named files of a folder of `samples/`.
macro_rules! files {
    ($folder:literal; $($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../../samples/", $folder, "/", $name)))),*]
    };
}

/// All of them, in the order they are shown.
pub(crate) const SAMPLES: [Sample; 2] = [
    Sample {
        id: "welcome-scorm12",
        files: files!("welcome-scorm12";
            "imsmanifest.xml", "index.html", "course.js", "scorm.js", "style.css", "welcome.svg"),
    },
    Sample {
        id: "welcome-scorm2004",
        files: files!("welcome-scorm2004";
            "imsmanifest.xml", "start.html", "order.html", "check.html", "check.js", "shared/reading.js",
            "shared/scorm.js", "shared/style.css", "shared/welcome.svg"),
    },
];

impl Sample {
    /// The package.
    ///
    /// # Errors
    /// When the zip cannot be written, which memory does not refuse.
    pub(crate) fn zip(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (name, data) in self.files {
            let (mut entry, config) = archive
                .new_file(name)
                .compression_method(CompressionMethod::DEFLATE)
                .start()
                .map_err(io::Error::other)?;
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
            let mut writer = config.wrap(encoder);
            writer.write_all(data)?;
            let (encoder, output) = writer.finish().map_err(io::Error::other)?;
            encoder.finish()?;
            entry.finish(output).map_err(io::Error::other)?;
        }
        archive.finish().map_err(io::Error::other)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_binary_carries_every_file_of_a_sample() {
        for sample in &SAMPLES {
            let carried = test_support::unzip(&sample.zip().unwrap());
            let there: BTreeMap<String, Vec<u8>> = test_support::unzip(&test_support::sample(sample.id));
            assert_eq!(carried, there, "{}", sample.id);
        }
    }
}
