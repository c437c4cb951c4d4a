//! Whom each council's reports go to, from a file that someone gives: a council, a name, a mail address.
//!
//! `docs/sending.md` describes it. Names and addresses end up in the headers of mail, so nothing that
//! could begin another header passes, and an address never begins as a formula does.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::collect::Findings;
use crate::observe::given::{self, unknown_council};
use crate::reference::areas::{AreaId, Areas};
use crate::release::delimited::{Column, Delimited, Record};
use crate::release::input::InputFile;

/// The contacts of each council, in the order of the file.
pub type Contacts = BTreeMap<AreaId, Vec<Contact>>;

/// The most letters of a name: a header line of a mail is short.
const LONGEST_NAME: usize = 100;
/// The most letters of an address, and of its part before the `@` (RFC 5321, section 4.5.3.1).
const LONGEST_ADDRESS: usize = 254;
const LONGEST_LOCAL: usize = 64;

/// Somebody to send reports to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their name; may be empty.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// The columns: council, name, email.
const COLUMNS: [Column; 3] = [
    Column::required(
        "council",
        &["council name", "council code", "ons code", "cassr code", "code"],
    ),
    Column::optional("name", &["contact", "contact name"]),
    Column::required("email", &["e-mail", "email address", "mail", "address"]),
];

/// Reads contacts for the councils of a year; what is wrong is told with line and column.
pub fn read(file: &InputFile, areas: &Areas, year: FinancialYear) -> Diagnosed<Contacts> {
    let (contacts, mut findings) = given::read(file, &COLUMNS, |delimited, columns, findings| {
        rows(delimited, columns, areas, year, findings)
    });
    // A file that could not be read says nothing of anybody.
    if !contacts.is_empty() {
        findings.extend(without(&contacts, file, areas, year));
    }
    Diagnosed { value: contacts, diagnostics: findings.into_diagnostics() }
}

fn rows(
    delimited: &Delimited<'_>,
    columns: [Option<usize>; 3],
    areas: &Areas,
    year: FinancialYear,
    findings: &mut Findings,
) -> Contacts {
    let mut contacts = Contacts::new();
    let mut seen: BTreeMap<(AreaId, String), Place> = BTreeMap::new();
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let found = record.and_then(|record| {
            let (council, contact) = row(&record, columns, areas, year)?;
            let place = record.place(columns[2]);
            let key = (council, contact.email.to_lowercase());
            if let Some(first) = seen.get(&key) {
                let message = format!(
                    "{} stands twice for {}; first at {first}",
                    contact.email,
                    areas.get(council).name
                );
                return Err(Diagnostic::error("observe/duplicate-row", message)
                    .at(place)
                    .help("remove one of the two lines"));
            }
            seen.insert(key, place);
            Ok((council, contact))
        });
        match found {
            Ok((council, contact)) => contacts.entry(council).or_default().push(contact),
            Err(fault) => findings.add(fault),
        }
    }
    contacts
}

fn row(
    record: &Record<'_>,
    columns: [Option<usize>; 3],
    areas: &Areas,
    year: FinancialYear,
) -> Result<(AreaId, Contact), Diagnostic> {
    let [council, name, email] = columns.map(|column| record.get(column));
    let area = areas.find_council(council, year).map_err(|near| {
        unknown_council(council.escape_debug(), year, near).at(record.place(columns[0]))
    })?;
    let bad = |column: usize, message: String| {
        Diagnostic::error("observe/bad-contact", message)
            .at(record.place(columns[column]))
            .help("correct the line; docs/sending.md describes the columns")
    };
    if name.chars().any(char::is_control) {
        let message = format!(
            "the name '{}' has a line break or another control character in it",
            name.escape_debug()
        );
        return Err(bad(1, message));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(bad(1, format!("the name has more than {LONGEST_NAME} letters")));
    }
    if !is_address(email) {
        let message =
            format!("'{}' is no mail address such as name@example.org", email.escape_debug());
        return Err(bad(2, message));
    }
    Ok((area, Contact { name: name.to_owned(), email: email.to_owned() }))
}

/// Whether a text is a plain mail address: no quotes, comments, blanks or letters beyond ASCII, and a
/// letter or digit first.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let dotted = |part: &str, good: fn(char) -> bool| {
        part.split('.').all(|atom| !atom.is_empty() && atom.chars().all(good))
    };
    let label = |label: &str| label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-');
    text.len() <= LONGEST_ADDRESS
        && local.len() <= LONGEST_LOCAL
        && local.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && dotted(local, |letter| {
            letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter)
        })
        && domain.contains('.')
        && dotted(domain, |letter| letter.is_ascii_alphanumeric() || letter == '-')
        && domain.split('.').all(label)
}

/// A warning that names the councils of a year that nobody is to write to.
fn without(
    contacts: &Contacts,
    file: &InputFile,
    areas: &Areas,
    year: FinancialYear,
) -> Option<Diagnostic> {
    let names: Vec<&str> = areas
        .councils_in(year)
        .filter(|council| !contacts.contains_key(council))
        .map(|council| areas.get(council).name.as_str())
        .collect();
    (!names.is_empty()).then(|| {
        Diagnostic::warning(
            "observe/no-contact",
            format!("nobody to send to for {}: {}", names.len(), names.join("; ")),
        )
        .at(Place::file(&file.name))
        .help("there is no draft for them; add a line for each")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> (Contacts, Vec<String>) {
        let areas = Areas::load().expect("the embedded register loads");
        let year = "2021-22".parse().expect("a literal year");
        let file = InputFile::new("contacts.csv", text.as_bytes());
        let read = read(&file, &areas, year);
        let told = read.diagnostics.iter().filter(|found| found.code != "observe/no-contact");
        (read.value, told.map(ToString::to_string).collect())
    }

    #[test]
    fn a_council_may_have_several_contacts() {
        let (contacts, told) = outcome(
            "council,name,email\nKirklees,Ann Lee,ann.lee@kirklees.example\n\
             E08000034,,asc+team@kirklees.example\n\"Bristol, City of\",Zoë,zoe@bristol.example\n",
        );
        assert!(told.is_empty(), "{told:?}");
        let count: Vec<usize> = contacts.values().map(Vec::len).collect();
        assert_eq!(count.iter().sum::<usize>(), 3);
        assert_eq!(contacts.len(), 2);
    }

    #[test]
    fn every_fault_names_its_line_and_column() {
        for (row, expected) in [
            (
                "Kirkles,A,a@b.example",
                "contacts.csv:3:1: error[observe/unknown-area]: 'Kirkles' is no council of 2021-22\n  help: did you mean 'Kirklees'?",
            ),
            (
                "Kirklees,A,a.b.example",
                "contacts.csv:3:3: error[observe/bad-contact]: 'a.b.example' is no mail address",
            ),
            ("Kirklees,A,", "contacts.csv:3:3: error[observe/bad-contact]: '' is no"),
            ("Kirklees,A,=cmd@b.example", "contacts.csv:3:3: error[observe/bad-contact]"),
            (
                "Kirklees,A,\"a@b.example\nBcc: x@y.example\"",
                "contacts.csv:3:3: error[observe/bad-contact]",
            ),
            (
                "Kirklees,A,\"a@b.example, c@d.example\"",
                "contacts.csv:3:3: error[observe/bad-contact]",
            ),
            ("Kirklees,A,é@b.example", "contacts.csv:3:3: error[observe/bad-contact]"),
            (
                "Kirklees,\"A\r\nBcc: x@y.example\",a@b.example",
                "contacts.csv:3:2: error[observe/bad-contact]: the name 'A\\r\\nBcc: x@y.example' has a line break",
            ),
            (
                "Barnet,B,A@B.example",
                "contacts.csv:3:3: error[observe/duplicate-row]: A@B.example stands twice for Barnet; first at contacts.csv:2:3",
            ),
            ("Kirklees,A", "contacts.csv:3: error[release/ragged-row]"),
        ] {
            let (contacts, told) =
                outcome(&format!("council,name,email\nBarnet,B,a@b.example\n{row}\n"));
            assert_eq!(told.len(), 1, "{row}: {told:?}");
            assert!(told[0].starts_with(expected), "{row}: {told:?}");
            assert_eq!(contacts.len(), 1, "{row}");
        }
        let (_, told) = outcome("council,name\nBarnet,B\n");
        assert!(told.iter().any(|told| told.contains("email")), "{told:?}");
    }

    #[test]
    fn councils_without_a_contact_are_named() {
        let areas = Areas::load().expect("the embedded register loads");
        let year = "2021-22".parse().expect("a literal year");
        let file = InputFile::new("c.csv", &b"council,email\nBarnet,a@b.example\n"[..]);
        let read = read(&file, &areas, year);
        let [warning] = read.diagnostics.as_slice() else { panic!("{:?}", read.diagnostics) };
        assert!(warning.message.contains("; Barnsley;"), "{}", warning.message);
        assert!(!warning.message.contains("Barnet"), "{}", warning.message);
    }

    #[test]
    fn addresses_are_plain() {
        let long = format!("{}@b.example", "a".repeat(65));
        for good in ["a@b.example", "first.last+tag@sub.b-c.example", "o'neill@x.gov.uk"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "@",
            "a@",
            "@b.example",
            "a@b",
            "a@@b.example",
            "a b@c.example",
            "a..b@c.example",
            ".a@c.example",
            "a@-c.example",
            "a@c..example",
            "\"a\"@c.example",
            "a@[1.2.3.4]",
            "+a@c.example",
            "a@c.example\r\nBcc: d@e.example",
            &long,
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
