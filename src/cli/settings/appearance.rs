//! The table `theme`: name, logo, accent and contact.

use use_of_resources::observe::contacts::is_address;
use use_of_resources::render::theme::Contact;
use use_of_resources::run::Fatal;

use crate::cli::settings::Settings;
use crate::cli::settings::read::Found;

/// The most letters of a name: it stands in a header beside a logo.
const LONGEST: usize = 80;

impl Settings {
    pub(super) fn theme(&mut self, found: Found<'_>) -> Result<(), Fatal> {
        let mut logo = None;
        let mut alt = None;
        for (key, found) in
            found.table(&["accent", "contact", "logo", "logo_alt", "organisation"])?
        {
            match key {
                "organisation" => name(found)?.clone_into(&mut self.theme.organisation),
                "accent" => {
                    self.theme.set_accent(found.text()?).map_err(|why| found.fault(&why))?;
                }
                "logo" => logo = Some(found),
                "logo_alt" => alt = Some(found),
                _ => {
                    self.contact(found)?;
                    continue;
                }
            }
            self.note(&format!("theme.{key}"), found.text()?, found);
        }
        match (logo, alt) {
            (Some(logo), Some(alt)) => {
                let bytes = fs_err::read(logo.path()?)
                    .map_err(|error| logo.fault(&format!("the logo cannot be read: {error}")))?;
                let alt = alt.text()?;
                self.theme.set_logo(&bytes, alt).map_err(|why| logo.fault(&why))
            }
            (Some(logo), None) => Err(logo.fault(
                "a logo needs logo_alt, the words for those who cannot see it, such as \"Logo of …\"",
            )),
            (None, Some(alt)) => Err(alt.fault("there is no logo that this could stand for")),
            (None, None) => Ok(()),
        }
    }

    fn contact(&mut self, found: Found<'_>) -> Result<(), Fatal> {
        let [mut person, mut email, mut address] = [const { String::new() }; 3];
        for (key, found) in found.table(&["email", "name", "url"])? {
            match key {
                "name" => name(found)?.clone_into(&mut person),
                "email" => {
                    let text = found.text()?;
                    if !is_address(text) {
                        let why = format!("'{text}' is no mail address such as name@example.org");
                        return Err(found.fault(&why));
                    }
                    text.clone_into(&mut email);
                }
                _ => url(found, &["https://", "mailto:"])?.clone_into(&mut address),
            }
        }
        if email.is_empty() && address.is_empty() {
            return Err(found.fault("a contact needs email or url"));
        }
        let contact = Contact::new(person, email, address);
        self.note("theme.contact", &contact.line, found);
        self.theme.contact = Some(contact);
        Ok(())
    }
}

/// A name of sensible length.
fn name(found: Found<'_>) -> Result<&str, Fatal> {
    let text = found.text()?;
    if text.chars().count() > LONGEST {
        return Err(found.fault(&format!("the name has more than {LONGEST} letters")));
    }
    Ok(text)
}

/// An address that begins with one of some schemes.
pub(super) fn url<'a>(found: Found<'a>, schemes: &[&str]) -> Result<&'a str, Fatal> {
    let text = found.text()?;
    let plain = |letter: char| letter.is_ascii_graphic() && !"\"'<>\\^`|".contains(letter);
    let good =
        schemes.iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    if good && text.chars().all(plain) {
        return Ok(text);
    }
    let schemes = schemes.join(" or ");
    Err(found.fault(&format!("an address that begins with {schemes} and has no blanks is wanted")))
}
