//! One lookup for all who ask at the same moment, as commits go to disk in groups.
//!
//! Nothing is kept: a lookup begins after everybody whom it serves has asked, so what it finds is as fresh as if each had
//! looked. Who asks while one is under way waits for the next.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, WeakShared};

type Flight<T> = BoxFuture<'static, T>;

/// Lookups of values by their keys.
pub(crate) struct SharedLookup<K, T: Clone> {
    lines: Arc<Lines<K, T>>,
}

type Lines<K, T> = Mutex<HashMap<K, Line<T>>>;

/// What goes on for one key. Both are let go with the last who waits for them: what nobody waits for is not looked up.
struct Line<T: Clone> {
    under_way: Option<Lookup<T>>,
    next: Option<Lookup<T>>,
    /// Tells the lookups of this line from each other.
    count: u64,
}

type Lookup<T> = (u64, WeakShared<Flight<T>>);

impl<K, T> SharedLookup<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// What is found for `key` by a lookup that begins after this call.
    pub(crate) async fn find(&self, key: &K, look: impl Future<Output = T> + Send + 'static) -> T {
        let flight = {
            let mut lines = locked(&self.lines);
            let line = lines.entry(key.clone()).or_default();
            let joined = line.next.as_ref().and_then(|(_, next)| next.upgrade());
            joined.unwrap_or_else(|| self.order(line, key, look))
        };
        flight.await
    }

    /// A lookup that begins when the one under way has ended.
    fn order(
        &self,
        line: &mut Line<T>,
        key: &K,
        look: impl Future<Output = T> + Send + 'static,
    ) -> Shared<Flight<T>> {
        line.count += 1;
        let before = line.under_way.as_ref().and_then(|(_, lookup)| lookup.upgrade());
        let place = Place { lines: Arc::clone(&self.lines), key: key.clone(), number: line.count };
        let flight = async move {
            if let Some(before) = before {
                before.await;
            }
            place.begin();
            look.await
        };
        let flight = flight.boxed().shared();
        line.next = flight.downgrade().map(|weak| (line.count, weak));
        flight
    }
}

/// The place of a lookup in its line; given up when it has ended, or nobody waits for it any more.
struct Place<K: Eq + Hash, T: Clone> {
    lines: Arc<Lines<K, T>>,
    key: K,
    number: u64,
}

impl<K: Eq + Hash, T: Clone> Place<K, T> {
    /// Who asks from now on asks anew.
    fn begin(&self) {
        if let Some(line) = locked(&self.lines).get_mut(&self.key) {
            line.under_way = line.next.take();
        }
    }
}

impl<K: Eq + Hash, T: Clone> Drop for Place<K, T> {
    fn drop(&mut self) {
        let mut lines = locked(&self.lines);
        let Some(line) = lines.get_mut(&self.key) else { return };
        line.under_way.take_if(|(number, _)| *number == self.number);
        line.next.take_if(|(number, _)| *number == self.number);
        if line.under_way.is_none() && line.next.is_none() {
            lines.remove(&self.key);
        }
    }
}

impl<K, T: Clone> Default for SharedLookup<K, T> {
    fn default() -> Self {
        Self { lines: Arc::default() }
    }
}

impl<T: Clone> Default for Line<T> {
    fn default() -> Self {
        Self { under_way: None, next: None, count: 0 }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::poll;
    use std::pin::pin;
    use tokio::sync::Semaphore;

    use super::*;

    /// Lookups that end when they are let, and the number of them that began.
    #[derive(Clone)]
    struct Source {
        begun: Arc<AtomicU32>,
        ends: Arc<Semaphore>,
    }

    impl Source {
        fn new() -> Self {
            Self { begun: Arc::default(), ends: Arc::new(Semaphore::new(0)) }
        }

        fn look(&self) -> impl Future<Output = u32> + Send + 'static {
            let source = self.clone();
            async move {
                let number = source.begun.fetch_add(1, Ordering::SeqCst) + 1;
                source.ends.acquire().await.unwrap().forget();
                number
            }
        }
    }

    #[tokio::test]
    async fn who_asks_during_a_lookup_shares_the_next() {
        let (source, lookups) = (Source::new(), SharedLookup::default());
        let mut first = pin!(lookups.find(&"key", source.look()));
        assert!(poll!(&mut first).is_pending());
        let mut second = pin!(lookups.find(&"key", source.look()));
        let mut third = pin!(lookups.find(&"key", source.look()));
        assert!(poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
        assert_eq!(source.begun.load(Ordering::SeqCst), 1, "a lookup that began earlier serves nobody later");
        source.ends.add_permits(2);
        assert_eq!((third.await, second.await, first.await), (2, 2, 1));
        assert!(locked(&lookups.lines).is_empty());
    }

    #[tokio::test]
    async fn keys_do_not_wait_for_each_other() {
        let (source, lookups) = (Source::new(), SharedLookup::default());
        let mut slow = pin!(lookups.find(&"slow", source.look()));
        assert!(poll!(&mut slow).is_pending());
        assert_eq!(lookups.find(&"quick", async { 7 }).await, 7);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_holds_up_nobody() {
        let (source, lookups) = (Source::new(), SharedLookup::default());
        {
            let mut gone = pin!(lookups.find(&"key", source.look()));
            assert!(poll!(&mut gone).is_pending());
        }
        assert!(locked(&lookups.lines).is_empty());
        let mut staying = Box::pin(lookups.find(&"key", source.look()));
        assert!(poll!(&mut staying).is_pending());
        let mut waiting = Box::pin(lookups.find(&"key", source.look()));
        assert!(poll!(&mut waiting).is_pending());
        drop(staying);
        source.ends.add_permits(2);
        assert_eq!(waiting.await, 3, "the one under way was carried to its end by who waits for it");
        assert!(locked(&lookups.lines).is_empty());
    }
}
