//! Run-time data in the snapshot.

use cmi::{Rules, Scorm12, Scorm2004, Session, Tree};

use super::{Model, RunData};
use crate::codec::DecodeError;
use crate::codec::bytes::{Reader, Wire, Writer, record};

record!(RunData { begun, model });
record!(Session { learner_id, learner_name, language, credit, mode, entry, launch_data, rules });
record!(Rules { suspend_data_max, check_responses, strict });
record!(Scorm12 { tree, total_time, status_set, bytes, session });
record!(Scorm2004 { tree, total_time, bytes, session });

impl Wire for Model {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Scorm12(model) => {
                out.bytes.push(1);
                out.put(model);
            }
            Self::Scorm2004(model) => {
                out.bytes.push(2);
                out.put(model);
            }
        }
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match input.byte()? {
            1 => input.get().map(Self::Scorm12),
            2 => input.get().map(Self::Scorm2004),
            _ => Err(DecodeError::Broken),
        }
    }
}

impl Wire for Tree {
    fn write(&self, out: &mut Writer) {
        out.put(&self.values);
        out.put(&self.lists);
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        tree(input, Self::DEPTH)
    }
}

/// Bounded, so that no input can nest records until the stack ends.
fn tree(input: &mut Reader<'_>, depth: usize) -> Result<Tree, DecodeError> {
    let below = depth.checked_sub(1).ok_or(DecodeError::Broken)?;
    let mut read = Tree { values: input.get()?, ..Tree::default() };
    for _ in 0..input.count()? {
        let name = input.get()?;
        let records = (0..input.count()?).map(|_| tree(input, below)).collect::<Result<_, _>>()?;
        read.lists.insert(name, records);
    }
    Ok(read)
}
