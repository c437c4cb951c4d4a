//! A reader of sentences that knows a little grammar and the words we do not print.

/// METHOD 4.2, 8.2 and 11.7: words that rank, give causes, praise, or speak of people as passive.
const FORBIDDEN: [&str; 46] = [
    "rank",
    "ranks",
    "ranked",
    "ranking",
    "league",
    "best",
    "worst",
    "top",
    "bottom",
    "outlier",
    "failing",
    "fails",
    "poor",
    "excellent",
    "impressive",
    "efficient",
    "inefficient",
    "efficiency",
    "good value",
    "value for money",
    "significant",
    "significantly",
    "service user",
    "service users",
    "client",
    "clients",
    "recipient",
    "recipients",
    "receiving care",
    "receives care",
    "the elderly",
    "burden",
    "suffering",
    "bed-blocking",
    "frail",
    "vulnerable",
    "because of",
    "because they",
    "due to",
    "owing to",
    "caused by",
    "leads to",
    "led to",
    "results in",
    "resulted in",
    "thanks to",
];

/// Official titles and definitions may use the publishers' own words.
const ALLOWED: [&str; 5] = [
    "client contributions",
    "client level data",
    "new clients",
    "requests for support that led to",
    "is not value for money",
];

/// The length at which checkers of pages find a title too long.
const LONGEST_TITLE: usize = 70;

/// Nouns that are counted in sentences, in the singular.
const COUNTED: [&str; 12] = [
    "council",
    "measure",
    "year",
    "figure",
    "group",
    "comparator",
    "point",
    "deviation",
    "report",
    "region",
    "file",
    "person",
];

/// Words no sentence ends with.
const DANGLING: [&str; 15] = [
    "a", "an", "and", "as", "at", "between", "by", "for", "from", "in", "of", "on", "or", "than",
    "the",
];

/// What is wrong with a text, in words; nothing if nothing is.
pub(crate) fn faults(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    for pair in words.windows(2) {
        let &[first, second] = pair else { continue };
        let bare = bare(second);
        if first.eq_ignore_ascii_case(bare) && first.chars().all(char::is_alphabetic) {
            found.push(format!("'{first}' twice"));
        }
        match opening(first).to_lowercase().as_str() {
            "a" if begins_with_vowel_sound(bare) => found.push(format!("'a {bare}'")),
            "an" if !begins_with_vowel_sound(bare) => found.push(format!("'an {bare}'")),
            _ => {}
        }
        found.extend(miscounted(opening(first), bare));
    }
    for wrong in
        ["  ", " ,", " .", " ;", " :", "( ", " )", ",,", "..", ";.", ":.", ".,", ",.", "()", "(,"]
    {
        if text.contains(wrong) {
            found.push(format!("'{wrong}'"));
        }
    }
    for leftover in ["{", "}", "Some(", "None", "Ok(", "Err(", "NaN", "null", "undefined"] {
        if text.contains(leftover) {
            found.push(format!("'{leftover}' of a program"));
        }
    }
    if text.matches('(').count() != text.matches(')').count() {
        found.push("brackets that do not pair".to_owned());
    }
    if words.iter().any(|word| {
        let mut characters = opening(word).chars();
        characters.next() == Some('-')
            && characters.next().is_some_and(|next| next.is_ascii_digit())
    }) {
        found.push("a hyphen for a minus".to_owned());
    }
    for nothing in ["up 0.0", "down 0.0"] {
        if text.split(nothing).skip(1).any(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())) {
            found.push(format!("'{nothing}'"));
        }
    }
    found.extend(forbidden(text));
    if is_sentence(text) {
        let start = text.chars().next().unwrap_or(' ');
        if start.is_lowercase() {
            found.push("no capital at the start".to_owned());
        }
        let last = words.last().map_or("", |word| bare(word)).to_lowercase();
        if DANGLING.contains(&last.as_str()) {
            found.push(format!("ends with '{last}'"));
        }
    }
    found
}

/// The title of a page, when it is too long for a tab or a list of results.
pub(crate) fn long_title(title: &str) -> Option<String> {
    let length = title.chars().count();
    (length > LONGEST_TITLE).then(|| format!("a title of {length} characters, {title:?}"))
}

/// Whether a text is meant as one or more sentences.
pub(crate) fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', '?']) && text.split_whitespace().count() > 3
}

/// The words of a text that we do not print.
pub(crate) fn forbidden(text: &str) -> Vec<String> {
    let mut text = format!(
        " {} ",
        text.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'', " ")
    );
    for allowed in ALLOWED {
        text = text.replace(allowed, "");
    }
    let has = |word: &&&str| text.contains(&format!(" {word} "));
    FORBIDDEN.iter().filter(has).map(|word| format!("the word '{word}'")).collect()
}

/// A word without what stands after it.
fn bare(word: &str) -> &str {
    opening(word).trim_end_matches([',', '.', ';', ':', ')', '?', '!', '’', '”'])
}

/// A word without what stands before it.
fn opening(word: &str) -> &str {
    word.trim_start_matches(['(', '“', '‘'])
}

fn begins_with_vowel_sound(word: &str) -> bool {
    let lower = word.to_lowercase();
    if lower.starts_with(|c: char| c.is_ascii_digit() || c == '£') {
        let number = lower.trim_start_matches('£');
        let whole: String =
            number.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
        let groups: Vec<&str> = whole.split(',').collect();
        return number.starts_with('8') || matches!(groups.first(), Some(&("11" | "18")));
    }
    // Capitals are spelt: an NHS figure, a CQC rating.
    let spelt =
        word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    if spelt {
        return word.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X']);
    }
    if ["one", "uni", "use", "usu", "eu"].iter().any(|start| lower.starts_with(start)) {
        return lower.starts_with("unin") || lower.starts_with("unim");
    }
    lower.starts_with(['a', 'e', 'i', 'o', 'u'])
        || lower.starts_with("hour")
        || lower.starts_with("hono")
}

/// A number and a noun that do not agree.
fn miscounted(number: &str, noun: &str) -> Option<String> {
    if !number.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.') || number.is_empty() {
        return None;
    }
    let one = number == "1";
    let plural = |singular: &str| {
        if singular == "person" { "people".to_owned() } else { format!("{singular}s") }
    };
    COUNTED
        .iter()
        .find(|singular| if one { noun == plural(singular) } else { noun == **singular })
        .map(|_| format!("'{number} {noun}'"))
}

#[test]
fn planted_faults_are_found() {
    assert!(long_title(&"t".repeat(LONGEST_TITLE)).is_none());
    assert!(long_title(&"t".repeat(LONGEST_TITLE + 1)).is_some());
    for (text, fault) in [
        ("It was as as high.", "'as' twice"),
        ("In the the year before.", "'the' twice"),
        ("This is a interval of it.", "'a interval'"),
        ("This is an figure of it.", "'an figure'"),
        ("It is a 8.5% share.", "'a 8.5%'"),
        ("It is a £11,000 sum.", "'a £11,000'"),
        ("It is an 85.1% share of a unit in an NHS table.", ""),
        ("It has an hour of a European use of a one-off.", ""),
        ("There are 1 councils here.", "'1 councils'"),
        ("There are 21 council here.", "'21 council'"),
        ("There is 1 person, and 2 people in 1 council.", ""),
        ("It rose , then fell.", "' ,'"),
        ("It rose  to it.", "'  '"),
        ("It rose in 2020-21..", "'..'"),
        ("It rose (up 3%.", "brackets that do not pair"),
        ("It is None of it.", "'None' of a program"),
        ("It changed by -3 points.", "a hyphen for a minus"),
        ("It changed by −3 points in 2020-21.", ""),
        ("it rose to a height.", "no capital at the start"),
        ("It was much higher than.", "ends with 'than'"),
        ("It fell (down 0.0 points).", "'down 0.0'"),
        ("It rose (up 0.01 points).", ""),
        ("It is in the Top ten.", "the word 'top'"),
        ("It fell due to prices.", "the word 'due to'"),
        ("Service users were asked.", "the word 'service users'"),
        ("It stopped at a stop; client contributions rose.", ""),
    ] {
        let found = faults(text);
        if fault.is_empty() {
            assert_eq!(found, Vec::<String>::new(), "{text}");
        } else {
            assert_eq!(found, [fault], "{text}");
        }
    }
}
