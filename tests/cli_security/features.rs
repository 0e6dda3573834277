//! What this koffset was not built with is refused before anything is asked, with the line that builds it.

#[cfg(not(feature = "kerberos"))]
#[test]
fn kerberos_is_told_how_to_be_built_in() {
    use crate::support::process::koffset;
    let said = "error: Kerberos is not built into this koffset: it is the cargo feature kerberos\n  \
                hint: cargo install --path . --features kerberos\n";
    for key in ["sasl.mechanism=GSSAPI", "sasl.mechanisms=GSSAPI"] {
        let args = ["-X", "security.protocol=sasl_ssl", "-X", key, "range"];
        koffset("127.0.0.1:1", &args)
            .exits(2)
            .prints_nothing()
            .says(said);
    }
}
