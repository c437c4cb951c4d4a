//! The shape of the project holds: floors, file sizes, first lines, no left-overs.

use std::path::{Path, PathBuf};

/// The floors, from the ground up: a module uses only itself and what stands before it.
/// ARCHITECTURE.md tells why each stands where it does.
const FLOORS: [&str; 13] = [
    "domain",
    "diagnostic",
    "reference",
    "release",
    "observe",
    "measure",
    "chart",
    "report",
    "render",
    "publish",
    "proof",
    "sample",
    "run",
];

/// No source file is longer; a longer one holds two things.
const LONGEST: usize = 400;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn floor_of(path: &Path) -> Option<usize> {
    let inside = path.strip_prefix(project().join("src")).ok()?;
    let first = inside.components().next()?.as_os_str().to_string_lossy().into_owned();
    let name = first.strip_suffix(".rs").unwrap_or(&first);
    FLOORS.iter().position(|floor| *floor == name)
}

#[test]
fn imports_go_down_only() {
    for path in sources(&project().join("src")) {
        let Some(floor) = floor_of(&path) else { continue };
        let text = fs_err::read_to_string(&path).expect("the source is text");
        for (number, line) in text.lines().enumerate() {
            for part in line.split("crate::").skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect();
                let Some(used) = FLOORS.iter().position(|floor| *floor == name) else { continue };
                assert!(
                    used <= floor,
                    "{}:{}: {} is above {}",
                    path.display(),
                    number + 1,
                    FLOORS[used],
                    FLOORS[floor]
                );
            }
        }
    }
}

#[test]
fn every_floor_is_in_the_architecture() {
    let text = fs_err::read_to_string(project().join("ARCHITECTURE.md")).expect("it is there");
    for floor in FLOORS {
        assert!(text.contains(&format!("`{floor}`")), "ARCHITECTURE.md does not tell of {floor}");
    }
}

#[test]
fn files_are_short_open_with_a_sentence_and_hold_no_left_overs() {
    let left_over = ["TO", "DO"].concat();
    for folder in ["src", "tests", "benches"] {
        for path in sources(&project().join(folder)) {
            let text = fs_err::read_to_string(&path).expect("the source is text");
            let name = path.display();
            assert!(text.starts_with("//!"), "{name} does not open with //!");
            assert!(text.lines().count() <= LONGEST, "{name} has {} lines", text.lines().count());
            assert!(!text.contains(&left_over), "{name} has a {left_over}");
        }
    }
}

#[test]
fn nothing_in_the_program_reaches_the_network() {
    for path in sources(&project().join("src")) {
        let text = fs_err::read_to_string(&path).expect("the source is text");
        for word in ["std::net", "TcpStream", "UdpSocket", "reqwest", "ureq", "hyper::"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
    let lock = fs_err::read_to_string(project().join("Cargo.lock")).expect("the lock file");
    for name in ["reqwest", "ureq", "hyper", "native-tls", "openssl"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name} is a dependency");
    }
}

/// Clocks enter no output: only the binary reads one, for the seconds on standard error and for `not_before`.
#[test]
fn the_clock_is_read_where_the_program_speaks_and_nowhere_else() {
    let mut readers = Vec::new();
    for path in sources(&project().join("src")) {
        let text = fs_err::read_to_string(&path).expect("the source is text");
        let program = text.split("#[cfg(test)]").next().unwrap_or_default();
        // A file that only tests use begins with one.
        let program = program.split("#[test]").next().unwrap_or_default();
        let clocks =
            ["Instant::now", "SystemTime::now", "UNIX_EPOCH", "Utc::now", "Local::now", "now_utc"];
        if clocks.iter().any(|word| program.contains(word)) {
            let inside = path.strip_prefix(project()).expect("inside");
            readers.push(inside.to_string_lossy().into_owned());
        }
    }
    assert_eq!(readers, ["src/cli/commands.rs", "src/cli/progress.rs", "src/cli/settings/hour.rs"]);
}

/// METHOD and the council register change; the program must not know how many councils there are.
#[test]
fn no_number_of_councils_is_in_the_program() {
    for path in sources(&project().join("src")) {
        let text = fs_err::read_to_string(&path).expect("the source is text");
        if path.to_string_lossy().ends_with("tests.rs") {
            continue;
        }
        let program = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in program.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for count in ["151", "152", "153"] {
                let found = code
                    .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                    .any(|word| word == count);
                assert!(!found, "{}:{}: {count}", path.display(), number + 1);
            }
        }
    }
}
