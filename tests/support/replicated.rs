//! Three brokers behind a proxy each, for tests that lose one of them. The first is the controller, and stays.

use std::cell::Cell;
use std::sync::{MutexGuard, OnceLock};
use std::time::Duration;

use serde_json::json;

use super::alone;
use super::checker::Checker;
use super::kafka::Kafka;
use super::proxy::Proxy;
use super::scene::Scene;
use super::wait;

const CONTROLLER: u32 = 1;

/// Enough that some group is kept in each partition of `__consumer_offsets`.
const GROUPS: u32 = 30;

/// Long enough for a busy machine to start a broker again and give it its place back.
const PLACED: Duration = Duration::from_secs(120);

const OPTIONS: [&str; 8] = [
    "--brokers",
    "3",
    // A dead broker is replaced soon, but not before a hasty change has ended; and it has its place again
    // soon after it has come back.
    "--config",
    "broker.session.timeout.ms=5000",
    "--config",
    "leader.imbalance.check.interval.seconds=1",
    "--config",
    "leader.imbalance.per.broker.percentage=0",
];

struct Cluster {
    kafka: Kafka,
    /// In the order of their brokers, whose numbers begin with 1.
    proxies: Vec<Proxy>,
    /// Which broker coordinates each of [`GROUPS`] names while all of them are there.
    coordinators: Vec<u32>,
}

/// The cluster, for one test at a time. A broker that was killed is started again at the end of the test, and a
/// frozen one goes on.
pub struct Replicated {
    cluster: &'static Cluster,
    killed: Cell<Option<u32>>,
    frozen: Cell<Option<u32>>,
    _alone: MutexGuard<'static, ()>,
}

/// Waits for the cluster's turn, starts it for the first, and waits until every broker has its place.
///
/// # Panics
/// Where Kafka cannot be started.
pub fn cluster() -> Replicated {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    let alone = alone::now();
    let cluster = CLUSTER.get_or_init(start);
    let look = || coordinators(&cluster.kafka);
    let in_place = |now: &Vec<u32>| *now == cluster.coordinators;
    wait::within(PLACED, "every broker to have its place", look, in_place);
    Replicated {
        cluster,
        killed: Cell::new(None),
        frozen: Cell::new(None),
        _alone: alone,
    }
}

fn start() -> Cluster {
    let mut proxies = [(); 3].map(|()| Proxy::new());
    let ports = proxies.each_ref().map(|proxy| proxy.port().to_string());
    let listeners = ["--proxy-listener", &ports.join(",")];
    let kafka = Kafka::up(&[&OPTIONS[..], &listeners].concat()).unwrap();
    for (proxy, upstream) in proxies.iter_mut().zip(kafka.proxy_upstreams()) {
        proxy.serve(upstream);
    }
    Cluster {
        coordinators: coordinators(&kafka),
        kafka,
        proxies: proxies.into(),
    }
}

fn coordinators(kafka: &Kafka) -> Vec<u32> {
    let groups = (0..GROUPS).map(|number| format!("group-{number}"));
    groups.map(|group| coordinator(kafka, &group)).collect()
}

fn coordinator(kafka: &Kafka, group: &str) -> u32 {
    let fields = json!({ "group": group });
    let found = Checker::of(kafka.bootstrap()).ask("coordinator", fields);
    found["broker"].as_u64().unwrap().try_into().unwrap()
}

impl Replicated {
    /// A scene on which Kafka's own clients go past the proxies, and koffset through them.
    pub fn scene(&self) -> Scene {
        let ports = self.cluster.proxies.iter().map(Proxy::port);
        let servers: Vec<String> = ports.map(|port| format!("127.0.0.1:{port}")).collect();
        Scene::of(self.cluster.kafka.bootstrap(), &servers.join(","))
    }

    /// A scene without proxies: a broker that is gone refuses connections.
    pub fn plain_scene(&self) -> Scene {
        let servers = self.cluster.kafka.bootstrap();
        Scene::of(servers, servers)
    }

    /// Creates a topic of the scene that outlives the loss of a broker, and of which no record expires.
    pub fn topic(&self, scene: &Scene, topic: &str, partitions: i32) {
        let name = scene.name(topic);
        let configs = json!({"retention.ms": "-1"});
        let topic =
            json!({"name": name, "partitions": partitions, "replication": 3, "configs": configs});
        let fields = json!({"topics": [topic]});
        scene.checker.ask("create_topics", fields);
    }

    /// A name for a group whose coordinator can be lost, and that broker's number.
    pub fn group(&self, scene: &Scene) -> (String, u32) {
        let names = (0..GROUPS).map(|number| format!("billing-{number}"));
        let mut coordinated = names.map(|group| {
            let broker = self.coordinator(&scene.name(&group));
            (group, broker)
        });
        let found = coordinated.find(|(_, broker)| *broker != CONTROLLER);
        found.expect("the controller coordinates every group")
    }

    /// The number of the broker that coordinates a group, by its name on the cluster.
    pub fn coordinator(&self, group: &str) -> u32 {
        coordinator(&self.cluster.kafka, group)
    }

    /// The proxy in front of a broker.
    pub fn proxy(&self, broker: u32) -> &Proxy {
        &self.cluster.proxies[broker as usize - 1]
    }

    /// Ends a broker's process at once.
    pub fn kill(&self, broker: u32) {
        self.killed.set(Some(broker));
        self.cluster.kafka.broker(broker, "stop", &["--kill"]);
    }

    /// Freezes a broker's process.
    pub fn freeze(&self, broker: u32) {
        self.frozen.set(Some(broker));
        self.cluster.kafka.broker(broker, "pause", &[]);
    }
}

impl Drop for Replicated {
    fn drop(&mut self) {
        self.cluster.proxies.iter().for_each(Proxy::behave);
        if let Some(broker) = self.frozen.take() {
            self.cluster.kafka.broker(broker, "resume", &[]);
        }
        if let Some(broker) = self.killed.take() {
            self.cluster.kafka.broker(broker, "start", &[]);
        }
    }
}
