//! A TOML file to values that know their line: what is not known or of another kind is refused there.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use use_of_resources::reference::line_and_column;
use use_of_resources::release::delimited::near;
use use_of_resources::run::Fatal;

/// The file being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    /// Its path as it was given.
    pub(super) path: &'a Path,
    /// What it holds.
    pub(super) text: &'a str,
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    source: Source<'a>,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Source<'a> {
    /// Line and column of a byte: `uor.toml:3:9`.
    pub(super) fn place(self, offset: usize) -> String {
        let (line, column) = line_and_column(self.text, offset);
        format!("{}:{line}:{column}", self.path.display())
    }

    /// A fault at a byte.
    pub(super) fn fault(self, offset: usize, message: &str) -> Fatal {
        Fatal::Arguments(format!("{}: {message}", self.place(offset)))
    }

    /// Every entry of a table with its key.
    ///
    /// # Errors
    /// A key that is not among `known`, with the nearest that is.
    pub(super) fn entries(
        self,
        table: &'a DeTable<'a>,
        known: &[&'static str],
    ) -> Result<Vec<(&'static str, Found<'a>)>, Fatal> {
        table
            .iter()
            .map(|(key, value)| {
                let text: &str = key.get_ref();
                let found = known.iter().find(|known| **known == text).copied();
                let found = found.ok_or_else(|| {
                    let near = near(text, known.iter().copied());
                    let hint = near.first().map_or_else(
                        || format!("the keys are {}", known.join(", ")),
                        |near| format!("did you mean '{near}'?"),
                    );
                    let text = text.escape_debug();
                    self.fault(key.span().start, &format!("there is no setting '{text}'; {hint}"))
                })?;
                Ok((found, Found { source: self, value }))
            })
            .collect()
    }
}

impl<'a> Found<'a> {
    /// Where it stands.
    pub(super) fn place(self) -> String {
        self.source.place(self.value.span().start)
    }

    /// A fault of this value.
    pub(super) fn fault(self, message: &str) -> Fatal {
        self.source.fault(self.value.span().start, message)
    }

    fn kind(self, wanted: &str) -> Fatal {
        let kind = match self.value.get_ref() {
            DeValue::Datetime(_) => "a date without quotes",
            other => other.type_str(),
        };
        self.fault(&format!("this is {kind}, and {wanted} is wanted"))
    }

    /// A text of one line.
    pub(super) fn text(self) -> Result<&'a str, Fatal> {
        let text = self.value.get_ref().as_str().ok_or_else(|| self.kind("a text in quotes"))?;
        if text.chars().any(char::is_control) {
            return Err(self.fault("the text has a line break or another control character"));
        }
        if text.trim().is_empty() {
            return Err(self.fault("the text is empty; leave the key out instead"));
        }
        Ok(text)
    }

    /// A path; relative ones are relative to the folder of the file.
    pub(super) fn path(self) -> Result<PathBuf, Fatal> {
        let folder = self.source.path.parent().unwrap_or_else(|| Path::new(""));
        Ok(folder.join(self.text()?))
    }

    /// True or false.
    pub(super) fn truth(self) -> Result<bool, Fatal> {
        self.value.get_ref().as_bool().ok_or_else(|| self.kind("true or false"))
    }

    /// A whole number between two.
    pub(super) fn number(self, least: u64, most: u64) -> Result<u64, Fatal> {
        let wanted = format!("a whole number from {least} to {most}");
        let number = self.value.get_ref().as_integer().ok_or_else(|| self.kind(&wanted))?;
        u64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.fault(&format!("{wanted} is wanted")))
    }

    /// Its items; a value that is no list is one of one item.
    pub(super) fn items(self) -> Vec<Self> {
        match self.value.get_ref().as_array() {
            Some(array) => array.iter().map(|value| Found { source: self.source, value }).collect(),
            None => vec![self],
        }
    }

    /// The entries of a table.
    pub(super) fn table(
        self,
        known: &[&'static str],
    ) -> Result<Vec<(&'static str, Found<'a>)>, Fatal> {
        let table = self.value.get_ref().as_table();
        self.source.entries(table.ok_or_else(|| self.kind("a table"))?, known)
    }
}
