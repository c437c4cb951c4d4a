//! A letter and its attachment to a mail that a mail program opens as a draft (RFC 5322, MIME).
//!
//! It has no date and no id: a program gives a message both when it is sent. `X-Unsent` makes Outlook
//! open it for writing. Nothing that could begin another header gets into one.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes of an attachment on one line: 76 letters, the most that MIME permits.
const LINE: usize = 57;
/// How many lines are encoded at once.
const LINES: usize = 512;
/// Bytes of a name in one encoded word: with its frame it has at most 75 letters (RFC 2047, section 2).
const WORD: usize = 42;

/// Somebody a mail goes to or comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mailbox<'a> {
    /// Their name; may be empty.
    pub name: &'a str,
    /// Their address, in ASCII.
    pub email: &'a str,
}

/// A mail in the making.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Who sends it; the mail program fills it in where nobody is named.
    pub from: Option<Mailbox<'a>>,
    /// Who gets it.
    pub to: &'a [Mailbox<'a>],
    /// What it is about.
    pub subject: &'a str,
    /// The letter, with `\n` at the end of lines.
    pub text: &'a str,
    /// The file name and bytes of a PDF, if one goes with it.
    pub pdf: Option<(&'a str, &'a [u8])>,
    /// What tells the parts apart: letters and digits that stand nowhere in the letter.
    pub boundary: &'a str,
}

impl Draft<'_> {
    /// Writes the mail.
    ///
    /// # Errors
    /// When it cannot be written, and where a name, address or subject has a control character.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(from) = self.from {
            write!(out, "From: {}\r\n", mailbox(from)?)?;
        }
        let to = self.to.iter().map(|to| mailbox(*to)).collect::<io::Result<Vec<_>>>()?;
        write!(out, "To: {}\r\n", to.join(",\r\n "))?;
        write!(out, "Subject: {}\r\n", words(self.subject)?)?;
        out.write_all(b"X-Unsent: 1\r\nMIME-Version: 1.0\r\n")?;
        let boundary = plain(self.boundary)?;
        write!(out, "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n")?;
        write!(out, "--{boundary}\r\n")?;
        self.letter(out)?;
        if let Some((name, bytes)) = self.pdf {
            let name = plain(name)?;
            write!(out, "--{boundary}\r\nContent-Type: application/pdf; name=\"{name}\"\r\n")?;
            write!(out, "Content-Disposition: attachment; filename=\"{name}\"\r\n")?;
            out.write_all(b"Content-Transfer-Encoding: base64\r\n\r\n")?;
            encoded(bytes, out)?;
        }
        write!(out, "--{boundary}--\r\n")
    }

    fn letter(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"Content-Type: text/plain; charset=utf-8\r\n")?;
        let text = self.text.trim_end().replace('\n', "\r\n") + "\r\n";
        // RFC 5322 permits 998 letters a line.
        if text.is_ascii() && text.lines().all(|line| line.len() < 900) {
            out.write_all(b"Content-Transfer-Encoding: 7bit\r\n\r\n")?;
            return out.write_all(text.as_bytes());
        }
        out.write_all(b"Content-Transfer-Encoding: base64\r\n\r\n")?;
        encoded(text.as_bytes(), out)
    }
}

/// Bytes in base 64, in lines.
fn encoded(bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let mut letters = String::new();
    let mut lines = Vec::new();
    for piece in bytes.chunks(LINE * LINES) {
        letters.clear();
        lines.clear();
        STANDARD.encode_string(piece, &mut letters);
        for line in letters.as_bytes().chunks(LINE / 3 * 4) {
            lines.extend_from_slice(line);
            lines.extend_from_slice(b"\r\n");
        }
        out.write_all(&lines)?;
    }
    Ok(())
}

fn mailbox(of: Mailbox<'_>) -> io::Result<String> {
    let email = plain(of.email)?;
    if of.name.is_empty() {
        return Ok(email.to_owned());
    }
    let safe = |letter: char| letter.is_ascii_alphanumeric() || " '-_".contains(letter);
    let name = if of.name.chars().all(safe) {
        plain(of.name)?.to_owned()
    } else {
        encoded_words(of.name)?
    };
    Ok(format!("{name} <{email}>"))
}

/// The text of a header: as it is, or in encoded words where it has other letters than ASCII.
fn words(text: &str) -> io::Result<String> {
    if text.is_ascii() && !text.contains("=?") && text.len() < 900 {
        return plain(text).map(str::to_owned);
    }
    encoded_words(text)
}

/// Encoded words as RFC 2047 describes them; no letter is divided between two.
fn encoded_words(text: &str) -> io::Result<String> {
    if text.chars().any(char::is_control) {
        return Err(broken());
    }
    let mut pieces: Vec<String> = vec![String::new()];
    for letter in text.chars() {
        if let Some(last) = pieces.last_mut()
            && last.len() + letter.len_utf8() <= WORD
        {
            last.push(letter);
        } else {
            pieces.push(letter.to_string());
        }
    }
    let words = pieces.iter().map(|piece| format!("=?UTF-8?B?{}?=", STANDARD.encode(piece)));
    Ok(words.collect::<Vec<_>>().join("\r\n "))
}

/// A text that stands in a header as it is.
fn plain(text: &str) -> io::Result<&str> {
    let good = text.is_ascii() && !text.contains('"') && !text.chars().any(char::is_control);
    if good { Ok(text) } else { Err(broken()) }
}

fn broken() -> io::Error {
    io::Error::other(
        "a name, an address or a subject of a mail has a line break or another control character in it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft<'a>(to: &'a [Mailbox<'a>], subject: &'a str) -> Draft<'a> {
        Draft {
            from: None,
            to,
            subject,
            text: "Dear all,\n\nthe report.\n",
            pdf: Some(("report.pdf", b"%PDF-1.7")),
            boundary: "uor-0123",
        }
    }

    fn written(draft: &Draft<'_>) -> io::Result<String> {
        let mut bytes = Vec::new();
        draft.write(&mut bytes)?;
        Ok(String::from_utf8(bytes).expect("mails are ASCII"))
    }

    #[test]
    fn a_draft_is_a_mail() {
        let to = [Mailbox { name: "Ann Lee", email: "a@b.example" }];
        let mail = written(&draft(&to, "Use of Resources 2021-22: York")).expect("it is written");
        assert_eq!(
            mail,
            "To: Ann Lee <a@b.example>\r\nSubject: Use of Resources 2021-22: York\r\nX-Unsent: 1\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"uor-0123\"\r\n\r\n\
             --uor-0123\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 7bit\r\n\r\nDear all,\r\n\r\nthe report.\r\n--uor-0123\r\n\
             Content-Type: application/pdf; name=\"report.pdf\"\r\n\
             Content-Disposition: attachment; filename=\"report.pdf\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc=\r\n--uor-0123--\r\n"
        );
    }

    #[test]
    fn other_letters_are_encoded_and_lines_stay_short() {
        let name = "Zoë Þórsdóttir, O'Hara \"Zo\" (ASC) ".repeat(3);
        let to = [Mailbox { name: &name, email: "a@b.example" }];
        let mail = written(&draft(&to, "Größe")).expect("it is written");
        assert!(mail.contains("Subject: =?UTF-8?B?R3LDtsOfZQ==?=\r\n"), "{mail}");
        assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 100), "{mail}");
    }

    #[test]
    fn no_text_begins_another_header() {
        let line = "a\r\nBcc: x@y.example";
        for (name, email, subject) in [
            (line, "a@b.example", "s"),
            ("a", line, "s"),
            ("a", "a@b.example", line),
            ("é\n", "a@b.example", "s"),
        ] {
            let to = [Mailbox { name, email }];
            assert!(written(&draft(&to, subject)).is_err(), "{name} {email} {subject}");
        }
    }
}
