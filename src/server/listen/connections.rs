//! The open connections. When all places are taken, the one that has been idle longest makes room,
//! so that idle sockets keep nobody out.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use futures_util::future::{AbortHandle, AbortRegistration};

/// Connections at once.
const MOST: usize = 1_024;

struct State {
    busy: AtomicUsize,
    /// When it became idle, in microseconds since the start.
    idle: AtomicU64,
    cut: AbortHandle,
}

/// All connections.
pub(super) struct Connections {
    open: Mutex<HashMap<u64, Arc<State>>>,
    next: AtomicU64,
    start: Instant,
}

/// One of them; it leaves when dropped.
pub(super) struct Connection {
    all: Arc<Connections>,
    number: u64,
    state: Arc<State>,
}

/// A request under way.
pub(super) struct Busy {
    all: Arc<Connections>,
    state: Arc<State>,
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            open: Mutex::default(),
            next: AtomicU64::default(),
            start: Instant::now(),
        }
    }
}

impl Connections {
    fn open(&self) -> MutexGuard<'_, HashMap<u64, Arc<State>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.open().len()
    }

    /// A place for a new connection, and what closes it by force; none when all are busy.
    pub fn enter(self: &Arc<Self>) -> Option<(Connection, AbortRegistration)> {
        if self.len() >= MOST && !self.make_room() {
            return None;
        }
        let (cut, registration) = AbortHandle::new_pair();
        let state = Arc::new(State {
            busy: AtomicUsize::new(0),
            idle: AtomicU64::new(self.now()),
            cut,
        });
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.open().insert(number, Arc::clone(&state));
        let connection = Connection {
            all: Arc::clone(self),
            number,
            state,
        };
        Some((connection, registration))
    }

    /// Closes the connection that has been idle longest; false when all are busy.
    pub fn make_room(&self) -> bool {
        let mut open = self.open();
        let idle = open
            .iter()
            .filter(|(_, state)| state.busy.load(Ordering::Relaxed) == 0);
        let longest =
            idle.min_by_key(|(number, state)| (state.idle.load(Ordering::Relaxed), **number));
        let Some(number) = longest.map(|(number, _)| *number) else {
            return false;
        };
        if let Some(state) = open.remove(&number) {
            state.cut.abort();
        }
        true
    }

    /// Closes all.
    pub fn cut_all(&self) {
        for state in self.open().values() {
            state.cut.abort();
        }
    }
}

impl Connection {
    /// Marks a request as under way until the result is dropped.
    pub fn busy(&self) -> Busy {
        self.state.busy.fetch_add(1, Ordering::Relaxed);
        Busy {
            all: Arc::clone(&self.all),
            state: Arc::clone(&self.state),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.all.open().remove(&self.number);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.state.idle.store(self.all.now(), Ordering::Relaxed);
        self.state.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_idle_makes_room_and_busy_ones_stay() {
        let all = Arc::new(Connections::default());
        let enter = || all.enter().map(|(connection, _)| connection);
        let mut inside: Vec<Connection> = (0..MOST).filter_map(|_| enter()).collect();
        let busy: Vec<Busy> = inside.iter().take(2).map(Connection::busy).collect();
        let newcomer = enter().expect("room was made");
        let is_cut = |at: usize| inside[at].state.cut.is_aborted();
        assert!(is_cut(2) && !is_cut(0));
        inside.push(newcomer);
        let all_busy: Vec<Busy> = inside.iter().map(Connection::busy).collect();
        assert!(enter().is_none());
        drop((busy, all_busy, inside));
        assert_eq!(all.len(), 0);
    }
}
