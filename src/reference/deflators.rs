//! The GDP deflator: what turns money of one financial year into the prices of another.
//!
//! `data/reference/deflators.csv` holds the index of one vintage. Years after the last outturn are
//! compounded from the forecast growth rates printed with it and are marked as forecasts.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::domain::year::FinancialYear;
use crate::reference::ReferenceError;
use crate::reference::sources::{EMBEDDED, Sources};

/// The index by financial year.
#[derive(Debug, Clone)]
pub struct Deflators {
    by_year: BTreeMap<FinancialYear, Deflator>,
    vintage: String,
}

#[derive(Debug, Clone)]
struct Deflator {
    index: Decimal,
    forecast: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    year: FinancialYear,
    index: Decimal,
    forecast: Forecast,
    vintage: String,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Forecast {
    Yes,
    No,
}

impl Deflators {
    /// The index the program was built with.
    ///
    /// # Errors
    /// A fault in the table, with its line: a year twice, an index that is not above zero, or rows of
    /// two vintages.
    pub fn load() -> Result<Self, ReferenceError> {
        Self::load_from(&EMBEDDED)
    }

    /// The index of some tables.
    ///
    /// # Errors
    /// As [`Deflators::load`].
    pub fn load_from(sources: &Sources) -> Result<Self, ReferenceError> {
        Self::parse(sources.text("reference/deflators.csv"))
    }

    fn parse(text: &str) -> Result<Self, ReferenceError> {
        let mut deflators = Self { by_year: BTreeMap::new(), vintage: String::new() };
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for (index, row) in reader.deserialize().enumerate() {
            let line = index + 2;
            row.map_err(|error: csv::Error| error.to_string())
                .and_then(|row| deflators.add(row))
                .map_err(|message| fault(line, message))?;
        }
        if deflators.by_year.is_empty() { Err(fault(2, "no years")) } else { Ok(deflators) }
    }

    /// An index of one vintage, from its years: the index of each, and whether it is a forecast.
    ///
    /// # Errors
    /// A year twice, an index that is not above zero, or no year at all.
    pub fn of_vintage(
        vintage: impl Into<String>,
        years: impl IntoIterator<Item = (FinancialYear, Decimal, bool)>,
    ) -> Result<Self, String> {
        let mut deflators = Self { by_year: BTreeMap::new(), vintage: vintage.into() };
        for (year, index, forecast) in years {
            deflators.insert(year, index, forecast)?;
        }
        if deflators.by_year.is_empty() { Err("no years".to_owned()) } else { Ok(deflators) }
    }

    fn add(&mut self, row: Row) -> Result<(), String> {
        if self.by_year.is_empty() {
            self.vintage = row.vintage;
        } else if self.vintage != row.vintage {
            return Err(format!("{} is of another vintage, '{}'", row.year, row.vintage));
        }
        self.insert(row.year, row.index, row.forecast == Forecast::Yes)
    }

    fn insert(
        &mut self,
        year: FinancialYear,
        index: Decimal,
        forecast: bool,
    ) -> Result<(), String> {
        if index <= Decimal::ZERO {
            return Err(format!("the index of {year} is not above zero"));
        }
        match self.by_year.insert(year, Deflator { index, forecast }) {
            Some(_) => Err(format!("{year} stands twice")),
            None => Ok(()),
        }
    }

    /// What money of the year `from` is multiplied by to be in the prices of the year `to`: the
    /// index of `to` over the index of `from`. `None` when the table lacks either year.
    pub fn factor(&self, from: FinancialYear, to: FinancialYear) -> Option<Decimal> {
        let from = self.by_year.get(&from)?;
        let to = self.by_year.get(&to)?;
        to.index.checked_div(from.index)
    }

    /// Who published the index, and when.
    pub fn vintage(&self) -> &str {
        &self.vintage
    }

    /// The years that have an index, with it and whether it is a forecast.
    pub fn years(&self) -> impl Iterator<Item = (FinancialYear, Decimal, bool)> {
        self.by_year.iter().map(|(year, deflator)| (*year, deflator.index, deflator.forecast))
    }

    /// Whether the index of a year is a forecast; a year that the table lacks is not.
    pub fn is_forecast(&self, year: FinancialYear) -> bool {
        self.by_year.get(&year).is_some_and(|deflator| deflator.forecast)
    }
}

fn fault(line: usize, message: impl Into<String>) -> ReferenceError {
    ReferenceError {
        file: "data/reference/deflators.csv".to_owned(),
        line,
        column: 1,
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(text: &str) -> FinancialYear {
        text.parse().expect("a literal year")
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a literal decimal")
    }

    /// HM Treasury, GDP deflators, December 2023, column "2022-23 = 100".
    #[test]
    fn the_index_is_the_printed_one() {
        let deflators = Deflators::load().expect("the embedded deflators load");
        assert_eq!(deflators.vintage(), "HM Treasury, December 2023");
        for (text, printed) in [("2014-15", "81.870"), ("2016-17", "84.335"), ("2021-22", "93.629")]
        {
            let from_base = deflators.factor(year("2022-23"), year(text));
            assert_eq!(from_base, Some(decimal(printed) / decimal("100")), "{text}");
            assert!(!deflators.is_forecast(year(text)), "{text}");
        }
        assert_eq!(deflators.factor(year("2021-22"), year("2021-22")), Some(Decimal::ONE));
        assert_eq!(deflators.factor(year("1990-91"), year("2021-22")), None);
    }

    /// The printed growth is 6.10% in 2023-24 and 1.68% in 2024-25: 100 × 1.0610 × 1.0168.
    #[test]
    fn a_forecast_year_is_compounded_from_the_printed_growth() {
        let deflators = Deflators::load().expect("the embedded deflators load");
        let factor = deflators.factor(year("2022-23"), year("2024-25"));
        assert_eq!(factor, Some(decimal("1.0788248")));
        assert!(deflators.is_forecast(year("2024-25")));
        assert_eq!(deflators.factor(year("2022-23"), year("2029-30")), None);
    }

    #[test]
    fn a_faulty_row_is_refused_with_its_line() {
        let head = "year,index,forecast,vintage,source\n2021-22,93.6,no,A,x\n";
        for bad in
            ["2021-22,93.6,no,A,x", "2022-23,100,no,B,x", "2022-23,0,no,A,x", "2022-23,1,maybe,A,x"]
        {
            let error = Deflators::parse(&format!("{head}{bad}\n")).expect_err(bad);
            assert_eq!(error.line, 3, "{bad}: {error}");
        }
    }
}
