//! A client, and the environment that its threads read.

use std::env;
use std::ffi::{OsStr, c_int, c_void};
use std::mem;
use std::ptr::{self, NonNull};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rdkafka::bindings as c;

#[cfg(feature = "aws-msk-iam")]
use super::bearer::Ending;
use super::codes::{self, error_of};
use super::conf::Conf;
use super::text::{self, Reason};
use crate::model::{ErrorCode, KafkaError};

/// A client of librdkafka: its threads, connections and cached metadata.
pub(in crate::kafka) struct Handle {
    raw: NonNull<c::rd_kafka_t>,
}

// SAFETY: librdkafka's handle may be used from any thread, and from several at once (rdkafka.h,
// "Thread safety"); it keeps nothing of the thread that made it.
unsafe impl Send for Handle {}
// SAFETY: as above.
unsafe impl Sync for Handle {}

impl Handle {
    /// Makes a client, a consumer that never joins. Nothing goes over the network before this returns.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the configuration makes no sense as a whole, such as a certificate that
    /// cannot be read.
    pub(in crate::kafka) fn new(conf: Conf) -> Result<Self, KafkaError> {
        freeze_environment();
        let mut reason = Reason::new();
        let (buffer, size) = reason.buffer();
        // SAFETY: a live configuration, and a buffer of the size that is told.
        let raw = unsafe {
            c::rd_kafka_new(
                c::rd_kafka_type_t::RD_KAFKA_CONSUMER,
                conf.as_ptr(),
                buffer,
                size,
            )
        };
        let Some(raw) = NonNull::new(raw) else {
            // librdkafka takes the configuration over only when it succeeds: `conf` is dropped here.
            return Err(KafkaError::new(ErrorCode::INVALID_ARGUMENT, reason.read()));
        };
        #[cfg(feature = "aws-msk-iam")]
        let signs = conf.signs();
        mem::forget(conf);
        let handle = Handle { raw };
        #[cfg(feature = "aws-msk-iam")]
        if signs {
            handle.sign()?;
        }
        // SAFETY: a live handle; a null queue means the main one, whose events are polled.
        match unsafe { codes::rd_kafka_set_log_queue(handle.as_ptr(), ptr::null_mut()) } {
            0 => Ok(handle),
            code => Err(error_of(code)),
        }
    }

    /// Has librdkafka ask for tokens on a thread of its own, since nobody waits on a queue for that.
    #[cfg(feature = "aws-msk-iam")]
    fn sign(&self) -> Result<(), KafkaError> {
        // SAFETY: a live handle; the error that this may give is ours, and freed after it was read.
        unsafe {
            let error = c::rd_kafka_sasl_background_callbacks_enable(self.as_ptr());
            if error.is_null() {
                return Ok(());
            }
            let code = codes::rd_kafka_error_code(error);
            c::rd_kafka_error_destroy(error);
            Err(error_of(code))
        }
    }

    pub(super) fn as_ptr(&self) -> *mut c::rd_kafka_t {
        self.raw.as_ptr()
    }

    /// Reads the cluster's id from the metadata that came last; `None` where none came yet, or the brokers
    /// have no id.
    pub(in crate::kafka) fn cluster_id(&self) -> Option<String> {
        // SAFETY: a live handle, and no waiting; the string that it gives is ours, copied and freed with
        // librdkafka's free.
        unsafe {
            let id = c::rd_kafka_clusterid(self.as_ptr(), 0);
            if id.is_null() {
                return None;
            }
            let copy = text::owned(id);
            c::rd_kafka_mem_free(self.as_ptr(), id.cast::<c_void>());
            Some(copy)
        }
    }
}

/// Ends librdkafka's threads, in a few milliseconds also where a broker is frozen or refuses. A look-up of a
/// name that is under way is waited for (confluentinc/librdkafka#4519).
impl Drop for Handle {
    fn drop(&mut self) {
        #[cfg(feature = "aws-msk-iam")]
        let _ending = Ending::of(self.as_ptr());
        // SAFETY: ours, and every queue and event of it is gone, since they borrow it. This is never one
        // of librdkafka's own threads, which run no code of koffset.
        unsafe {
            c::rd_kafka_destroy_flags(self.as_ptr(), c::RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        }
    }
}

/// A time as librdkafka takes it: whole milliseconds, at least one where there is any time.
pub(super) fn milliseconds(duration: Duration) -> c_int {
    let rounded_up = duration.as_nanos().div_ceil(1_000_000);
    c_int::try_from(rounded_up).unwrap_or(c_int::MAX)
}

/// Whether librdkafka has threads, or has had, that may be reading the process's environment: C reads it without the
/// lock that Rust takes.
static IS_READ: Mutex<bool> = Mutex::new(false);

fn is_read() -> MutexGuard<'static, bool> {
    IS_READ.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Leaves the environment as it is from here on.
fn freeze_environment() {
    *is_read() = true;
}

/// Sets a variable, for this process and for the programs that it runs.
///
/// # Errors
/// `FAILED` once there has been a client.
pub(in crate::kafka) fn set_variable(name: &str, value: &OsStr) -> Result<(), KafkaError> {
    let is_read = is_read();
    if *is_read {
        let why = format!("{name} cannot be set: there has been a client already");
        return Err(KafkaError::new(ErrorCode::FAILED, why));
    }
    // SAFETY: no thread of C's own is there, nor starts while this holds the lock; Rust's threads take Rust's.
    unsafe { env::set_var(name, value) };
    Ok(())
}
