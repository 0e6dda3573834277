use std::fmt;

use crate::model::{ObservedGroup, named};

/// An engine that seems to own a group, and what says so. A guess from names: it warns, and steers nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub engine: Engine,
    /// What was seen, such as "its name begins with connect-".
    pub evidence: String,
}

/// Engines whose real position is not, or not only, the group's commit (kafka-facts section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum Engine {
    Connect,
    Streams,
    Flink,
    Spark,
}

impl Owner {
    /// Looks for an engine's marks on a group.
    pub fn of(group: &ObservedGroup) -> Option<Owner> {
        by_name(group.description.id.as_str())
            .or_else(|| by_topics(group))
            .or_else(|| by_clients(group))
    }
}

fn by_name(name: &str) -> Option<Owner> {
    let (engine, prefix) = [
        (Engine::Connect, "connect-"),
        (Engine::Spark, "spark-kafka-source-"),
        (Engine::Spark, "spark-kafka-relation-"),
        (Engine::Flink, "flink-"),
    ]
    .into_iter()
    .find(|(_, prefix)| name.starts_with(prefix))?;
    Some(Owner {
        engine,
        evidence: format!("its name begins with {prefix}"),
    })
}

/// Kafka Streams names its internal topics after the application, which is the group.
fn by_topics(group: &ObservedGroup) -> Option<Owner> {
    let prefix = format!("{}-", group.description.id);
    let internal = |topic: &str| {
        topic.starts_with(&prefix)
            && (topic.ends_with("-changelog") || topic.ends_with("-repartition"))
    };
    let topic = group
        .commits
        .keys()
        .map(|tp| &tp.topic)
        .find(|topic| internal(topic))?;
    Some(Owner {
        engine: Engine::Streams,
        evidence: format!("it has commits in {topic}"),
    })
}

fn by_clients(group: &ObservedGroup) -> Option<Owner> {
    let clients = group
        .description
        .members
        .iter()
        .map(|member| &member.client_id);
    let marks = [
        (Engine::Connect, "connector-consumer-"),
        (Engine::Streams, "-StreamThread-"),
        (Engine::Spark, "spark-"),
        (Engine::Flink, "flink-"),
    ];
    let (engine, client) = clients
        .flat_map(|client| marks.map(|(engine, mark)| (engine, mark, client)))
        .find(|(_, mark, client)| client.contains(mark))
        .map(|(engine, _, client)| (engine, client))?;
    Some(Owner {
        engine,
        evidence: format!("a member is called {}", named(client)),
    })
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, truth) = match self.engine {
            Engine::Connect => (
                "a Kafka Connect sink's",
                "stop the connector and use the REST interface's /connectors/NAME/offsets",
            ),
            Engine::Streams => (
                "a Kafka Streams application's",
                "its local state and internal topics do not move with the commits: see the application reset tool",
            ),
            Engine::Flink => (
                "a Flink job's",
                "Flink starts from its checkpoint or savepoint, and the commits only show progress",
            ),
            Engine::Spark => (
                "a Spark query's",
                "Spark starts from its checkpoint folder, and the commits, if any, only show progress",
            ),
        };
        write!(
            f,
            "looks like {name} group, since {}: {truth}",
            self.evidence
        )
    }
}

#[cfg(test)]
mod tests;
