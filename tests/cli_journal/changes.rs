use super::*;

#[test]
fn a_change_is_listed_with_what_came_of_it_and_shown_with_what_it_replaced() {
    let scene = scene();
    scene
        .koffset("reset {}billing --topic {}orders --to-offset 7 --yes")
        .exits(0)
        .says("journal 2");
    let change = only_change();
    assert_eq!(change["cluster_id"], json!(scene.checker.cluster_id()));
    assert_eq!(change["command"], "reset");
    assert_eq!(change["groups"], json!([scene.name("billing")]));
    assert_eq!(
        (&change["partitions"], &change["applied"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(change["result"], "applied");
    let id = change["id"].as_str().unwrap();
    let shown = offline(&["journal", "show", id, "--format", "json"]).with_status(0);
    let rows = &shown.json()["plan"]["groups"][0]["changes"];
    assert_eq!(rows[0]["before"]["offset"], 5);
    assert!(rows[1]["before"].is_null());
    let read_back = &shown.json()["outcome"]["groups"][0]["partitions"];
    assert_eq!(read_back[0]["read_back"]["offset"], 7);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 7), (1, 7)]);
    offline(&["journal", "show", &id[..13]])
        .exits(0)
        .prints(&format!("change   {id}\n"))
        .prints("result   applied, ")
        .prints("moved 2 of 2 partitions, read back and equal\n");
    offline(&["journal", "list"])
        .exits(0)
        .prints(id)
        .says_nothing();
}

#[test]
fn a_change_that_writes_nothing_is_in_no_journal() {
    let scene = scene();
    scene
        .koffset("reset {}billing --topic {}orders:0 --to-offset 5 --yes")
        .exits(0);
    scene
        .koffset("reset {}billing --topic {}orders:0 --to-offset 99 --yes")
        .exits(3);
    scene
        .koffset("reset {}billing --topic {}orders:0 --to-offset 7 --dry-run")
        .exits(0);
    assert!(listed().is_empty());
}

#[test]
fn the_command_line_is_journalled_without_the_values_of_properties() {
    let scene = scene();
    scene
        .koffset(&format!(
            "{RESET} -X client.id=hush-hush -Xclient.rack=hush-too"
        ))
        .exits(0);
    let text = fs::read_to_string(&files(&journal())[0]).unwrap();
    assert!(
        text.contains("client.id=…") && text.contains("client.rack=…"),
        "{text}"
    );
    assert!(!text.contains("hush"), "{text}");
    assert!(text.contains("--to-offset"), "{text}");
}

#[test]
fn the_journal_is_for_its_owner_alone_whatever_the_umask() {
    let scene = scene();
    let reset = RESET.replace("{}", &scene.name(""));
    let koffset = format!("exec \"$0\" -b {} {reset}", kafka::bootstrap());
    in_shell(&format!("umask 0; {koffset}")).exits(0);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&journal()), 0o700);
    let written = files(&journal());
    assert_eq!(written.len(), 2);
    for file in written {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn what_is_pruned_is_gone_and_what_is_not_known_stays() {
    let scene = scene();
    for offset in [7, 8] {
        let reset = format!("reset {{}}billing --topic {{}}orders:0 --to-offset {offset} --yes");
        scene.koffset(&reset).exits(0);
    }
    fs::remove_file(&files(&journal())[1]).unwrap();
    offline(&["journal", "prune", "--older-than", "1d", "--yes"]).exits(0);
    assert_eq!(listed().len(), 2);
    offline(&["journal", "prune", "--older-than", "1ms"])
        .exits(6)
        .says("hint: --yes deletes without asking");
    assert_eq!(listed().len(), 2);
    offline(&["journal", "prune", "--older-than", "1ms", "--yes"])
        .exits(0)
        .says("1 change of unknown end kept")
        .says("deleted");
    assert_eq!(only_change()["result"], "interrupted");
    offline(&[
        "journal",
        "prune",
        "--older-than",
        "1ms",
        "--yes",
        "--interrupted",
    ])
    .exits(0);
    assert!(listed().is_empty() && files(&journal()).is_empty());
}

/// Runs a shell's script in which `$0` is koffset.
pub(super) fn in_shell(script: &str) -> Run {
    let koffset = command();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", script]).arg(koffset.get_program());
    for (name, value) in koffset.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    Run::from(shell.stdin(Stdio::null()).output().unwrap())
}
