//! What this koffset was not built with is refused before anything is asked, with the line that builds it.

#[cfg(not(all(feature = "kerberos", feature = "aws-msk-iam")))]
use crate::support::process::koffset;

#[cfg(not(all(feature = "kerberos", feature = "aws-msk-iam")))]
#[track_caller]
fn is_refused(mechanism: &str, known_as: &str, feature: &str) {
    let said = format!(
        "error: {known_as} is not built into this koffset: it is the cargo feature {feature}\n  \
         hint: cargo install --path . --features {feature}\n"
    );
    for key in ["sasl.mechanism", "sasl.mechanisms"] {
        let mechanism = format!("{key}={mechanism}");
        let args = [
            "-X",
            "security.protocol=sasl_ssl",
            "-X",
            &mechanism,
            "range",
        ];
        koffset("127.0.0.1:1", &args)
            .exits(2)
            .prints_nothing()
            .says(&said);
    }
}

#[cfg(not(feature = "kerberos"))]
#[test]
fn kerberos_is_told_how_to_be_built_in() {
    is_refused("GSSAPI", "Kerberos", "kerberos");
}

#[cfg(not(feature = "aws-msk-iam"))]
#[test]
fn aws_msk_iam_is_told_how_to_be_built_in() {
    is_refused("AWS_MSK_IAM", "AWS MSK IAM", "aws-msk-iam");
}
