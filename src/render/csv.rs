use std::io::{self, Write};

/// Writes rows as CSV, quoted where that is needed, each with a line feed behind it.
///
/// # Errors
/// Where rows have different lengths.
pub(super) fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> csv::Result<String> {
    let mut bytes = Vec::new();
    write_csv(&mut bytes, rows)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// As [`csv`], without ever holding all of its text.
///
/// # Errors
/// As [`csv`], or where the stream takes no more.
pub(super) fn write_csv(
    out: &mut dyn Write,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        writer.write_record(row).map_err(io_error)?;
    }
    writer.flush()
}

/// Keeps the kind of a stream's error, which tells a closed pipe from a failure.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}
