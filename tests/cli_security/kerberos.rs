//! Logging in with Kerberos, at a KDC of the tests' own; that every command can is seen where each way to log in is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use rustix::process::Signal;

use crate::support::koffset::{Run, ticket_cache};
use crate::support::process::Call;
use crate::support::secured::{self, Secured, Way};
use crate::support::wait;

const RANGE: &str = "range __consumer_offsets";

fn call(cluster: &Secured, options: &str, line: &str) -> Call {
    let args: Vec<&str> = options
        .split_whitespace()
        .chain(line.split_whitespace())
        .collect();
    Call::on(cluster.said("kerberos"), &args)
}

/// Gets a ticket as an operator does, before koffset is called.
fn kinit(cluster: &Secured, user: &str, cache: &Path) {
    let mut kinit = Command::new("kinit");
    let keytab = cluster.said(&format!("{user}_keytab"));
    kinit
        .args(["-k", "-t", keytab, user])
        .env("KRB5CCNAME", cache);
    let ended = kinit
        .env("KRB5_CONFIG", cluster.said("krb5_config"))
        .output();
    let ended = ended.unwrap();
    assert!(ended.status.success(), "{ended:?}");
}

/// One error, one hint, and nothing of kinit's own on any stream.
#[track_caller]
fn fails(run: &Run, error: &str, hint: &str) {
    run.exits(1).prints_nothing().says(error).says(hint);
    assert_eq!(run.stderr.lines().count(), 2, "{}", run.text());
}

#[test]
fn the_first_call_logs_in_with_the_key_table_at_once_and_in_silence() {
    let cluster = secured::cluster();
    let options = cluster.options(Way::Ticket, "reader");
    let run = call(cluster, &options, &format!("{RANGE} --timeout 3s")).run();
    run.exits(0).says_nothing();
}

#[test]
fn the_ticket_of_the_operators_own_kinit_is_enough() {
    let cluster = secured::cluster();
    kinit(cluster, "reader", &ticket_cache());
    call(cluster, &cluster.with_ticket(), RANGE)
        .run()
        .exits(0)
        .says_nothing();
}

#[test]
fn a_key_table_of_the_environment_needs_neither_kinit_nor_a_file_for_the_ticket() {
    let cluster = secured::cluster();
    let call = call(cluster, &cluster.with_ticket(), RANGE)
        .env("KRB5_CLIENT_KTNAME", cluster.said("reader_keytab"))
        .env("KRB5CCNAME", "MEMORY:koffset");
    call.run().exits(0).says_nothing();
    assert!(!ticket_cache().exists());
}

#[test]
fn a_java_clients_file_logs_in() {
    let cluster = secured::cluster();
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("client.properties");
    let (ca, keytab) = (cluster.said("ca"), cluster.said("reader_keytab"));
    let text = format!(
        "security.protocol=SASL_SSL\nsasl.mechanism=GSSAPI\nsasl.kerberos.service.name=kafka\n\
         ssl.truststore.type=PEM\nssl.truststore.location={ca}\n\
         sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true \
         keyTab=\"{keytab}\" principal=\"reader@KOFFSET.TEST\";\n"
    );
    fs::write(&file, text).unwrap();
    let options = format!("--command-config {}", file.display());
    call(cluster, &options, RANGE).run().exits(0).says_nothing();
}

#[test]
fn without_a_ticket_it_is_said_how_to_get_one() {
    let cluster = secured::cluster();
    let run = call(cluster, &cluster.with_ticket(), RANGE).run();
    fails(
        &run,
        "(Kerberos: no Kerberos credentials available",
        "hint: run kinit first",
    );
}

#[test]
fn nobody_logs_in_with_a_ticket_of_another_than_was_said() {
    let cluster = secured::cluster();
    kinit(cluster, "operator", &ticket_cache());
    let options = cluster.options(Way::Ticket, "reader");
    let options = options.replace("principal=reader", "principal=ghost");
    let run = call(cluster, &options, RANGE).run();
    let error = "error: no Kerberos ticket for ghost: keytab contains no suitable keys for ghost@KOFFSET.TEST";
    fails(&run, error, "hint: does klist -k ");
}

/// What klist says of a cache.
fn tickets(cache: &Path) -> String {
    let listed = Command::new("klist").arg("-c").arg(cache).output().unwrap();
    String::from_utf8_lossy(&listed.stdout).into_owned()
}

#[test]
fn a_key_table_neither_takes_nor_replaces_a_ticket_of_the_operators_cache_and_leaves_none_behind() {
    let cluster = secured::cluster();
    kinit(cluster, "nobody", &ticket_cache());
    let before = tickets(&ticket_cache());
    assert!(before.contains("nobody@KOFFSET.TEST"), "{before}");
    let folder = tempfile::tempdir().unwrap();
    let options = cluster.options(Way::Ticket, "reader");
    let call = call(cluster, &options, RANGE).env("TMPDIR", folder.path());
    call.run().exits(0).says_nothing();
    assert_eq!(tickets(&ticket_cache()), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn no_ticket_is_left_behind_by_a_process_that_is_killed_aborted_or_left_by_a_second_ctrl_c() {
    let cluster = secured::cluster();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap().to_string();
    let options = cluster.options(Way::Ticket, "reader");
    for signals in [
        &[Signal::KILL][..],
        &[Signal::ABORT],
        &[Signal::INT, Signal::INT],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let line = format!("{options} --timeout 50s {RANGE}");
        let args: Vec<&str> = line.split_whitespace().collect();
        let call = Call::on(&address, &args).env("TMPDIR", folder.path());
        let running = call.start();
        // It has logged in by then.
        let _connection = nobody.accept().unwrap();
        let left = || fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left(), 1);
        signals.iter().for_each(|signal| running.signal(*signal));
        running.ended();
        wait::until("the end of the ticket", left, |left| *left == 0);
    }
}

#[test]
fn no_kinit_is_run_where_nobody_logs_in_nor_for_what_is_completed() {
    let cluster = secured::cluster();
    let programs = tempfile::tempdir().unwrap();
    let (kinit, ran) = (programs.path().join("kinit"), programs.path().join("ran"));
    fs::write(&kinit, format!("#!/bin/sh\n: > {}\n", ran.display())).unwrap();
    fs::set_permissions(&kinit, fs::Permissions::from_mode(0o700)).unwrap();
    let options = cluster.options(Way::Ticket, "reader");
    let run = |bootstrap: &str, line: &str| {
        let args: Vec<&str> = line.split_whitespace().collect();
        let call = Call::new(&args).env("PATH", programs.path());
        let call = call.env("XDG_CACHE_HOME", programs.path());
        call.env("KOFFSET_BOOTSTRAP_SERVER", cluster.said(bootstrap))
            .run()
    };
    let encrypted = options.replace("sasl_ssl", "ssl");
    run("tls", &format!("{encrypted} {RANGE}")).exits(0);
    let typed = format!("__complete -- koffset {options} range __");
    run("kerberos", &typed).exits(0).prints_nothing();
    assert!(!ran.exists());
    run("kerberos", &format!("{options} {RANGE}"));
    assert!(ran.exists());
}

#[test]
fn brokers_that_kerberos_does_not_know_are_told_with_their_principal() {
    let cluster = secured::cluster();
    let options = cluster.options(Way::Ticket, "reader");
    let options = format!("{options} -X sasl.kerberos.service.name=kafkb");
    let run = call(cluster, &options, RANGE).run();
    fails(
        &run,
        "(Kerberos: server kafkb/127.0.0.1@KOFFSET.TEST not found in Kerberos database)",
        "sasl.kerberos.service.name",
    );
}

#[test]
fn a_kdc_that_cannot_be_reached_is_told() {
    let cluster = secured::cluster();
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("krb5.conf");
    let text = "[libdefaults]\ndefault_realm = KOFFSET.TEST\nudp_preference_limit = 1\n\
                [realms]\nKOFFSET.TEST = {\n kdc = 127.0.0.1:1\n}\n";
    fs::write(&config, text).unwrap();
    let options = cluster.options(Way::Ticket, "reader");
    let run = call(cluster, &options, RANGE)
        .env("KRB5_CONFIG", config)
        .run();
    let error =
        "error: no Kerberos ticket for reader: cannot contact any KDC for realm 'KOFFSET.TEST'";
    fails(&run, error, "KRB5_CONFIG");
}

#[test]
fn half_of_what_kerberos_needs_and_commands_of_a_shell_are_refused() {
    let cluster = secured::cluster();
    let keytab = cluster.said("reader_keytab");
    for (options, why) in [
        (
            "-X sasl.kerberos.principal=reader".to_owned(),
            "needs sasl.kerberos.keytab",
        ),
        (
            format!("-X sasl.kerberos.keytab={keytab}"),
            "needs sasl.kerberos.principal",
        ),
        (
            "-X sasl.kerberos.keytab=/nowhere -X sasl.kerberos.principal=reader".to_owned(),
            "sasl.kerberos.keytab=/nowhere: ",
        ),
        (
            "-X sasl.kerberos.kinit.cmd=id".to_owned(),
            "koffset runs kinit itself",
        ),
    ] {
        let options = format!("{} {options}", cluster.with_ticket());
        call(cluster, &options, RANGE)
            .run()
            .exits(2)
            .prints_nothing()
            .says(why);
    }
}
