use std::ops::Deref;
use std::sync::{MutexGuard, OnceLock};

use crate::support::alone;
use crate::support::kafka::Kafka;
use crate::support::proxy::{Api, Proxy};
use crate::support::scene::Scene;
use crate::support::wait;

/// Moves the group of [`Stage::with_billing`] from 4 to 7, and gives up a request after three seconds.
pub const MOVE: &str = "reset {}billing --topic {}orders --to-offset 7 --yes --timeout 3s";

/// Where the group stands before and after [`MOVE`].
pub const BEFORE: [(i32, i64); 2] = [(0, 4), (1, 4)];
pub const AFTER: [(i32, i64); 2] = [(0, 7), (1, 7)];

/// A broker that koffset reaches through the proxy alone, and Kafka's own clients without it.
struct Behind {
    kafka: Kafka,
    proxy: Proxy,
}

impl Behind {
    fn start() -> Result<Self, String> {
        let proxy = Proxy::listen().map_err(|error| error.to_string())?;
        let kafka = Kafka::up(&["--proxy-listener", &proxy.port().to_string()])?;
        proxy.forward_to(kafka.proxy_upstream().parse().unwrap());
        Ok(Behind { kafka, proxy })
    }
}

/// A scene on the broker behind the proxy, for one test at a time.
pub struct Stage {
    scene: Scene,
    pub proxy: &'static Proxy,
    pub kafka: &'static Kafka,
    _alone: MutexGuard<'static, ()>,
}

impl Stage {
    /// # Panics
    /// Where Kafka cannot be started: a test without it has not passed.
    pub fn new() -> Self {
        static BEHIND: OnceLock<Result<Behind, String>> = OnceLock::new();
        let alone = alone::now();
        let behind = match BEHIND.get_or_init(Behind::start) {
            Ok(behind) => behind,
            Err(why) => panic!("no Kafka to test against: {why}"),
        };
        let (kafka, proxy) = (&behind.kafka, &behind.proxy);
        let through = format!("127.0.0.1:{}", proxy.port());
        Stage {
            scene: Scene::of(kafka.bootstrap(), &through),
            proxy,
            kafka,
            _alone: alone,
        }
    }

    /// A stage with a topic `orders` of two partitions, and a group `billing` in the middle of them.
    pub fn with_billing() -> Self {
        let stage = Stage::new();
        stage.orders(&[10, 10], &[Some(4), Some(4)]);
        stage
    }

    /// Kafka's own client sees the group there.
    #[track_caller]
    pub fn stands_at(&self, offsets: &[(i32, i64)]) {
        assert_eq!(self.offsets("billing", "orders"), offsets);
    }

    /// Waits until Kafka's own client sees the group there.
    pub fn await_stands_at(&self, offsets: &[(i32, i64)]) {
        let look = || self.offsets("billing", "orders");
        wait::until("the commit", look, |seen| seen == offsets);
    }

    /// Nothing that changes a group has been sent.
    #[track_caller]
    pub fn sent_nothing(&self) {
        let sent = [Api::OffsetCommit, Api::OffsetDelete].map(|api| self.proxy.count(api));
        assert_eq!(sent, [0, 0], "commits and removals were sent");
    }
}

impl Deref for Stage {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        &self.scene
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.proxy.forget();
    }
}
