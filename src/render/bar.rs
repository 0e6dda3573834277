/// The parts of a block, from an eighth to the whole.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// Draws a number as a bar of blocks, of at most `columns` where it is `most`. A number above 0 is never drawn
/// as nothing.
pub(super) fn bar(number: u64, most: u64, columns: usize) -> String {
    let whole = u128::from(number) * columns as u128 * 8;
    let eighths = match number {
        0 => 0,
        _ if columns == 0 => 0,
        _ => whole.div_ceil(u128::from(most.max(number))),
    };
    let eighths = usize::try_from(eighths).unwrap_or(usize::MAX);
    let mut bar = EIGHTHS[7].to_string().repeat(eighths / 8);
    bar.extend((eighths % 8).checked_sub(1).map(|part| EIGHTHS[part]));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_fills_the_columns_and_others_their_part_of_them() {
        assert_eq!(bar(100, 100, 4), "████");
        assert_eq!(bar(50, 100, 4), "██");
        assert_eq!(bar(53, 100, 4), "██▏");
        assert_eq!(bar(99, 100, 4), "████");
    }

    #[test]
    fn nothing_is_no_bar_and_the_least_is_one() {
        assert_eq!(bar(0, 100, 4), "");
        assert_eq!(bar(0, 0, 4), "");
        assert_eq!(bar(1, u64::MAX, 4), "▏");
        assert_eq!(bar(1, 1, 0), "");
    }
}
