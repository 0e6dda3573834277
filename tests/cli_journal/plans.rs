use super::*;

/// Saves the plan of [`RESET`] in `plan.json`.
fn saved(scene: &Scene) -> String {
    let file = scene.file("plan.json").to_str().unwrap().to_owned();
    let save = RESET.replace("--yes", &format!("--save-plan {file}"));
    scene.koffset(&save).exits(0);
    file
}

#[test]
fn a_saved_plan_is_shown_without_a_cluster() {
    let scene = scene();
    let file = saved(&scene);
    let document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let word = |key: &str| document[key].as_str().unwrap().to_owned();
    offline(&["plan", "show", &file])
        .exits(0)
        .prints(&format!("plan     {}\n", word("id")))
        .prints(&format!("digest   {}\n", word("digest")))
        .prints(&format!("on cluster {}", word("cluster_id")))
        .prints("0 records will be replayed and at most 2 skipped")
        .says_nothing();
    let shown = offline(&["plan", "show", &file, "--format", "json"]).with_status(0);
    assert_eq!(shown.json(), document);
}

#[test]
fn a_plan_that_was_edited_is_not_shown() {
    let scene = scene();
    let file = saved(&scene);
    scene.edit("plan.json", |plan| {
        plan["groups"][0]["changes"][0]["after"]["offset"] = json!(8)
    });
    for format in ["table", "json"] {
        offline(&["plan", "show", &file, "--format", format])
            .exits(3)
            .never_says("\"koffset.plan\"")
            .says(&format!("error: {file}: the plan was edited"));
    }
}
