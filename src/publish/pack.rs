//! Files of a tree to a zip that unpacks anywhere: no clock, no mode, no order but that in which files
//! are added; sizes and checksums stand before the data, so that programs that read front to back can.
//!
//! It is written to a sink file by file. What is compressed already is stored. A pack is far from the
//! limits of the format, and one that is not is refused, so there are no zip64 fields.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// The first of January 1980, the earliest date the format has.
const DATE: u16 = (1 << 5) | 1;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// Version 2.0 of the format: folders and deflate.
const VERSION: u16 = 20;
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// The fastest: packs of all regions take a run's time, and slower levels gain some tenths in size.
const LEVEL: u32 = 1;

/// A zip in the making.
pub struct Pack<W> {
    sink: W,
    offset: u64,
    central: Vec<u8>,
    count: u16,
}

impl<W: Write> Pack<W> {
    /// An empty pack.
    pub const fn new(sink: W) -> Self {
        Self { sink, offset: 0, central: Vec::new(), count: 0 }
    }

    /// Adds a file. `name` has forward slashes and does not begin with one.
    ///
    /// # Errors
    /// When the sink cannot be written, or the pack would be larger than the format can tell of.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let packed;
        let (method, data): (u16, &[u8]) = if is_compressed(name) {
            (0, bytes)
        } else {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(LEVEL));
            encoder.write_all(bytes)?;
            packed = encoder.finish()?;
            if packed.len() < bytes.len() { (8, &*packed) } else { (0, bytes) }
        };
        let mut common = Vec::with_capacity(26);
        for half in [VERSION, FLAGS, method, 0, DATE] {
            common.extend(half.to_le_bytes());
        }
        for word in [crc32fast::hash(bytes), fits(data.len())?, fits(bytes.len())?] {
            common.extend(word.to_le_bytes());
        }
        let length = u16::try_from(name.len()).map_err(|_| too_large())?;
        common.extend(length.to_le_bytes());
        common.extend([0, 0]);
        let start = u32::try_from(self.offset).map_err(|_| too_large())?;
        self.count = self.count.checked_add(1).ok_or_else(too_large)?;
        self.put(&LOCAL.to_le_bytes())?;
        self.put(&common)?;
        self.put(name.as_bytes())?;
        self.put(data)?;
        self.central.extend(CENTRAL.to_le_bytes());
        self.central.extend(VERSION.to_le_bytes());
        self.central.extend(common);
        // No comment, one disk, no attributes of any system.
        self.central.extend([0; 10]);
        self.central.extend(start.to_le_bytes());
        self.central.extend(name.as_bytes());
        Ok(())
    }

    /// Completes the pack.
    ///
    /// # Errors
    /// When the sink cannot be written, or the pack would be larger than the format can tell of.
    pub fn finish(mut self) -> io::Result<()> {
        let start = u32::try_from(self.offset).map_err(|_| too_large())?;
        let central = std::mem::take(&mut self.central);
        self.put(&central)?;
        let mut end = END.to_le_bytes().to_vec();
        end.extend([0; 4]);
        end.extend(self.count.to_le_bytes());
        end.extend(self.count.to_le_bytes());
        end.extend(fits(central.len())?.to_le_bytes());
        end.extend(start.to_le_bytes());
        end.extend([0; 2]);
        self.put(&end)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sink.write_all(bytes)?;
        self.offset += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }
}

/// Whether a file is of a kind that is compressed inside.
fn is_compressed(name: &str) -> bool {
    [".pdf", ".xlsx", ".ods", ".png"].iter().any(|ending| name.ends_with(ending))
}

fn fits(length: usize) -> io::Result<u32> {
    u32::try_from(length).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::Error::other(
        "a pack of more than 4 GB or 65,535 files cannot be made; make fewer councils at once",
    )
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn pack(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut pack = Pack::new(&mut bytes);
        for (name, content) in files {
            pack.add(name, content).expect("memory can be written");
        }
        pack.finish().expect("memory can be written");
        bytes
    }

    #[test]
    fn another_program_reads_what_was_packed() {
        let long = "the same line over and over\n".repeat(4000);
        let files: [(&str, &[u8]); 4] = [
            ("a/report.pdf", b"%PDF-1.7 looks like one"),
            ("a/page.html", long.as_bytes()),
            ("a/ü.txt", b"x"),
            ("a/empty.csv", b""),
        ];
        let bytes = pack(&files);
        assert!(bytes.len() < long.len() / 10);
        let mut archive = zip::ZipArchive::new(io::Cursor::new(&bytes)).expect("a zip");
        assert_eq!(archive.len(), files.len());
        for (index, (name, content)) in files.iter().enumerate() {
            let mut file = archive.by_index(index).expect("an entry");
            assert_eq!(file.name().expect("UTF-8"), *name);
            let mut read = Vec::new();
            file.read_to_end(&mut read).expect("its sum is right");
            assert_eq!(read, *content);
        }
        assert_eq!(bytes, pack(&files));
    }

    #[test]
    fn a_pack_of_nothing_is_a_zip() {
        assert_eq!(zip::ZipArchive::new(io::Cursor::new(pack(&[]))).expect("a zip").len(), 0);
    }

    #[test]
    fn more_files_than_the_format_counts_are_refused() {
        let mut pack = Pack::new(io::sink());
        for _ in 0..u16::MAX {
            pack.add("a.pdf", b"").expect("it fits");
        }
        assert!(pack.add("a.pdf", b"").expect_err("too many").to_string().contains("65,535"));
    }
}
