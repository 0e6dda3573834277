#!/usr/bin/env bash
# java.util.Properties of Java 17 makes an entry with an empty key of a backslash that stands alone on the last line, where that
# line ends in LF, in CR or not at all. It makes none where the line ends in CRLF, or where an empty line or a comment follows. So the same
# file has an entry more after its line ends were changed, and programs that check their keys meet one that nobody wrote.
#
# Seen on OpenJDK 17.0.15:
#   LF {=, a=1}  CR {=, a=1}  none {=, a=1}  CRLF {a=1}  LF, empty line {a=1}  LF, comment {a=1}
#
# Needs a JDK 17. Leaves nothing behind.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/LastLine.java" <<'JAVA'
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.TreeMap;

public class LastLine {
    static void read(String name, String text) throws Exception {
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        System.out.println(name + " " + new TreeMap<>(properties));
    }

    public static void main(String[] none) throws Exception {
        read("LF", "a=1\n\\\n");
        read("CR", "a=1\r\\\r");
        read("none", "a=1\n\\");
        read("CRLF", "a=1\r\n\\\r\n");
        read("LF, empty line", "a=1\n\\\n\n");
        read("LF, comment", "a=1\n\\\n# b\n");
    }
}
JAVA
expected='LF {=, a=1}
CR {=, a=1}
none {=, a=1}
CRLF {a=1}
LF, empty line {a=1}
LF, comment {a=1}'

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | head -1
seen=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" "$work/LastLine.java")
echo "$seen"
[[ $seen == "$expected" ]] || { echo "this has changed" >&2; exit 1; }
