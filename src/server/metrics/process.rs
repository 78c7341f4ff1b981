//! What the operating system says of this process.

/// Processor time, memory and open files.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Process {
    /// Seconds of processor time.
    pub cpu_seconds: f64,
    /// Bytes of memory in use.
    pub resident_bytes: u64,
    /// Open files and connections.
    pub open_files: u64,
    /// Threads.
    pub threads: u64,
}

/// Ticks per second and bytes per page of Linux where this runs.
const TICKS: f64 = 100.0;
const PAGE: u64 = 4_096;

impl Process {
    /// Reads it, where the system has `/proc`.
    pub fn read() -> Option<Self> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        // The name in parentheses may hold anything; what follows the last one is fixed.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
        #[expect(clippy::cast_precision_loss, reason = "ticks stay far below 2^52")]
        let cpu_seconds = (number(11)? + number(12)?) as f64 / TICKS;
        Some(Self {
            cpu_seconds,
            threads: number(17)?,
            resident_bytes: number(21)? * PAGE,
            open_files: std::fs::read_dir("/proc/self/fd").ok()?.count() as u64,
        })
    }
}
