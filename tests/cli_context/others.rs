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
                "others may write folder {open} on its path, and so choose"
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

/// Whoever may write a folder above may put a folder of theirs in the place of the next one.
#[test]
fn every_folder_above_counts_and_so_does_a_link_in_the_middle_of_the_path() {
    let home = Home::with("");
    let open = open_folder(&home);
    let inner = home.path("open/closed/inner");
    fs::create_dir_all(&inner).unwrap();
    for folder in ["open/closed/inner", "open/closed"] {
        home.set_mode(folder, 0o700);
    }
    home.write("open/closed/inner/config.toml", &on_nothing("prod"));
    symlink(&inner, home.path("to-inner")).unwrap();
    symlink("open/closed", home.path("to-closed")).unwrap();
    let files = [
        "open/closed/inner/config.toml",
        "to-inner/config.toml",
        "to-closed/inner/config.toml",
        "to-closed/../closed/inner/config.toml",
    ];
    for file in files {
        let call = home.call("context list");
        call.env("KOFFSET_CONFIG", home.path(file))
            .run()
            .exits(3)
            .prints_nothing()
            .says(&format!(
                "error: {}: others may write folder {open} on its path, and so choose",
                home.path(file).display()
            ))
            .says(&format!("hint: chmod go-w {open}\n"))
            .says("hint: or use a copy in a folder of your own\n");
    }
    // As /tmp is: there nobody replaces what is this user's.
    for mode in [0o1777, 0o755] {
        home.set_mode("open", mode);
        for file in files {
            let call = home.call("context list");
            call.env("KOFFSET_CONFIG", home.path(file)).run().exits(0);
        }
    }
}

/// A folder or a link of another user in a folder such as `/tmp`, where everybody makes their own.
#[test]
fn what_another_user_has_made_on_the_path_is_refused() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let home = Home::with("");
    open_folder(&home);
    home.set_mode("open", 0o1777);
    fs::create_dir_all(home.path("open/theirs/mine")).unwrap();
    home.write("open/theirs/mine/config.toml", &on_nothing("prod"));
    symlink("theirs", home.path("open/link")).unwrap();
    let through = |folder: &str| {
        let call = home.call("context list");
        let file = home.path(folder).join("mine/config.toml");
        call.env("KOFFSET_CONFIG", file).run()
    };
    through("open/link").exits(0);
    std::os::unix::fs::lchown(home.path("open/link"), Some(12345), None).unwrap();
    let link = home.path("open/link");
    through("open/link")
        .exits(3)
        .says(&format!(
            "link {} on its path belongs to user 12345, who may choose where credentials go",
            link.display()
        ))
        .says("hint: use a copy in a folder of your own\n");
    through("open/theirs").exits(0);
    chown(home.path("open/theirs"), Some(12345), None).unwrap();
    through("open/theirs")
        .exits(3)
        .says("open/theirs on its path belongs to user 12345, who may choose");
}

/// As Kubernetes mounts a ConfigMap or a Secret: a sticky folder that all may write, and links of root's.
#[test]
fn a_mounted_config_map_is_taken() {
    let home = Home::with("");
    fs::create_dir_all(home.path("mount/..2026_12_01")).unwrap();
    home.set_mode("mount/..2026_12_01", 0o755);
    home.write("mount/..2026_12_01/config.toml", &on_nothing("prod"));
    home.set_mode("mount/..2026_12_01/config.toml", 0o644);
    home.set_mode("mount", 0o1777);
    symlink("..2026_12_01", home.path("mount/..data")).unwrap();
    symlink("..data/config.toml", home.path("mount/config.toml")).unwrap();
    let call = home.call("context list");
    call.env("KOFFSET_CONFIG", home.path("mount/config.toml"))
        .run()
        .exits(0);
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

/// A file of authorities that others choose lets them pose as the broker that is given the password.
#[test]
fn files_of_keys_authorities_and_code_that_others_may_write_are_refused() {
    let home = Home::with("");
    let ran = home.path("ran");
    let login = format!(
        "-X security.protocol=sasl_ssl -X sasl.mechanisms=PLAIN -X sasl.username=me -X sasl.password=file:{}",
        ran.display()
    );
    home.write("ran", "hunter2");
    fs::create_dir(home.path("folder")).unwrap();
    home.set_mode("folder", 0o755);
    home.write("file", "");
    home.write("library.so", "");
    let (authorities, login_as) = (
        "choose where credentials go",
        "choose as whom koffset logs in",
    );
    for (property, file, named, power) in [
        ("ssl.ca.location", "file", "file", authorities),
        ("ssl.ca.location", "folder", "folder", authorities),
        ("https.ca.location", "file", "file", authorities),
        ("ssl.crl.location", "file", "file", authorities),
        ("ssl.certificate.location", "file", "file", login_as),
        ("ssl.key.location", "file", "file", login_as),
        ("ssl.keystore.location", "file", "file", login_as),
        ("sasl.kerberos.keytab", "file", "file", login_as),
        ("sasl.oauthbearer.assertion.file", "file", "file", login_as),
        ("ssl.engine.location", "file", "file", "run code"),
        ("plugin.library.paths", "library.so", "library", "run code"),
    ] {
        let place = home.path(named);
        let line = format!(
            "range -b {NOBODY} {login} -X {property}={}",
            place.display()
        );
        let closed = home.koffset(&line);
        assert_ne!(closed.status, 3, "{property}: {}", closed.text());
        let mode = home.mode(file);
        home.set_mode(file, mode | 0o022);
        home.koffset(&line)
            .exits(3)
            .says(&format!("error: {property}: {}", place.display()))
            .says(&format!("others may write it, and so {power}\n"));
        home.set_mode(file, mode);
    }
    let open = open_folder(&home);
    home.write("open/ca.pem", "");
    home.koffset(&format!(
        "range -b {NOBODY} {login} -X ssl.ca.location={open}/ca.pem"
    ))
    .exits(3)
    .says(&format!(
        "others may write folder {open} on its path, and so {authorities}\n"
    ));
    // Without a login there is nothing for a false broker to be given.
    let line =
        format!("range -b {NOBODY} -X security.protocol=ssl -X ssl.ca.location={open}/ca.pem");
    let without = home.koffset(&line);
    assert_ne!(without.status, 3, "{}", without.text());
}

#[test]
fn a_key_that_others_may_read_is_warned_about() {
    let home = Home::with("");
    home.write("key", "");
    let file = home.path("key");
    let file = file.display();
    for property in [
        "ssl.key.location",
        "ssl.keystore.location",
        "sasl.kerberos.keytab",
    ] {
        let line = format!("range -b {NOBODY} --timeout 300ms -X {property}={file}");
        let warning = format!("{file}: others may read it, and a key is in it ({property})\n");
        home.set_mode("key", 0o600);
        home.koffset(&line).never_says("others may read it");
        home.set_mode("key", 0o644);
        home.koffset(&line).says(&warning);
    }
    let line = format!("range -b {NOBODY} --timeout 300ms -X ssl.certificate.location={file}");
    home.koffset(&line).never_says("others may read it");
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
