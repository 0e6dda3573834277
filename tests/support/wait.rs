use std::fmt::Debug;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

/// Looks again and again until `is_so` accepts what is seen, and returns it.
///
/// # Panics
/// After 30 seconds, with what was seen last.
pub fn until<T: Debug>(what: &str, look: impl FnMut() -> T, is_so: impl Fn(&T) -> bool) -> T {
    within(LIMIT, what, look, is_so)
}

/// As [`until`], with another limit.
///
/// # Panics
/// After that limit, with what was seen last.
pub fn within<T: Debug>(
    limit: Duration,
    what: &str,
    mut look: impl FnMut() -> T,
    is_so: impl Fn(&T) -> bool,
) -> T {
    let end = Instant::now() + limit;
    loop {
        let seen = look();
        if is_so(&seen) {
            return seen;
        }
        assert!(
            Instant::now() < end,
            "waited in vain for {what}; seen last: {seen:#?}"
        );
        std::thread::sleep(PAUSE);
    }
}
