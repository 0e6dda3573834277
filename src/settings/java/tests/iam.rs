#[cfg(not(feature = "aws-msk-iam"))]
#[test]
fn aws_msk_iam_is_told_how_to_be_built_in() {
    let said = super::refused("sasl.mechanism=AWS_MSK_IAM", &[]);
    let why = "client.properties: sasl.mechanism: AWS MSK IAM is not built into this koffset";
    assert!(said.starts_with(why), "{said}");
    assert!(
        said.ends_with("cargo install --path . --features aws-msk-iam"),
        "{said}"
    );
}

#[cfg(feature = "aws-msk-iam")]
mod built_in {
    use super::super::{mapped, refused, unmapped};

    const MSK: &str = "security.protocol=SASL_SSL\nsasl.mechanism=AWS_MSK_IAM\n\
        sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler\n\
        sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required";

    #[test]
    fn the_file_of_awss_documentation_is_read() {
        let plain = ["sasl.mechanisms=AWS_MSK_IAM", "security.protocol=sasl_ssl"];
        assert_eq!(mapped(&format!("{MSK};")), plain);
        let profile = mapped(&format!("{MSK} awsProfileName=\"prod\";"));
        assert_eq!(profile, [&["aws.profile=prod"][..], &plain].concat());
        let role = mapped(&format!(
            "{MSK} awsRoleArn=\"arn:aws:iam::1:role/r\" awsRoleSessionName=\"s\";"
        ));
        let expected = [
            "aws.role.arn=arn:aws:iam::1:role/r",
            "aws.role.session.name=s",
        ];
        assert_eq!(role, [&expected[..], &plain].concat());
        let debugging = format!("{MSK} awsDebugCreds=true;");
        assert_eq!(unmapped(&debugging), ["awsDebugCreds in sasl.jaas.config"]);
    }

    #[test]
    fn what_would_log_in_as_another_is_refused() {
        for (text, expected) in [
            (
                format!("{MSK} awsRoleExternalId=x;"),
                "awsRoleExternalId: koffset takes it from a profile",
            ),
            (
                format!("{MSK} awsRoleSecretAccessKey=hunter2;"),
                "awsRoleSecretAccessKey: koffset",
            ),
            (
                MSK.replace("IAMLoginModule", "OtherModule") + ";",
                "OtherModule is no login module",
            ),
            (
                MSK.replace("IAMClientCallbackHandler", "Other") + ";",
                "names Java code",
            ),
            ("sasl.mechanism=AWS_MSK_IAM".to_owned(), "an IAMLoginModule"),
        ] {
            let said = refused(&text, &[]);
            assert!(said.contains(expected), "{text}: {said}");
        }
    }
}
