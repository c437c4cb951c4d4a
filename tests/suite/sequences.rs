//! Whatever was done to a tree before, in whatever order, it is in the end byte for byte that of one build.

use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::harness::run;
use crate::incremental::{Bench, THREE, change_a_figure, content, files};

/// How many things are done.
const STEPS: usize = 14;

/// Numbers that look like chance and are the same each time (Numerical Recipes, a linear congruence).
struct Chance(u32);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(self.0 >> 8).expect("few bits") % most
    }
}

/// What may be switched on and off.
#[derive(Default)]
struct Switches {
    /// One figure of Bradford is twice as large.
    figure: bool,
    /// Bradford has local evidence.
    local: bool,
    /// Only some questions are printed, and the tree has an address.
    settings: bool,
}

impl Switches {
    fn figure(&mut self, bench: &Bench) {
        self.figure = !self.figure;
        change_a_figure(bench, if self.figure { 2.0 } else { 0.5 });
    }

    fn settings(&mut self, bench: &Bench) {
        self.settings = !self.settings;
        let text = if self.settings {
            "questions = [2, 5]\nsite = \"https://example.org/{year}\"\n"
        } else {
            ""
        };
        bench.put("uor.toml", text);
    }

    fn options(&self) -> &'static [&'static str] {
        if self.local { &["--supplement", "local.csv"] } else { &[] }
    }
}

/// Damages a file of the tree: its bytes, or all of it.
fn damage(bench: &Bench, chance: &mut Chance) -> String {
    // The manifest is another matter: without it the folder is nobody's.
    let mut all = files(&bench.tree());
    all.retain(|path| !path.ends_with("manifest.json"));
    let path = &all[chance.below(all.len())];
    if chance.below(2) == 0 {
        fs_err::remove_file(path).expect("removed");
    } else {
        fs_err::write(path, b"damaged").expect("written");
    }
    path.display().to_string()
}

/// Changes that go back and forth, runs for one council, damage and killed runs, in an order that looks like
/// chance; after each a whole run, which gives what a build in an empty folder gives.
#[test]
fn any_sequence_of_builds_ends_in_the_tree_of_one_build() {
    let bench = Bench::new();
    let days = "council,year,measure,value,unit\nBradford,2023-24,Days waited,12,days\n";
    bench.put("local.csv", days);
    bench.put("uor.toml", "");
    bench.built(&THREE, &[]);
    let first = content(&bench.tree());
    let (mut chance, mut switches, mut done) = (Chance(2), Switches::default(), [0; 7]);
    for step in 0..STEPS {
        let what = chance.below(done.len());
        done[what] += 1;
        let told = match what {
            0 => {
                switches.figure(&bench);
                "a figure".to_owned()
            }
            1 => {
                switches.local = !switches.local;
                "local evidence".to_owned()
            }
            2 => {
                switches.settings(&bench);
                "settings".to_owned()
            }
            3 => damage(&bench, &mut chance),
            4 => {
                let council = THREE[chance.below(THREE.len())];
                bench.built(&[council], switches.options());
                format!("a run for {council}")
            }
            5 => {
                bench.built(&THREE, &[switches.options(), &["--full", "--jobs", "1"]].concat());
                "everything anew".to_owned()
            }
            _ => {
                let options = [switches.options(), &["--full"]].concat();
                let mut killed = bench.command("out", &THREE, &options);
                let mut killed = killed.stderr(Stdio::null()).spawn().expect("it starts");
                let moment = u64::try_from(chance.below(900)).expect("a number");
                sleep(Duration::from_millis(moment));
                killed.kill().expect("it can be killed");
                killed.wait().expect("it ends");
                format!("a run that was killed after {moment} ms")
            }
        };
        println!("step {step}: {told}");
        let said = run(&mut bench.command("out", &THREE, switches.options()));
        assert_eq!(said.code, 0, "{}", said.err);
        // What was changed by hand is kept beside the tree; what is compared is the tree.
        bench.holds(switches.options());
    }
    assert!(done.iter().all(|times| *times > 0), "each is done: {done:?}");
    // And back to where it began.
    if switches.figure {
        switches.figure(&bench);
    }
    if switches.settings {
        switches.settings(&bench);
    }
    bench.built(&THREE, &[]);
    assert!(content(&bench.tree()) == first, "the tree is not what it was at first");
}
