//! What stands in the place of a broker to see whether a password is sent to it: it takes SASL PLAIN, writes down all
//! that it is sent, and lets nobody in.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

const SASL_HANDSHAKE: i16 = 17;
const API_VERSIONS: i16 = 18;
const SASL_AUTHENTICATE: i16 = 36;

/// `SASL_AUTHENTICATION_FAILED`
const NOT_LET_IN: i16 = 58;

pub struct Recorder {
    address: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Recorder {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heard = Arc::<Mutex<Vec<u8>>>::default();
        let hearing = Arc::clone(&heard);
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let hearing = Arc::clone(&hearing);
                // It ends with the connection.
                thread::spawn(move || drop(answer(connection, &hearing)));
            }
        });
        Recorder { address, heard }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// All that was sent so far.
    pub fn heard(&self) -> String {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&heard).into_owned()
    }
}

fn answer(mut connection: TcpStream, heard: &Mutex<Vec<u8>>) -> io::Result<()> {
    loop {
        let mut size = [0; 4];
        connection.read_exact(&mut size)?;
        let mut request = Vec::new();
        let limit = u64::from(u32::from_be_bytes(size));
        (&mut connection).take(limit).read_to_end(&mut request)?;
        let mut all = heard.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(&request);
        drop(all);
        let Some((header, _)) = request.split_at_checked(8) else {
            return Ok(());
        };
        let Some(body) = body(i16::from_be_bytes([header[0], header[1]])) else {
            return Ok(());
        };
        let length = u32::try_from(4 + body.len()).unwrap();
        let answer = [&length.to_be_bytes()[..], &header[4..8], &body].concat();
        connection.write_all(&answer)?;
    }
}

/// The answer to a request of this api key, if it is one of those before a login is over.
fn body(api: i16) -> Option<Vec<u8>> {
    match api {
        API_VERSIONS => {
            let known = [
                (3, 0, 4),
                (SASL_HANDSHAKE, 0, 1),
                (API_VERSIONS, 0, 3),
                (SASL_AUTHENTICATE, 0, 1),
            ];
            let mut body = vec![0, 0, 5];
            for (api, least, most) in known {
                for number in [api, least, most] {
                    body.extend(i16::to_be_bytes(number));
                }
                body.push(0);
            }
            body.extend([0; 5]);
            Some(body)
        }
        SASL_HANDSHAKE => Some([&[0, 0, 0, 0, 0, 1, 0, 5][..], b"PLAIN"].concat()),
        SASL_AUTHENTICATE => {
            let mut body = NOT_LET_IN.to_be_bytes().to_vec();
            body.extend([0, 2]);
            body.extend(b"no");
            // No bytes, and a session of no length.
            body.extend([0; 4]);
            body.extend([0; 8]);
            Some(body)
        }
        _ => None,
    }
}
