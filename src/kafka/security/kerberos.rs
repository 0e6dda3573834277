//! Logging in with Kerberos: what librdkafka is told, and the ticket that a key table gives.

use std::ffi::OsString;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::time::Duration;

use tempfile::{Builder, TempDir};

use super::approach::{property, uses_kerberos};
use crate::kafka::diagnosis::of_kinit;
use crate::kafka::native::set_variable;
use crate::model::{ErrorCode, KafkaError, path_word};
use crate::program::run_alone;
use crate::settings::Connection;

const KEY_TABLE: &str = "sasl.kerberos.keytab";
const PRINCIPAL: &str = "sasl.kerberos.principal";

/// How long a KDC may take, which kinit would wait much longer for.
const PATIENCE: Duration = Duration::from_secs(10);

/// With a key table, librdkafka keeps the ticket fresh, once a minute and in silence. Without one nothing is
/// run: the ticket cache holds what the operator's own kinit put there.
const REFRESH: (&str, &str) = (
    "sasl.kerberos.kinit.cmd",
    "kinit -k -t '%{sasl.kerberos.keytab}' -- '%{sasl.kerberos.principal}' </dev/null >/dev/null 2>&1",
);
const NO_REFRESH: (&str, &str) = ("sasl.kerberos.min.time.before.relogin", "0");

/// Where MIT's Kerberos is told the ticket cache.
const TICKET_CACHE: &str = "KRB5CCNAME";

/// Whether kinit is run for this connection.
pub(super) fn runs_kinit(connection: &Connection) -> bool {
    property_of(connection) == Some(REFRESH)
}

/// What librdkafka is told of it that was not given.
pub(in crate::kafka) fn property_of(
    connection: &Connection,
) -> Option<(&'static str, &'static str)> {
    let has_key_table = property(connection, KEY_TABLE).is_some();
    uses_kerberos(connection).then_some(if has_key_table { REFRESH } else { NO_REFRESH })
}

/// Finds what would log in as another than was said, or would be read by the shell that librdkafka runs kinit with.
pub(super) fn complaint(connection: &Connection) -> Option<String> {
    if !uses_kerberos(connection) {
        return None;
    }
    let quoted = [KEY_TABLE, PRINCIPAL]
        .into_iter()
        .find(|key| property(connection, key).is_some_and(|value| value.contains('\'')));
    if let Some(key) = quoted {
        return Some(format!("{key}: a single quote in it"));
    }
    let has = |key| property(connection, key).is_some();
    if has(KEY_TABLE) && !has(PRINCIPAL) {
        return Some(format!("{KEY_TABLE} needs {PRINCIPAL}: who logs in"));
    }
    (has(PRINCIPAL) && !has(KEY_TABLE)).then(|| {
        format!("{PRINCIPAL} needs {KEY_TABLE}: without it the ticket cache says who logs in")
    })
}

/// Where this process alone keeps its ticket, as long as this is there: in a cache that others use too, the ticket of
/// another key table may come between kinit and the login.
pub(in crate::kafka) struct TicketCache {
    _folder: TempDir,
    _guard: Option<Guard>,
}

/// A program that waits for the end of this process, however that comes, and then removes a folder: a process that is
/// killed removes nothing itself.
struct Guard {
    /// Closed by the system at the latest, which is what the program waits for.
    _until: Option<ChildStdin>,
}

impl Guard {
    /// Starts it, out of reach of the terminal's signals.
    fn over(folder: &Path) -> io::Result<Self> {
        let mut shell = Command::new("/bin/sh");
        let line = "trap '' HUP INT TERM; read -r _; command -p rm -rf -- \"$1\"";
        shell.args(["-c", line, "sh"]).arg(folder).process_group(0);
        shell.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut guard = shell.stderr(Stdio::null()).current_dir("/").spawn()?;
        Ok(Guard {
            _until: guard.stdin.take(),
        })
    }
}

impl TicketCache {
    /// Makes an empty one, which is used from here on.
    fn new() -> Result<Self, KafkaError> {
        let mine_alone = Permissions::from_mode(0o700);
        let no_folder = |error| {
            let why = format!("no folder for a Kerberos ticket: {error}");
            KafkaError::new(ErrorCode::FAILED, why)
        };
        let folder = Builder::new()
            .permissions(mine_alone)
            .tempdir()
            .map_err(no_folder)?;
        let mut name = OsString::from("FILE:");
        name.push(folder.path().join("ticket"));
        set_variable(TICKET_CACHE, &name)?;
        Ok(TicketCache {
            // Without it the folder is removed where this process ends by itself.
            _guard: Guard::over(folder.path()).ok(),
            _folder: folder,
        })
    }
}

/// Has kinit put a ticket into a cache of this process's own, where a key table is given. librdkafka would go on
/// without one: as whoever has a ticket in the operator's cache.
///
/// # Errors
/// `AUTHENTICATION` in kinit's words: the KDC gives no ticket, or kinit cannot be run. `FAILED`: there is no room for
/// the ticket, or there has been a client already.
pub(in crate::kafka) fn log_in(connection: &Connection) -> Result<Option<TicketCache>, KafkaError> {
    if !uses_kerberos(connection) {
        return Ok(None);
    }
    let given = |key| property(connection, key);
    let (Some(table), Some(principal)) = (given(KEY_TABLE), given(PRINCIPAL)) else {
        return Ok(None);
    };
    let cache = TicketCache::new()?;
    let failed = |why: &str| {
        let message = format!("no Kerberos ticket for {principal}: {why}");
        KafkaError::new(ErrorCode::AUTHENTICATION, message)
    };
    match run_kinit(table, principal) {
        Ok(Some((status, _))) if status.success() => Ok(Some(cache)),
        Ok(Some((_, said))) => {
            let table = path_word(table);
            let hint =
                format!("does klist -k {table} list it, and is krb5.conf (KRB5_CONFIG) right?");
            Err(failed(&of_kinit(&said)).with_hint(Some(hint)))
        }
        Ok(None) => {
            let hint = "does krb5.conf (KRB5_CONFIG) name a KDC that this machine can reach?";
            let why = format!("kinit has not ended within {} s", PATIENCE.as_secs());
            Err(failed(&why).with_hint(Some(hint.to_owned())))
        }
        Err(error) => {
            let hint = "kinit is part of Debian's krb5-user";
            Err(failed(&format!("kinit: {error}")).with_hint(Some(hint.to_owned())))
        }
    }
}

/// How kinit ended, and what it said; `None` where it did not end in time.
fn run_kinit(table: &str, principal: &str) -> io::Result<Option<(ExitStatus, String)>> {
    let mut kinit = Command::new("kinit");
    kinit.args(["-k", "-t", table, "--", principal]);
    kinit.stdin(Stdio::null()).stdout(Stdio::null());
    let ended = run_alone(kinit.stderr(Stdio::piped()), PATIENCE)?;
    Ok(ended.map(|ended| {
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        (ended.status, said)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SystemClock};
    use crate::settings::PropertyValue;

    fn connection(given: &[(&str, &str)]) -> Connection {
        let mut connection = Connection::to("a:1");
        let login = [
            ("security.protocol", "SASL_SSL"),
            ("sasl.mechanism", "GSSAPI"),
        ];
        let given = login.iter().chain(given);
        for (key, value) in given {
            let value = PropertyValue::Plain((*value).to_owned());
            connection.properties.insert((*key).to_owned(), value);
        }
        connection
    }

    #[test]
    fn without_a_key_table_no_program_is_run() {
        let own_ticket = connection(&[]);
        assert_eq!(property_of(&own_ticket), Some(NO_REFRESH));
        assert_eq!(complaint(&own_ticket), None);
        assert!(log_in(&own_ticket).unwrap().is_none());
        assert!(!runs_kinit(&own_ticket));
        assert_eq!(property_of(&Connection::to("a:1")), None);
    }

    #[test]
    fn a_connection_that_does_not_log_in_runs_no_kinit() {
        let encrypted = ("security.protocol", "ssl");
        let table = connection(&[encrypted, (KEY_TABLE, "k"), (PRINCIPAL, "me")]);
        assert_eq!(property_of(&table), None);
        assert!(!runs_kinit(&table));
        assert!(log_in(&table).unwrap().is_none());
    }

    #[test]
    fn the_folder_of_a_ticket_is_gone_once_the_process_is_however_it_ended() {
        let folder = tempfile::tempdir().unwrap();
        let ticket = folder.path().join("it's a ticket");
        std::fs::create_dir(&ticket).unwrap();
        std::fs::write(ticket.join("ticket"), "secret").unwrap();
        let guard = Guard::over(&ticket).unwrap();
        assert!(ticket.exists());
        // As the system closes it for a process that is killed.
        drop(guard);
        let end = SystemClock.instant() + Duration::from_secs(30);
        while ticket.exists() {
            assert!(SystemClock.instant() < end, "the folder is still there");
            std::thread::yield_now();
        }
    }

    #[test]
    fn who_logs_in_and_with_which_key_are_said_together() {
        let why = |given: &[(&str, &str)]| complaint(&connection(given)).unwrap();
        assert!(
            why(&[(KEY_TABLE, "k")])
                .starts_with("sasl.kerberos.keytab needs sasl.kerberos.principal")
        );
        assert!(
            why(&[(PRINCIPAL, "me")])
                .starts_with("sasl.kerberos.principal needs sasl.kerberos.keytab")
        );
        let both = [(KEY_TABLE, "k"), (PRINCIPAL, "me")];
        assert_eq!(complaint(&connection(&both)), None);
        assert_eq!(property_of(&connection(&both)), Some(REFRESH));
    }

    #[test]
    fn nothing_gets_out_of_the_quotes_of_the_command_that_keeps_the_ticket_fresh() {
        for key in [KEY_TABLE, PRINCIPAL] {
            let why = complaint(&connection(&[(key, "a'; touch b; '")])).unwrap();
            assert_eq!(why, format!("{key}: a single quote in it"));
        }
    }
}
