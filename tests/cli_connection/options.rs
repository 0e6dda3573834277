use super::*;

const VARIABLE: &str = "KOFFSET_BOOTSTRAP_SERVER";

#[test]
fn without_a_cluster_nothing_can_be_asked() {
    for call in [
        Call::new(&["range"]),
        Call::new(&["range"]).env(VARIABLE, ""),
    ] {
        call.run()
            .exits(2)
            .says("error: which cluster is not said")
            .says("hint: write --bootstrap-server HOST:PORT, or set KOFFSET_BOOTSTRAP_SERVER");
    }
}

#[test]
fn a_flag_without_a_value_does_not_leave_it_to_others_to_name_the_cluster() {
    for (flag, named) in [
        ("-b", "--bootstrap-server"),
        ("--brokers", "--bootstrap-server"),
        ("--context", "--context"),
        ("--command-config", "--command-config"),
        ("--config", "--config"),
    ] {
        for args in [["range", flag, ""], [flag, "", "range"]] {
            let call = Call::new(&args).env(VARIABLE, kafka::bootstrap());
            let run = call.run().with_status(2);
            run.says(&format!("error: {named} is given without a value"));
        }
    }
}

#[test]
fn the_environment_may_name_the_cluster() {
    let call = Call::new(&["range", "__consumer_offsets"]).env(VARIABLE, kafka::bootstrap());
    call.run().exits(0).says_nothing();
}

#[test]
fn the_flag_beats_the_environment() {
    let range = ["range", "__consumer_offsets"];
    Call::on(kafka::bootstrap(), &range)
        .env(VARIABLE, closed_port())
        .run()
        .exits(0);
    let address = closed_port();
    Call::on(&address, &range)
        .env(VARIABLE, kafka::bootstrap())
        .run()
        .exits(1)
        .says(&address);
}

#[test]
fn kafkas_other_names_of_the_flag_are_known() {
    for flag in ["-b", "--bootstrap-servers", "--brokers"] {
        let args = [flag, kafka::bootstrap(), "range", "__consumer_offsets"];
        Call::new(&args).run().exits(0);
    }
    let after = ["range", "__consumer_offsets", "-b", kafka::bootstrap()];
    Call::new(&after).run().exits(0);
}

#[test]
fn an_address_that_would_be_read_as_another_is_a_usage_error() {
    for (servers, why) in [
        ("127.0.0.1:99999", "port \"99999\""),
        ("127.0.0.1:kafka", "port \"kafka\""),
        ("http://127.0.0.1:9092", "http is none of"),
        ("127.0.0.1:9092,", "no host"),
    ] {
        koffset(servers, &["range"]).exits(2).says(why);
    }
}

#[test]
fn a_property_that_librdkafka_does_not_take_is_a_usage_error_that_names_it() {
    let with = |property| koffset(kafka::bootstrap(), &["-X", property, "range"]).with_status(2);
    with("securty.protocol=ssl").says("\"securty.protocol\"; did you mean security.protocol?");
    with("security.protocol=tls")
        .says("\"tls\"")
        .says("\"security.protocol\"");
    with("security.protocol").says("expected key=value");
    with("bootstrap.servers=a:1").says("use --bootstrap-server");
}

#[test]
fn a_property_counts_before_and_behind_each_subcommand() {
    for line in [
        "-X no.such=1 range -X client.id=x",
        "range -X no.such=1 -X client.id=x",
        "-X client.id=x range -X no.such=1",
        "group -X no.such=1 list -X client.id=x",
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        Call::on("127.0.0.1:9", &args)
            .run()
            .exits(2)
            .says("no.such");
    }
    Call::on(
        "127.0.0.1:9",
        &["-X", "client.id=x", "range", "-X", "client.id=y"],
    )
    .run()
    .exits(2)
    .says("-X client.id is given twice");
}

#[test]
fn properties_on_which_the_promises_stand_are_koffsets_own() {
    for property in [
        "group.id=mine",
        "isolation.level=read_committed",
        "allow.auto.create.topics=true",
        "enable.auto.commit=true",
    ] {
        let key = property.split('=').next().unwrap();
        koffset(kafka::bootstrap(), &["-X", property, "range"])
            .exits(2)
            .says(&format!("-X {key}: koffset sets this property itself"));
    }
}

#[test]
fn a_value_of_the_environment_is_named_by_its_variable() {
    for (variable, value, why) in [
        ("KOFFSET_TIMEOUT", "", "'KOFFSET_TIMEOUT'"),
        (
            "KOFFSET_DEADLINE",
            "-1s",
            "\"-1s\": a duration is not negative",
        ),
        ("KOFFSET_COLOR", "", "'KOFFSET_COLOR'"),
        (
            "KOFFSET_COLOR",
            "blue",
            "possible values: auto, always, never",
        ),
    ] {
        let call = Call::on(kafka::bootstrap(), &["range"]).env(variable, value);
        let run = call.run().with_status(2);
        run.says(variable).says(why).never_says("for '--");
    }
    for line in [&["journal", "list"][..], &["undo"]] {
        let call = Call::on(kafka::bootstrap(), line).env("KOFFSET_JOURNAL_DIR", "");
        let run = call.run().with_status(2);
        run.says("'KOFFSET_JOURNAL_DIR'").never_says("'--journal");
    }
    let call = Call::on(kafka::bootstrap(), &["range", "--timeout", "5"]);
    let run = call.env("KOFFSET_TIMEOUT", "").run();
    run.exits(2)
        .says("'--timeout <DURATION>'")
        .never_says("KOFFSET_TIMEOUT");
}

#[test]
fn a_negative_value_is_told_the_limit_of_its_option() {
    for (line, option, why) in [
        (
            "count a --from-offset -1",
            "--from-offset",
            "-1 is not in 0..",
        ),
        ("count a --to-offset -5", "--to-offset", "-5 is not in 0.."),
        ("count a --from -5", "--from", "-5"),
        ("count a --from now-1h --by -5m", "--by", "not negative"),
        ("lag a --sort lag --top -1", "--top", "-1 is not in 1.."),
        (
            "lag a --fail-if-lag -1",
            "--fail-if-lag",
            "-1 is not in 0..",
        ),
        (
            "lag a --fail-if-headroom-below -1",
            "--fail-if-headroom-below",
            "between 0 and 100",
        ),
        ("watch a --interval -2s", "--interval", "not negative"),
        ("undo --max-skip -1", "--max-skip", "-1 is not in 0.."),
        ("undo --max-replay -1", "--max-replay", "-1 is not in 0.."),
        (
            "context add a --max-skip -1",
            "--max-skip",
            "-1 is not in 0..",
        ),
        ("reset a -t b --to-offset -5", "--to-offset", "-5"),
        ("reset a -t b --to-timestamp -5", "--to-timestamp", "-5"),
        ("range a --at -1", "--at", "-1"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let run = koffset(kafka::bootstrap(), &words).with_status(2);
        run.says(option).says(why).never_says("unexpected argument");
    }
}

#[test]
fn a_time_limit_needs_a_unit() {
    for flag in ["--timeout", "--deadline"] {
        koffset(kafka::bootstrap(), &[flag, "5", "range"])
            .exits(2)
            .says("a unit is needed: write 5s");
        koffset(kafka::bootstrap(), &[flag, "0s", "range"])
            .exits(2)
            .says("zero");
    }
    let call = Call::on(kafka::bootstrap(), &["range"]).env("KOFFSET_TIMEOUT", "5");
    call.run().exits(2).says("a unit is needed");
}
