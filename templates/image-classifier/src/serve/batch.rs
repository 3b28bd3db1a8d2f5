//! A queue with a bound, and a thread that takes what waits in it and asks the classifier once.
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use image::RgbImage;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::metrics::Metrics;
use crate::classifier::{Classifier, Said};

/// How pictures become batches.
#[derive(Clone, Copy, Debug)]
pub struct Batching {
    /// Pictures that may wait, those in the classifier's hands among them; the next is refused.
    pub queue_max: usize,
    /// Pictures in one call, at most.
    pub batch_max: usize,
    /// How long a batch that is not full waits for pictures that are being unpacked. Where none is, it does not wait.
    pub linger: Duration,
}

/// Why a picture has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The queue is full.
    Full,
    /// The classifier failed at this batch.
    Failed,
}

struct Job {
    picture: RgbImage,
    answer: oneshot::Sender<Said>,
    _place: OwnedSemaphorePermit,
}

/// The queue. When it is dropped, what waits is still answered.
pub struct Queue {
    batching: Batching,
    places: Arc<Semaphore>,
    coming: Arc<AtomicUsize>,
    jobs: Mutex<Option<Sender<Job>>>,
    worker: Option<JoinHandle<()>>,
}

/// A place in the queue, taken before the picture is unpacked: who finds none has cost nothing yet.
pub struct Place {
    permit: OwnedSemaphorePermit,
    coming: Coming,
}

/// Counts pictures that have a place and are not in the queue yet.
struct Coming(Arc<AtomicUsize>);

impl Drop for Coming {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Queue {
    /// Starts the thread that asks the classifier.
    pub fn new(classifier: Arc<dyn Classifier>, batching: Batching, metrics: Arc<Metrics>) -> Queue {
        let (jobs, waiting) = channel();
        let coming = Arc::new(AtomicUsize::new(0));
        let worker = Worker {
            classifier,
            batching,
            metrics,
            coming: coming.clone(),
            waiting,
        };
        Queue {
            batching,
            places: Arc::new(Semaphore::new(batching.queue_max.max(1))),
            coming,
            jobs: Mutex::new(Some(jobs)),
            worker: Some(std::thread::spawn(move || worker.work())),
        }
    }

    /// A place for one picture.
    ///
    /// # Errors
    /// Where the queue is full.
    pub fn place(&self) -> Result<Place, Unanswered> {
        let permit = self
            .places
            .clone()
            .try_acquire_owned()
            .map_err(|_| Unanswered::Full)?;
        self.coming.fetch_add(1, Ordering::SeqCst);
        Ok(Place {
            permit,
            coming: Coming(self.coming.clone()),
        })
    }

    /// What the classifier says of a picture.
    ///
    /// # Errors
    /// Where it failed.
    pub async fn ask(&self, place: Place, picture: RgbImage) -> Result<Said, Unanswered> {
        let (answer, said) = oneshot::channel();
        {
            let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            let jobs = jobs.as_ref().ok_or(Unanswered::Failed)?;
            jobs.send(Job {
                picture,
                answer,
                _place: place.permit,
            })
            .map_err(|_| Unanswered::Failed)?;
        }
        drop(place.coming);
        said.await.map_err(|_| Unanswered::Failed)
    }

    /// Pictures that have a place.
    pub fn waiting(&self) -> usize {
        self.batching.queue_max.max(1) - self.places.available_permits()
    }

    /// Whether the thread that asks the classifier is there.
    pub fn works(&self) -> bool {
        self.worker.as_ref().is_some_and(|worker| !worker.is_finished())
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(worker) = self.worker.take() {
            // A failed batch does not end the thread.
            let _ = worker.join();
        }
    }
}

struct Worker {
    classifier: Arc<dyn Classifier>,
    batching: Batching,
    metrics: Arc<Metrics>,
    coming: Arc<AtomicUsize>,
    waiting: Receiver<Job>,
}

impl Worker {
    fn work(&self) {
        while let Ok(first) = self.waiting.recv() {
            let batch = self.batch(first);
            if batch.is_empty() {
                continue;
            }
            let (pictures, answers): (Vec<RgbImage>, Vec<_>) = batch
                .into_iter()
                .map(|job| (job.picture, (job.answer, job._place)))
                .unzip();
            let begin = Instant::now();
            let ask = std::panic::AssertUnwindSafe(|| self.classifier.classify(&pictures));
            // A batch that fails is answered as failed (its senders are dropped); the next may go well.
            let Ok(said) = std::panic::catch_unwind(ask) else {
                continue;
            };
            self.metrics.batch(pictures.len(), begin.elapsed());
            for ((answer, place), said) in answers.into_iter().zip(said) {
                drop(place);
                // Who asked may have gone.
                let _ = answer.send(said);
            }
        }
    }

    /// What waits, and what comes within a moment; without those whose asker has gone.
    fn batch(&self, first: Job) -> Vec<Job> {
        let until = Instant::now() + self.batching.linger;
        let mut batch = vec![first];
        while batch.len() < self.batching.batch_max.max(1) {
            let patience = if self.coming.load(Ordering::SeqCst) > 0 {
                until.saturating_duration_since(Instant::now())
            } else {
                Duration::ZERO
            };
            match self.waiting.recv_timeout(patience) {
                Ok(job) => batch.push(job),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        batch.retain(|job| !job.answer.is_closed());
        batch
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex};

    use super::*;
    use crate::classifier::Heat;

    /// Says the first pixel's red as a probability; waits at a gate, notes the sizes of its batches, fails at red 255.
    #[derive(Default)]
    struct Made {
        open: Mutex<bool>,
        opened: Condvar,
        sizes: Mutex<Vec<usize>>,
    }

    impl Made {
        fn open(&self) {
            *self.open.lock().unwrap() = true;
            self.opened.notify_all();
        }
    }

    impl Classifier for Made {
        fn classes(&self) -> &[String] {
            &[]
        }

        fn classify(&self, pictures: &[RgbImage]) -> Vec<Said> {
            self.sizes.lock().unwrap().push(pictures.len());
            // A test that failed with the gate closed still ends.
            let gate = self.open.lock().unwrap();
            drop(
                self.opened
                    .wait_timeout_while(gate, Duration::from_secs(20), |open| !*open)
                    .unwrap(),
            );
            assert!(
                pictures.iter().all(|picture| picture.get_pixel(0, 0)[0] < 255),
                "made to fail"
            );
            let said = |picture: &RgbImage| Said {
                probabilities: vec![f32::from(picture.get_pixel(0, 0)[0])],
                heat: Heat {
                    width: 1,
                    height: 1,
                    cells: vec![1.0],
                },
            };
            pictures.iter().map(said).collect()
        }
    }

    fn red(red: u8) -> RgbImage {
        RgbImage::from_pixel(1, 1, image::Rgb([red, 0, 0]))
    }

    fn queue(made: &Arc<Made>, queue_max: usize, batch_max: usize) -> Arc<Queue> {
        let batching = Batching {
            queue_max,
            batch_max,
            linger: Duration::ZERO,
        };
        Arc::new(Queue::new(made.clone(), batching, Arc::new(Metrics::default())))
    }

    /// Asks in a task of its own and returns when the picture has a place and lies in the queue.
    async fn sent(queue: &Arc<Queue>, value: u8) -> tokio::task::JoinHandle<Result<Said, Unanswered>> {
        let place = queue.place().expect("a place");
        let asking = tokio::spawn({
            let queue = queue.clone();
            async move { queue.ask(place, red(value)).await }
        });
        while queue.coming.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
        asking
    }

    async fn begun(made: &Made, batches: usize) {
        while made.sizes.lock().unwrap().len() < batches {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn what_waits_goes_together_and_everybody_gets_their_own_answer() {
        let made = Arc::new(Made::default());
        let queue = queue(&made, 10, 4);
        let first = sent(&queue, 1).await;
        begun(&made, 1).await;
        let mut asking = vec![first];
        for value in 2..=7 {
            asking.push(sent(&queue, value).await);
        }
        assert_eq!(queue.waiting(), 7);
        made.open();
        for (at, asked) in asking.into_iter().enumerate() {
            assert_eq!(asked.await.unwrap().unwrap().probabilities, [at as f32 + 1.0]);
        }
        // The first alone; of the six that came meanwhile, four and two.
        assert_eq!(*made.sizes.lock().unwrap(), [1, 4, 2]);
        assert_eq!(queue.waiting(), 0);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_and_takes_again() {
        let made = Arc::new(Made::default());
        let queue = queue(&made, 2, 4);
        let (one, two) = (sent(&queue, 1).await, sent(&queue, 2).await);
        assert_eq!(queue.place().err(), Some(Unanswered::Full));
        made.open();
        one.await.unwrap().unwrap();
        two.await.unwrap().unwrap();
        assert!(queue.place().is_ok());
    }

    #[tokio::test]
    async fn who_left_is_not_classified() {
        let made = Arc::new(Made::default());
        let queue = queue(&made, 10, 4);
        let first = sent(&queue, 1).await;
        begun(&made, 1).await;
        let left = sent(&queue, 2).await;
        left.abort();
        assert!(left.await.unwrap_err().is_cancelled());
        let third = sent(&queue, 3).await;
        made.open();
        first.await.unwrap().unwrap();
        third.await.unwrap().unwrap();
        assert_eq!(*made.sizes.lock().unwrap(), [1, 1]);
    }

    #[tokio::test]
    async fn a_failed_batch_is_told_and_the_next_goes_well() {
        let made = Arc::new(Made::default());
        made.open();
        let queue = queue(&made, 2, 1);
        assert_eq!(sent(&queue, 255).await.await.unwrap(), Err(Unanswered::Failed));
        assert_eq!(sent(&queue, 9).await.await.unwrap().unwrap().probabilities, [9.0]);
        assert!(queue.works());
        assert_eq!(queue.waiting(), 0);
    }
}
