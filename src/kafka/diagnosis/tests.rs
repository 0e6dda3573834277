//! What a client of librdkafka reports of listeners on this machine that no other test has.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use super::cause::Cause;
use super::{ApiVersions, Report};
use crate::clock::{Clock, SystemClock};
use crate::kafka::config::configuration;
use crate::kafka::native::{Api, Handle, Queue};
use crate::kafka::security::Approach;
use crate::model::ErrorCode;
use crate::settings::{Connection, PropertyValue};

/// How long a report is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Looks at the reports of a client of this address until one tells what is looked for.
fn found<T>(
    address: SocketAddr,
    properties: &[(&str, &str)],
    mut look: impl FnMut(Report) -> Option<T>,
) -> T {
    let mut connection = Connection::to(&address.to_string());
    for (key, value) in properties {
        let value = PropertyValue::Plain((*value).to_owned());
        connection.properties.insert((*key).to_owned(), value);
    }
    let handle = Handle::new(configuration(&connection).unwrap()).unwrap();
    let main = Queue::main(&handle);
    let end = SystemClock.instant() + PATIENCE;
    while SystemClock.instant() < end {
        let event = main.poll(Duration::from_millis(100));
        let report = event.map(|event| Report::of(event.notice()));
        if let Some(found) = report.and_then(&mut look) {
            return found;
        }
    }
    panic!("{address}: nothing was reported");
}

#[test]
fn a_listener_that_says_nothing_is_silent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let soon = ("socket.connection.setup.timeout.ms", "1000");
    let name = found(address, &[soon], |report| {
        let Report::Failure(text) = report else {
            return None;
        };
        let (name, reason) = text.split_once(": ")?;
        let cause = Cause::of(reason, &Approach::default());
        (cause == Cause::Silent).then(|| name.to_owned())
    });
    assert_eq!(name, format!("{address}/bootstrap"));
}

#[test]
fn what_an_old_broker_does_not_serve_is_read_from_the_log() {
    const METADATA: i16 = 3;
    const OFFSET_FETCH: i16 = 9;
    const API_VERSIONS: i16 = 18;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let served = [
                (METADATA, 0, 12),
                (OFFSET_FETCH, 0, 5),
                (API_VERSIONS, 0, 3),
            ];
            // Until the client goes.
            let _ =
                answer_api_versions(&mut client, &served).and_then(|()| client.read(&mut [0; 1]));
        }
    });
    let mut versions = ApiVersions::default();
    found(address, &[], |report| {
        if let Report::ApiVersions(line) = report {
            versions.note(&line);
        }
        versions.hides_pending().then_some(())
    });
    let error = versions.check(Api::DeleteCommits).unwrap_err();
    assert_eq!(error.code, ErrorCode::UNSUPPORTED_FEATURE);
}

/// Reads one request and answers it as `ApiVersions` 3 or later: each request's number, with its lowest and highest
/// version.
fn answer_api_versions(client: &mut TcpStream, served: &[(i16, i16, i16)]) -> io::Result<()> {
    const NO_TAGS: u8 = 0;
    let mut size = [0; 4];
    client.read_exact(&mut size)?;
    let mut request = vec![0; usize::try_from(u32::from_be_bytes(size)).unwrap()];
    client.read_exact(&mut request)?;
    // The number that the request was given stands after its kind and version.
    let mut answer = request[4..8].to_vec();
    answer.extend(0_i16.to_be_bytes());
    answer.push(u8::try_from(served.len() + 1).unwrap());
    for (number, lowest, highest) in served {
        for field in [number, lowest, highest] {
            answer.extend(field.to_be_bytes());
        }
        answer.push(NO_TAGS);
    }
    let throttled_ms = 0_i32;
    answer.extend(throttled_ms.to_be_bytes());
    answer.push(NO_TAGS);
    let size = u32::try_from(answer.len()).unwrap();
    client.write_all(&size.to_be_bytes())?;
    client.write_all(&answer)
}
