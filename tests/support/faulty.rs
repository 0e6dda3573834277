//! A one-broker cluster of their own for tests that freeze the broker or spoil what is said to it.

use std::sync::{MutexGuard, OnceLock};

use super::alone;
use super::checker::Checker;
use super::kafka::Kafka;
use super::proxy::Proxy;
use super::scene::Scene;

struct Cluster {
    kafka: Kafka,
    proxy: Proxy,
}

/// The cluster, for one test at a time. The broker goes on and the proxy behaves at the end of the test.
pub struct Faulty {
    cluster: &'static Cluster,
    _alone: MutexGuard<'static, ()>,
}

/// Waits for the cluster's turn, and starts it for the first.
///
/// # Panics
/// Where Kafka cannot be started.
pub fn cluster() -> Faulty {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    let alone = alone::now();
    Faulty {
        cluster: CLUSTER.get_or_init(start),
        _alone: alone,
    }
}

fn start() -> Cluster {
    let mut proxy = Proxy::new();
    let port = proxy.port().to_string();
    let kafka = Kafka::up(&["--proxy-listener", &port]).unwrap();
    kafka
        .proxy_upstreams()
        .for_each(|upstream| proxy.serve(upstream));
    Cluster { kafka, proxy }
}

impl Faulty {
    pub fn proxy(&self) -> &Proxy {
        &self.cluster.proxy
    }

    /// The bootstrap server for koffset, behind the proxy.
    pub fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.proxy().port())
    }

    /// Kafka's own clients, past the proxy.
    pub fn checker(&self) -> Checker {
        Checker::of(self.cluster.kafka.bootstrap())
    }

    /// A scene on which Kafka's own clients go past the proxy, and koffset through it.
    pub fn scene(&self) -> Scene {
        Scene::of(self.cluster.kafka.bootstrap(), &self.bootstrap())
    }

    /// Stops the broker's process where it stands; connections stay open and nobody answers.
    pub fn freeze(&self) {
        self.cluster.kafka.broker(1, "pause", &[]);
    }

    pub fn thaw(&self) {
        self.cluster.kafka.broker(1, "resume", &[]);
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.thaw();
        self.proxy().behave();
    }
}
