//! One lookup for all who ask at the same moment, as commits go to disk in groups: going to the database and back costs
//! more than what most calls look for there.
//!
//! Nothing is kept: a lookup begins after everybody whom it serves has asked, so what it finds is as fresh as if each had
//! looked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Keys of one lookup, at most. What is found for all of them is in memory at once: twice as many are slower, since
/// reports then fall out of the processor's cache before they are sent.
const MOST: usize = 16;

/// Lookups of values by their keys.
pub(crate) struct Gather<K, V> {
    asked: Arc<Mutex<Vec<Question<K, V>>>>,
}

type Question<K, V> = (K, oneshot::Sender<V>);

impl<K: Send + 'static, V: Send + 'static> Gather<K, V> {
    /// What `look` finds for `key`, by a lookup that begins after this call. It is given the keys of everybody who asks
    /// in the same turn of the scheduler, equal ones included, and finds one value for each, in their order. All who ask
    /// the same `Gather` must look in the same way. `None` where the lookup broke off.
    pub(crate) async fn find<F>(&self, key: K, look: impl Fn(Vec<K>) -> F + Send + 'static) -> Option<V>
    where
        F: Future<Output = Vec<V>> + Send,
    {
        let (answer, found) = oneshot::channel();
        let is_first = {
            let mut asked = locked(&self.asked);
            asked.push((key, answer));
            asked.len() == 1
        };
        if is_first {
            let asked = Arc::clone(&self.asked);
            // A task of its own: whoever asked first may go away before the others have their answers.
            tokio::spawn(async move {
                // Tasks that can run do so before this one does again, and so ask in time.
                tokio::task::yield_now().await;
                let asked = std::mem::take(&mut *locked(&asked));
                answer_all(asked, look).await;
            });
        }
        found.await.ok()
    }
}

async fn answer_all<K, V, F>(mut asked: Vec<Question<K, V>>, look: impl Fn(Vec<K>) -> F)
where
    F: Future<Output = Vec<V>>,
{
    asked.retain(|(_, answer)| !answer.is_closed());
    while !asked.is_empty() {
        let (keys, answers): (Vec<_>, Vec<_>) = asked.drain(..asked.len().min(MOST)).unzip();
        for (answer, value) in answers.into_iter().zip(look(keys).await) {
            // Whoever asked may have gone meanwhile.
            let _ = answer.send(value);
        }
    }
}

impl<K, V> Default for Gather<K, V> {
    fn default() -> Self {
        Self { asked: Arc::default() }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use futures_util::poll;
    use std::pin::pin;
    use tokio::sync::Semaphore;

    use super::*;

    /// Lookups that end when they are let, and what they were asked for.
    #[derive(Clone)]
    struct Source {
        looks: Arc<Mutex<Vec<Vec<u32>>>>,
        ends: Arc<Semaphore>,
    }

    impl Source {
        fn new(ends: usize) -> Self {
            Self { looks: Arc::default(), ends: Arc::new(Semaphore::new(ends)) }
        }

        async fn find(&self, gather: &Gather<u32, String>, key: u32) -> Option<String> {
            let source = self.clone();
            let look = move |keys: Vec<u32>| {
                let source = source.clone();
                async move {
                    locked(&source.looks).push(keys.clone());
                    source.ends.acquire().await.unwrap().forget();
                    keys.into_iter().map(|key| format!("of {key}")).collect()
                }
            };
            gather.find(key, look).await
        }

        fn looks(&self) -> Vec<Vec<u32>> {
            locked(&self.looks).clone()
        }
    }

    #[tokio::test]
    async fn who_asks_in_the_same_turn_shares_a_lookup() {
        let (source, gather) = (Source::new(2), Gather::default());
        let found = join_all([3, 1, 3].map(|key| source.find(&gather, key))).await;
        let text = |key: u32| Some(format!("of {key}"));
        assert_eq!(found, [text(3), text(1), text(3)]);
        assert_eq!(source.find(&gather, 9).await, text(9));
        assert_eq!(source.looks(), [vec![3, 1, 3], vec![9]]);
    }

    #[tokio::test]
    async fn who_asks_during_a_lookup_is_not_served_by_it_and_does_not_wait_for_it() {
        let (source, gather) = (Source::new(0), Gather::default());
        let mut slow = pin!(source.find(&gather, 1));
        while source.looks().is_empty() {
            assert!(poll!(&mut slow).is_pending());
            tokio::task::yield_now().await;
        }
        let quick = Source::new(1);
        assert_eq!(quick.find(&gather, 1).await.unwrap(), "of 1");
        assert_eq!(quick.looks(), [vec![1]]);
        source.ends.add_permits(1);
        assert_eq!(slow.await.unwrap(), "of 1");
    }

    #[tokio::test]
    async fn many_are_looked_up_some_at_a_time() {
        let (source, gather) = (Source::new(5), Gather::default());
        let found = join_all((0..70).map(|key| source.find(&gather, key))).await;
        assert!((0..).zip(found).all(|(key, found)| found == Some(format!("of {key}"))));
        assert_eq!(source.looks().iter().map(Vec::len).collect::<Vec<_>>(), [16, 16, 16, 16, 6]);
    }

    #[tokio::test]
    async fn who_has_gone_is_not_looked_up_and_leaves_the_others_their_answers() {
        let (source, gather) = (Source::new(1), Gather::default());
        let mut staying = pin!(source.find(&gather, 2));
        {
            let mut gone = pin!(source.find(&gather, 1));
            assert!(poll!(&mut gone).is_pending() && poll!(&mut staying).is_pending());
        }
        assert_eq!(staying.await.unwrap(), "of 2");
        assert_eq!(source.looks(), [vec![2]]);
    }

    #[tokio::test]
    async fn a_lookup_that_breaks_off_is_told() {
        let gather = Gather::<u32, u32>::default();
        assert_eq!(gather.find(1, |_| async { panic!("the database is made of cheese") }).await, None);
        assert_eq!(gather.find(1, |keys| async { keys }).await, Some(1));
    }
}
