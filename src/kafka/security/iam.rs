//! Logging in to AWS MSK with IAM: MSK takes a signed link for an OAuth token.

use std::env;

use super::approach::{property, uses_iam};
use crate::settings::{Connection, mechanisms};

pub(super) const PROFILE: &str = "aws.profile";
const REGION: &str = "aws.region";
pub(super) const ROLE: &str = "aws.role.arn";
pub(super) const SESSION: &str = "aws.role.session.name";

/// The properties that are koffset's own, and what librdkafka is told otherwise.
pub(in crate::kafka) const OWN: [&str; 6] = [
    PROFILE,
    REGION,
    ROLE,
    SESSION,
    "sasl.mechanism",
    "sasl.mechanisms",
];

/// What AWS's own programs are told the region with.
const REGION_VARIABLES: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// Where AWS's own programs look for keys first, unless a profile is named.
const KEY_VARIABLES: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// Whether librdkafka is not to see this property.
pub(in crate::kafka) fn is_own(connection: &Connection, key: &str) -> bool {
    uses_iam(connection) && OWN.contains(&key)
}

/// Finds what makes no sense, or would be left out in silence.
pub(super) fn complaint(connection: &Connection) -> Option<String> {
    if !uses_iam(connection) {
        return None;
    }
    let has = |key| property(connection, key).is_some();
    if has(PROFILE) && has(ROLE) {
        return Some(format!(
            "{ROLE} and {PROFILE} exclude each other: give the profile a role_arn, or set AWS_PROFILE"
        ));
    }
    if has(SESSION) && !has(ROLE) {
        return Some(format!("{SESSION} needs {ROLE}"));
    }
    if region(connection, &|name| env::var(name).ok()).is_none() {
        return Some(format!(
            "sasl.mechanism={} needs the region: {REGION}, {}, or a host name of MSK",
            mechanisms::MSK_IAM,
            REGION_VARIABLES[0]
        ));
    }
    None
}

/// Whether a program may be run for the credentials: a profile can name one, keys of the environment come from none.
pub(super) fn may_run_a_program(connection: &Connection) -> bool {
    takes_more_than_keys(connection, &|name| env::var(name).ok())
}

fn takes_more_than_keys(
    connection: &Connection,
    variable: &dyn Fn(&str) -> Option<String>,
) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let has_keys = KEY_VARIABLES.into_iter().all(is_set);
    uses_iam(connection) && (property(connection, PROFILE).is_some() || !has_keys)
}

/// The region: as given, or of the brokers, or of the environment.
pub(super) fn region(
    connection: &Connection,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let given = property(connection, REGION).map(str::to_owned);
    let set = || {
        let mut variables = REGION_VARIABLES.into_iter().filter_map(variable);
        variables.find(|value| !value.is_empty())
    };
    given
        .or_else(|| of_host(&connection.bootstrap_servers).map(str::to_owned))
        .or_else(set)
}

/// Reads `eu-west-1` in `b-1.name.xyz.c2.kafka.eu-west-1.amazonaws.com:9098`.
fn of_host(servers: &str) -> Option<&str> {
    let labels: Vec<&str> = servers.split(['.', ',', ':']).collect();
    let is_msk = |labels: &&[&str]| {
        ["kafka", "kafka-serverless"].contains(&labels[0]) && labels[2] == "amazonaws"
    };
    labels.windows(3).find(is_msk).map(|labels| labels[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::PropertyValue;

    fn connection(servers: &str, given: &[(&str, &str)]) -> Connection {
        let mut connection = Connection::to(servers);
        let given = [("sasl.mechanism", "AWS_MSK_IAM")].iter().chain(given);
        for (key, value) in given {
            let value = PropertyValue::Plain((*value).to_owned());
            connection.properties.insert((*key).to_owned(), value);
        }
        connection
    }

    #[test]
    fn the_region_is_that_of_the_brokers_unless_another_is_given() {
        let set = |name: &str| (name == "AWS_REGION").then(|| "us-east-1".to_owned());
        let of =
            |servers, given: &[(&str, &str)]| region(&connection(servers, given), &set).unwrap();
        let provisioned = "b-1.x.y1.c2.kafka.eu-west-1.amazonaws.com:9098,b-2.x.y1.c2.kafka.eu-west-1.amazonaws.com:9098";
        assert_eq!(of(provisioned, &[]), "eu-west-1");
        assert_eq!(
            of(
                "boot-x.c1.kafka-serverless.eu-north-1.amazonaws.com:9098",
                &[]
            ),
            "eu-north-1"
        );
        assert_eq!(of("kafka.example.com:9098", &[]), "us-east-1");
        assert_eq!(of(provisioned, &[(REGION, "eu-south-2")]), "eu-south-2");
        let unset = |_: &str| None;
        assert_eq!(region(&connection("b:9098", &[]), &unset), None);
    }

    #[test]
    fn what_would_be_left_out_is_refused() {
        let why = |given: &[(&str, &str)]| {
            complaint(&connection("a.kafka.eu-west-1.amazonaws.com", given))
        };
        assert_eq!(why(&[]), None);
        assert!(
            why(&[(PROFILE, "p"), (ROLE, "r")])
                .unwrap()
                .contains("exclude each other")
        );
        assert_eq!(
            why(&[(SESSION, "s")]).unwrap(),
            "aws.role.session.name needs aws.role.arn"
        );
    }

    #[test]
    fn only_keys_of_the_environment_are_known_to_need_no_program() {
        let set = |_: &str| Some("set".to_owned());
        let half_set = |name: &str| (name == "AWS_ACCESS_KEY_ID").then(|| "set".to_owned());
        let login = connection("b:9098", &[]);
        assert!(!takes_more_than_keys(&login, &set));
        assert!(takes_more_than_keys(&login, &half_set));
        let of_profile = connection("b:9098", &[(PROFILE, "prod")]);
        assert!(takes_more_than_keys(&of_profile, &set));
        assert!(!takes_more_than_keys(&Connection::to("b:9092"), &half_set));
    }
}
