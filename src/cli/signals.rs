//! Ctrl-C and its kin: what the run left in the output folder is taken away, then the program ends.

use std::io;

/// The exit code of a run that got too little memory.
#[cfg(unix)]
const NO_MEMORY: i32 = 74;

/// Watches for signals from now on.
///
/// # Errors
/// When the system does not let us.
#[cfg(unix)]
pub(crate) fn watch() -> io::Result<()> {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::thread;

    use signal_hook::consts::{SIGABRT, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;
    use use_of_resources::publish::trace;

    // A file that grows over the limit shall be an error that we tell, not the end of us.
    flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    // Memory that cannot be had ends the process, with a message of its own; the code says that nothing could be
    // written, and the next run clears up.
    flag::register_conditional_shutdown(SIGABRT, NO_MEMORY, Arc::new(AtomicBool::new(true)))?;
    let once = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the second one ends the program at once, whatever it is doing.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&once))?;
        flag::register(signal, Arc::clone(&once))?;
    }
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            trace::abandon();
            #[allow(clippy::exit, reason = "other threads may be anywhere in their work")]
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}

/// There is nothing to watch for: the system ends the program, and the next run clears up.
#[cfg(not(unix))]
pub(crate) fn watch() -> io::Result<()> {
    Ok(())
}
