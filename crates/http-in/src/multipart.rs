//! `multipart/form-data`: fields become parameters, the first part with a file name is the file, whatever it
//! is called (V1 spec §1.3).

use axum_core::body::Body;
use bytes::Bytes;
use futures_util::{Stream, stream};

use crate::{
    body::{BodyError, MAX_FORM_BYTES},
    pace::{Paced, Progress},
};

const MAX_PARTS: usize = 1000;

/// Reads a form part by part.
pub struct FormReader {
    form: Option<multer::Multipart<'static>>,
    progress: Progress,
    parts: usize,
    form_bytes: usize,
    file_seen: bool,
    /// How much more is read of files that nobody takes; `None` is without end.
    patience_bytes: Option<usize>,
}

/// One part that matters.
pub enum Part {
    /// A field without a file name.
    Field {
        /// Its name as sent.
        name: String,
        /// Its value.
        value: String,
    },
    /// The file; to be read before the next part.
    File(Box<FilePart>),
}

/// The file of a form.
pub struct FilePart {
    /// Its name without any folder.
    pub name: String,
    field: multer::Field<'static>,
    progress: Progress,
}

impl FormReader {
    /// Begins to read. A body whose content type names no boundary has no parts.
    pub(crate) fn open(content_type: &str, body: Body) -> Self {
        let progress = Progress::default();
        let form = multer::parse_boundary(content_type)
            .ok()
            .map(|boundary| multer::Multipart::new(Paced::new(body, progress.clone()), boundary));
        Self { form, progress, parts: 0, form_bytes: 0, file_seen: false, patience_bytes: None }
    }

    /// From now on so much is read of files that nobody takes, and no more.
    pub fn limit_patience(&mut self, bytes: usize) {
        self.patience_bytes = Some(bytes);
    }

    /// The next field, or the file.
    ///
    /// # Errors
    /// See [`BodyError`]; nothing follows one.
    pub async fn next(&mut self) -> Result<Option<Part>, BodyError> {
        let Some(form) = &mut self.form else { return Ok(None) };
        loop {
            let mut field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(None),
                // `Content-Length: 0` with a multipart content type: no parts.
                Err(_) if self.progress.is_untouched() => return Ok(None),
                Err(error) => return Err(BodyError::Broken(error.into())),
            };
            self.progress.made();
            self.parts += 1;
            if self.parts > MAX_PARTS {
                return Err(BodyError::TooLarge);
            }
            match field.file_name().map(base_name) {
                None => {
                    let name = field.name().unwrap_or_default().to_owned();
                    self.form_bytes += name.len();
                    let value = self.progress.clone().read_text(field, &mut self.form_bytes).await?;
                    return Ok(Some(Part::Field { name, value }));
                }
                Some(name) if !name.is_empty() && !self.file_seen => {
                    self.file_seen = true;
                    return Ok(Some(Part::File(Box::new(FilePart {
                        name,
                        field,
                        progress: self.progress.clone(),
                    }))));
                }
                // A second file, or a file input in which nothing was chosen.
                Some(_) => {
                    while let Some(chunk) = self.progress.next_chunk(&mut field).await? {
                        if let Some(left) = &mut self.patience_bytes {
                            *left = left.checked_sub(chunk.len()).ok_or(BodyError::TooLarge)?;
                        }
                    }
                }
            }
        }
    }
}

impl FilePart {
    /// The bytes of the file.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, BodyError>> + Send {
        stream::try_unfold((self.field, self.progress), |(mut field, progress)| async move {
            let chunk = progress.next_chunk(&mut field).await?;
            Ok(chunk.map(|chunk| (chunk, (field, progress))))
        })
    }
}

impl Progress {
    async fn next_chunk(&self, field: &mut multer::Field<'static>) -> Result<Option<Bytes>, BodyError> {
        let chunk = field.chunk().await.map_err(|error| BodyError::Broken(error.into()))?;
        self.made();
        Ok(chunk)
    }

    async fn read_text(
        self,
        mut field: multer::Field<'static>,
        form_bytes: &mut usize,
    ) -> Result<String, BodyError> {
        let mut value = Vec::new();
        while let Some(chunk) = self.next_chunk(&mut field).await? {
            *form_bytes += chunk.len();
            if *form_bytes > MAX_FORM_BYTES {
                return Err(BodyError::TooLarge);
            }
            value.extend_from_slice(&chunk);
        }
        Ok(String::from_utf8_lossy(&value).into_owned())
    }
}

/// The name without its folders; newer PHP sends the whole local path.
fn base_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt as _;

    use super::*;

    const CONTENT_TYPE: &str = "multipart/form-data; boundary=B";

    fn reader(body: impl Into<Body>) -> FormReader {
        FormReader::open(CONTENT_TYPE, body.into())
    }

    async fn all(mut form: FormReader) -> Result<Vec<(String, String)>, BodyError> {
        let mut parts = Vec::new();
        while let Some(part) = form.next().await? {
            parts.push(match part {
                Part::Field { name, value } => (name, value),
                Part::File(file) => {
                    let name = format!("file {}", file.name);
                    let bytes: Vec<Bytes> = file.into_stream().try_collect().await?;
                    (name, String::from_utf8_lossy(&bytes.concat()).into_owned())
                }
            });
        }
        Ok(parts)
    }

    fn part(disposition: &str, value: &str) -> String {
        format!("--B\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{value}\r\n")
    }

    #[tokio::test]
    async fn fields_and_the_first_file_in_any_order() {
        let body = [
            part("name=\"a\"", "1"),
            part("name=\"empty\"; filename=\"\"", ""),
            part("name=\"whatever\"; filename=\"C:\\dir\\x/course.zip\"", "PK\r\n--A?"),
            part("name=\"second\"; filename=\"b.zip\"", &"y".repeat(200_000)),
            part("name=\"b\"", "zwei ü"),
            "--B--\r\n".to_owned(),
        ];
        let parts = all(reader(body.concat())).await.unwrap();
        let expected = [("a", "1"), ("file course.zip", "PK\r\n--A?"), ("b", "zwei ü")];
        assert_eq!(parts, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[tokio::test]
    async fn bodies_without_parts() {
        assert_eq!(all(reader("")).await.unwrap(), []);
        assert_eq!(all(reader("--B--\r\n")).await.unwrap(), []);
        assert_eq!(all(reader("--B--")).await.unwrap(), []);
        assert_eq!(all(FormReader::open("multipart/form-data", "x".into())).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_large_file_flows_in_pieces() {
        let piece = Bytes::from(vec![b'z'; 100_000]);
        let head = part("name=\"f\"; filename=\"f.zip\"", "");
        let head = Bytes::from(head.trim_end_matches("\r\n").to_owned() + "\r\n\r\n");
        let pieces = std::iter::once(head)
            .chain(std::iter::repeat_n(piece, 50))
            .chain(std::iter::once(Bytes::from("\r\n--B--\r\n")));
        let body = Body::from_stream(stream::iter(pieces.map(Ok::<_, std::io::Error>)));
        let mut form = reader(body);
        let Some(Part::File(file)) = form.next().await.unwrap() else { panic!("no file") };
        let sizes: Vec<usize> = file.into_stream().map_ok(|bytes| bytes.len()).try_collect().await.unwrap();
        assert_eq!(sizes.iter().sum::<usize>(), 5_000_000);
        assert!(sizes.iter().all(|size| *size <= 128 * 1024), "{:?}", sizes.iter().max());
        assert!(form.next().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_endless_head_and_endless_fields_are_refused() {
        let endless = |start: &str| {
            let start = Bytes::from(start.to_owned());
            let more = std::iter::repeat_n(Bytes::from(vec![b'x'; 60_000]), 100);
            Body::from_stream(stream::iter(std::iter::once(start).chain(more).map(Ok::<_, std::io::Error>)))
        };
        for start in ["--B\r\nX-Header: ", "preamble"] {
            assert!(matches!(all(reader(endless(start))).await, Err(BodyError::Broken(_))), "{start}");
        }
        let field = all(reader(endless("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"))).await;
        assert!(matches!(field, Err(BodyError::TooLarge)));
        let long_names = part(&format!("name=\"{}\"", "n".repeat(50_000)), "").repeat(50) + "--B--";
        assert!(matches!(all(reader(long_names)).await, Err(BodyError::TooLarge)));
        let many = part("name=\"a\"", "").repeat(MAX_PARTS + 1) + "--B--";
        assert!(matches!(all(reader(many)).await, Err(BodyError::TooLarge)));
    }

    #[tokio::test]
    async fn patience_with_files_that_nobody_takes_ends() {
        let file = part("name=\"f\"; filename=\"f.zip\"", &"z".repeat(100_000));
        let body = file.repeat(3) + "--B--";
        let mut form = reader(body.clone());
        assert!(matches!(form.next().await, Ok(Some(Part::File(_)))));
        let mut form = reader(part("name=\"f\"; filename=\"f.zip\"", "PK") + &body);
        form.limit_patience(150_000);
        assert!(matches!(form.next().await, Ok(Some(Part::File(_)))));
        assert!(matches!(form.next().await, Err(BodyError::TooLarge)));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_an_error() {
        let body = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.zip\"\r\n\r\nPK";
        assert!(matches!(all(reader(body)).await, Err(BodyError::Broken(_))));
    }
}
