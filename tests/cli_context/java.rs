//! `--command-config`: a Java client's properties file, as Kafka's own tools take it.

use std::collections::BTreeMap;

use koffset::settings::read_java_properties;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::*;
use crate::support::checker::Checker;

fn with(home: &Home, text: &str, line: &str) -> Run {
    home.write("client.properties", &text.replace("{}", kafka::bootstrap()));
    let file = home.path("client.properties");
    home.koffset(&format!("--command-config {} {line}", file.display()))
}

const RANGE: &str = "range __consumer_offsets";

#[test]
fn the_cluster_may_stand_in_it_and_then_no_current_context_counts() {
    let home = Home::with(&format!("current = \"gone\"\n{}", on_nothing("gone")));
    with(&home, "bootstrap.servers={}", RANGE)
        .exits(0)
        .says_nothing();
    with(&home, "client.id=x", RANGE).exits(1).says(NOBODY);
    with(
        &home,
        "client.id=x",
        &format!("{RANGE} -b {}", kafka::bootstrap()),
    )
    .exits(0);
}

#[test]
fn each_key_that_has_no_counterpart_is_named_in_one_warning() {
    let text =
        "bootstrap.servers={}\nssl.enabled.protocols=TLSv1.3\ngroup.id=x\nrequest.timeout.ms=5";
    let run = with(&Home::with(""), text, RANGE);
    run.exits(0).says(
        "client.properties: without effect here: group.id (koffset sets it itself), \
         request.timeout.ms (--timeout says it), ssl.enabled.protocols (librdkafka has no counterpart)\n",
    );
    assert_eq!(run.stderr.lines().count(), 1);
}

#[test]
fn what_cannot_be_kept_to_is_refused_before_anything_is_asked() {
    let home = Home::with("");
    fs::write(home.path("me.jks"), [0xfe, 0xed, 0xfe, 0xed, 0, 0]).unwrap();
    let store = home.path("me.jks");
    let text = format!(
        "bootstrap.servers={{}}\nssl.keystore.location={}",
        store.display()
    );
    with(&home, &text, RANGE)
        .exits(2)
        .says("is a JKS key store, which librdkafka cannot read\n")
        .says("hint: keytool -importkeystore -srckeystore ");
    with(&home, "ssl.engine.factory.class=x.Y", RANGE)
        .exits(2)
        .says("client.properties: ssl.engine.factory.class: names Java code");
    let missing = home.koffset("--command-config nowhere.properties range");
    missing
        .exits(1)
        .says("nowhere.properties: does not exist\n");
}

#[test]
fn a_secret_in_a_file_that_others_may_read_is_warned_about_as_kafkas_own_tools_take_it() {
    let home = Home::with("");
    let text = "bootstrap.servers={}\nsasl.mechanism=PLAIN\n\
                sasl.jaas.config=PlainLoginModule required username=u password=\"hunter2\";";
    with(&home, text, RANGE).exits(0).says_nothing();
    home.set_mode("client.properties", 0o644);
    let file = home.path("client.properties");
    home.koffset(&format!("--command-config {} {RANGE}", file.display()))
        .exits(0)
        .says("others may read it, and a secret (sasl.password) stands in it\n")
        .never_says("hunter2");
}

#[test]
fn a_property_of_the_command_line_beats_the_file_which_beats_the_context() {
    let home = Home::with(&format!(
        "{}[contexts.prod.properties]\nclient.id = \"context\"\nclient.rack = \"context\"\n",
        on_cluster("prod", "")
    ));
    let run = with(
        &home,
        "client.id=file\nmetadata.max.age.ms=5000",
        "context show prod --origin -X metadata.max.age.ms=6000",
    );
    let value = |name: &str| {
        let line = run.stdout.lines().find(|line| line.starts_with(name));
        line.unwrap().split_whitespace().nth(1).unwrap().to_owned()
    };
    assert_eq!(value("client.id"), "file");
    assert_eq!(value("client.rack"), "context");
    assert_eq!(value("metadata.max.age.ms"), "6000");
}

/// Bytes of which many mean something in a properties file.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces: [&[u8]; 24] = [
        b"\\",
        b"\\u",
        b"\\uD83D",
        b"\\uDE00",
        b"\\u00e9",
        b"0",
        b"4f",
        b"=",
        b":",
        b" ",
        b"\t",
        b"\x0c",
        b"\n",
        b"\r",
        b"\r\n",
        b"#",
        b"!",
        b"key",
        b"\xe9",
        b"\x85",
        b"\xa0",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ];
    let piece = prop::sample::select(pieces.to_vec());
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn units(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| format!("{unit:04x}"))
        .collect()
}

/// Whether a text of Java has halves of surrogate pairs, which no encoding can say.
fn is_no_text(units: &str) -> bool {
    let unit = |digits: &[u8]| u16::from_str_radix(str::from_utf8(digits).unwrap(), 16).unwrap();
    let units: Vec<u16> = units.as_bytes().chunks(4).map(unit).collect();
    String::from_utf16(&units).is_err()
}

#[test]
fn a_properties_file_is_read_as_java_reads_it() {
    let mut runner = TestRunner::deterministic();
    let mut file = || bytes().new_tree(&mut runner).unwrap().current();
    let files: Vec<Vec<u8>> = (0..3000).map(|_| file()).collect();
    let asked: Vec<String> = files.iter().map(|file| hexadecimal(file)).collect();
    let answers = Checker::of(kafka::bootstrap()).ask("read_properties", json!({"files": asked}));
    let mut read_by_both = 0;
    for (file, answer) in files.iter().zip(answers.as_array().unwrap()) {
        let mut by_java: Option<BTreeMap<String, String>> =
            serde_json::from_value(answer.clone()).unwrap();
        let is_text = |(key, value): (&String, &String)| !is_no_text(key) && !is_no_text(value);
        by_java = by_java.filter(|pairs| pairs.iter().all(is_text));
        let pairs = read_java_properties(file).ok();
        let mut pairs: Option<BTreeMap<String, String>> = pairs.map(|pairs| {
            let pairs = pairs.iter().map(|(key, value)| (units(key), units(value)));
            pairs.collect()
        });
        // Java makes a key of nothing of a backslash at the end of a file, if only LF or nothing follows.
        for pairs in pairs.iter_mut().chain(&mut by_java) {
            pairs.remove("");
        }
        assert_eq!(pairs, by_java, "{:?}", file.escape_ascii().to_string());
        read_by_both += usize::from(by_java.is_some_and(|pairs| !pairs.is_empty()));
    }
    assert!(read_by_both > 500, "{read_by_both}");
}

#[test]
fn a_file_of_bytes_that_are_no_utf_8_is_read_and_a_malformed_escape_told_with_its_line() {
    let home = Home::with("");
    let file = home.path("client.properties");
    let koffset = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        home.koffset(&format!(
            "--command-config {} {RANGE} -b {}",
            file.display(),
            kafka::bootstrap()
        ))
    };
    for bytes in [
        &b"\xff\xfe"[..],
        b"\xef\xbb",
        b"\xfe\xff\0",
        b"client.id=\xe9\x80",
    ] {
        koffset(bytes).exits(0);
    }
    let malformed = koffset(b"client.id=x\n\nsasl.jaas.config=C:\\users\n");
    malformed
        .exits(2)
        .says("client.properties:3: invalid escape, expected \\u and four hexadecimal digits");
}
