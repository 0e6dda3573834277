//! Makes every call of the adapter against a real cluster, for `scripts/memcheck.sh` to watch.
//!
//! Arguments: the bootstrap servers, a topic of two partitions, the same cluster by TLS, by TLS with a certificate that
//! has expired, and the file of the authority of both. Changes the group `drive-adapter`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use koffset::clock::{Deadline, SystemClock};
use koffset::kafka::{
    ChangeGroups, Client, CommitsOf, OffsetQuery, ReadCluster, ReadRecords, Stability,
};
use koffset::model::{
    CommittedOffset, ErrorCode, GroupId, GroupState, Isolation, Offset, OffsetSpec, TopicName,
    TopicPartition,
};
use koffset::settings::{Connection, PropertyValue};

type Done = Result<(), Box<dyn Error>>;

/// Nothing ever listens on this port.
const NOBODY: &str = "127.0.0.1:1";

/// A name, and metadata, as others may choose them.
const HOSTILE: &str = "a$(b)\u{1b}[2J\u{202e}\r\n\t'\"\\\u{200b}\u{7f}\u{10ffff}é";

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [servers, topic, tls, expired, authority] = <[String; 5]>::try_from(arguments)
        .map_err(|_| "the arguments are SERVERS TOPIC TLS EXPIRED AUTHORITY")?;
    let client = Client::connect(&Connection::to(&servers))?;
    let partitions: BTreeSet<TopicPartition> = (0..2)
        .map(|number| TopicPartition::new(topic.as_str(), number))
        .collect();
    read_topics(&client, &topic)?;
    read_logs(&client, &partitions)?;
    let groups = ["drive-adapter", HOSTILE].map(GroupId::new);
    for group in &groups {
        change_and_read(&client, group, &partitions)?;
    }
    read_groups(&client, &groups)?;
    read_records(&client)?;
    for group in &groups {
        remove(&client, group, &partitions)?;
    }
    read_topics(&*client.fresh()?, &topic)?;
    judge_certificates(&tls, &expired, &authority)?;
    meet_nobody()
}

/// Slow, as everything is under valgrind.
fn deadline() -> Deadline {
    let request = Duration::from_secs(120);
    Deadline::new(Arc::new(SystemClock), request, None, Arc::default())
}

fn read_topics(cluster: &dyn ReadCluster, topic: &str) -> Done {
    let deadline = deadline();
    expect(cluster.cluster_id(&deadline)?.is_some(), "a cluster id")?;
    let names = cluster.topic_names(&deadline)?;
    expect(names.contains(topic), "the topic among the names")?;
    let asked = [topic, "no-such-topic"].map(TopicName::from);
    let topics = cluster.topics(&BTreeSet::from(asked), &deadline)?;
    expect(topics[topic].is_ok(), "the topic")?;
    expect(topics["no-such-topic"].is_err(), "no other topic")
}

fn read_logs(cluster: &dyn ReadCluster, partitions: &BTreeSet<TopicPartition>) -> Done {
    let absent = TopicPartition::new("no-such-topic", 0);
    let asked: BTreeSet<_> = partitions.iter().cloned().chain([absent.clone()]).collect();
    let deadline = deadline();
    let time = deadline.clock().now();
    let query = |spec, isolation| OffsetQuery {
        spec,
        isolation,
        partitions: &asked,
    };
    let queries = [
        query(OffsetSpec::Earliest, Isolation::ReadUncommitted),
        query(OffsetSpec::Latest, Isolation::ReadUncommitted),
        query(OffsetSpec::Latest, Isolation::ReadCommitted),
        query(OffsetSpec::MaxTimestamp, Isolation::ReadUncommitted),
        query(OffsetSpec::At(time), Isolation::ReadUncommitted),
    ];
    for answer in cluster.list_offsets(&queries, &deadline)? {
        let found = partitions.iter().all(|partition| answer[partition].is_ok());
        expect(found, "offsets")?;
        expect(answer[&absent].is_err(), "no offsets of an absent topic")?;
    }
    Ok(())
}

fn change_and_read(
    client: &Client,
    group: &GroupId,
    partitions: &BTreeSet<TopicPartition>,
) -> Done {
    let committed = CommittedOffset {
        offset: Offset::ZERO,
        leader_epoch: Some(0),
        metadata: Some(HOSTILE.repeat(9)),
    };
    let absent = TopicPartition::new("no-such-topic", 0);
    let mut offsets: BTreeMap<_, _> = partitions
        .iter()
        .map(|partition| (partition.clone(), committed.clone()))
        .collect();
    offsets.insert(absent.clone(), committed.clone());
    let answer = client.commit(group, &offsets, &deadline());
    expect(answer[&absent].is_err(), "no commit of an absent topic")?;
    for stability in [Stability::Any, Stability::Required] {
        let (all, some) = (
            [group.clone()].into(),
            [(group.clone(), partitions.clone())].into(),
        );
        for asked in [CommitsOf::Groups(&all), CommitsOf::Partitions(&some)] {
            let seen = commits_of(client, asked, stability)?;
            expect(seen.len() == partitions.len(), "the commits")?;
            expect(seen.values().all(|it| *it == committed), "as committed")?;
        }
    }
    Ok(())
}

fn commits_of(
    client: &Client,
    asked: CommitsOf<'_>,
    stability: Stability,
) -> Result<BTreeMap<TopicPartition, CommittedOffset>, Box<dyn Error>> {
    let mut read = None;
    client.commits(asked, stability, &deadline(), &mut |_, answer| {
        read = Some(answer);
    })?;
    let each = read.ok_or("the group was not handed over")??.into_iter();
    let stored: Vec<_> = each
        .map(|(at, stored)| Ok((at, stored?)))
        .collect::<Result<_, koffset::model::KafkaError>>()?;
    let commits = stored.into_iter();
    Ok(commits
        .filter_map(|(at, stored)| Some((at, stored.committed()?.clone())))
        .collect())
}

fn read_groups(client: &Client, groups: &[GroupId]) -> Done {
    let absent = GroupId::new("no-such-group");
    let listing = client.groups(&deadline())?;
    let mut ids: BTreeSet<_> = listing.found.into_iter().map(|group| group.id).collect();
    expect(groups.iter().all(|group| ids.contains(group)), "groups")?;
    ids.insert(absent.clone());
    let described = client.describe_groups(&ids, &deadline())?;
    let state = described[&absent].as_ref().map(|found| found.state);
    expect(state == Ok(GroupState::Dead), "an absent group is dead")
}

/// The one topic that surely holds records is where the brokers keep the commits that were just made.
fn read_records(client: &Client) -> Done {
    let name = TopicName::from("__consumer_offsets");
    let topics = client.topics(&BTreeSet::from([name.clone()]), &deadline())?;
    let numbers = topics[&name].clone()?.partitions;
    let partitions: BTreeSet<_> = numbers
        .into_iter()
        .map(|number| TopicPartition::new(name.clone(), number))
        .collect();
    let ends = client.list_offsets(
        &[OffsetQuery {
            spec: OffsetSpec::Latest,
            isolation: Isolation::ReadUncommitted,
            partitions: &partitions,
        }],
        &deadline(),
    )?;
    let mut stretches = BTreeMap::new();
    for (at, end) in &ends[0] {
        let end = end.clone()?.ok_or("an end")?.offset;
        if end > Offset::ZERO {
            stretches.insert(at.clone(), Offset::ZERO..end);
        }
    }
    let isolation = Isolation::ReadUncommitted;
    let mut count = 0;
    let answer = client.read_records(&stretches, isolation, &deadline(), &mut |_, _| count += 1)?;
    expect(answer.values().all(Result::is_ok), "records")?;
    expect(count > 0, "a record of a commit")?;
    let places = stretches
        .into_iter()
        .flat_map(|(at, range)| [0, 1].map(|from| ((at.clone(), offset(from)), range.end)))
        .collect();
    let first = client.first_records(&places, isolation, &deadline())?;
    expect(first.len() == places.len(), "an answer for each place")?;
    expect(first.values().all(Result::is_ok), "first records")
}

fn offset(number: i64) -> Offset {
    Offset::new(number).expect("not negative")
}

fn remove(client: &Client, group: &GroupId, partitions: &BTreeSet<TopicPartition>) -> Done {
    let topics = partitions.iter().map(|at| at.topic.clone()).collect();
    let answer = client.may_delete_commits(group, &topics, &deadline())?;
    expect(answer.values().all(Result::is_ok), "permission to remove")?;
    let answer = client.delete_commits(group, partitions, &deadline());
    expect(answer.values().all(Result::is_ok), "commits removed")?;
    let all = [group.clone()].into();
    let left = commits_of(client, CommitsOf::Groups(&all), Stability::Any)?;
    expect(left.is_empty(), "no commit left")?;
    let absent = GroupId::new("no-such-group");
    let asked = [group.clone(), absent.clone()].into();
    let answer = client.delete_groups(&asked, &deadline());
    expect(answer[group].is_ok(), "the group removed")?;
    let missing = answer[&absent].clone().map_err(|error| error.code);
    expect(
        missing == Err(ErrorCode::GROUP_ID_NOT_FOUND),
        "no other group removed",
    )
}

fn judge_certificates(tls: &str, expired: &str, authority: &str) -> Done {
    let by_tls = |servers| {
        let mut connection = Connection::to(servers);
        for (name, value) in [("security.protocol", "ssl"), ("ssl.ca.location", authority)] {
            let value = PropertyValue::Plain(value.to_owned());
            connection.properties.insert(name.to_owned(), value);
        }
        Client::connect(&connection)
    };
    let found = by_tls(tls)?.cluster_id(&deadline())?;
    expect(found.is_some(), "a cluster behind a valid certificate")?;
    let refused = by_tls(expired)?.cluster_id(&deadline());
    let said = refused.err().map(|error| error.message);
    let said = said.unwrap_or_default();
    expect(said.contains("expired"), "an expired certificate named")
}

fn meet_nobody() -> Done {
    let nobody = Connection::to(NOBODY);
    let asked = Client::connect(&nobody)?.cluster_id(&deadline());
    expect(asked.is_err(), "no cluster where nobody listens")?;
    let mut mistaken = Connection::to(NOBODY);
    let value = PropertyValue::Plain("1".to_owned());
    mistaken
        .properties
        .insert("no.such.property".to_owned(), value);
    let refused = Client::connect(&mistaken).err().map(|error| error.code);
    let expected = Some(ErrorCode::INVALID_ARGUMENT);
    expect(refused == expected, "an unknown property is refused")
}

fn expect(holds: bool, what: &str) -> Done {
    if holds {
        Ok(())
    } else {
        Err(format!("expected {what}").into())
    }
}
