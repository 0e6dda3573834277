//! Files that others may write, or read.

use std::os::unix::fs::{chown, symlink};
use std::process::Command;

use super::*;

/// A folder in which others may replace files.
fn open_folder(home: &Home) -> String {
    fs::create_dir(home.path("open")).unwrap();
    home.set_mode("open", 0o777);
    home.path("open").display().to_string()
}

#[test]
fn a_file_of_contexts_that_others_may_write_is_refused_before_anything_is_run_or_asked() {
    let home = Home::with("");
    let ran = home.path("ran");
    let lines = format!(
        "[contexts.prod.properties]\nsasl.password = \"command:touch {}\"\n",
        ran.display()
    );
    home.write("config.toml", &format!("{}{lines}", on_nothing("prod")));
    for mode in [0o602, 0o666] {
        home.set_mode("config.toml", mode);
        for line in ["--context prod range", "context list", "context check prod"] {
            home.koffset(line)
                .exits(3)
                .prints_nothing()
                .says("config.toml: others may write it, and so choose where credentials go")
                .says(&format!("hint: chmod go-w {}\n", home.config().display()));
        }
    }
    assert!(!ran.exists());
}

#[test]
fn who_may_write_a_file_by_an_acl_counts_too() {
    let home = Home::with(&on_nothing("prod"));
    home.set_mode("config.toml", 0o600);
    // acl(5), version 2: the owner, user 65534, the group, the mask, others.
    let entries = [
        (1, 6, u32::MAX),
        (2, 6, 65534),
        (4, 0, u32::MAX),
        (16, 6, u32::MAX),
        (32, 0, u32::MAX),
    ];
    let mut acl = 2_u32.to_le_bytes().to_vec();
    for (tag, may, id) in entries {
        acl.extend(u16::to_le_bytes(tag));
        acl.extend(u16::to_le_bytes(may));
        acl.extend(u32::to_le_bytes(id));
    }
    let flags = rustix::fs::XattrFlags::empty();
    rustix::fs::setxattr(home.config(), "system.posix_acl_access", &acl, flags).unwrap();
    home.koffset("context list")
        .exits(3)
        .says("config.toml: others may write it, and so choose where credentials go");
    home.set_mode("config.toml", 0o600);
    home.koffset("context list").exits(0);
}

#[test]
fn the_folder_and_the_target_of_a_link_count_too() {
    let home = Home::with(&on_nothing("prod"));
    let open = open_folder(&home);
    fs::copy(home.config(), home.path("open/config.toml")).unwrap();
    symlink(home.path("open/config.toml"), home.path("to-open.toml")).unwrap();
    symlink(home.config(), home.path("open/to-closed.toml")).unwrap();
    for file in ["open/config.toml", "to-open.toml", "open/to-closed.toml"] {
        let call = home.call("context list");
        call.env("KOFFSET_CONFIG", home.path(file))
            .run()
            .exits(3)
            .says(&format!(
                "others may write its folder {open}, and so choose"
            ))
            .says(&format!("hint: chmod go-w {open}\n"));
    }
    // As /tmp is: there nobody replaces the files of others.
    home.set_mode("open", 0o1777);
    let call = home.call("context list");
    call.env("KOFFSET_CONFIG", home.path("to-open.toml"))
        .run()
        .exits(0);
    home.set_mode("open/config.toml", 0o666);
    let call = home.call("context list");
    call.env("KOFFSET_CONFIG", home.path("to-open.toml"))
        .run()
        .exits(3)
        .says("others may write it");
}

#[test]
fn a_file_of_another_user_is_refused_unless_sudo_was_called_by_him() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let home = Home::with(&on_nothing("prod"));
    chown(home.config(), Some(12345), Some(12345)).unwrap();
    home.set_mode("config.toml", 0o660);
    home.koffset("context list")
        .exits(3)
        .says("it belongs to user 12345, who may choose where credentials go");
    let call = home.call("context list");
    call.env("SUDO_UID", "12345").run().exits(0);
}

#[test]
fn a_java_clients_file_and_a_secret_that_others_may_write_are_refused() {
    let home = Home::with(&on_nothing("prod"));
    home.write("client.properties", "client.id=x");
    home.write("secret", "hunter2");
    let folder = home.path("");
    let folder = folder.display();
    for (file, options, power) in [
        (
            "client.properties",
            format!("--command-config {folder}client.properties"),
            "others may write it, and so choose where credentials go",
        ),
        (
            "secret",
            format!("-X sasl.password=file:{folder}secret"),
            "others may write it, and so replace the secret",
        ),
    ] {
        let line = format!("range -b {NOBODY} {options}");
        home.koffset(&line).exits(1);
        home.set_mode(file, 0o622);
        home.koffset(&line).exits(3).says(power);
        home.set_mode(file, 0o600);
    }
}

#[test]
fn what_holds_or_names_a_secret_is_warned_about_where_others_may_read_it() {
    let lines = "command_config = \"client.properties\"\n[contexts.prod.properties]\nsasl.password = \"file:secret\"";
    let home = Home::with(&on_cluster("prod", lines));
    home.write("secret", "hunter2");
    home.write("client.properties", "ssl.key.password=hunter2");
    let range = "--context prod range __consumer_offsets";
    home.koffset(range).exits(0).says_nothing();
    for (file, warning) in [
        (
            "config.toml",
            "others may read it, and where the sasl.password of context prod is kept\n",
        ),
        (
            "secret",
            "others may read it, and the sasl.password is in it\n",
        ),
        (
            "client.properties",
            "others may read it, and a secret (ssl.key.password) stands in it\n",
        ),
    ] {
        home.set_mode(file, 0o644);
        let run = home.koffset(range);
        run.exits(0)
            .says(&format!("{file}: {warning}"))
            .never_says("hunter2");
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.text());
        home.set_mode(file, 0o600);
    }
}

fn complete(home: &Home, options: &str) -> Run {
    let cache = home.path("cache");
    let line = format!("__complete -- koffset {options} range __consumer");
    home.call(&line).env("XDG_CACHE_HOME", cache).run()
}

#[test]
fn what_is_typed_loads_no_library_reads_no_pipe_and_runs_no_program() {
    let home = Home::with("");
    let pipe = home.path("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    home.set_mode("pipe", 0o600);
    let pipe = pipe.display();
    let broker = kafka::bootstrap();
    complete(&home, &format!("-b {broker}"))
        .exits(0)
        .prints("__consumer_offsets");
    for options in [
        format!("-b {broker} --command-config {pipe}"),
        format!("-b {broker} -X sasl.password=file:{pipe}"),
        format!("-b {broker} -X ssl.ca.location={pipe}"),
        format!("-b {broker} -X plugin.library.paths=/nowhere"),
        format!("-b {broker} -X ssl.engine.location=/nowhere"),
        format!("-b {broker} -X ssl.providers=nothing"),
        format!("-b {broker} -X sasl.password=command:true"),
        format!("--config {pipe} --context prod"),
    ] {
        let run = complete(&home, &options);
        run.exits(0).prints_nothing().says_nothing();
    }
    home.write("config.toml", &on_cluster("prod", "").replace("{}", broker));
    complete(&home, "--context prod").prints("__consumer_offsets");
    home.set_mode("config.toml", 0o666);
    fs::remove_dir_all(home.path("cache")).unwrap();
    complete(&home, "--context prod")
        .exits(0)
        .prints_nothing()
        .says_nothing();
}
