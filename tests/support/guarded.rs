//! A one-broker cluster with an authorizer, on which everything is allowed that a test does not deny.

use std::sync::OnceLock;

use serde_json::json;

use super::kafka::Kafka;
use super::scene::Scene;

const CONFIG: [&str; 3] = [
    "--authorizer",
    "--config",
    "allow.everyone.if.no.acl.found=true",
];

/// The bootstrap server of the cluster, which is started at the first call.
///
/// # Panics
/// Where Kafka cannot be started.
pub fn bootstrap() -> &'static str {
    static CLUSTER: OnceLock<Kafka> = OnceLock::new();
    CLUSTER
        .get_or_init(|| Kafka::up(&CONFIG).unwrap())
        .bootstrap()
}

/// A scene of the test's own on the cluster.
pub fn scene() -> Scene {
    Scene::of(bootstrap(), bootstrap())
}

/// Forbids an operation on a `topic` or `group` of the scene to everybody, the checker included.
pub fn deny(scene: &Scene, operation: &str, resource: &str, name: &str) {
    let fields = json!({
        "operation": operation,
        "resource": resource,
        "name": scene.name(name),
    });
    scene.checker.ask("deny", fields);
}
