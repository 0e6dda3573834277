use super::*;

fn status(words: &str) -> (ExitStatus, String) {
    let ended = lag(&cluster(), words);
    (ended.status(), ended.err)
}

#[test]
fn a_lag_over_the_limit_is_a_finding_that_is_named() {
    let (ended, err) = status("billing --fail-if-lag 100");
    assert_eq!(ended, ExitStatus::Findings);
    assert!(
        err.ends_with(
            "warning: --fail-if-lag: billing orders:1 lags by 130, and 100 is the limit\n"
        ),
        "{err}"
    );
    assert_eq!(status("billing --fail-if-lag 130").0, ExitStatus::Done);
}

#[test]
fn what_was_lost_or_may_soon_be_is_a_finding() {
    let (ended, err) = status("billing --fail-if-lost");
    assert_eq!(ended, ExitStatus::Findings);
    assert!(
        err.contains("--fail-if-lost: billing orders:1 lost 30 offsets\n"),
        "{err}"
    );
    assert_eq!(
        status("billing -t orders:0 --fail-if-lost").0,
        ExitStatus::Done
    );
    let (ended, err) = status("billing -t orders:0 --fail-if-headroom-below 50.5%");
    assert_eq!(ended, ExitStatus::Findings);
    assert!(
        err.contains("has 50.0% headroom, and 50.5% is the limit"),
        "{err}"
    );
    let enough = "billing -t orders:0 --fail-if-headroom-below 50";
    assert_eq!(status(enough).0, ExitStatus::Done);
}

#[test]
fn no_commit_is_judged_only_where_the_whole_log_is_within_the_limit() {
    let (ended, err) = status("billing -t orders:2 --fail-if-lag 99");
    assert_eq!(ended, ExitStatus::Failed);
    assert!(
        err.contains("billing orders:2: no commit, and 100 offsets in the log: --fail-if-lag cannot be judged"),
        "{err}"
    );
    assert_eq!(
        status("billing -t orders:2 --fail-if-lag 100").0,
        ExitStatus::Done
    );
}

#[test]
fn no_commit_is_not_taken_for_no_loss_nor_for_headroom() {
    for flag in ["--fail-if-lost", "--fail-if-headroom-below 1"] {
        let (ended, err) = status(&format!("billing -t orders:2 {flag}"));
        assert_eq!(ended, ExitStatus::Failed, "{flag}");
        let flag = flag.split(' ').next().unwrap();
        assert!(err.contains(&format!("{flag} cannot be judged")), "{err}");
    }
}

#[test]
fn rows_that_are_not_shown_are_judged() {
    let (ended, _) = status("billing --sort headroom --top 1 --only uncommitted --fail-if-lost");
    assert_eq!(ended, ExitStatus::Findings);
}

#[test]
fn what_could_not_be_read_cannot_be_judged_unless_something_else_is_over_the_limit() {
    let cluster = cluster();
    let code = ErrorCode::LEADER_NOT_AVAILABLE;
    cluster
        .at(Call::ListOffsets)
        .fail_partition("orders", 0, code);
    let found = lag(&cluster, "billing --fail-if-lag 100");
    assert_eq!(found.status(), ExitStatus::Findings);
    let untold = lag(&cluster, "billing -t orders:0 --fail-if-lag 100");
    assert_eq!(untold.status(), ExitStatus::Failed);
    assert!(
        untold
            .err
            .contains("billing orders:0: it could not be read, and so not be judged")
    );
}

#[test]
fn a_limit_that_is_no_share_is_a_usage_error() {
    for share in ["101", "-1", "x", "NaN"] {
        let limit = format!("--fail-if-headroom-below={share}");
        assert!(
            Cli::try_parse_from(["lag", "billing", &limit]).is_err(),
            "{share}"
        );
    }
}
