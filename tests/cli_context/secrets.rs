//! No secret is in anything that koffset writes, however it was given and whatever becomes of it.

use std::path::Path;

use super::*;
use crate::support::koffset::journal;
use crate::support::scene::Scene;

/// The secrets of these tests, each given in a way of its own.
const SECRETS: [&str; 6] = [
    "inline-Zq7",
    "environment-Zq7",
    "file-Zq7",
    "command-Zq7",
    "flag-Zq7",
    "jaas-Zq7",
];

/// The cluster asks for no password, so that every command runs to its end with one.
fn home() -> Home {
    let properties = "[contexts.prod.properties]\n\
        sasl.password = \"env:KOFFSET_TEST_SECRET\"\n\
        ssl.key.password = \"file:secret\"\n\
        sasl.oauthbearer.client.secret = \"command:echo command-Zq$((6 + 1))\"\n\
        ssl.keystore.password = \"inline-Zq7\"\n";
    let home = Home::with(&on_cluster(
        "prod",
        &format!("command_config = \"c.properties\"\n{properties}"),
    ));
    home.write("secret", "file-Zq7\n");
    home.write(
        "c.properties",
        "sasl.mechanism=PLAIN\nsasl.jaas.config=PlainLoginModule required username=u password=\"jaas-Zq7\";\nfoo=jaas-Zq7",
    );
    home
}

fn run(home: &Home, line: &str) -> Run {
    home.call(&format!("{line} --context prod -X ssl.key.pem=flag-Zq7"))
        .env("KOFFSET_TEST_SECRET", "environment-Zq7")
        .run()
}

fn assert_silent(text: &str, of: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {of}:\n{text}");
    }
}

fn everything_in(folder: &Path) -> String {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let texts = entries.map(|path| {
        if path.is_dir() {
            everything_in(&path)
        } else {
            fs::read_to_string(path).unwrap()
        }
    });
    texts.collect()
}

#[test]
fn no_secret_is_in_what_is_printed_said_or_journalled() {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let home = home();
    let plan = scene.file("plan.json");
    for (line, status) in [
        (format!("-v range {topic}"), 0),
        (format!("range {topic} --format json"), 0),
        ("-v context show --origin".to_owned(), 0),
        ("context show --format json".to_owned(), 0),
        ("context list --format json".to_owned(), 0),
        ("-v context check".to_owned(), 0),
        (
            format!("seek {group} {topic}:0=1 --save-plan {}", plan.display()),
            0,
        ),
        (
            format!("-v seek {group} {topic}:0=2 --yes --format json"),
            0,
        ),
        (format!("seek {group} {topic}:0=99 --yes"), 3),
        ("range no-such-topic".to_owned(), 3),
        ("-v range -b 127.0.0.1:1".to_owned(), 1),
        ("-v range -X security.protocol=ssl".to_owned(), 1),
        (
            "-v range -X security.protocol=sasl_plaintext --timeout 3s".to_owned(),
            1,
        ),
        (
            "range -X ssl.key.location=/nowhere -X security.protocol=ssl".to_owned(),
            2,
        ),
        ("range -X sasl.oauthbearer.method=flag-Zq8".to_owned(), 2),
        ("range -X debug=all -v".to_owned(), 2),
        ("journal list --format json".to_owned(), 0),
    ] {
        let run = run(&home, &line);
        assert_silent(&run.text(), &line);
        if status == 0 {
            run.exits(0);
        } else {
            assert_ne!(run.status, 0, "{line}\n{}", run.text());
        }
    }
    assert_eq!(scene.offsets("billing", "orders"), [(0, 2)]);
    let journal = everything_in(&journal());
    assert!(journal.contains(&group), "{journal}");
    assert_silent(&journal, "the journal");
    assert_silent(&fs::read_to_string(plan).unwrap(), "the plan");
}

/// librdkafka shows what it cannot read of it in its error.
#[test]
fn a_secret_that_librdkafka_puts_into_its_error_is_hidden() {
    let login = "range -b 127.0.0.1:1 -v -X security.protocol=sasl_plaintext -X sasl.mechanism=OAUTHBEARER \
                 -X enable.sasl.oauthbearer.unsecure.jwt=true -X sasl.oauthbearer.config=env:SECRET";
    let home = Home::with("");
    for secret in [
        "Zq7",
        "principal=me Zq7=Zq7",
        "principal=me lifeSeconds=Zq7",
        "principal=me scope=\"Zq7",
        "principal=me lifeSeconds=3 Zq7a Zq7b",
        "Zq7 in a text that is rather long",
    ] {
        for form in ["", " --format json"] {
            home.call(&format!("{login}{form}"))
                .env("SECRET", secret)
                .run()
                .exits(1)
                .says("sasl.oauthbearer.config")
                .says("(hidden)")
                .never_says("Zq7");
        }
    }
}

#[test]
fn the_memory_in_which_secrets_are_is_in_no_core_dump() {
    let broker = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let line = "ulimit -c unlimited 2>/dev/null; exec \"$0\" \"$@\"";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", line, env!("CARGO_BIN_EXE_koffset"), "range", "-X"]);
    shell.args(["sasl.password=env:SECRET", "--timeout", "50s", "-b"]);
    shell.arg(broker.local_addr().unwrap().to_string());
    shell.current_dir(folder.path());
    let running = Call::of(shell).env("SECRET", "environment-Zq7").start();
    // It is asked for what it needs the secret for.
    drop(broker.accept().unwrap());
    let limits = fs::read_to_string(format!("/proc/{}/limits", running.id()));
    if let Ok(limits) = limits {
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let core: Vec<&str> = core.unwrap().split_whitespace().skip(4).collect();
        assert_eq!(core, ["0", "0", "bytes"]);
    }
    running.signal(rustix::process::Signal::ABORT);
    assert_eq!(running.ended().status, -1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_secret_that_cannot_be_had_is_told_by_its_reference_and_nothing_is_asked() {
    for (reference, why) in [
        ("env:KOFFSET_NO_SUCH", "env:KOFFSET_NO_SUCH is not set"),
        ("file:nowhere", "nowhere: does not exist"),
        ("command:exit 7", "command:exit 7 failed: exit status: 7"),
    ] {
        let lines = format!("[contexts.prod.properties]\nsasl.password = \"{reference}\"\n");
        let home = Home::with(&on_nothing("prod"));
        home.write("config.toml", &format!("{}{lines}", home.text()));
        home.koffset("--context prod range")
            .exits(1)
            .says("error: sasl.password: ")
            .says(why);
    }
}

#[test]
fn no_program_is_run_for_a_value_that_makes_no_sense() {
    let home = Home::with("");
    let ran = home.path("ran");
    let lines = format!(
        "[contexts.prod.properties]\nsasl.password = \"command:touch {}\"\n",
        ran.display()
    );
    home.write("config.toml", &format!("{}{lines}", on_nothing("prod")));
    for (line, why) in [
        (
            "reset g -t orders --to-timestamp tomorrow",
            "--to-timestamp: \"tomorrow\" ",
        ),
        (
            "reset g -t orders --to-timestamp 2026-11-20T08:00",
            "--to-timestamp: 2026-11-20T08:00: ",
        ),
        (
            "reset g -t orders --by-duration 90",
            "--by-duration: \"90\"",
        ),
        ("reset g -t orders --to-offset -5", "--to-offset -5: "),
        ("reset g -t orders --shift-by 0", "--shift-by 0: "),
        (
            "reset g --to-snapshot nowhere.json",
            "nowhere.json: does not exist",
        ),
        ("seek g orders:0=5 payments=foo", "payments=foo: \"foo\" "),
        (
            "seek g orders:0=@1700000000",
            "orders:0=@1700000000: 1700000000: ",
        ),
        ("range orders --at tomorrow", "--at: \"tomorrow\" "),
        ("count orders --from now-1", "--from: now-1: "),
        ("count orders --from now-1d --by 1M", "--by: \"1M\""),
        (
            "lag g --summary topic --only lost",
            "--only chooses partitions",
        ),
    ] {
        let run = home.koffset(&format!("--context prod {line}"));
        assert!([1, 2].contains(&run.status), "{line}: {}", run.text());
        run.prints_nothing().says(why);
        assert!(!ran.exists(), "{line}");
    }
    home.koffset("--context prod range").exits(1);
    assert!(ran.exists());
}

#[test]
fn a_program_that_gives_no_secret_is_not_waited_for() {
    let lines = "[contexts.prod.properties]\nsasl.password = \"command:sleep 600\"\n";
    let home = Home::with(&on_nothing("prod"));
    home.write("config.toml", &format!("{}{lines}", home.text()));
    let within = "error: sasl.password: command:sleep 600 gave no answer within 1s";
    for (limit, more) in [
        (
            "--timeout",
            "\n  hint: --timeout DURATION gives it longer\n",
        ),
        (
            "--deadline",
            ", and the command's --deadline left no more\n",
        ),
    ] {
        home.koffset(&format!("--context prod {limit} 1s range"))
            .exits(1)
            .says(&format!("{within}{more}"));
    }
}

#[test]
fn a_program_that_is_asked_for_a_secret_may_speak_on_stderr() {
    let lines =
        "[contexts.prod.properties]\nsasl.password = \"command:echo touch your key >&2; echo x\"\n";
    let home = Home::with(&on_cluster("prod", lines));
    home.koffset("--context prod range __consumer_offsets")
        .exits(0)
        .says("touch your key\n");
}

#[test]
fn a_secret_among_the_arguments_is_warned_about_since_others_see_them() {
    let with = |value: &str| {
        let property = format!("sasl.password={value}");
        let args = ["-X", &property, "range", "__consumer_offsets"];
        Call::on(kafka::bootstrap(), &args).env("PW", "x").run()
    };
    with("hunter2")
        .exits(0)
        .says("warning: -X sasl.password: the list of processes shows its value; write env:NAME")
        .never_says("hunter2");
    with("env:PW").exits(0).says_nothing();
}
