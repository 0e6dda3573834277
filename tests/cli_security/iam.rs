//! Logging in to AWS MSK with IAM, on a listener that takes such tokens; nothing of AWS is ever asked.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;

use crate::support::koffset::{Run, journal};
use crate::support::process::Call;
use crate::support::scene::Scene;
use crate::support::secured::{self, Secured};
use crate::support::wait;

const RANGE: &str = "range __consumer_offsets";

/// A call with no credentials but those that the test gives.
fn bare_call(cluster: &Secured, options: &str, line: &str) -> Call {
    let ca = cluster.said("ca");
    let login = format!("-X security.protocol=sasl_ssl -X ssl.ca.location={ca} {options} {line}");
    let args: Vec<&str> = login.split_whitespace().collect();
    let mut call = Call::on(cluster.said("msk-iam"), &args);
    for (name, value) in [
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("AWS_REGION", cluster.said("aws_region")),
    ] {
        call = call.env(name, value);
    }
    call
}

fn as_user(call: Call, cluster: &Secured, user: &str) -> Call {
    call.env("AWS_ACCESS_KEY_ID", format!("AKIA{}", user.to_uppercase()))
        .env("AWS_SECRET_ACCESS_KEY", cluster.password(user))
}

fn call(cluster: &Secured, user: &str, line: &str) -> Call {
    call_with(cluster, user, "", line)
}

fn call_with(cluster: &Secured, user: &str, options: &str, line: &str) -> Call {
    let options = format!("-X sasl.mechanism=AWS_MSK_IAM {options}");
    as_user(bare_call(cluster, &options, line), cluster, user)
}

#[track_caller]
fn fails(run: &Run, error: &str, hint: &str) {
    run.exits(1).prints_nothing().says(error).says(hint);
    assert_eq!(run.stderr.lines().count(), 2, "{}", run.text());
}

#[test]
fn keys_of_the_environment_sign_a_token_that_the_broker_believes() {
    let cluster = secured::cluster();
    let run = call(cluster, "reader", &format!("{RANGE} --timeout 5s")).run();
    run.exits(0).says_nothing();
}

#[test]
fn a_user_moves_a_group_and_reads_records_as_far_as_its_rights_go_and_no_secret_is_written() {
    let cluster = secured::cluster();
    let scene: Scene = cluster.scene_on("msk-iam");
    scene.orders(&[10], &[Some(4)]);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let reset = format!("-v reset {group} --topic {topic} --to-earliest --yes --format json");
    let refused = call(cluster, "reader", &reset).run();
    assert_ne!(refused.status, 0, "{}", refused.text());
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    let moved = call(cluster, "operator", &reset).run().with_status(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0)]);
    let id = moved.json()["journal_id"].as_str().unwrap().to_owned();
    let count = format!("count {topic} --from earliest --exact --format json");
    let counted = call(cluster, "operator", &count).run().with_status(0);
    assert_eq!(
        counted.json()["partitions"][0]["records"],
        json!(10),
        "{}",
        counted.text()
    );
    let entry = fs::read_dir(journal()).unwrap().find_map(|file| {
        let text = fs::read_to_string(file.unwrap().path()).ok()?;
        text.contains(&id).then_some(text)
    });
    // The second is how a token begins.
    for secret in [cluster.password("operator"), "aHR0cHM6Ly9rYWZrYS"] {
        for text in [
            &moved.text(),
            &refused.text(),
            &counted.text(),
            entry.as_ref().unwrap(),
        ] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn a_java_clients_file_as_aws_writes_it_logs_in() {
    let cluster = secured::cluster();
    let home = tempfile::tempdir().unwrap();
    let (file, credentials) = (
        home.path().join("client.properties"),
        home.path().join("credentials"),
    );
    let text = "security.protocol=SASL_SSL\nsasl.mechanism=AWS_MSK_IAM\n\
        sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required awsProfileName=\"prod\";\n\
        sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler\n";
    fs::write(&file, text).unwrap();
    let secret = cluster.password("reader");
    let profile = format!("[prod]\naws_access_key_id=AKIAREADER\naws_secret_access_key={secret}\n");
    fs::write(&credentials, profile).unwrap();
    let options = format!("--command-config {}", file.display());
    let with_profile =
        || bare_call(cluster, &options, RANGE).env("AWS_SHARED_CREDENTIALS_FILE", &credentials);
    with_profile().run().exits(0).says_nothing();
    // The profile that was named counts, and not keys of the environment.
    with_profile()
        .env("AWS_ACCESS_KEY_ID", "AKIAOTHER")
        .env("AWS_SECRET_ACCESS_KEY", "other")
        .run()
        .exits(0);
}

/// A profile whose credentials come from a program that takes longer than anybody waits, and the file which tells that
/// it was run.
fn slow_profile(home: &Path) -> (PathBuf, PathBuf) {
    let (program, config, ran) = (home.join("slow"), home.join("config"), home.join("ran"));
    let text = format!("#!/bin/sh\n: > {}\nexec sleep 20\n", ran.display());
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let text = format!("[default]\ncredential_process = {}\n", program.display());
    fs::write(&config, text).unwrap();
    (config, ran)
}

#[test]
fn who_interrupts_does_not_wait_for_credentials() {
    let cluster = secured::cluster();
    let home = tempfile::tempdir().unwrap();
    let (config, ran) = slow_profile(home.path());
    let login = "-X sasl.mechanism=AWS_MSK_IAM";
    let call = bare_call(cluster, login, RANGE).env("AWS_CONFIG_FILE", config);
    let running = call.start();
    wait::until("the program", || ran.exists(), |ran| *ran);
    let began = Instant::now();
    running.signal(Signal::INT);
    running.ended().exits(130);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[test]
fn what_is_completed_asks_no_program_for_credentials() {
    let cluster = secured::cluster();
    let home = tempfile::tempdir().unwrap();
    let (config, ran) = slow_profile(home.path());
    let (address, ca) = (cluster.said("msk-iam"), cluster.said("ca"));
    let typed = format!(
        "__complete -- koffset -b {address} -X security.protocol=sasl_ssl -X ssl.ca.location={ca} \
         -X sasl.mechanism=AWS_MSK_IAM range __"
    );
    let args: Vec<&str> = typed.split_whitespace().collect();
    let call = || {
        let call = Call::new(&args).env("XDG_CACHE_HOME", home.path());
        let call = call.env("AWS_REGION", cluster.said("aws_region"));
        call.env("AWS_EC2_METADATA_DISABLED", "true")
    };
    let without_keys = call().env("AWS_CONFIG_FILE", &config).run();
    without_keys.exits(0).prints_nothing();
    assert!(!ran.exists());
    let names = || as_user(call(), cluster, "reader").run();
    wait::until("names", names, |run| {
        run.stdout.contains("__consumer_offsets")
    });
}

#[test]
fn a_profile_that_is_not_there_is_not_made_up_for_by_other_keys() {
    let cluster = secured::cluster();
    let run = call_with(cluster, "reader", "-X aws.profile=ghost", RANGE).run();
    fails(
        &run,
        "error: no login to AWS MSK: ",
        "hint: set AWS_PROFILE",
    );
}

#[test]
fn without_credentials_it_is_said_where_they_would_come_from() {
    let cluster = secured::cluster();
    let run = bare_call(cluster, "-X sasl.mechanism=AWS_MSK_IAM", RANGE).run();
    fails(
        &run,
        "error: no login to AWS MSK: failed to provide credentials",
        "hint: set AWS_PROFILE",
    );
}

#[test]
fn a_wrong_secret_key_is_told_in_the_words_of_the_broker() {
    let cluster = secured::cluster();
    let call = call(cluster, "reader", RANGE).env("AWS_SECRET_ACCESS_KEY", "hunter2");
    let run = call.run();
    fails(&run, "it refused the login: ", "kafka-cluster:Connect");
    assert!(
        run.stderr.contains("the signature") && !run.text().contains("hunter2"),
        "{}",
        run.text()
    );
}

#[test]
fn a_token_for_another_region_is_refused() {
    let cluster = secured::cluster();
    let run = call_with(cluster, "reader", "-X aws.region=eu-west-1", RANGE).run();
    fails(&run, "the host", "kafka-cluster:Connect");
}

#[test]
fn a_region_that_nothing_tells_is_asked_for() {
    let cluster = secured::cluster();
    let call = call(cluster, "reader", RANGE).env("AWS_REGION", "");
    call.env("AWS_DEFAULT_REGION", "")
        .run()
        .exits(2)
        .says("sasl.mechanism=AWS_MSK_IAM needs the region: aws.region, AWS_REGION, or a host name of MSK");
}
