use std::ops::Deref;

use crate::support::faulty::{self, Faulty};
use crate::support::proxy::{DELETE_GROUPS, Fault, OFFSET_COMMIT, OFFSET_DELETE, Proxy};
use crate::support::scene::Scene;
use crate::support::wait;

/// Moves the group of [`Stage::with_billing`] from 4 to 7.
pub const MOVE: &str = "reset {}billing --topic {}orders --to-offset 7 --yes";

/// The removals that remove nothing, and ask whether commits may be removed.
pub const PROBES: usize = 1;

/// What becomes of the requests of a removal, of which the last is met by the fault.
pub fn behind_probes(fault: Fault) -> Vec<Fault> {
    [vec![Fault::Pass; PROBES], vec![fault]].concat()
}

/// Where the group stands before and after [`MOVE`].
pub const BEFORE: [(i32, i64); 2] = [(0, 4), (1, 4)];
pub const AFTER: [(i32, i64); 2] = [(0, 7), (1, 7)];

/// A scene on the cluster behind the proxy.
pub struct Stage {
    scene: Scene,
    pub cluster: Faulty,
}

impl Stage {
    pub fn new() -> Self {
        let cluster = faulty::cluster();
        Stage {
            scene: cluster.scene(),
            cluster,
        }
    }

    /// A stage with a topic `orders` of two partitions, and a group `billing` in the middle of them.
    pub fn with_billing() -> Self {
        let stage = Stage::new();
        stage.orders(&[10, 10], &[Some(4), Some(4)]);
        stage
    }

    pub fn proxy(&self) -> &Proxy {
        self.cluster.proxy()
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
        let changes = [OFFSET_COMMIT, OFFSET_DELETE, DELETE_GROUPS];
        let sent = changes.map(|api| self.proxy().count(api));
        assert_eq!(sent, [0, 0, 0], "commits and removals were sent");
    }
}

impl Deref for Stage {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        &self.scene
    }
}
