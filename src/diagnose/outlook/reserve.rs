//! How much time is left before deadlines, many objects of one network at once.

use jiff::Timestamp;

use super::course::Course;
use super::network::Network;

/// When an object ends if what blocks it were mended now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) struct Reserve {
    /// The second.
    pub finish: i64,
    /// Whether every estimate on the way is there; else the end is later than that.
    pub known: bool,
}

/// The computation, each object on the way timed once.
pub(in crate::diagnose) struct Reserves<'a> {
    course: Course<'a>,
}

impl Network {
    /// When its objects end, if what blocks them were mended now.
    pub(in crate::diagnose) fn reserves(&self, now: Timestamp) -> Reserves<'_> {
        Reserves {
            course: Course::new(self, now),
        }
    }
}

impl Reserves<'_> {
    /// Of a job.
    pub fn of_job(&mut self, id: &str) -> Option<Reserve> {
        let at = self.course.network.job(id)?;
        self.of(at)
    }

    /// Of a stream as a whole, by its own estimate.
    pub fn of_stream(&mut self, id: &str) -> Option<Reserve> {
        let at = self.course.network.stream(id)?;
        self.of(at)
    }

    fn of(&mut self, at: usize) -> Option<Reserve> {
        self.course.run(at);
        self.course.timing(at).map(|timing| Reserve {
            finish: timing.finish,
            known: timing.known,
        })
    }
}

impl Reserve {
    /// Seconds left before a deadline. Where the end is only known to be later, they are given
    /// only when they are too few in any case.
    pub fn left(&self, deadline: Timestamp) -> Option<i64> {
        let left = deadline.as_second() - self.finish;
        (self.known || left < 0).then_some(left)
    }
}
