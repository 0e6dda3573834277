//! The port's contract, clause by clause, on the in-memory cluster and on real Kafka alike: what holds for
//! one holds for the other, or the in-memory one teaches command tests a world that does not exist.

/// Makes each contract a test on both worlds.
macro_rules! contract {
    ($($name:ident),+ $(,)?) => {
        mod fake {
            $(#[test]
            fn $name() {
                super::$name(&crate::cluster_contract::fake_world::FakeWorld::new());
            })+
        }
        mod kafka {
            $(#[test]
            fn $name() {
                super::$name(&crate::cluster_contract::kafka_world::KafkaWorld::new());
            })+
        }
    };
}

mod changes;
mod commits;
mod fake_world;
mod first_records;
mod groups;
mod kafka_world;
mod limits;
mod lost;
mod offsets;
mod records;
mod removal;
mod rights;
mod settings;
mod topics;
mod transactions;
mod world;
