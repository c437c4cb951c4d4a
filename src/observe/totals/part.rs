//! The kinds of support that a finance return is divided into, and how they add up.

/// The kinds of support of a finance return, and their sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// All support.
    Whole,
    /// Long-term support.
    LongTerm,
    /// Short-term support.
    ShortTerm,
    /// Short-term support to maximise independence.
    MaximiseIndependence,
    /// Other short-term support.
    OtherShortTerm,
    /// All that is neither long-term nor short-term support.
    Other,
    /// One of [`SERVICES`].
    Service(u8),
}

/// The services that are neither long-term nor short-term support.
pub const SERVICES: [&str; 8] = [
    "substance-misuse",
    "asylum-seekers",
    "carers",
    "social-isolation",
    "equipment",
    "social-care-activities",
    "information",
    "commissioning",
];

impl Part {
    /// Every part, the sums before what they are made of.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            Self::Whole,
            Self::LongTerm,
            Self::ShortTerm,
            Self::MaximiseIndependence,
            Self::OtherShortTerm,
            Self::Other,
        ]
        .into_iter()
        .chain((0..8).map(Self::Service))
    }

    /// The id after that of a quantity, with the slash before it; empty for the whole.
    pub fn id(self) -> String {
        match self {
            Self::Whole => String::new(),
            Self::LongTerm => "/long-term".to_owned(),
            Self::ShortTerm => "/short-term".to_owned(),
            Self::MaximiseIndependence => "/short-term/maximise-independence".to_owned(),
            Self::OtherShortTerm => "/short-term/other".to_owned(),
            Self::Other => "/other".to_owned(),
            Self::Service(index) => format!("/other/{}", SERVICES[usize::from(index)]),
        }
    }

    /// The part with an id such as `long-term`; `whole` for all support.
    pub fn called(id: &str) -> Option<Self> {
        Self::all().find(|part| {
            let own = part.id();
            own.strip_prefix('/').unwrap_or("whole") == id
        })
    }

    /// The parts that make it up.
    pub(super) fn parts(self) -> Vec<Self> {
        match self {
            Self::Whole => vec![Self::LongTerm, Self::ShortTerm, Self::Other],
            Self::ShortTerm => vec![Self::MaximiseIndependence, Self::OtherShortTerm],
            Self::Other => (0..8).map(Self::Service).collect(),
            _ => Vec::new(),
        }
    }

    /// The part that it is one of.
    pub(super) fn parent(self) -> Option<Self> {
        Self::all().find(|part| part.parts().contains(&self))
    }
}
