//! How long each stage from files to reports takes, on the illustrative release.
//!
//! Run with `cargo bench --bench stages`; a name after `--` picks one stage, such as
//! `cargo bench --bench stages -- pdf`. The figures are for people to compare, before and after a
//! change on the same machine: no test depends on a clock.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use divan::Bencher;
use use_of_resources::diagnostic::Diagnosed;
use use_of_resources::measure::evaluate;
use use_of_resources::observe::read;
use use_of_resources::reference::areas::AreaId;
use use_of_resources::release::input::InputFile;
use use_of_resources::render::html::HtmlRenderer;
use use_of_resources::render::kit as render_kit;
use use_of_resources::render::open_data;
use use_of_resources::render::pdf::{self, PdfRenderer};
use use_of_resources::render::raster::Painter;
use use_of_resources::render::templates::Templates;
use use_of_resources::render::theme::Theme;
use use_of_resources::report::build::{self, Built};
use use_of_resources::report::kit;
use use_of_resources::report::national::National;
use use_of_resources::run::ready::Ready;
use use_of_resources::run::workers::Limits;
use use_of_resources::run::{
    self, Config, Made, Profile, Progress, Published, Tables, Wanted, Worked, make,
};
use use_of_resources::sample::{self, SampleOptions};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many councils the small tree has.
const FEW: usize = 12;

/// As much stack as the program gives to each report.
const STACK: usize = 16 * 1024 * 1024;

/// The whole illustrative release, and what comes of it stage by stage.
static RELEASE: LazyLock<Release> = LazyLock::new(Release::new);

fn main() {
    divan::main();
}

struct Release {
    files: Vec<InputFile>,
    tables: Tables,
    published: Published,
    worked: Worked,
    next: AtomicUsize,
}

impl Release {
    fn new() -> Self {
        let files = sample::generate(&SampleOptions::default());
        let tables = Tables::load().expect("the embedded tables load");
        let opened = Diagnosed { value: files.clone(), diagnostics: Vec::new() };
        let published = run::read_opened(opened, false, &tables).expect("a release");
        let worked = run::work(&published, &tables, &Wanted::default())
            .expect("the illustrative release has figures");
        Self { files, tables, published, worked, next: AtomicUsize::new(0) }
    }

    fn national(&self) -> National<'_> {
        run::national(&self.published, &self.tables, &self.worked)
    }

    /// Each time another council, because the engine remembers what it has just set.
    fn council(&self) -> AreaId {
        let councils: Vec<AreaId> = self.tables.areas.councils_in(self.worked.year).collect();
        councils[self.next.fetch_add(1, Ordering::Relaxed) % councils.len()]
    }

    /// The codes of a few councils, spread over the register.
    fn few(&self) -> Vec<String> {
        let (areas, year) = (&self.tables.areas, self.worked.year);
        let apart = (areas.councils_in(year).count() / FEW).max(1);
        let some = areas.councils_in(year).step_by(apart).take(FEW);
        some.map(|council| areas.code_in(council, year).to_owned()).collect()
    }

    fn built(&self) -> Built {
        build::build(&self.national(), self.council(), make::context(&self.tables))
    }
}

/// The files, from memory, to observations.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn parse(bencher: Bencher<'_, '_>) {
    let release = &*RELEASE;
    bencher.bench_local(|| read::read(release.files.clone(), &release.tables.context()));
}

/// Observations to every measure of every area and year.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn evaluate(bencher: Bencher<'_, '_>) {
    let release = &*RELEASE;
    bencher.bench_local(|| {
        evaluate::evaluate(run::inputs(&release.published, &release.tables), release.worked.year)
    });
}

/// Results to one report: its words, figures and pictures.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn view(bencher: Bencher<'_, '_>) {
    let release = &*RELEASE;
    let national = release.national();
    let series = make::context(&release.tables);
    bencher
        .with_inputs(|| release.council())
        .bench_local_values(|council| build::build(&national, council, series));
}

/// One report to a PDF, on a thread such as the program uses.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn pdf(bencher: Bencher<'_, '_>) {
    let release = &*RELEASE;
    let templates = Templates::load(None).expect("the embedded templates load");
    let renderer = PdfRenderer::new(&templates).expect("the PDF templates hold");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build();
    let pool = pool.expect("a thread can be had");
    let render = |built: &Built| renderer.render(&built.report, &built.pictures);
    bencher
        .with_inputs(|| {
            pdf::forget();
            release.built()
        })
        .bench_local_refs(|built| pool.install(|| render(built)).expect("the report is set"));
}

/// The committee kit of one council but for its page: words, pictures as SVG and PNG, tables.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn kit(bencher: Bencher<'_, '_>) {
    let release = &*RELEASE;
    let national = release.national();
    let painter = Painter::new();
    let series = make::context(&release.tables);
    bencher
        .with_inputs(|| {
            let council = release.council();
            (council, build::build(&national, council, series))
        })
        .bench_local_refs(|(council, built)| {
            let made = kit::build(&national, *council, &built.report);
            let taken: Vec<usize> = made
                .kit
                .findings
                .iter()
                .zip(&made.pictures)
                .map(|(finding, (id, svg))| {
                    let png = painter.png(id, svg, &finding.chart.alt).expect("a picture");
                    png.len() + render_kit::csv(&made.kit, finding).expect("a table").len()
                })
                .collect();
            taken
        });
}

/// One report to a web page.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn html(bencher: Bencher<'_, '_>) {
    let release = &*RELEASE;
    let templates = Templates::load(None).expect("the embedded templates load");
    let renderer = HtmlRenderer::new(&templates).expect("the page templates hold");
    bencher.with_inputs(|| release.built()).bench_local_refs(|built| {
        renderer.render(&built.report, &built.pictures).expect("the page is made")
    });
}

/// All results to the files of `data/`, one after another.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn data_files(bencher: Bencher<'_, '_>) {
    let national = RELEASE.national();
    bencher.bench_local(|| {
        for file in open_data::FILES {
            file.write(&national, &mut std::io::sink()).expect("nothing can fail to be written");
        }
    });
}

/// From the files on disk to a published tree of twelve councils, with every worker the machine has.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn all_of_12_councils(bencher: Bencher<'_, '_>) {
    let data = tempfile::tempdir().expect("a temporary folder");
    for file in &RELEASE.files {
        let path = data.path().join(&*file.name);
        let folder = path.parent().expect("the file is in the folder");
        fs_err::create_dir_all(folder).expect("the folder can be made");
        fs_err::write(&path, &file.bytes).expect("the file can be written");
    }
    bencher
        .with_inputs(|| tempfile::tempdir().expect("a temporary folder"))
        .bench_local_refs(|out| tree(data.path(), out.path()));
}

fn tree(data: &Path, out: &Path) {
    let config = Config {
        data: vec![data.to_owned()],
        reference: None,
        wanted: Wanted::default(),
        councils: RELEASE.few(),
        regions: Vec::new(),
        out: out.to_owned(),
        pdf: true,
        html: true,
        jobs: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        program: PathBuf::from(env!("CARGO_BIN_EXE_uor")),
        limits: Limits { seconds: limit(60), megabytes: limit(1000), pages: limit(60) },
        templates: None,
        theme: Theme::default(),
        site: None,
        ready: Ready::default(),
        profile: Profile::Public,
        allow_partial: false,
        full: true,
    };
    let summary = make::build(&config, &Silent).expect("the reports are made");
    assert_eq!(summary.written, FEW, "{:?}", summary.failed);
}

fn limit(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).expect("not zero")
}

/// Nobody watches.
struct Silent;

impl Progress for Silent {
    fn stage(&self, _what: &str) {}
    fn reports(&self, _count: usize) {}
    fn report(&self, _council: &str, _made: &Made) {}
    fn done(&self) {}
}
