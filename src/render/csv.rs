/// Writes rows as CSV, quoted where that is needed, each with a line feed behind it.
///
/// # Errors
/// Where rows have different lengths.
pub(super) fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> csv::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
