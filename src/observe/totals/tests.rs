//! Totals of small returns, added up by hand.

use super::*;
use crate::domain::figure::Gap;
