//! What is said of the rows beside showing them.

use crate::commands::{Session, transactions};
use crate::lag::{Findings, Hanging, Open};
use crate::observe::transaction_limit;
use crate::render::{counted, dated, grouped};
use crate::ui::{MOST_WARNINGS, Ui};

pub(super) fn say(findings: &Findings, ui: &mut Ui) {
    let lost = &findings.lost;
    ui.warnings(&lost.first, lost.more);
    if findings.lost_unseen > 0 {
        let unseen = counted(findings.lost_unseen, "partition");
        ui.warning(format_args!(
            "{unseen} not shown: offsets were deleted there before they were committed"
        ));
    }
    for lines in [&findings.unjudged, &findings.passed] {
        ui.warnings(&lines.first, lines.more);
    }
}

/// Says which transactions are dated longer ago than any may be open, and how to look at them. How long that is, is
/// only asked where one is open.
pub(super) fn say_hanging(open: &Open, session: &mut Session<'_>) {
    if open.is_empty() {
        return;
    }
    let limit = transaction_limit(session.observer());
    let Hanging { oldest, are_more } = open.hanging(limit.at_most);
    let Some((first, _)) = oldest.first() else {
        return;
    };
    let shown: Vec<String> = oldest
        .iter()
        .take(MOST_WARNINGS)
        .map(|(at, open)| {
            let dated = dated(open);
            format!("{at}: {dated}: longer than {limit} lets a transaction be open")
        })
        .collect();
    let more = oldest.len() - shown.len();
    if are_more {
        session.ui.warnings(&shown, 0);
        let more = grouped(more);
        session
            .ui
            .warning(format_args!("and at least {more} more of this sort"));
    } else {
        session.ui.warnings(&shown, more);
    }
    transactions::hint(first, &limit, session);
}
