//! Frames of a dump: how rows look as bytes.

use sql::Cell;

/// What a frame is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Frame {
    /// The migration up to which the tables were made.
    Schema(i64),
    /// A table begins: its name and columns.
    Table(String, Vec<String>),
    /// A row of the table that began last.
    Row(Vec<Cell>),
    /// The table that began last is over; the highest key that it ever gave out.
    Counter(i64),
    /// All is said: the number of rows.
    End(i64),
}

const SCHEMA: u8 = b'S';
const TABLE: u8 = b'T';
const ROW: u8 = b'R';
const COUNTER: u8 = b'C';
const END: u8 = b'E';

const NULL: u8 = 0;
const INT: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BYTES: u8 = 4;

/// Longer frames do not occur: no column of ours holds more than some megabytes.
const MAX_FRAME_BYTES: usize = 1 << 30;

/// The bytes make no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

impl Frame {
    /// Adds the frame to `out`.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        match self {
            Self::Schema(number) => number_frame(out, SCHEMA, *number),
            Self::Counter(number) => number_frame(out, COUNTER, *number),
            Self::End(number) => number_frame(out, END, *number),
            Self::Table(name, columns) => {
                out.push(TABLE);
                piece(out, name.as_bytes());
                for column in columns {
                    piece(out, column.as_bytes());
                }
            }
            Self::Row(cells) => {
                out.push(ROW);
                for cell in cells {
                    write_cell(out, cell);
                }
            }
        }
        let length = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
        out[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }

    /// Takes the first frame off `bytes`, once it is there whole; the number is how many bytes it took.
    pub(super) fn read(bytes: &[u8]) -> Result<Option<(Self, usize)>, Broken> {
        let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_le_bytes(*length) as usize;
        if length > MAX_FRAME_BYTES {
            return Err(Broken);
        }
        let Some(body) = rest.get(..length) else { return Ok(None) };
        let (tag, mut body) = body.split_first().ok_or(Broken)?;
        let frame = match *tag {
            SCHEMA => Self::Schema(take_number(&mut body)?),
            COUNTER => Self::Counter(take_number(&mut body)?),
            END => Self::End(take_number(&mut body)?),
            TABLE => {
                let name = take_text(&mut body)?;
                let mut columns = Vec::new();
                while !body.is_empty() {
                    columns.push(take_text(&mut body)?);
                }
                Self::Table(name, columns)
            }
            ROW => {
                let mut cells = Vec::new();
                while !body.is_empty() {
                    cells.push(take_cell(&mut body)?);
                }
                Self::Row(cells)
            }
            _ => return Err(Broken),
        };
        if body.is_empty() { Ok(Some((frame, length + 4))) } else { Err(Broken) }
    }
}

fn number_frame(out: &mut Vec<u8>, tag: u8, number: i64) {
    out.push(tag);
    out.extend_from_slice(&number.to_le_bytes());
}

fn piece(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn write_cell(out: &mut Vec<u8>, cell: &Cell) {
    match cell {
        Cell::Null => out.push(NULL),
        Cell::Int(value) => {
            out.push(INT);
            out.extend_from_slice(&value.to_le_bytes());
        }
        Cell::Real(value) => {
            out.push(REAL);
            out.extend_from_slice(&value.to_le_bytes());
        }
        Cell::Text(value) => {
            out.push(TEXT);
            piece(out, value.as_bytes());
        }
        Cell::Bytes(value) => {
            out.push(BYTES);
            piece(out, value);
        }
    }
}

fn take_cell(body: &mut &[u8]) -> Result<Cell, Broken> {
    let (tag, rest) = body.split_first().ok_or(Broken)?;
    *body = rest;
    match *tag {
        NULL => Ok(Cell::Null),
        INT => take_number(body).map(Cell::Int),
        REAL => take_number(body).map(|bits| Cell::Real(f64::from_bits(bits.cast_unsigned()))),
        TEXT => take_text(body).map(Cell::Text),
        BYTES => take_piece(body).map(|bytes| Cell::Bytes(bytes.to_vec())),
        _ => Err(Broken),
    }
}

fn take_number(body: &mut &[u8]) -> Result<i64, Broken> {
    let (bytes, rest) = body.split_first_chunk::<8>().ok_or(Broken)?;
    *body = rest;
    Ok(i64::from_le_bytes(*bytes))
}

fn take_piece<'b>(body: &mut &'b [u8]) -> Result<&'b [u8], Broken> {
    let (length, rest) = body.split_first_chunk::<4>().ok_or(Broken)?;
    let (piece, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(Broken)?;
    *body = rest;
    Ok(piece)
}

fn take_text(body: &mut &[u8]) -> Result<String, Broken> {
    String::from_utf8(take_piece(body)?.to_vec()).map_err(|_| Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Frame> {
        vec![
            Frame::Schema(12),
            Frame::Table("apps".to_owned(), vec!["key".to_owned(), "id".to_owned()]),
            Frame::Row(vec![
                Cell::Null,
                Cell::Int(i64::MIN),
                Cell::Real(-0.5),
                Cell::Text("é\u{FFFD}".to_owned()),
                Cell::Bytes(vec![0, 255]),
            ]),
            Frame::Counter(7),
            Frame::End(1),
        ]
    }

    #[test]
    fn frames_read_back_and_wait_for_their_end() {
        for frame in all() {
            let mut bytes = Vec::new();
            frame.write(&mut bytes);
            for length in 0..bytes.len() {
                assert_eq!(Frame::read(&bytes[..length]), Ok(None));
            }
            bytes.push(9);
            assert_eq!(Frame::read(&bytes), Ok(Some((frame, bytes.len() - 1))));
        }
    }

    #[test]
    fn changed_bytes_are_another_frame_or_none_and_never_a_panic() {
        for frame in all() {
            let mut bytes = Vec::new();
            frame.write(&mut bytes);
            for at in 0..bytes.len() {
                for value in [0, 1, 4, 127, 255] {
                    let mut changed = bytes.clone();
                    changed[at] = value;
                    if changed != bytes {
                        assert_ne!(Frame::read(&changed), Ok(Some((frame.clone(), bytes.len()))));
                    }
                }
            }
        }
    }
}
