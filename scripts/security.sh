# shellcheck shell=bash disable=SC2154 # What is not set here is set by kafka.sh, which sources this.
# Secured listeners for kafka.sh: certificates, users, an issuer of OAuth tokens, and what each may do.
#
# Every broker keeps its listener PLAINTEXT, on which Kafka's own tools and the checker are a super user. What the users
# of the other listeners may do is the same on each, however they prove who they are.

readonly SECURITY_SETS="tls scram-acl mtls oauth kerberos msk-iam expired misnamed"
readonly USERS=(admin reader operator nobody)
readonly AUDIENCE=kafka
readonly AWS_REGION_OF_TESTS=eu-test-1

# shellcheck source=scripts/kerberos.sh
source "$here/kerberos.sh"

# The ports of each set, in the order of the brokers; empty without --security.
declare -A secured_ports=()

security_dir() { printf '%s/security' "$1"; }

check_security() {
    local set
    for set in ${1//,/ }; do
        [[ " $SECURITY_SETS " == *" $set "* ]] || usage_error "--security knows ${SECURITY_SETS// /, }: $set"
    done
}

has_set() { [[ ,$security, == *,$1,* ]]; }

# ---- certificates ----

new_key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)

# An authority of the cluster's own, and one that it knows nothing of, for clients that trust the wrong one.
make_authority() {
    openssl req -x509 "${new_key[@]}" -days 2 -subj "/CN=$2" -keyout "$1/$3.key" -out "$1/$3.pem" 2>>"$1/openssl.log"
}

# Makes NAME.pem, NAME.key and, as Kafka reads it, NAME.keystore.pem for common name $3, names $4, valid $5 days.
make_certificate() {
    local folder=$1 name=$2 common=$3 names=$4 days=$5
    openssl req -new "${new_key[@]}" -subj "/CN=$common" -keyout "$folder/$name.key" -out "$folder/$name.csr" 2>>"$folder/openssl.log"
    openssl x509 -req -in "$folder/$name.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days "$days" \
        -extfile <(printf 'subjectAltName=%s\n' "$names") -out "$folder/$name.pem" 2>>"$folder/openssl.log"
    cat "$folder/$name.key" "$folder/$name.pem" >"$folder/$name.keystore.pem"
}

# What is made once for a cluster: certificates, and a password of each user, which is its client secret too.
make_secrets() {
    local folder user local_names="DNS:localhost,IP:127.0.0.1"
    folder=$(security_dir "$1")
    [[ -d $folder ]] && return
    need openssl
    (
        umask 077
        mkdir "$folder"
        make_authority "$folder" "koffset test authority" ca
        make_authority "$folder" "somebody else's authority" other-ca
        make_certificate "$folder" broker localhost "$local_names" 2
        make_certificate "$folder" expired localhost "$local_names" -1
        make_certificate "$folder" misnamed broker.example "DNS:broker.example" 2
        openssl pkcs12 -export -in "$folder/broker.pem" -inkey "$folder/broker.key" -passout pass:issuer \
            -out "$folder/issuer.p12"
        make_certificate "$folder" late late "DNS:late.example" -1
        for user in "${USERS[@]}"; do
            make_certificate "$folder" "$user" "$user" "DNS:$user.example" 2
            echo "$user=$user-$(random_id)" >>"$folder/passwords"
        done
    ) || { cat "$folder/openssl.log" >&2; fail "the certificates could not be made"; }
}

# ---- the brokers ----

# Chooses a port of each set for one more broker.
choose_secured_ports() {
    local set
    for set in ${security//,/ }; do
        free_port
        secured_ports[$set]="${secured_ports[$set]:-} $chosen_port"
    done
}

# The name of a set's listener.
listener_name() {
    local name=${1//-/_}
    printf '%s' "${name^^}"
}

# The listeners of broker $1, or their protocols, each as NAME:VALUE with a comma before.
secured_listeners() {
    local set ports
    for set in ${security//,/ }; do
        read -ra ports <<<"${secured_ports[$set]}"
        printf ',%s://127.0.0.1:%s' "$(listener_name "$set")" "${ports[$1 - 1]}"
    done
}

secured_protocols() {
    local set protocol
    for set in ${security//,/ }; do
        case $set in scram-acl | oauth | kerberos | msk-iam) protocol=SASL_SSL ;; *) protocol=SSL ;; esac
        printf ',%s:%s' "$(listener_name "$set")" "$protocol"
    done
}

# Server settings of the sets; $1 is the cluster's folder.
security_config() {
    local folder line plain="" modules=org.apache.kafka.common.security
    folder=$(security_dir "$1")
    while read -r line; do plain+=" user_${line%%=*}=\"${line#*=}\""; done <"$folder/passwords"
    cat <<CONF
super.users=User:ANONYMOUS;User:admin
ssl.keystore.type=PEM
ssl.keystore.location=$folder/broker.keystore.pem
ssl.truststore.type=PEM
ssl.truststore.location=$folder/ca.pem
ssl.principal.mapping.rules=RULE:^CN=([^,]+).*\$/\$1/,DEFAULT
listener.name.expired.ssl.keystore.location=$folder/expired.keystore.pem
listener.name.misnamed.ssl.keystore.location=$folder/misnamed.keystore.pem
listener.name.mtls.ssl.client.auth=required
listener.name.scram_acl.sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512,PLAIN
listener.name.scram_acl.scram-sha-256.sasl.jaas.config=$modules.scram.ScramLoginModule required;
listener.name.scram_acl.scram-sha-512.sasl.jaas.config=$modules.scram.ScramLoginModule required;
listener.name.scram_acl.plain.sasl.jaas.config=$modules.plain.PlainLoginModule required$plain;
CONF
    kerberos_config "$1"
    if has_set msk-iam; then
        cat <<CONF
listener.name.msk_iam.sasl.enabled.mechanisms=OAUTHBEARER
listener.name.msk_iam.oauthbearer.sasl.jaas.config=$modules.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker" region="$AWS_REGION_OF_TESTS" users="$folder/passwords";
listener.name.msk_iam.oauthbearer.sasl.server.callback.handler.class=IamValidator
CONF
    fi
    if has_set oauth; then
        cat <<CONF
listener.name.oauth.sasl.enabled.mechanisms=OAUTHBEARER
listener.name.oauth.oauthbearer.sasl.jaas.config=$modules.oauthbearer.OAuthBearerLoginModule required;
listener.name.oauth.oauthbearer.sasl.server.callback.handler.class=$modules.oauthbearer.OAuthBearerValidatorCallbackHandler
listener.name.oauth.sasl.oauthbearer.jwks.endpoint.url=http://127.0.0.1:$issuer_port/jwks
listener.name.oauth.sasl.oauthbearer.expected.audience=$AUDIENCE
listener.name.oauth.sasl.oauthbearer.expected.issuer=https://127.0.0.1:$token_port
CONF
    fi
}

# What a broker's JVM must be told, since Kafka 4 asks no URL that is not allowed there.
security_jvm_options() {
    kerberos_jvm_options "$1"
    [[ -f $(security_dir "$1")/issuer_port ]] || return 0
    printf -- '-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=http://127.0.0.1:%s/jwks' "$(<"$(security_dir "$1")/issuer_port")"
}

# ---- the issuer of OAuth tokens: a process that is kept, marked and ended as a broker is ----

start_issuer() {
    local dir=$1 own folder
    has_set oauth || return 0
    own=$(broker_dir "$dir" issuer)
    folder=$(security_dir "$dir")
    mkdir -p "$own"
    free_port
    issuer_port=$chosen_port
    echo "$issuer_port" >"$folder/issuer_port"
    free_port
    token_port=$chosen_port
    spawn "$dir" issuer -cp "$(checker_classes)" Issuer "$issuer_port" "$token_port" "$AUDIENCE" "$folder/passwords" "$folder/issuer.p12"
    # A broker ends at its start where the issuer does not answer.
    await_port "$dir" issuer "$token_port"
}

# ---- users ----

# Gives the users their passwords for SCRAM and their rights, only once it is certain that it is this cluster that answers.
make_users() {
    local answers
    answers=$(run_checker < <(user_requests "$1" "$2"))
    if grep '"error"' <<<"$answers" >&2; then fail "the users could not be made"; fi
}

# Requests to the checker, one a line.
user_requests() {
    local bootstrap=$2 folder line
    folder=$(security_dir "$1")
    while read -r line; do
        printf '{"op":"scram_user","bootstrap":"%s","user":"%s","password":"%s"}\n' "$bootstrap" "${line%%=*}" "${line#*=}"
    done <"$folder/passwords"
    allow_request reader cluster kafka-cluster DESCRIBE
    allow_request reader topic '*' DESCRIBE
    allow_request reader group '*' DESCRIBE
    allow_request operator cluster kafka-cluster DESCRIBE
    allow_request operator topic '*' READ
    allow_request operator group '*' READ
    allow_request operator group '*' DELETE
}

allow_request() {
    printf '{"op":"allow","bootstrap":"%s","user":"%s","resource":"%s","name":"%s","operation":"%s"}\n' "$bootstrap" "$@"
}

# ---- what `up` prints ----

print_security() {
    local folder set port addresses line
    folder=$(security_dir "$1")
    for set in ${security//,/ }; do
        addresses=""
        for port in ${secured_ports[$set]}; do addresses+="${addresses:+,}127.0.0.1:$port"; done
        echo "$set=$addresses"
    done
    if has_set oauth; then echo "token_endpoint=https://127.0.0.1:$token_port/token"; fi
    print_kerberos "$1"
    if has_set msk-iam; then echo "aws_region=$AWS_REGION_OF_TESTS"; fi
    echo "ca=$folder/ca.pem"
    echo "other_ca=$folder/other-ca.pem"
    while read -r line; do
        echo "${line%%=*}_certificate=$folder/${line%%=*}.pem"
        echo "${line%%=*}_key=$folder/${line%%=*}.key"
        echo "${line%%=*}_password=${line#*=}"
    done <"$folder/passwords"
}
