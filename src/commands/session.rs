use crate::clock::Deadline;
use crate::kafka::ReadCluster;
use crate::ui::Ui;

/// What every command that asks a cluster is given.
pub struct Session<'a> {
    pub cluster: &'a dyn ReadCluster,
    pub deadline: &'a Deadline,
    pub ui: &'a mut Ui,
}
