use super::pasted::WORD;

/// How a text is used that holds a command.
pub enum Use {
    /// Commands of it are pasted, with these values in their places.
    Pasted(&'static [(&'static str, &'static [&'static str])]),
    /// koffset is made to tell it, and what it tells is pasted: `told.rs`.
    Told,
    /// It names a program or a command that has yet to be completed, and none is to be pasted.
    Named,
}

use Use::{Named, Pasted, Told};

const ID: &str = "20261120T200411Z-7f3a9c01";
/// A folder of a journal, as an option.
const JOURNAL: &str = " --journal-dir './a b'";

/// Every text of the sources that holds a command.
pub const TABLE: &[(&str, Use)] = &[
    // acl
    ("kafka-acls.sh", Told),
    // bug
    (
        "error: koffset panicked{place}{what}: this is a bug in koffset {version}\n  hint: report it to {tracker} with the line above and {command}\n{state}\n",
        Named,
    ),
    (
        "outcome unknown: a change was under way, and the broker may still apply it\n  hint: koffset journal list shows it, if it was journalled",
        Pasted(&[("koffset journal list", &[])]),
    ),
    // commands
    (
        "koffset access{names} shows all that is missing",
        Pasted(&[(
            "koffset access{names}",
            &[" -g 'it'\\''s $(touch made)' -g=-x -t orders"],
        )]),
    ),
    (
        "make a new plan, as with koffset reset --save-plan FILE",
        Named,
    ),
    (
        "what was reviewed is what is applied: make a new plan, as with koffset reset --save-plan FILE",
        Named,
    ),
    (
        "plan {id} written to {file}; nothing was changed. To carry it out: koffset apply {word}",
        Pasted(&[("koffset apply {word}", &[WORD])]),
    ),
    (
        "context {name} written to {path}; to make it the current one: koffset context use {}{}",
        Told,
    ),
    ("koffset reset reads it as it is, with --to-file", Named),
    (
        "give koffset count the topics that are to be compared",
        Named,
    ),
    (
        "koffset count takes both with the same --from and --to",
        Named,
    ),
    (
        "koffset undo {id}{}",
        Pasted(&[("koffset undo {id}{}", &[ID, JOURNAL])]),
    ),
    (
        "koffset journal {words}{}",
        Pasted(&[
            ("koffset journal {words}{}", &["list", JOURNAL]),
            (
                "koffset journal {words}{}",
                &["show 20261120T200411Z-7f3a9c01", ""],
            ),
        ]),
    ),
    ("koffset {version}", Named),
    ("koffset reset reads it with --to-file", Named),
    (
        "{} incomplete: and {more} more; koffset lag names them all",
        Named,
    ),
    (
        "and {more} more: koffset group describe shows the members of a group",
        Named,
    ),
    (
        "koffset group delete '' deletes it with all its commits",
        Pasted(&[("koffset group delete ''", &[])]),
    ),
    (
        "koffset range lists the topics that you may describe",
        Pasted(&[("koffset range", &[])]),
    ),
    ("chmod 600 {}", Pasted(&[("chmod 600 {}", &[WORD])])),
    (
        "or write --context NAME, for one of koffset context list",
        Pasted(&[("koffset context list", &[])]),
    ),
    (
        "koffset watch  {id} ({group_type}, {state})  {shown}",
        Named,
    ),
    ("koffset watch  {}", Named),
    // document
    (
        "koffset journal list --journal-dir {}",
        Pasted(&[("koffset journal list --journal-dir {}", &["'a b'"])]),
    ),
    // foreign
    ("the JSON of kafka-delete-records.sh", Named),
    ("the lines of kafka-get-offsets.sh", Named),
    ("the table of kafka-consumer-groups.sh --describe", Named),
    (
        "it reads its own snapshots, Kafka's CSV, rpk's text, kcl's JSON, the JSON of kafka-delete-records.sh and the \
         lines of kafka-get-offsets.sh",
        Named,
    ),
    // kafka
    (
        "aws sts get-caller-identity tells who this is; its policy must allow kafka-cluster:Connect",
        Pasted(&[("aws sts get-caller-identity", &[])]),
    ),
    (
        "run kinit first, or give -X sasl.kerberos.keytab=FILE with -X sasl.kerberos.principal=NAME",
        Pasted(&[("kinit", &[])]),
    ),
    (
        "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; does aws sts get-caller-identity work?",
        Pasted(&[("aws sts get-caller-identity", &[])]),
    ),
    (
        "kinit -k -t '%{sasl.kerberos.keytab}' -- '%{sasl.kerberos.principal}' </dev/null >/dev/null 2>&1",
        Named,
    ),
    (
        "does klist -k {table} list it, and is krb5.conf (KRB5_CONFIG) right?",
        Pasted(&[("klist -k {table}", &[WORD])]),
    ),
    ("kinit: ", Named),
    ("kinit: {error}", Named),
    ("kinit", Named),
    ("kinit has not ended within {} s", Named),
    ("kinit is part of Debian's krb5-user", Named),
    // plan
    (
        "check the time; koffset range --at max-timestamp shows the last records, and the target latest goes to the end",
        Pasted(&[("koffset range --at max-timestamp", &[])]),
    ),
    (
        "a share or streams group is moved by kafka-share-groups.sh or kafka-streams-groups.sh",
        Named,
    ),
    // render
    (
        "kafka-transactions.sh {servers}{config}",
        Pasted(&[
            (
                "kafka-transactions.sh {servers}{config}",
                &["--bootstrap-server 127.0.0.1:1", ""],
            ),
            (
                "kafka-transactions.sh {servers}{config}",
                &[
                    "--bootstrap-server 127.0.0.1:1",
                    " --command-config 'a b'\\''s $(touch made).json'",
                ],
            ),
        ]),
    ),
    ("by       {} on {} (process {}, koffset {})", Named),
    // settings
    (
        "koffset context list shows those that are",
        Pasted(&[("koffset context list", &[])]),
    ),
    (
        "keytool -importkeystore -srckeystore {store} -destkeystore {new} -deststoretype PKCS12",
        Told,
    ),
    ("keytool -list -rfc -keystore {store} > {new}", Told),
    (
        "cargo install --path . --features {}",
        Pasted(&[("cargo install --path . --features {}", &["kerberos"])]),
    ),
    (
        "koffset runs kinit itself where sasl.kerberos.keytab is given",
        Named,
    ),
];
