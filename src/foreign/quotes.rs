/// Where a cell of CSV is neither quoted as a whole nor without quotes at its ends: a lenient reader would
/// make another name of it.
///
/// # Errors
/// The number of the line and what is wrong there, in words.
pub(super) fn check_quotes(text: &str) -> Result<(), (usize, String)> {
    let mut state = State::Start;
    let mut opened = 1;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        for c in line.chars() {
            state = match (state, c) {
                (State::Start, '"') => {
                    opened = number;
                    State::Quoted
                }
                (State::Closed, '"') => State::Quoted,
                (State::Quoted, '"') => State::Closed,
                (State::Quoted, _) => State::Quoted,
                (_, ',' | '\r' | '\n') => State::Start,
                (State::Closed, _) => {
                    return Err((number, format!("{c:?} follows a closing quote")));
                }
                (State::Start | State::Bare, _) => State::Bare,
            };
        }
    }
    match state {
        State::Quoted => Err((opened, "a quote is not closed".to_owned())),
        _ => Ok(()),
    }
}

#[derive(Clone, Copy)]
enum State {
    /// Before the first character of a cell.
    Start,
    /// In a cell without quotes.
    Bare,
    Quoted,
    /// Behind a quote in a quoted cell: its end, or the first of two that stand for one.
    Closed,
}
