//! koffset sees, saves, moves and proves the offsets of Kafka's consumer groups.
//!
//! One direction, no way back:
//!
//! ```text
//! observe (reads) → plan (pure) → render (pure) → confirm → journal → recheck → commit → read back → report
//! ```
//!
//! - [`observe`] reads from a cluster, for every command.
//! - [`model`] is the vocabulary; [`plan`] the pure core of what writes, [`compare`] that of a comparison,
//!   [`lag`] that of how far groups are behind, [`watch`] that of looking on; [`document`] what is written for
//!   programs; [`render`] what is written for people; [`settings`] how to reach a cluster.
//! - [`foreign`] is other tools' files of offsets; [`acl`] which ACLs each request and command needs.
//! - [`kafka`] is the port and its adapters; [`ui`] the terminal; [`clock`] the time; `process` what others
//!   may see of this one; [`program`] runs others; `bug` is what a panic comes to.
//! - [`commands`] is the shell around them, one file or folder per subcommand.

pub mod acl;
mod bug;
mod cli;
pub mod clock;
pub mod commands;
pub mod compare;
pub mod document;
pub mod error;
pub mod exit;
pub mod foreign;
pub mod kafka;
pub mod lag;
pub mod model;
pub mod observe;
pub mod plan;
mod process;
pub mod program;
pub mod render;
pub mod settings;
pub mod ui;
pub mod watch;

use std::ffi::OsString;
use std::sync::Arc;

use cli::{Cli, Command, GlobalArgs, JsonForm};
use clock::{Clock, Deadline, SystemClock};
use commands::apply::Applier;
use commands::change::{ChangeArgs, carry_out};
use commands::complete::{ClusterNames, CompleteArgs, Names};
use commands::context::ContextCommand;
use commands::diff::Sides;
use commands::group::GroupCommand;
use commands::journal::JournalCommand;
use commands::journal_folder::without_secrets;
use commands::plan_file::PlanCommand;
use commands::record::{Record, RecordArgs};
use commands::settings::{check_cluster, connection, may_connect_unasked, misused, settle};
use commands::snapshot::SnapshotCommand;
use commands::{
    Asking, Session, access, apply_plan, complete, completions, context, convert, copy, count,
    delete_offsets, diff, group, journal, lag as lagging, man, plan_file, range, reset, schema,
    seek, snapshot, undo, watch as watching,
};
use document::Envelope;
use error::{Error, ErrorKind};
use exit::ExitStatus;
use kafka::{Client, Explained};
use plan::Ask;
use settings::{Connection, Settings};
use ui::{Interrupts, Ui};

/// Runs koffset with these arguments, the program's name first, on the process's own streams.
///
/// A panic on any thread ends the process: with 1 before anything was sent, and with 5 after that.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitStatus {
    process::hide_memory();
    bug::report_panics();
    let args: Vec<OsString> = args.into_iter().collect();
    let (cli, form) = match cli::parse(&args) {
        Ok(parsed) => parsed,
        Err(error) => {
            // A terminal that takes no more has nothing to be told.
            let _ = error.print();
            return if error.use_stderr() {
                ExitStatus::Usage
            } else {
                ExitStatus::Done
            };
        }
    };
    if let Some(deadline) = cli.global.deadline {
        process::end_after(deadline, process::End::Deadline);
    }
    let words = args.iter().map(|arg| arg.to_string_lossy().into_owned());
    bug::started_with(without_secrets(words, &cli.global.properties));
    let mut ui = Ui::terminal(cli.global.color, cli.global.verbosity());
    let listening = Interrupts::listen().map_err(Error::failed);
    let status = match listening.and_then(|interrupts| {
        let shell = Shell {
            global: &cli.global,
            interrupts: &interrupts,
            ui: &mut ui,
        };
        dispatch(&cli, shell)
    }) {
        Ok(status) => status,
        // Whoever read the product has seen enough of it.
        Err(error) if error.kind == ErrorKind::ClosedPipe => error.kind.status(),
        Err(error) => {
            ui.error(&error);
            write_down(&error, form, &mut ui);
            error.kind.status()
        }
    };
    let untouched = !matches!(status, ExitStatus::Done | ExitStatus::PartialOrUnknown);
    if cli.command.changes() && untouched {
        ui.status("nothing was changed");
    }
    status
}

/// Ends a command that was asked for JSON with a document, unless it has written any of its product.
fn write_down(error: &Error, form: Option<JsonForm>, ui: &mut Ui) {
    let Some(form) = form.filter(|_| !ui.has_product()) else {
        return;
    };
    let document = Envelope::of_error(error, SystemClock.now());
    let product = match form {
        JsonForm::Document => render::json(&document),
        JsonForm::Lines => render::json_lines(&[document]),
    };
    // What stderr and the exit code say stands, also where stdout takes nothing.
    let _ = product.map(|product| ui.product(product));
}

fn dispatch(cli: &Cli, shell: Shell<'_>) -> Result<ExitStatus, Error> {
    match &cli.command {
        Command::Range(args) => shell.asking(
            |asking| range::specs(args, asking),
            |specs, session, _| range::run(args, specs, session),
        ),
        Command::Lag(args) => shell.asking(
            |_| args.check(),
            |(), session, connected| lagging::run(args, session, &*connected.client),
        ),
        Command::Watch(args) => shell.connected(|session, _| watching::run(args, session)),
        Command::Count(args) => shell.asking(
            |asking| count::bounds(args, asking),
            |bounds, session, connected| count::run(args, bounds, session, &*connected.client),
        ),
        Command::Snapshot(args) => match &args.command {
            Some(SnapshotCommand::Show(show)) => snapshot::show(show, &SystemClock, shell.ui),
            None => shell.connected(|session, _| snapshot::run(args, session)),
        },
        Command::Diff(args) => match Sides::of(args)? {
            Sides::Files(a, b) => diff::run_on_files(args, (&a, &b), shell.ui),
            Sides::OnCluster(sides) => {
                shell.connected(|session, _| diff::run(args, &sides, session))
            }
        },
        Command::Reset(args) => shell.carrying_out(&args.change, |asking| reset::ask(args, asking)),
        Command::Seek(args) => shell.carrying_out(&args.change, |asking| seek::ask(args, asking)),
        Command::Apply(args) => shell.changing(&args.apply.record, args, apply_plan::run),
        Command::Copy(args) => shell.changing(&args.change.apply.record, args, copy::run),
        Command::DeleteOffsets(args) => {
            shell.changing(&args.change.apply.record, args, delete_offsets::run)
        }
        Command::Group(command) => match command {
            GroupCommand::List(args) => shell.connected(|session, _| group::list(args, session)),
            GroupCommand::Describe(args) => {
                shell.connected(|session, _| group::describe(args, session))
            }
            GroupCommand::Delete(args) => {
                shell.changing(&args.change.apply.record, args, group::delete)
            }
        },
        Command::Access(args) if args.is_recipe() => {
            access::recipe(args, shell.global.bootstrap_server.as_deref(), shell.ui)
        }
        Command::Access(args) => {
            shell.connected(|session, connected| access::run(args, &connected.connection, session))
        }
        Command::Convert(args) => convert::run(args, shell.ui),
        Command::Undo(args) => shell.changing(&args.change.apply.record, args, undo::run),
        Command::Journal(args) => match &args.command {
            JournalCommand::List(list) => journal::list(list, &SystemClock, shell.ui),
            JournalCommand::Show(show) => journal::show(show, &SystemClock, shell.ui),
            JournalCommand::Prune(prune) => journal::prune(prune, &SystemClock, shell.ui),
        },
        Command::Context(args) => on_context(&args.command, shell),
        Command::Plan(args) => match &args.command {
            PlanCommand::Show(show) => plan_file::show(show, &SystemClock, shell.ui),
        },
        Command::Schema(args) => schema::run(args, shell.ui),
        Command::Man(args) => man::run(args, cli::command(), shell.ui),
        Command::Completions(args) => completions::run(args, shell.ui),
        Command::Complete(args) => complete::run(args, cli::command(), names(args), shell.ui),
    }
}

fn on_context(command: &ContextCommand, shell: Shell<'_>) -> Result<ExitStatus, Error> {
    let Shell { global, ui, .. } = shell;
    let config = &global.config;
    match command {
        ContextCommand::List(list) => context::list(list, config, &SystemClock, ui),
        ContextCommand::Show(show) => {
            let global = global.on(show.name.as_ref())?;
            let settings = settle(global.given()?, config, ui)?;
            context::show(show, &settings, &SystemClock, ui)
        }
        ContextCommand::Use(args) => context::switch(args, config, ui),
        ContextCommand::Add(add) => context::add(add, global.given()?, config, ui),
        ContextCommand::Check(check) => {
            let global = &global.on(check.name.as_ref())?;
            let shell = Shell {
                global,
                ui,
                ..shell
            };
            shell.connected(|session, _| context::check(check, session))
        }
    }
}

/// Where the names come from that may be typed next.
fn names(typed: &CompleteArgs) -> Names {
    let Some(global) = GlobalArgs::typed(typed.words()) else {
        return Names::default();
    };
    let contexts = global.config.read().map(|file| file.contexts.contexts);
    let contexts = contexts.unwrap_or_default().into_keys().collect();
    let cluster = cluster_names(&global);
    Names { contexts, cluster }
}

/// The names in the cluster; nothing where none is said, or a program is run or code loaded for the login or a secret:
/// who types asks for none of it.
fn cluster_names(global: &GlobalArgs) -> Option<ClusterNames> {
    let ui = &mut Ui::silent();
    let settings = settle(global.given().ok()?, &global.config, ui).ok()?;
    if !may_connect_unasked(&settings) {
        return None;
    }
    let connection = connection(&settings, &limits(global, &settings), ui).ok()?;
    if Client::may_run_a_program(&connection) {
        return None;
    }
    Some(ClusterNames::new(connection, |connection| {
        Some(Box::new(Client::connect(connection).ok()?))
    }))
}

/// What every command is run with.
struct Shell<'a> {
    global: &'a GlobalArgs,
    interrupts: &'a Interrupts,
    ui: &'a mut Ui,
}

/// What stands behind a session.
struct Connected {
    client: Arc<Explained<Client>>,
    connection: Connection,
}

impl Shell<'_> {
    /// Reads what is asked for, and carries out the change that it comes to.
    fn carrying_out(
        self,
        args: &ChangeArgs,
        ask: impl FnOnce(&mut Asking<'_>) -> Result<Ask, Error>,
    ) -> Result<ExitStatus, Error> {
        let record = Record::new(&args.apply.record, &self.global.properties);
        self.asking(ask, |ask, session, connected| {
            let applier = connected.applier(record, session.settings);
            carry_out(&ask, args, session, applier)
        })
    }

    /// Hands a command what it needs to change a cluster, and to write down that it does.
    fn changing<Args>(
        self,
        record: &RecordArgs,
        args: &Args,
        command: fn(&Args, &mut Session<'_>, Applier) -> Result<ExitStatus, Error>,
    ) -> Result<ExitStatus, Error> {
        let record = Record::new(record, &self.global.properties);
        self.connected(|session, connected| {
            let applier = connected.applier(record, session.settings);
            command(args, session, applier)
        })
    }

    fn connected(
        self,
        command: impl FnOnce(&mut Session<'_>, Connected) -> Result<ExitStatus, Error>,
    ) -> Result<ExitStatus, Error> {
        self.asking(
            |_| Ok(()),
            |(), session, connected| command(session, connected),
        )
    }

    /// Opens the one connection of the process, after `ask` has found that what is asked for makes sense; the one
    /// place that chooses an adapter.
    fn asking<Asked>(
        self,
        ask: impl FnOnce(&mut Asking<'_>) -> Result<Asked, Error>,
        command: impl FnOnce(Asked, &mut Session<'_>, Connected) -> Result<ExitStatus, Error>,
    ) -> Result<ExitStatus, Error> {
        let Shell {
            global,
            interrupts,
            ui,
        } = self;
        let settings = settle(global.given()?, &global.config, ui)?;
        let deadline = limits(global, &settings);
        let started_at = deadline.clock().now();
        let asked = ask(&mut Asking {
            now: started_at,
            zone: settings.zone,
            ui,
        })?;
        let connection = connection(&settings, &deadline, ui)?;
        let deadline = deadline.interrupted_by(interrupts.cancelled());
        let client = Client::connect(&connection)
            .map_err(|error| misused(error, &settings, &global.config))?;
        let client = Arc::new(Explained::new(client));
        let lacking = client.lacking();
        let mut session = Session {
            cluster: &*client.clone(),
            started_at,
            deadline: &deadline,
            settings: &settings,
            ui,
        };
        let connected = Connected {
            client,
            connection: connection.clone(),
        };
        let ended = check_cluster(&session).and_then(|()| command(asked, &mut session, connected));
        process::decide(
            ended
                .as_ref()
                .map_or_else(|error| error.kind.status(), |status| *status),
        );
        access::with_lacking(ended, lacking.rights(), &connection, ui)
    }
}

impl Connected {
    fn applier(self, record: Record, settings: &Settings) -> Applier {
        let read_only = settings.context.as_ref().filter(|_| settings.read_only);
        match read_only {
            Some(context) => Applier::read_only(context.value.clone(), record),
            None => Applier::new(self.client, record, bug::start_sending),
        }
    }
}

/// What all may take from now on.
fn limits(global: &GlobalArgs, settings: &Settings) -> Deadline {
    Deadline::new(
        Arc::new(SystemClock),
        settings.timeout.value,
        global.deadline,
        Arc::default(),
    )
}
