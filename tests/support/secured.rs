//! A one-broker cluster with secured listeners and an authorizer. Its `reader` may see everything, its `operator`
//! may also commit and remove, and `nobody` may do nothing, however they log in.

use std::fs;
use std::sync::OnceLock;

use super::kafka::Kafka;
use super::scene::Scene;

const LISTENERS: &str = "tls,scram-acl,mtls,oauth,expired,misnamed";

/// The further ones for what koffset is built with.
const OF_FEATURES: [(&str, bool); 2] = [
    ("kerberos", cfg!(feature = "kerberos")),
    ("msk-iam", cfg!(feature = "aws-msk-iam")),
];

/// How a user proves who it is.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// With this mechanism of SASL, and a password.
    Password(&'static str),
    Certificate,
    Token,
    /// Of Kerberos, with a key table.
    #[cfg(feature = "kerberos")]
    Ticket,
}

/// Every way that the cluster knows.
pub const WAYS: [Way; 5 + cfg!(feature = "kerberos") as usize] = [
    Way::Password("SCRAM-SHA-256"),
    Way::Password("SCRAM-SHA-512"),
    Way::Password("PLAIN"),
    Way::Certificate,
    Way::Token,
    #[cfg(feature = "kerberos")]
    Way::Ticket,
];

impl Way {
    /// Whether a program is run to log in, which no completion does.
    pub fn runs_a_program(self) -> bool {
        self.listener() == "kerberos"
    }

    fn listener(self) -> &'static str {
        match self {
            Way::Password(_) => "scram-acl",
            Way::Certificate => "mtls",
            Way::Token => "oauth",
            #[cfg(feature = "kerberos")]
            Way::Ticket => "kerberos",
        }
    }
}

pub struct Secured(Kafka);

static CLUSTER: OnceLock<Secured> = OnceLock::new();

/// The cluster, which is started at the first call.
///
/// # Panics
/// Where Kafka cannot be started.
pub fn cluster() -> &'static Secured {
    let built_in = OF_FEATURES.iter().filter(|(_, is_built_in)| *is_built_in);
    let listeners = built_in.fold(LISTENERS.to_owned(), |all, (one, _)| format!("{all},{one}"));
    CLUSTER.get_or_init(|| Secured(Kafka::up(&["--security", &listeners]).unwrap()))
}

/// The settings of Kerberos of the cluster, once it is there.
pub fn krb5_config() -> Option<&'static str> {
    let cluster = CLUSTER.get().filter(|_| cfg!(feature = "kerberos"));
    cluster.map(|cluster| cluster.said("krb5_config"))
}

impl Secured {
    /// What `scripts/kafka.sh up` says under this name.
    pub fn said(&self, name: &str) -> &str {
        self.0.said(name)
    }

    /// A scene on which Kafka's own clients may do everything, and koffset meets a listener.
    pub fn scene_on(&self, listener: &str) -> Scene {
        Scene::of(self.0.bootstrap(), self.said(listener))
    }

    /// A scene on the listener for this way.
    pub fn scene(&self, way: Way) -> Scene {
        self.scene_on(way.listener())
    }

    pub fn password(&self, user: &str) -> &str {
        self.said(&format!("{user}_password"))
    }

    /// The options with which koffset trusts the broker and is this user.
    pub fn options(&self, way: Way, user: &str) -> String {
        let certificate = self.said(&format!("{user}_certificate"));
        let key = self.said(&format!("{user}_key"));
        let trusting = self.trusting();
        match way {
            Way::Password(mechanism) => self.with_password(mechanism, user, self.password(user)),
            Way::Certificate => format!(
                "{trusting} -X ssl.certificate.location={certificate} -X ssl.key.location={key}"
            ),
            Way::Token => {
                let endpoint = self.said("token_endpoint");
                self.with_token(endpoint, user, self.password(user))
            }
            #[cfg(feature = "kerberos")]
            Way::Ticket => {
                let keytab = self.said(&format!("{user}_keytab"));
                let ticket = self.with_ticket();
                format!(
                    "{ticket} -X sasl.kerberos.keytab={keytab} -X sasl.kerberos.principal={user}"
                )
            }
        }
    }

    /// A context of the user's name, as it stands in the file of contexts; the secret is what is written there
    /// in its place.
    pub fn context(&self, way: Way, user: &str, secret: &str) -> String {
        let ca = self.said("ca");
        let login = match way {
            Way::Password(mechanism) => format!(
                "security.protocol = \"sasl_ssl\"\nsasl.mechanism = \"{mechanism}\"\n\
                 sasl.username = \"{user}\"\nsasl.password = \"{secret}\"\n"
            ),
            Way::Certificate => format!(
                "security.protocol = \"ssl\"\nssl.certificate.location = \"{}\"\nssl.key.location = \"{}\"\n",
                self.said(&format!("{user}_certificate")),
                self.said(&format!("{user}_key"))
            ),
            Way::Token => format!(
                "security.protocol = \"sasl_ssl\"\nsasl.mechanism = \"OAUTHBEARER\"\n\
                 sasl.oauthbearer.method = \"oidc\"\nsasl.oauthbearer.token.endpoint.url = \"{}\"\n\
                 https.ca.location = \"{ca}\"\nsasl.oauthbearer.client.id = \"{user}\"\n\
                 sasl.oauthbearer.client.secret = \"{secret}\"\n",
                self.said("token_endpoint")
            ),
            #[cfg(feature = "kerberos")]
            Way::Ticket => format!(
                "security.protocol = \"sasl_ssl\"\nsasl.mechanism = \"GSSAPI\"\n\
                 sasl.kerberos.principal = \"{user}\"\nsasl.kerberos.keytab = \"{}\"\n",
                self.said(&format!("{user}_keytab"))
            ),
        };
        format!(
            "[contexts.{user}]\nbootstrap_servers = \"{}\"\n\n[contexts.{user}.properties]\n{login}ssl.ca.location = \"{ca}\"\n",
            self.said(way.listener())
        )
    }

    /// The options of TLS with the cluster's authority.
    pub fn trusting(&self) -> String {
        format!(
            "-X security.protocol=ssl -X ssl.ca.location={}",
            self.said("ca")
        )
    }

    pub fn with_password(&self, mechanism: &str, user: &str, password: &str) -> String {
        let ca = self.said("ca");
        format!(
            "-X security.protocol=sasl_ssl -X ssl.ca.location={ca} -X sasl.mechanism={mechanism} \
             -X sasl.username={user} -X sasl.password={password}"
        )
    }

    /// The options with which koffset takes the ticket that is there.
    #[cfg(feature = "kerberos")]
    pub fn with_ticket(&self) -> String {
        let ca = self.said("ca");
        format!("-X security.protocol=sasl_ssl -X ssl.ca.location={ca} -X sasl.mechanism=GSSAPI")
    }

    pub fn with_token(&self, endpoint: &str, client: &str, secret: &str) -> String {
        let ca = self.said("ca");
        format!(
            "-X security.protocol=sasl_ssl -X ssl.ca.location={ca} -X sasl.mechanism=OAUTHBEARER \
             -X https.ca.location={ca} -X sasl.oauthbearer.method=oidc -X sasl.oauthbearer.token.endpoint.url={endpoint} \
             -X sasl.oauthbearer.client.id={client} -X sasl.oauthbearer.client.secret={secret}"
        )
    }

    /// What must never be written anywhere: the user's password, and the lines of its private key.
    pub fn secrets(&self, user: &str) -> Vec<String> {
        let key = fs::read_to_string(self.said(&format!("{user}_key"))).unwrap();
        let lines = key.lines().filter(|line| !line.starts_with("-----"));
        let mut secrets: Vec<String> = lines.map(str::to_owned).collect();
        secrets.push(self.password(user).to_owned());
        secrets
    }
}
