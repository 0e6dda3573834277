//! Who runs koffset, as far as this machine tells.

use std::env;
use std::fs;

use rustix::process::geteuid;

use crate::settings::Me;

const USERS: &str = "/etc/passwd";
const GROUPS: &str = "/etc/group";

/// Who runs koffset. Anybody can set `SUDO_UID`: only root's own is sudo's.
pub fn me() -> Me {
    let user = geteuid().as_raw();
    let sudo_user = env::var("SUDO_UID").ok().and_then(|user| user.parse().ok());
    let sudo_user = sudo_user.filter(|_| user == 0);
    let [users, groups] = [USERS, GROUPS].map(|file| fs::read_to_string(file).unwrap_or_default());
    let private = |user| private_group(user, &users, &groups);
    Me {
        user,
        sudo_user,
        private_groups: [private(user), sudo_user.and_then(private)],
    }
}

/// The group that a user has for themselves: their first one, where it has their name, nobody else is in it, and no other
/// user has it for the first. `users` and `groups` are the files of this machine; another directory of users is not
/// asked.
fn private_group(user: u32, users: &str, groups: &str) -> Option<u32> {
    // NAME:PASSWORD:UID:GID:…
    let users = || {
        users
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>())
    };
    let number = |text: &&str| text.parse::<u32>().ok();
    let own = users().find(|fields| fields.get(2).and_then(number) == Some(user))?;
    let (name, group) = (*own.first()?, own.get(3).and_then(number)?);
    let is_shared = users().any(|fields| {
        fields.get(3).and_then(number) == Some(group)
            && fields.get(2).and_then(number) != Some(user)
    });
    // NAME:PASSWORD:GID:MEMBER,…
    let mut groups = groups
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>());
    let found = groups.find(|fields| fields.get(2).and_then(number) == Some(group))?;
    let is_named = found.first() == Some(&name);
    let mut members = found.get(3)?.split(',').filter(|member| !member.is_empty());
    (is_named && !is_shared && members.all(|member| member == name)).then_some(group)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_MACHINE: &str = "root:x:0:0::/root:/bin/sh\nann:x:1001:1002::/home/ann:/bin/sh\n";

    #[test]
    fn the_group_that_useradd_makes_for_a_user_is_that_users_own_whatever_its_number() {
        for groups in ["root:x:0:\nann:x:1002:\n", "ann:x:1002:ann"] {
            assert_eq!(
                private_group(1001, OF_MACHINE, groups),
                Some(1002),
                "{groups}"
            );
        }
    }

    #[test]
    fn a_group_with_others_in_it_or_another_name_is_nobodys_own() {
        for groups in [
            "ann:x:1002:ann,bob",
            "ann:x:1002:bob",
            "staff:x:1002:",
            "",
            "ann:x",
            "ann:x:1003:",
        ] {
            assert_eq!(private_group(1001, OF_MACHINE, groups), None, "{groups}");
        }
        let with_bob = format!("{OF_MACHINE}bob:x:1003:1002::/:/bin/sh\n");
        assert_eq!(private_group(1001, &with_bob, "ann:x:1002:"), None);
        assert_eq!(private_group(7, OF_MACHINE, "ann:x:1002:"), None);
    }
}
