//! What is handed over once the reports are made: a pack, a list of what goes to whom, and drafts of
//! mails for each region. All of it is made from the files of the tree as they are about to be published,
//! those that were kept included, so nothing in it can be of another run. Nothing is sent.

use std::collections::BTreeMap;
use std::io;

use crate::observe::contacts::{Contact, Contacts};
use crate::publish::layout;
use crate::publish::manifest::{Correction, CouncilEntry, FileEntry, SUMS, sum_line};
use crate::publish::pack::Pack;
use crate::publish::stage::{PublishError, Stage};
use crate::reference::areas::AreaId;
use crate::release::input::sha256;
use crate::render::draft::{Draft, Mailbox};
use crate::render::open_data::looks_like_formula;
use crate::render::theme::Theme;
use crate::report::build;
use crate::report::national::National;
use crate::report::sending::{self, Corrected, Letter, Listed, Note, Sender};
use crate::run::Fatal;
use crate::run::at_once::at_once;

/// What stands between several values of one cell.
const BETWEEN: &str = "; ";

/// The columns of a list of what goes to whom.
const COLUMNS: [&str; 9] =
    ["council", "code", "region", "files", "sizes", "digests", "recipients", "release", "status"];

/// What packs, lists and drafts are made from.
pub(super) struct Dispatch<'a> {
    pub(super) national: &'a National<'a>,
    pub(super) stage: &'a Stage,
    pub(super) entries: &'a [CouncilEntry],
    /// The regions without a report, by name, each with the reason.
    pub(super) regions_failed: &'a BTreeMap<String, String>,
    /// The name of the edition.
    pub(super) edition: &'a str,
    /// Whom to write to; no drafts without.
    pub(super) contacts: Option<&'a Contacts>,
    pub(super) theme: &'a Theme,
    /// The address of the tree.
    pub(super) site: Option<String>,
}

/// Makes them for some regions, so many at once.
///
/// # Errors
/// When a file cannot be read or written.
pub(super) fn write(dispatch: &Dispatch<'_>, regions: &[AreaId], jobs: usize) -> Result<(), Fatal> {
    let each = |region: &AreaId, (): &mut ()| dispatch.region(*region).map_err(Fatal::from);
    at_once(regions, jobs, || (), each)
}

/// A council of the region and its files in the tree.
struct Member<'a> {
    entry: &'a CouncilEntry,
    area: AreaId,
    /// The report in its forms.
    files: Vec<FileEntry>,
    /// The committee kit: it goes into the pack.
    kit: Vec<FileEntry>,
}

impl Dispatch<'_> {
    fn region(&self, region: AreaId) -> Result<(), PublishError> {
        let areas = self.national.inputs.areas;
        let members: Vec<Member<'_>> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let area = areas.by_code(&entry.code)?;
                let files = entry.is_written().then(|| format!("{}/", entry.folder));
                // Where there is no report, a page may say that the one before was withdrawn.
                let mut files = files.map_or_else(Vec::new, |folder| self.stage.written(&folder));
                // What is not for publication is never handed over.
                let internal = format!("{}/{}/", entry.folder, layout::INTERNAL);
                files.retain(|file| !file.path.starts_with(&internal));
                let of_kit = format!("{}/{}/", entry.folder, layout::KIT);
                let (kit, files) =
                    files.into_iter().partition(|file| file.path.starts_with(&of_kit));
                let member = Member { entry, area, files, kit };
                (areas.get(area).region == Some(region)).then_some(member)
            })
            .collect();
        self.pack(region, &members)?;
        self.distribution(region, &members)?;
        for member in members.iter().filter(|member| member.entry.is_written()) {
            if let Some(contacts) = self.contacts.and_then(|all| all.get(&member.area)) {
                self.draft(region, member, contacts)?;
            }
        }
        Ok(())
    }

    fn sender(&self) -> Sender<'_> {
        let contact = self.theme.contact.as_ref().map_or("", |contact| &*contact.line);
        Sender { organisation: &self.theme.organisation, contact }
    }

    /// The pack: the part of the tree that is about the region, with its paths as they are, below one
    /// folder of a short name.
    fn pack(&self, region: AreaId, members: &[Member<'_>]) -> Result<(), PublishError> {
        let area = self.national.inputs.areas.get(region);
        let folder = layout::region_folder(area);
        let mut files = Vec::new();
        let report = build::pdf_name(&area.slug, self.national.year);
        let why = self.regions_failed.get(&area.name);
        // In the place of a report that could not be made stands a page that says so.
        let names = ["data.csv", "index.html", &report];
        for name in names.into_iter().take(if why.is_some() { 1 } else { 3 }) {
            files.extend(self.stage.written(&format!("{folder}/{name}")));
        }
        files.extend(self.stage.written(layout::METHODS));
        files.extend(self.stage.written(layout::ACCESSIBILITY));
        let of_council =
            |member: &'_ Member<'_>| [member.files.clone(), member.kit.clone()].concat();
        files.extend(members.iter().flat_map(of_council));
        files.sort_by(|left, right| left.path.cmp(&right.path));
        let note = self.note(region, members, &files);
        let mut sums = sum_line(&sha256(note.as_bytes()), layout::NOTE);
        sums.extend(files.iter().map(|file| sum_line(&file.sha256, &file.path)));
        let start = format!("{}-{}", self.national.year, area.slug);
        let place = format!("{folder}/{}", layout::pack_name(area, self.national.year));
        let key = sha256(format!("{}\n{start}\n{note}{sums}", env!("UOR_SOURCES")).as_bytes());
        self.stage.write_once(&place, key, |out| {
            let mut pack = Pack::new(out);
            pack.add(&format!("{start}/{}", layout::NOTE), note.as_bytes())?;
            pack.add(&format!("{start}/{SUMS}"), sums.as_bytes())?;
            for file in &files {
                pack.add(&format!("{start}/{}", file.path), &self.stage.read(file)?)?;
            }
            pack.finish()
        })?;
        Ok(())
    }

    fn note(&self, region: AreaId, members: &[Member<'_>], files: &[FileEntry]) -> String {
        let area = self.national.inputs.areas.get(region);
        let folder = layout::region_folder(area);
        let report = build::pdf_name(&area.slug, self.national.year);
        let [report, page, data] =
            [&*report, "index.html", "data.csv"].map(|name| format!("{folder}/{name}"));
        let parts = [
            (
                "councils/",
                "for each council its report as PDF and web page, its figures, its self-assessment to fill in, \
                 and in kit/ each finding as text, picture and table",
            ),
            (&report, "the report of the region, its councils side by side, as PDF"),
            (&page, "the same as a web page"),
            (&data, "the figures of the region and its councils"),
            (layout::METHODS, "how the figures were worked out"),
            (layout::ACCESSIBILITY, "the statement on accessibility"),
        ];
        let there = |part: &&(&str, &str)| files.iter().any(|file| file.path.starts_with(part.0));
        let parts: Vec<(&str, &str)> = parts.iter().filter(there).copied().collect();
        let listed = members.iter().map(|member| Listed {
            name: member.entry.name.clone(),
            code: member.entry.code.clone(),
            folder: if member.entry.is_written() {
                Ok(member.entry.folder.clone())
            } else {
                Err(member.entry.outcome.clone())
            },
        });
        let listed: Vec<Listed> = listed.collect();
        let note = Note {
            region: &area.name,
            edition: self.edition,
            why_no_report: self.regions_failed.get(&area.name).map(String::as_str),
            councils: &listed,
            parts: &parts,
        };
        sending::cover_note(self.national, &note, self.sender())
    }

    /// The list of what goes to whom, a line for each council.
    fn distribution(&self, region: AreaId, members: &[Member<'_>]) -> Result<(), PublishError> {
        let area = self.national.inputs.areas.get(region);
        let edition = build::edition(self.national);
        let mut table = csv::Writer::from_writer(Vec::new());
        let guarded = |cell: &str| {
            if looks_like_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
        };
        let mut put =
            |cells: [&str; 9]| table.write_record(cells.map(guarded)).map_err(io::Error::from);
        put(COLUMNS)?;
        for Member { entry, area: council, files, .. } in members {
            let column = |value: fn(&FileEntry) -> String| {
                files.iter().map(value).collect::<Vec<_>>().join(BETWEEN)
            };
            let recipients: Vec<&str> = self
                .contacts
                .and_then(|all| all.get(council))
                .into_iter()
                .flatten()
                .map(|contact| &*contact.email)
                .collect();
            let status = if !entry.is_written() {
                format!("no report: {}", entry.outcome)
            } else if self.national.illustrative {
                "illustrative figures, not for sending".to_owned()
            } else {
                "ready to send".to_owned()
            };
            let status = match &entry.corrects {
                Some(correction) => {
                    format!("{status}; {}", sending::replaces(corrected(correction)))
                }
                None => status,
            };
            put([
                &entry.name,
                &entry.code,
                &area.name,
                &column(|file| file.path.clone()),
                &column(|file| file.bytes.to_string()),
                &column(|file| file.sha256.clone()),
                &recipients.join(BETWEEN),
                &edition.release,
                &status,
            ])?;
        }
        let bytes = table.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        self.stage.write(&format!("{}/distribution.csv", layout::region_folder(area)), &bytes)
    }

    /// The draft of the mail to a council.
    fn draft(
        &self,
        region: AreaId,
        member: &Member<'_>,
        contacts: &[Contact],
    ) -> Result<(), PublishError> {
        let areas = self.national.inputs.areas;
        let file = |ending: &str| member.files.iter().find(|file| file.path.ends_with(ending));
        let name = layout::pdf_name(areas.get(member.area), self.national.year);
        let pdf = file(&name).map(|entry| self.stage.read(entry)).transpose()?;
        let page = file("/index.html")
            .zip(self.site.as_deref())
            .map(|(page, site)| format!("{}/{}", site.trim_end_matches('/'), page.path));
        let council = &member.entry.name;
        let about = Letter {
            council,
            edition: self.edition,
            page: page.as_deref(),
            has_pdf: pdf.is_some(),
            corrected: member.entry.corrects.as_ref().map(corrected),
        };
        let letter = sending::letter(self.national, &about, self.sender());
        let to: Vec<Mailbox<'_>> = contacts
            .iter()
            .map(|contact| Mailbox { name: &contact.name, email: &contact.email })
            .collect();
        let from = self.theme.contact.as_ref().filter(|contact| !contact.email.is_empty());
        let digest = sha256(letter.as_bytes());
        let draft = Draft {
            from: from.map(|from| Mailbox { name: &from.name, email: &from.email }),
            to: &to,
            subject: &sending::subject(self.national, &about),
            text: &letter,
            pdf: pdf.as_deref().map(|bytes| (&*name, bytes)),
            boundary: &format!("uor-{}", digest.get(..32).unwrap_or_default()),
        };
        let folder = layout::region_folder(areas.get(region));
        let slug = member.entry.folder.rsplit('/').next().unwrap_or_default();
        let place = format!("{folder}/drafts/{slug}.eml");
        self.stage.write_with(&place, |out| draft.write(out)).map(|_| ())
    }
}

/// What a letter tells of a correction.
fn corrected(correction: &Correction) -> Corrected<'_> {
    let Correction { edition, replaced, count, figures } = correction;
    let file = replaced.as_ref().map(|file| {
        // Every council has files of these names: they are called by their place in the tree.
        let (_, name) = file.path.rsplit_once('/').unwrap_or_default();
        let name = if ["index.html", "data.csv"].contains(&name) { &*file.path } else { name };
        (name, &*file.sha256)
    });
    Corrected { edition, file, count: *count, figures }
}

/// The address of a tree: the setting with its year filled in.
pub(super) fn site(setting: Option<&str>, national: &National<'_>) -> Option<String> {
    setting.map(|text| text.replace("{year}", &national.year.to_string()))
}
