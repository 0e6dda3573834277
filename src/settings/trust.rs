//! Whose files are believed: those that nobody else may change.

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
}

/// What the file system says of a file or a folder.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    pub mode: u32,
    pub owner: u32,
    pub group: u32,
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
    /// Why a file may hold what somebody else has written, if it may.
    pub fn distrust_file(&self, file: Access) -> Option<Distrust> {
        self.distrust(file, self.may_be_written(file))
    }

    /// Why somebody else may put another file in the place of one in this folder, if he may.
    pub fn distrust_folder(&self, folder: Access) -> Option<Distrust> {
        let is_sticky = folder.mode & STICKY != 0;
        self.distrust(folder, self.may_be_written(folder) && !is_sticky)
    }

    fn distrust(&self, access: Access, may_be_written: bool) -> Option<Distrust> {
        if ![Some(0), Some(self.user), self.sudo_user].contains(&Some(access.owner)) {
            Some(Distrust::Owner(access.owner))
        } else {
            may_be_written.then_some(Distrust::Writable)
        }
    }

    /// A group with the number of a user is taken for that user's own, as `useradd` makes it.
    fn may_be_written(&self, access: Access) -> bool {
        let own = [Some(self.user), self.sudo_user];
        access.mode & OTHERS_WRITE != 0
            || (access.mode & GROUP_WRITES != 0 && !own.contains(&Some(access.group)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Me = Me {
        user: 1000,
        sudo_user: None,
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
    }
}
