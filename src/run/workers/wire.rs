//! Messages between run and worker: a count, then each part with its length, all little-endian.

use std::io::{self, ErrorKind, Read, Write};

/// The most parts of a message: far more than a report has pictures.
const MOST_PARTS: u32 = 1 << 16;

/// The most bytes of a part: more would not be a report.
const MOST_BYTES: u64 = 1 << 30;

/// The parts of a message.
pub(super) type Parts = Vec<Vec<u8>>;

/// Writes a message.
pub(super) fn write(out: &mut impl Write, parts: &[impl AsRef<[u8]>]) -> io::Result<()> {
    let count = u32::try_from(parts.len()).map_err(|_| fault("too many parts"))?;
    out.write_all(&count.to_le_bytes())?;
    for part in parts.iter().map(AsRef::as_ref) {
        let length = u64::try_from(part.len()).map_err(|_| fault("too long a part"))?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(part)?;
    }
    out.flush()
}

/// Reads a message; nothing where the other side has closed before one.
pub(super) fn read(input: &mut impl Read) -> io::Result<Option<Parts>> {
    let mut count = [0; 4];
    let mut first = [0; 1];
    if input.read(&mut first)? == 0 {
        return Ok(None);
    }
    let [start, rest @ ..] = &mut count;
    [*start] = first;
    input.read_exact(rest)?;
    let count = u32::from_le_bytes(count);
    if count > MOST_PARTS {
        return Err(fault("too many parts"));
    }
    let mut parts = Vec::new();
    for _ in 0..count {
        let mut length = [0; 8];
        input.read_exact(&mut length)?;
        let length = u64::from_le_bytes(length);
        if length > MOST_BYTES {
            return Err(fault("too long a part"));
        }
        // Grows with what comes: a length that lies takes no memory.
        let mut part = Vec::new();
        let read = input.take(length).read_to_end(&mut part)?;
        if u64::try_from(read).is_ok_and(|read| read < length) {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        parts.push(part);
    }
    Ok(Some(parts))
}

/// A message that is not one.
pub(super) fn fault(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_and_half_a_message_is_none() {
        let mut bytes = Vec::new();
        write(&mut bytes, &[&b"report"[..], b"", b"\0\xff"]).expect("written");
        let read_back = read(&mut &*bytes).expect("read").expect("a message");
        assert_eq!(read_back, [b"report".to_vec(), Vec::new(), b"\0\xff".to_vec()]);
        assert!(read(&mut &[][..]).expect("closed").is_none());
        for end in 1..bytes.len() {
            assert!(read(&mut &bytes[..end]).is_err(), "{end} of {} bytes", bytes.len());
        }
        assert!(read(&mut &[255; 4][..]).is_err());
        assert!(read(&mut &[1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255][..]).is_err());
    }
}
