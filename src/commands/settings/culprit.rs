//! What on the way to a file is not to be believed: the file, or a folder or a link through which its path leads.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Component, Path, PathBuf, absolute};

use rustix::fs::{StatVfsMountFlags, getxattr_query, statvfs};

use super::me::me;
use crate::error::Error;
use crate::model::path_word;
use crate::settings::{Access, Distrust, Me};

/// More links than this lead nowhere, as in Linux.
const MOST_LINKS: usize = 40;

/// Where somebody else may have a hand in what a path leads to.
#[derive(Debug)]
pub(super) struct Culprit {
    place: Place,
    why: Distrust,
}

#[derive(Debug)]
enum Place {
    File,
    Folder(PathBuf),
    Link(PathBuf),
}

/// A folder through which a path leads, and the link that is followed there, if it is one.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    folder: PathBuf,
    link: Option<PathBuf>,
}

impl Culprit {
    /// Looks at a file or folder, and at each folder that leads to it, up to the root, also of where links lead. A
    /// device is nobody's text.
    pub(super) fn find(path: &Path, found: &Metadata) -> Option<Self> {
        if !found.is_file() && !found.is_dir() && !found.file_type().is_fifo() {
            return None;
        }
        let me = me();
        if let Some(why) = me.distrust_file(access(path, found)) {
            let place = Place::File;
            return Some(Culprit { place, why });
        }
        steps_to(path)
            .into_iter()
            .find_map(|step| step.culprit(&me))
    }

    /// Why a file is not used; `power` is what others could do with it.
    pub(super) fn refusal(&self, file: &Path, power: &str) -> Error {
        let (subject, culprit) = match &self.place {
            Place::File => ("it".to_owned(), file),
            Place::Folder(folder) => (
                format!("folder {} on its path", folder.display()),
                &**folder,
            ),
            Place::Link(link) => (format!("link {} on its path", link.display()), &**link),
        };
        let file = file.display();
        let chmod = format!("chmod go-w {}", path_word(&culprit.display().to_string()));
        let copy = "use a copy in a folder of your own";
        match (&self.why, &self.place) {
            (Distrust::Owner(user), _) => Error::refused(format!(
                "{file}: {subject} belongs to user {user}, who may {power}"
            ))
            .hint(copy),
            (Distrust::Writable, place) => {
                let error = Error::refused(format!(
                    "{file}: others may write {subject}, and so {power}"
                ))
                .hint(chmod);
                match place {
                    Place::File => error,
                    Place::Folder(_) | Place::Link(_) => error.hint(format!("or {copy}")),
                }
            }
        }
    }
}

impl Step {
    fn culprit(self, me: &Me) -> Option<Culprit> {
        let folder = access(&self.folder, &fs::symlink_metadata(&self.folder).ok()?);
        let of_link = || {
            let link = self.link.as_ref()?;
            let owner = fs::symlink_metadata(link).ok()?.uid();
            let why = me.distrust_link(folder, owner)?;
            Some((Place::Link(link.clone()), why))
        };
        let of_folder = me.distrust_folder(folder);
        let of_folder = of_folder.map(|why| (Place::Folder(self.folder.clone()), why));
        let (place, why) = of_folder.or_else(of_link)?;
        (!is_read_only(&self.folder)).then_some(Culprit { place, why })
    }
}

/// What may be done with a file. Where it has an ACL, the bits of its group are the most that the ACL grants to anybody
/// (`acl(5)`), and so those of others.
fn access(path: &Path, metadata: &Metadata) -> Access {
    let mut access = Access::of(metadata);
    if getxattr_query(path, "system.posix_acl_access").is_ok() {
        access.mode |= (access.mode & 0o070) >> 3;
    }
    access
}

/// Every step of the way from the root to a path, as the system takes it.
fn steps_to(path: &Path) -> Vec<Step> {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut left = parts_backwards(&path);
    let mut folder = PathBuf::from("/");
    let mut steps = Vec::new();
    let mut links = 0;
    while let Some(part) = left.pop() {
        if part == ".." {
            folder.pop();
            continue;
        }
        let entry = folder.join(part);
        let target = fs::read_link(&entry).ok().filter(|_| links < MOST_LINKS);
        steps.push(Step {
            folder: folder.clone(),
            link: target.is_some().then(|| entry.clone()),
        });
        match target {
            Some(target) => {
                links += 1;
                left.extend(parts_backwards(&target));
                if target.is_absolute() {
                    folder = PathBuf::from("/");
                }
            }
            None => folder = entry,
        }
    }
    steps
}

fn parts_backwards(path: &Path) -> Vec<OsString> {
    let is_part =
        |part: &Component<'_>| matches!(part, Component::Normal(_) | Component::ParentDir);
    let parts = path.components().filter(is_part);
    parts
        .rev()
        .map(|part| part.as_os_str().to_owned())
        .collect()
}

fn is_read_only(folder: &Path) -> bool {
    let flags = statvfs(folder).map(|of| of.f_flag);
    flags.is_ok_and(|flags| flags.contains(StatVfsMountFlags::RDONLY))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_path_leads_through_every_folder_above_it_and_above_where_its_links_lead() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        for folder in ["real/inner", "other"] {
            fs::create_dir_all(home.join(folder)).unwrap();
        }
        symlink("../real", home.join("other/link")).unwrap();
        symlink(home.join("other"), home.join("start")).unwrap();
        fs::write(home.join("real/inner/file"), "").unwrap();
        let steps = steps_to(&home.join("start/link/./inner/../inner/file"));
        let in_home: Vec<_> = steps
            .iter()
            .filter_map(|step| {
                let folder = step.folder.strip_prefix(&home).ok()?;
                let link = step
                    .link
                    .as_ref()
                    .map(|link| link.strip_prefix(&home).unwrap());
                Some((
                    folder.to_str().unwrap(),
                    link.map(|link| link.to_str().unwrap()),
                ))
            })
            .collect();
        let expected = [
            ("", Some("start")),
            ("", None),
            ("other", Some("other/link")),
            ("", None),
            ("real", None),
            ("real", None),
            ("real/inner", None),
        ];
        assert_eq!(in_home, expected);
        assert_eq!(steps[0].folder, Path::new("/"));
    }

    #[test]
    fn a_link_to_itself_ends_the_way() {
        let home = tempfile::tempdir().unwrap();
        let link = home.path().join("link");
        symlink(&link, &link).unwrap();
        assert!(steps_to(&link).len() > MOST_LINKS);
    }
}
