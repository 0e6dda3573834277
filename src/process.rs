//! What others may see of this process itself.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Keeps this process's memory, in which secrets are, from core dumps and from other processes of this user. What the
/// system does not take stays as it was.
pub(crate) fn hide_memory() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn the_memory_is_dumped_nowhere_and_read_by_no_other_process_of_this_user() {
        hide_memory();
        assert!(matches!(
            dumpable_behavior().unwrap(),
            DumpableBehavior::NotDumpable
        ));
        assert_eq!(getrlimit(Resource::Core).maximum, Some(0));
    }
}
