use super::origin::Origin;
use crate::error::Error;
use crate::model::shown_servers;

/// What may stand before `://`, as librdkafka reads it.
const PROTOCOLS: [&str; 4] = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"];

/// Refuses addresses that librdkafka would read as something else: it takes port 75000 for port 9464.
///
/// # Errors
/// Usage: an empty address, no such protocol or port, an IPv6 address without its brackets.
pub(super) fn check_servers(servers: &str, origin: &Origin) -> Result<(), Error> {
    let addresses = servers.split(',');
    // First, since a part of what stands before it may look like an address.
    let with_user = addresses.clone().find(|server| server.contains('@'));
    for server in with_user.into_iter().chain(addresses) {
        check(server.trim()).map_err(|why| {
            let shown = shown_servers(servers);
            Error::usage(format!("{origin} {shown:?}: {why}"))
                .hint("write host:port, such as broker-1:9092 or [2001:db8::1]:9092")
        })?;
    }
    Ok(())
}

fn check(server: &str) -> Result<(), String> {
    if server.contains('@') {
        return Err("an address takes no name and password before an @".to_owned());
    }
    let address = match server.split_once("://") {
        Some((protocol, address)) => {
            let is_known = |known: &str| known.eq_ignore_ascii_case(protocol);
            if !PROTOCOLS.into_iter().any(is_known) {
                return Err(format!("{protocol} is none of {}", PROTOCOLS.join(", ")));
            }
            address
        }
        None => server,
    };
    let (host, port) = match address.split_once(']') {
        Some((host, port)) => (host.trim_start_matches('['), port.strip_prefix(':')),
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    if host.is_empty() {
        return Err("the address has no host".to_owned());
    }
    match port {
        Some(port) if port.contains(':') => Err(format!(
            "{address} is ambiguous: an IPv6 address stands in brackets"
        )),
        Some(port) if !port.parse::<u16>().is_ok_and(|port| port > 0) => Err(format!(
            "port {port:?} is no whole number from 1 to {}",
            u16::MAX
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(servers: &str) -> String {
        check_servers(servers, &Origin::Default)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn addresses_as_kafka_writes_them_are_taken() {
        for servers in [
            "broker:9092",
            "broker",
            "10.0.0.1:9092, 10.0.0.2:9092",
            "[::1]:9092",
            "[::1]",
            "SASL_SSL://broker:9093",
        ] {
            assert!(
                check_servers(servers, &Origin::Default).is_ok(),
                "{servers}"
            );
        }
    }

    #[test]
    fn what_would_be_read_as_another_address_is_refused() {
        assert!(refused("broker:75000").contains("port \"75000\""));
        assert!(refused("broker:abc").contains("port \"abc\""));
        assert!(refused("broker:0").contains("port \"0\""));
        assert!(refused("broker:").contains("port \"\""));
        assert!(refused("http://broker:9092").contains("http is none of plaintext"));
        assert!(refused("2001:db8::1").contains("brackets"));
    }

    #[test]
    fn a_name_and_a_password_before_an_address_are_refused_and_not_shown() {
        for servers in [
            "me:hunter2@a:1",
            "ssl://me:hunter2@a:1",
            "b:2,me:hun,ter2@a:1",
        ] {
            let why = refused(servers);
            assert!(why.contains("takes no name and password"), "{why}");
            assert!(!why.contains("hun") && !why.contains("ter2"), "{why}");
        }
    }

    #[test]
    fn an_address_that_is_empty_is_refused() {
        assert!(refused("").contains("no host"));
        assert!(refused("a:1,").contains("no host"));
        assert!(refused(":9092").contains("no host"));
    }
}
