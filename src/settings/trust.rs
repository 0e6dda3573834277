//! Whose files are believed: those that nobody else may change.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;

/// Whoever belongs to the file's group may write it.
const GROUP_WRITES: u32 = 0o020;
const OTHERS_WRITE: u32 = 0o002;
/// In such a folder everybody may make files, and nobody replace those of others.
const STICKY: u32 = 0o1000;

/// Who runs koffset.
#[derive(Clone, Copy, Debug)]
pub struct Me {
    pub user: u32,
    /// Under sudo, who has called it.
    pub sudo_user: Option<u32>,
    /// The groups that these users have for themselves.
    pub private_groups: [Option<u32>; 2],
}

/// What the file system says of a file or a folder.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    pub mode: u32,
    pub owner: u32,
    pub group: u32,
}

impl Access {
    pub fn of(found: &Metadata) -> Self {
        Access {
            mode: found.mode(),
            owner: found.uid(),
            group: found.gid(),
        }
    }
}

/// Why something may be somebody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// This user owns it.
    Owner(u32),
    /// Others may write it.
    Writable,
}

impl Me {
    /// Whether what belongs to this user is this user's own.
    pub fn is(&self, owner: u32) -> bool {
        owner == self.user || Some(owner) == self.sudo_user
    }

    /// Whether this user is believed.
    pub fn believes(&self, owner: u32) -> bool {
        owner == 0 || self.is(owner)
    }

    /// Whether somebody else may put files of theirs into this folder.
    pub fn is_shared(&self, folder: Access) -> bool {
        self.distrust_file(folder).is_some()
    }

    /// Why a file may hold what somebody else has written, if it may.
    pub fn distrust_file(&self, file: Access) -> Option<Distrust> {
        self.distrust(file, self.may_be_written(file))
    }

    /// Why somebody else may put another file in the place of one in this folder, if he may.
    pub fn distrust_folder(&self, folder: Access) -> Option<Distrust> {
        let is_sticky = folder.mode & STICKY != 0;
        self.distrust(folder, self.may_be_written(folder) && !is_sticky)
    }

    /// Why somebody else may have made this link in a folder, if he may: in a sticky folder everybody makes links.
    pub fn distrust_link(&self, folder: Access, owner: u32) -> Option<Distrust> {
        let is_others = self.may_be_written(folder) && !self.believes(owner);
        is_others.then_some(Distrust::Owner(owner))
    }

    fn distrust(&self, access: Access, may_be_written: bool) -> Option<Distrust> {
        if self.believes(access.owner) {
            may_be_written.then_some(Distrust::Writable)
        } else {
            Some(Distrust::Owner(access.owner))
        }
    }

    /// A group with the number of a user is taken for that user's own too, as `useradd` makes it.
    fn may_be_written(&self, access: Access) -> bool {
        let is_own = self.is(access.group) || self.private_groups.contains(&Some(access.group));
        access.mode & OTHERS_WRITE != 0 || (access.mode & GROUP_WRITES != 0 && !is_own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Me = Me {
        user: 1000,
        sudo_user: None,
        private_groups: [Some(1002), None],
    };

    fn access(mode: u32, owner: u32, group: u32) -> Access {
        Access { mode, owner, group }
    }

    #[test]
    fn a_file_is_believed_that_only_this_user_and_root_may_write() {
        for file in [
            access(0o600, 1000, 1000),
            access(0o644, 1000, 100),
            access(0o664, 1000, 1000),
            access(0o664, 1000, 1002),
            access(0o644, 0, 0),
            access(0o444, 0, 100),
        ] {
            assert_eq!(ME.distrust_file(file), None, "{file:?}");
            assert_eq!(ME.distrust_folder(file), None, "{file:?}");
        }
    }

    #[test]
    fn others_and_a_shared_group_may_not_write_it() {
        for file in [
            access(0o602, 1000, 1000),
            access(0o666, 0, 0),
            access(0o660, 1000, 100),
            access(0o664, 0, 0),
        ] {
            assert_eq!(ME.distrust_file(file), Some(Distrust::Writable), "{file:?}");
            assert_eq!(
                ME.distrust_folder(file),
                Some(Distrust::Writable),
                "{file:?}"
            );
        }
    }

    #[test]
    fn the_owner_is_this_user_or_root_or_who_has_called_sudo() {
        let theirs = access(0o600, 1001, 1001);
        assert_eq!(ME.distrust_file(theirs), Some(Distrust::Owner(1001)));
        assert_eq!(ME.distrust_folder(theirs), Some(Distrust::Owner(1001)));
        let root = Me {
            user: 0,
            sudo_user: Some(1001),
            ..ME
        };
        assert_eq!(root.distrust_file(access(0o660, 1001, 1001)), None);
        assert_eq!(
            root.distrust_file(access(0o600, 1000, 1000)),
            Some(Distrust::Owner(1000))
        );
    }

    #[test]
    fn in_a_sticky_folder_nobody_replaces_the_files_of_others_but_its_owner() {
        assert_eq!(ME.distrust_folder(access(0o1777, 0, 0)), None);
        let theirs = ME.distrust_folder(access(0o1777, 1001, 0));
        assert_eq!(theirs, Some(Distrust::Owner(1001)));
        assert!(ME.is_shared(access(0o1777, 0, 0)));
        assert!(ME.is_shared(access(0o700, 1001, 0)));
        assert!(!ME.is_shared(access(0o755, 0, 0)));
    }

    #[test]
    fn in_a_sticky_folder_a_link_is_believed_that_is_this_users_or_roots() {
        let shared = access(0o1777, 0, 0);
        assert_eq!(ME.distrust_link(shared, 1000), None);
        assert_eq!(ME.distrust_link(shared, 0), None);
        assert_eq!(ME.distrust_link(shared, 1001), Some(Distrust::Owner(1001)));
        assert_eq!(ME.distrust_link(access(0o755, 0, 0), 1001), None);
    }
}
