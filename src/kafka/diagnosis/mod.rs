//! What librdkafka, OpenSSL, libcurl and Kerberos say in words, and what koffset concludes from them.
//!
//! No other room reads their words. When librdkafka changes, or with it OpenSSL, libcurl or Cyrus SASL, check each line
//! below: that the words are still made there (functions of librdkafka 2.12.1), and that the tests which provoke them
//! pass. What no test can provoke here is a unit test of the text.
//!
//! | words | made by | concluded | test |
//! |---|---|---|---|
//! | `[thrd:NAME]: ` before a log line | `rd_kafka_log0` | cut off | `tests` here |
//! | facility `FAIL` | `rd_kafka_broker_set_error` | a connection failed | `cli_connection` |
//! | facility `SSLCERTVRFY` | `rd_kafka_transport_ssl_cert_verify_cb` | why a certificate is not believed | `cli_security::failures` |
//! | facility `OIDC` | `rd_kafka_oidc_token_client_credentials_refresh_cb` | how the issuer answered | `cli_security::failures` |
//! | facility `APIVERSION` | `rd_kafka_handle_ApiVersion`, `rd_kafka_features_check` | what a broker can do | `tests` here |
//! | `PROTOCOL://HOST:PORT/ID: `, or `/bootstrap` for the ID | `rd_kafka_mk_brokername` | which address failed, and whether a broker told it | `cli_connection`, `cli_security::failures` |
//! | ` (after …ms in state STATE`: `SSL_HANDSHAKE`, `APIVERSION_QUERY`, `UP` | `rd_kafka_broker_set_error`, `rd_kafka_broker_state_names` | how far a connection came that was closed | `cli_security::failures` |
//! | `Connect to ADDRESS failed: WHY` | `rd_kafka_transport_io_event` | the reason alone | `cause::tests` |
//! | `Connection refused` | the system | nobody listens | `cli_connection` |
//! | `Connection setup timed out` | `rd_kafka_broker_thread_main` | silence | `tests` here, `cli_connection::silent` |
//! | `Failed to resolve 'ADDRESS': WHY` | `rd_kafka_broker_resolve` | the name is unknown | `cli_connection` |
//! | the same with `:::` in the address | `rd_addrinfo_prepare` | librdkafka misreads IPv6 | `reachability::tests` |
//! | `connection closed by peer` | `rd_kafka_transport_socket_recvmsg`, `rd_kafka_transport_ssl_io_update` | closed: TLS or SASL is missing, or too much, by the state | `cli_security::failures` |
//! | `Connection reset` | the system | as above | `cause::tests` |
//! | `wrong version number`, `packet length too long`, `http request` | OpenSSL (`ssl/ssl_err.c`) | no TLS | `cli_security::failures`, `cause::tests` |
//! | `alert` with `bad certificate`, `certificate required`, `unknown ca`, `certificate unknown`, `certificate expired` | OpenSSL (`ssl/ssl_err.c`) | the broker wants another certificate | `cli_security::failures`, `cli_security::refused`, `cause::tests` |
//! | `certificate verify failed` | OpenSSL (`ssl/ssl_err.c`) | what `SSLCERTVRFY` told | `cli_security::failures` |
//! | `Certificate (subject=…, issuer=…) verification callback failed: N` | `rd_kafka_transport_ssl_cert_verify_cb`; the number is koffset's own (`native::certificate`) of OpenSSL's `x509_vfy.h` | expired, of another name, not trusted | `cli_security::failures` |
//! | `Invalid response size N` | `rd_kafka_recv` | no Kafka, or an alert of TLS | `cli_security::failures` |
//! | `Unsupported SASL mechanism: broker's supported mechanisms: LIST` | `rd_kafka_broker_handle_SaslHandshake`, `rd_kafka_err2str` | what to choose | `cli_security::failures` |
//! | `not valid in current SASL state` | `rd_kafka_err2str` | nobody is to log in | `cli_security::failures` |
//! | `SASL authentication error: WHY` | `rd_kafka_handle_SaslAuthenticate` | the login was refused | `cli_security::failures`, `cli_security::refused` |
//! | `Authentication failed: ` before it | Kafka's brokers | cut off | `cli_security::failures` |
//! | `Failed to retrieve OIDC token from "URL": WHY (STATUS)` | `rd_kafka_oidc_token_client_credentials_refresh_cb` | the issuer gave no token | `cli_security::failures` |
//! | `Failed to acquire SASL OAUTHBEARER token: WHY` | `rd_kafka_oauthbearer_set_token_failure0` | there is no token | `cli_security::failures`, `cli_security::iam` |
//! | `Must supply an unexpired token` | `rd_kafka_oauthbearer_set_token0` | a clock is wrong | `cli_security::refused` |
//! | `SSL` in the reason for no token | libcurl | its authority is missing | `cli_security::failures` |
//! | `GSSAPI Error: … (WHY)` | Cyrus SASL, by `rd_kafka_sasl_cyrus_client_new` | Kerberos gave no ticket | `cli_security::kerberos` |
//! | `No worthy mechs found` | Cyrus SASL | its GSSAPI is not installed | `ticket::tests` |
//! | `not found in Kerberos database`, `credentials`, `cache`, `expired` in it | MIT Kerberos | what to do | `cli_security::kerberos` |
//! | `kinit: ` before what it says | kinit | cut off | `cli_security::kerberos` |
//! | `Broker API support:`, `  ApiKey NAME (N) Versions A..B` | `rd_kafka_handle_ApiVersion` | which requests a broker knows | `tests` here, `cli_old_kafka` |
//! | ` Feature …` | `rd_kafka_features_check` | that list is whole | `tests` here, `cli_old_kafka` |
//! | `Broker: `, `Local: ` before the words of a code | `rd_kafka_err_descs` | cut off | `error_text::tests` |
//! | `Err-N?` | `rd_kafka_err2str` | librdkafka does not know the code | `error_text::tests` |
//! | `Broker [N] ListConsumerGroups: WHY` | `rd_kafka_ListConsumerGroupsResponse_parse` | the words name the broker | `error_text::tests` |
//! | `GroupId NAME is not a consumer group (PROTOCOL).` | `rd_kafka_DescribeConsumerGroupsResponse_parse` | the group's protocol | `cli_odd_groups` |

mod advice;
mod api_versions;
mod cause;
mod error_text;
mod reachability;
mod report;
mod ticket;
mod token;

#[cfg(test)]
mod tests;

pub(super) use api_versions::ApiVersions;
pub(super) use error_text::{code_in_words, fragment, names_broker, protocol_in};
pub(super) use reachability::{Reachability, duration_in_words};
pub(super) use report::Report;
pub(super) use ticket::of_kinit;
