//! Shares by setting of several areas to grouped bars, laid out and drawn by charts-rs.
//!
//! charts-rs is given names that are ours to replace: it writes the key of a bar where its figure
//! belongs, and we put the printed figure (or the words of a gap) in place of the key. So no number
//! in the picture has been through a 32-bit float, and the element, its name, its description and
//! its fonts are ours.

use charts_rs::{Color, HorizontalBarChart, Series as BarSeries};

use crate::chart::alt;
use crate::chart::svg::{Anchor, FONTS, Paint, Svg, TO_BASELINE, Voice, escape};
use crate::chart::{Chart, Role, palette, text};
use crate::domain::figure::Figure;
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
