use std::fmt;
use std::path::PathBuf;

/// Where a value comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// An option of the command line, such as `--timeout`.
    Flag(&'static str),
    /// A variable of the environment.
    Environment(&'static str),
    /// The context of this name.
    Context(String),
    /// `current` of this file of contexts.
    Current(PathBuf),
    /// This Java client's properties file.
    CommandConfig(PathBuf),
    /// Nobody said anything.
    #[default]
    Default,
}

/// A value and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Valued<T> {
    pub value: T,
    pub origin: Origin,
}

impl<T> Valued<T> {
    pub fn new(value: T, origin: Origin) -> Self {
        Valued { value, origin }
    }

    pub fn is_flag(&self) -> bool {
        matches!(self.origin, Origin::Flag(_))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag(flag) => f.write_str(flag),
            Origin::Environment(name) => f.write_str(name),
            Origin::Context(name) => write!(f, "context {name}"),
            Origin::Current(file) => write!(f, "current of {}", file.display()),
            Origin::CommandConfig(file) => write!(f, "{}", file.display()),
            Origin::Default => f.write_str("default"),
        }
    }
}
