//! A zip in memory to the files in it, refusing everything a release would not hold.
//!
//! Nothing is ever written to disk. An `.xlsx` or `.ods` is a zip as well; it is told by its
//! entries, left whole, and held to the same limits.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use arcstr::ArcStr;
use zip::ZipArchive;
use zip::read::ZipFileEntry;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::Place;
use crate::release::input::InputFile;
use crate::release::text::misleads;

/// How much a zip may hold (QUALITY 2.3, row 15). A national release has some dozens of files of
/// at most some hundred megabytes.
#[derive(Debug, Clone, Copy)]
struct Limits {
    entries: usize,
    entry_bytes: u64,
    total_bytes: u64,
    /// Unpacked bytes for one packed byte.
    ratio: u64,
    /// Entries up to this size may have any ratio: a short file of zeros is no attack.
    ratio_from: u64,
}

const LIMITS: Limits = Limits {
    entries: 1_000,
    entry_bytes: 1_000_000_000,
    total_bytes: 2_000_000_000,
    ratio: 200,
    ratio_from: 1_000_000,
};

/// What the first bytes say a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not a zip.
    None,
    /// A zip of files.
    Archive,
    /// A spreadsheet or document that is stored as a zip.
    Office,
    /// Begins as a zip and cannot be opened: cut short or damaged.
    Broken,
}

/// Tells a zip of files from a spreadsheet by its entries, never by its name.
pub fn packing(bytes: &[u8]) -> Packing {
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return Packing::None;
    }
    match ZipArchive::new(Cursor::new(bytes)) {
        Err(_) => Packing::Broken,
        Ok(zip) if zip.index_for_name("[Content_Types].xml").is_some() => Packing::Office,
        Ok(zip) if zip.index_for_name("mimetype").is_some() => Packing::Office,
        Ok(_) => Packing::Archive,
    }
}

/// The files of a zip, named `zip/entry`, in the order of their names.
pub fn open(name: &ArcStr, bytes: &[u8]) -> Diagnosed<Vec<InputFile>> {
    open_within(name, bytes, LIMITS)
}

/// What is wrong with a spreadsheet as a zip. Every entry is unpacked once to compare its checksum,
/// since the parsers of spreadsheets stop where the cells end, before a checksum is looked at.
pub fn office_faults(name: &ArcStr, bytes: &[u8]) -> Vec<Diagnostic> {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
        return vec![broken(name)];
    };
    let mut faults = faults_as_a_whole(&zip, name, LIMITS);
    if faults.is_empty() {
        let checked = (0..zip.len()).try_for_each(|index| {
            let allowed = zip.by_index_data(index).ok().and_then(|data| allowed(&data, LIMITS))?;
            unpack(&mut zip, index, allowed, &mut std::io::sink())
        });
        if checked.is_none() {
            faults.push(broken(name));
        }
    }
    faults
}

/// The complaint about a file that begins as a zip and is none.
pub fn broken(name: &ArcStr) -> Diagnostic {
    Diagnostic::error(
        "release/broken-zip",
        "the file begins as a zip or workbook and cannot be opened: it is cut short or damaged",
    )
    .at(Place::file(name))
    .help("download it again and compare its size with the publisher's")
}

fn nested(name: &ArcStr) -> Diagnostic {
    Diagnostic::note("release/nested-zip", "a zip inside a zip is left alone")
        .at(Place::file(name))
        .help("unpack it and give it by itself if it is needed")
}

fn open_within(name: &ArcStr, bytes: &[u8], limits: Limits) -> Diagnosed<Vec<InputFile>> {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
        return Diagnosed { value: Vec::new(), diagnostics: vec![broken(name)] };
    };
    let mut diagnostics = faults_as_a_whole(&zip, name, limits);
    if !diagnostics.is_empty() {
        return Diagnosed { value: Vec::new(), diagnostics };
    }
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    for index in 0..zip.len() {
        match entry(&mut zip, index, name, limits) {
            Ok(None) => {}
            Ok(Some(file)) => {
                if !seen.insert(file.name.to_lowercase()) {
                    diagnostics.push(refused(name, &file.name, "its name stands twice in the zip"));
                    continue;
                }
                let faults = match packing(&file.bytes) {
                    Packing::None => Vec::new(),
                    Packing::Office => office_faults(&file.name, &file.bytes),
                    Packing::Broken => vec![broken(&file.name)],
                    Packing::Archive => vec![nested(&file.name)],
                };
                if !faults.is_empty() {
                    diagnostics.extend(faults);
                    continue;
                }
                files.push(file);
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    files.sort_by(|left, right| left.name.cmp(&right.name));
    Diagnosed { value: files, diagnostics }
}

fn faults_as_a_whole(
    zip: &ZipArchive<Cursor<&[u8]>>,
    name: &ArcStr,
    limits: Limits,
) -> Vec<Diagnostic> {
    let fault = |message: String| {
        Diagnostic::error("release/zip-limit", message)
            .at(Place::file(name))
            .help("a release is not packed like this; unpack it yourself if you trust it")
    };
    let mut faults = Vec::new();
    if zip.len() > limits.entries {
        faults.push(fault(format!(
            "the zip has {} entries, more than the {} that are read",
            zip.len(),
            limits.entries
        )));
    }
    if zip.has_duplicate_names() {
        faults.push(fault("a name stands twice in the zip".to_owned()));
    }
    let declared: u128 = (0..zip.len())
        .filter_map(|index| zip.by_index_data(index).ok())
        .map(|entry| u128::from(entry.size()))
        .sum();
    if declared > u128::from(limits.total_bytes) {
        faults.push(fault(format!("the zip unpacks to {declared} bytes, which is too much")));
    }
    faults
}

/// One entry read whole, or nothing for a folder or a hidden file.
fn entry(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    zip_name: &ArcStr,
    limits: Limits,
) -> Result<Option<InputFile>, Box<Diagnostic>> {
    let unreadable = |what: &str| Box::new(refused(zip_name, what, "it is damaged"));
    let data = zip.by_index_data(index).map_err(|_| unreadable("an entry"))?;
    let name = data.name().map_or_else(
        |_| String::from_utf8_lossy(data.name_raw()).into_owned(),
        std::borrow::Cow::into_owned,
    );
    let refuse = |why: &str| Box::new(refused(zip_name, &name, why));
    if data.is_symlink() {
        return Err(refuse("it is a link"));
    }
    if data.encrypted() {
        return Err(refuse("it is encrypted"));
    }
    if data.unix_mode().is_some_and(is_special) {
        return Err(refuse("it is a device or a pipe"));
    }
    let path = inside_path(&name).ok_or_else(|| refuse("its name points outside the zip"))?;
    if data.is_dir() || path.split('/').any(is_hidden) {
        return Ok(None);
    }
    let allowed = allowed(&data, limits)
        .ok_or_else(|| refuse("it unpacks to far more than a release file has"))?;
    let mut bytes = Vec::new();
    unpack(zip, index, allowed, &mut bytes)
        .ok_or_else(|| refuse("it is damaged, or unpacks to far more than it says"))?;
    Ok(Some(InputFile::new(format!("{zip_name}/{path}"), bytes)))
}

/// Whether a file's mode says that it is neither a file nor a folder. Many zips hold no kind at all.
fn is_special(mode: u32) -> bool {
    const KIND: u32 = 0o170_000;
    const PLAIN: [u32; 3] = [0, 0o100_000, 0o040_000];
    !PLAIN.contains(&(mode & KIND))
}

/// How many bytes an entry may unpack to, if its stated size is not already too much.
fn allowed(data: &ZipFileEntry<'_>, limits: Limits) -> Option<u64> {
    let allowed = if data.size() > limits.ratio_from {
        limits.entry_bytes.min(data.compressed_size().saturating_mul(limits.ratio))
    } else {
        limits.ratio_from
    };
    (data.size() <= allowed).then_some(allowed)
}

/// Unpacks an entry to its end, where its checksum is compared; nothing if it is damaged or larger
/// than allowed.
fn unpack(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    allowed: u64,
    into: &mut impl Write,
) -> Option<()> {
    // One byte more than allowed shows an entry that lies about its size.
    let mut content = zip.by_index(index).ok()?.take(allowed + 1);
    let unpacked = std::io::copy(&mut content, into).ok()?;
    (unpacked <= allowed).then_some(())
}

/// Whether a file or folder is hidden by its name, or is what a Mac packs beside the real files.
pub(crate) fn is_hidden(name: &str) -> bool {
    (name.starts_with('.') && name != "." && name != "..") || name == "__MACOSX"
}

/// An entry's name with forward slashes, if it stays inside the zip.
fn inside_path(name: &str) -> Option<String> {
    let path = name.replace('\\', "/");
    let stays = !path.starts_with('/')
        && !path.contains(':')
        && !path.chars().any(|letter| letter.is_control() || misleads(letter))
        && path.split('/').all(|part| part != "..");
    stays.then_some(path)
}

fn refused(zip: &ArcStr, entry: &str, why: &str) -> Diagnostic {
    Diagnostic::error("release/zip-entry", format!("'{entry}' is not read: {why}"))
        .at(Place::file(zip))
        .help("download the zip again; if it is still so, do not trust it")
}
