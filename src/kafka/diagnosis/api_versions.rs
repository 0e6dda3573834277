//! Which requests each broker serves, as librdkafka's log tells it of every connection.
//!
//! librdkafka 2.12 ends the process when it sends a coordinator a request that it does not know: it frees the queue
//! for the answer twice (`rd_kafka_coord_req_fsm`). So koffset has to know beforehand. And it asks a broker that
//! does not know of stable commits for any, without a word.

use std::collections::BTreeMap;

use crate::kafka::native::Api;
use crate::model::{ErrorCode, KafkaError};

const OFFSET_FETCH: &str = "(9)";

/// The first version of `OffsetFetch` with `RequireStable` (KIP-447, Kafka 2.5).
const REQUIRE_STABLE: i16 = 7;

/// The highest version of each request, by its number in parentheses; `None` where the line did not tell.
type Requests = BTreeMap<String, Option<i16>>;

/// What brokers serve, by their names in librdkafka.
#[derive(Default)]
pub(in crate::kafka) struct ApiVersions {
    telling: BTreeMap<String, Requests>,
    told: BTreeMap<String, Requests>,
}

impl ApiVersions {
    /// Takes in a line: one that begins a broker's list, one of a request, or one that follows the list.
    pub(in crate::kafka) fn note(&mut self, line: &str) {
        let Some((broker, said)) = line.split_once(": ") else {
            return;
        };
        let mut words = said.split_whitespace();
        match (words.next(), words.nth(1)) {
            (Some("Broker"), Some("support:")) => {
                self.telling.insert(broker.to_owned(), Requests::new());
            }
            (Some("ApiKey"), Some(number)) => {
                if let Some(requests) = self.telling.get_mut(broker) {
                    requests.insert(number.to_owned(), words.nth(1).and_then(highest));
                }
            }
            (Some("Feature"), _) => {
                if let Some(requests) = self.telling.remove(broker) {
                    self.told.insert(broker.to_owned(), requests);
                }
            }
            _ => {}
        }
    }

    /// # Errors
    /// `UNSUPPORTED_FEATURE` where a broker has told that it does not serve this kind of request.
    pub(in crate::kafka) fn check(&self, api: Api) -> Result<(), KafkaError> {
        let (request, number, since) = match api {
            Api::DeleteCommits => ("OffsetDelete", "(47)", "2.4"),
            Api::DeleteGroups => ("DeleteGroups", "(42)", "1.1"),
            _ => return Ok(()),
        };
        if self.told.values().all(|all| all.contains_key(number)) {
            return Ok(());
        }
        let message = format!("the broker does not know {request}, which came with Kafka {since}");
        Err(KafkaError::new(ErrorCode::UNSUPPORTED_FEATURE, message))
    }

    /// Whether a broker has told that it cannot be asked for stable commits.
    pub(in crate::kafka) fn hides_pending(&self) -> bool {
        let fetches = self.told.values().filter_map(|all| all.get(OFFSET_FETCH));
        fetches.flatten().any(|highest| *highest < REQUIRE_STABLE)
    }
}

/// The end of a range such as `0..5`.
fn highest(versions: &str) -> Option<i16> {
    versions.split_once("..")?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[&str]) -> ApiVersions {
        let mut versions = ApiVersions::default();
        for line in lines {
            versions.note(line);
        }
        versions
    }

    const BEGIN: &str = "b:9092/1: Broker API support:";
    const GROUPS: &str = "b:9092/1:   ApiKey DeleteGroupsRequest (42) Versions 0..1";
    const OFFSETS: &str = "b:9092/1:   ApiKey OffsetDeleteRequest (47) Versions 0..0";
    const END: &str = "b:9092/1:  Feature MsgVer1: Produce (2..32767) supported by broker";

    #[test]
    fn what_a_broker_leaves_out_of_its_list_is_not_supported() {
        let versions = told(&[BEGIN, GROUPS, END]);
        let error = versions.check(Api::DeleteCommits).unwrap_err();
        assert_eq!(error.code, ErrorCode::UNSUPPORTED_FEATURE);
        assert!(error.message.contains("Kafka 2.4"), "{error}");
        assert_eq!(versions.check(Api::DeleteGroups), Ok(()));
    }

    #[test]
    fn a_list_counts_once_it_is_whole() {
        assert_eq!(told(&[BEGIN, GROUPS]).check(Api::DeleteCommits), Ok(()));
        let whole = told(&[BEGIN, GROUPS, OFFSETS, END]);
        assert_eq!(whole.check(Api::DeleteCommits), Ok(()));
    }

    #[test]
    fn who_serves_no_stable_commits_hides_pending_ones() {
        let fetch = |range| format!("b:9092/1:   ApiKey OffsetFetchRequest (9) Versions {range}");
        let hides = |range| told(&[BEGIN, &fetch(range), END]).hides_pending();
        assert!(hides("0..5"));
        assert!(hides("0..6"));
        assert!(!hides("0..7"));
        assert!(!hides("1..10"));
    }

    #[test]
    fn one_of_the_brokers_is_enough_to_hide_pending_commits() {
        let old = "a:9092/2:   ApiKey OffsetFetchRequest (9) Versions 0..5";
        let new = "b:9092/1:   ApiKey OffsetFetchRequest (9) Versions 0..8";
        let (begin, end) = (
            BEGIN.replace("b:9092/1", "a:9092/2"),
            END.replace("b:9092/1", "a:9092/2"),
        );
        let both = told(&[BEGIN, new, END, &begin, old, &end]);
        assert!(both.hides_pending());
    }

    #[test]
    fn who_has_not_told_hides_nothing() {
        let fetch = "b:9092/1:   ApiKey OffsetFetchRequest (9) Versions 0..5";
        assert!(!told(&[]).hides_pending());
        assert!(!told(&[BEGIN, fetch]).hides_pending());
        assert!(!told(&[BEGIN, GROUPS, END]).hides_pending());
        let unclear = "b:9092/1:   ApiKey OffsetFetchRequest (9)";
        assert!(!told(&[BEGIN, unclear, END]).hides_pending());
    }
}
