//! Groups that are not what a tool expects, beside each other on a cluster of their own: without a name, with control
//! characters in the name, and of other protocols than a consumer's, with and without commits.

use std::fs;
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::{Value, json};

use crate::support::kafka::Kafka;
use crate::support::scene::Scene;
use crate::support::version;

mod changed;
mod cut;
mod files;
mod left_out;
mod programs;
mod screen;

/// A cluster with these groups, of which each test adds what is its own.
const STREAMS: &str = "streams-with-commits";
const BARE_STREAMS: &str = "streams-without-commits";
const SHARE: &str = "share";
const CONNECT: &str = "connect-cluster";
const BROKEN: &str = "line\nbreak";
const TABBED: &str = "a\ttab \"quoted\", \u{1b}[31m\r";

const POPULATION: [&str; 8] = [
    "",
    "billing",
    STREAMS,
    BARE_STREAMS,
    SHARE,
    CONNECT,
    BROKEN,
    TABBED,
];

/// A scene on the cluster, for one test at a time.
struct OddScene {
    scene: Scene,
    _alone: MutexGuard<'static, ()>,
}

impl Deref for OddScene {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        &self.scene
    }
}

fn scene() -> OddScene {
    static CLUSTER: OnceLock<Kafka> = OnceLock::new();
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let kafka = CLUSTER.get_or_init(|| {
        let kafka = Kafka::up(&[]).unwrap();
        populate(&Scene::of(kafka.bootstrap(), kafka.bootstrap()));
        kafka
    });
    OddScene {
        scene: Scene::of(kafka.bootstrap(), kafka.bootstrap()),
        _alone: alone,
    }
}

fn populate(scene: &Scene) {
    scene.checker.create_topic("orders", 2);
    scene.checker.produce("orders", 0, &[1, 2, 3]);
    for group in ["", "billing", BROKEN, TABBED] {
        commit(scene, group, 1);
    }
    let fields = json!({"handle": CONNECT, "group": CONNECT});
    scene.checker.ask("join_raw", fields);
    if version::is_before(4, 1) {
        return;
    }
    for group in [STREAMS, BARE_STREAMS] {
        let fields = json!({"handle": group, "group": group, "topics": ["orders"]});
        scene.checker.ask("join_streams", fields);
        scene.checker.ask("leave_raw", json!({"handle": group}));
    }
    commit(scene, STREAMS, 2);
    let fields = json!({"handle": SHARE, "group": SHARE, "topics": ["orders"]});
    scene.checker.ask("start_share_consumer", fields);
}

fn commit(scene: &Scene, group: &str, offset: i64) {
    let offsets = json!([{"topic": "orders", "partition": 0, "offset": offset}]);
    let fields = json!({"group": group, "offsets": offsets});
    scene.checker.ask("commit", fields);
}

/// What Kafka's own client says that a group has committed in `orders:0`.
fn committed(scene: &Scene, group: &str) -> Option<i64> {
    let rows = scene.checker.ask("committed", json!({"group": group}));
    let rows = rows.as_array().unwrap().iter();
    let mut rows = rows.filter(|row| row["topic"] == "orders" && row["partition"] == 0);
    rows.next().map(|row| row["offset"].as_i64().unwrap())
}

/// The names that a document's list of groups holds, but for those that a test has made for itself.
fn ids(groups: &Value) -> Vec<&str> {
    let groups = groups.as_array().unwrap().iter();
    let ids = groups.map(|group| group["group_id"].as_str().unwrap());
    ids.filter(|id| POPULATION.contains(id)).collect()
}

fn read(scene: &Scene, file: &str) -> Value {
    serde_json::from_slice(&fs::read(scene.file(file)).unwrap()).unwrap()
}
