//! Which cluster counts, where several are named.

use super::*;

const RANGE: &str = "range __consumer_offsets";

/// `there` is the cluster, and `gone` is not.
fn two() -> Home {
    Home::with(&format!(
        "current = \"gone\"\n{}{}",
        on_cluster("there", ""),
        on_nothing("gone")
    ))
}

#[test]
fn a_context_is_taken_from_the_flag_the_environment_or_the_file_in_this_order() {
    let home = two();
    home.koffset(&format!("--context there {RANGE}"))
        .exits(0)
        .says_nothing();
    home.call(RANGE)
        .env("KOFFSET_CONTEXT", "there")
        .run()
        .exits(0);
    home.koffset(RANGE).exits(1).says(NOBODY);
    home.call(&format!("--context gone {RANGE}"))
        .env("KOFFSET_CONTEXT", "there")
        .run()
        .exits(1)
        .says(NOBODY);
}

#[test]
fn the_file_is_found_by_flag_by_variable_and_in_the_folder_for_settings() {
    let home = two();
    let config = home.config();
    let args = format!(
        "--config {} --context there {RANGE}",
        config.to_str().unwrap()
    );
    let args: Vec<&str> = args.split_whitespace().collect();
    Call::new(&args).run().exits(0);
    fs::create_dir(home.path("koffset")).unwrap();
    fs::rename(config, home.path("koffset/config.toml")).unwrap();
    home.call(&format!("--context there {RANGE}"))
        .env("KOFFSET_CONFIG", "")
        .env("XDG_CONFIG_HOME", home.path(""))
        .run()
        .exits(0);
}

/// The password of a context must not go to a cluster that is named otherwise.
#[test]
fn bootstrap_servers_on_the_command_line_leave_every_context_out_that_it_does_not_name() {
    let home = two();
    let on = format!("-b {} {RANGE}", kafka::bootstrap());
    home.koffset(&on).exits(0).says_nothing();
    home.call(&on)
        .env("KOFFSET_CONTEXT", "gone")
        .run()
        .exits(0)
        .says("KOFFSET_CONTEXT is not used: --bootstrap-server names the cluster\n");
    home.koffset(&format!("{on} --context gone"))
        .exits(2)
        .says("error: --bootstrap-server and context gone (--context) name different clusters")
        .says("hint: leave one of the two out\n");
    home.koffset(&format!("{on} --context there")).exits(0);
    let hint = "hint: say which with one flag: --context NAME, or --bootstrap-server HOST:PORT\n";
    home.call(RANGE)
        .env("KOFFSET_BOOTSTRAP_SERVER", kafka::bootstrap())
        .run()
        .exits(2)
        .says("error: KOFFSET_BOOTSTRAP_SERVER and context gone (current of ")
        .says(hint);
    home.call(RANGE)
        .env("KOFFSET_BOOTSTRAP_SERVER", kafka::bootstrap())
        .env("KOFFSET_CONTEXT", "gone")
        .run()
        .exits(2)
        .says("error: KOFFSET_BOOTSTRAP_SERVER and context gone (KOFFSET_CONTEXT) name")
        .says(hint);
}

#[test]
fn a_context_on_the_command_line_beats_servers_and_java_properties_of_the_environment() {
    let home = two();
    home.write("client.properties", "security.protocol=SSL");
    home.call(&format!("--context there {RANGE}"))
        .env("KOFFSET_BOOTSTRAP_SERVER", NOBODY)
        .env("KOFFSET_COMMAND_CONFIG", home.path("client.properties"))
        .run()
        .exits(0)
        .says("KOFFSET_BOOTSTRAP_SERVER is not used: --context names the cluster\n")
        .says("KOFFSET_COMMAND_CONFIG is not used: --context names the cluster\n");
}

#[test]
fn a_cluster_of_another_id_is_refused_by_every_command() {
    let home = Home::with(&on_cluster("prod", "cluster_id = \"other\""));
    for command in [
        RANGE,
        "group list",
        "context check",
        "reset billing -t orders --to-latest --yes",
    ] {
        let run = home.koffset(&format!("--context prod {command}"));
        run.exits(3)
            .prints_nothing()
            .says("error: context prod is for cluster other, and this is ");
        assert_eq!(
            run.stderr.contains("nothing was changed"),
            command.contains("--yes")
        );
    }
}

#[test]
fn the_contexts_zone_and_timeout_are_what_the_flags_are_unless_given() {
    let home = Home::with(&on_cluster(
        "prod",
        "zone = \"Europe/Berlin\"\ntimeout = \"1ms\"",
    ));
    let at = "--context prod range __consumer_offsets --at 2025-07-01T08:00:00 --timeout 10s";
    home.koffset(at)
        .exits(0)
        .says("is 2025-07-01 06:00:00.000 UTC");
    home.koffset(&format!("{at} --zone UTC"))
        .exits(0)
        .says("is 2025-07-01 08:00:00.000 UTC");
    home.koffset("--context prod range __consumer_offsets")
        .exits(1)
        .prints_nothing();
}

#[test]
fn where_each_value_comes_from_is_shown_in_every_form() {
    let home = Home::with(&format!(
        "current = \"prod\"\n{}[contexts.prod.properties]\nclient.id = \"mine\"\nsasl.password = \"env:PW\"\n",
        on_cluster("prod", "max_skip = 0")
    ));
    let show = home
        .call("context show --origin -X client.id=other")
        .env("KOFFSET_TIMEOUT", "7s");
    let run = show.run().with_status(0);
    let cells = run.stdout.lines().map(|line| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        cells.join(" ")
    });
    let config = home.config();
    let expected = [
        format!("context prod (current of {})", config.display()),
        String::new(),
        "SETTING VALUE ORIGIN".to_owned(),
        format!("bootstrap_servers {} context prod", kafka::bootstrap()),
        "max_skip 0 context prod".to_owned(),
        "timeout 7s KOFFSET_TIMEOUT".to_owned(),
        "client.id other -X".to_owned(),
        "sasl.password env:PW context prod".to_owned(),
    ];
    assert_eq!(cells.collect::<Vec<_>>(), expected);
    let document = home.koffset("context show prod --format json").json();
    assert_eq!(document["schema"], "koffset.context");
    assert_eq!(document["context"], "prod");
    let settings = document["settings"].as_array().unwrap();
    let of = |name: &str| settings.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(of("client.id")["value"], "mine");
    assert_eq!(of("timeout")["origin"], "default");
}
