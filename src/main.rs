use std::process::ExitCode;

fn main() -> ExitCode {
    koffset::run(std::env::args_os()).into()
}
