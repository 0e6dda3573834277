//! `--command-config`: a Java client's properties file, as Kafka's own tools take it.

use super::*;

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
