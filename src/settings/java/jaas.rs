/// One login module of a JAAS configuration, with its options in their order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LoginModule {
    /// The name of its class, without the package.
    pub(super) class: String,
    pub(super) options: Vec<(String, String)>,
}

/// What stands in a JAAS configuration, as `JaasConfig` of Kafka's clients splits it.
enum Token {
    /// A word, or a text in quotes.
    Text(String),
    Equals,
    End,
}

impl LoginModule {
    /// Reads `module flag option="value" …;`, of which there is one in a client's configuration.
    ///
    /// # Errors
    /// What is expected, without what is there, which may be a secret.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        let mut tokens = tokens(text)?.into_iter();
        let Some(Token::Text(class)) = tokens.next() else {
            return Err("expected the name of a login module first");
        };
        match tokens.next() {
            Some(Token::Text(flag)) if is_control_flag(&flag) => {}
            _ => return Err("expected required, requisite, sufficient or optional second"),
        }
        let mut options = Vec::new();
        loop {
            match tokens.next() {
                Some(Token::End) => break,
                Some(Token::Text(name)) => match (tokens.next(), tokens.next()) {
                    (Some(Token::Equals), Some(Token::Text(value))) => options.push((name, value)),
                    _ => return Err("expected option=\"value\""),
                },
                _ => return Err("expected a semicolon at its end"),
            }
        }
        match tokens.next() {
            None => Ok(LoginModule {
                class: class.rsplit('.').next().unwrap_or_default().to_owned(),
                options,
            }),
            Some(_) => Err("expected one login module"),
        }
    }

    pub(super) fn take(&mut self, option: &str) -> Option<String> {
        let at = self.options.iter().position(|(name, _)| name == option)?;
        Some(self.options.remove(at).1)
    }
}

fn is_control_flag(word: &str) -> bool {
    ["required", "requisite", "sufficient", "optional"]
        .iter()
        .any(|flag| flag.eq_ignore_ascii_case(word))
}

fn tokens(text: &str) -> Result<Vec<Token>, &'static str> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            ';' => tokens.push(Token::End),
            '=' => tokens.push(Token::Equals),
            '"' | '\'' => tokens.push(Token::Text(quoted(next, &mut rest)?)),
            space if space.is_whitespace() => {}
            first => {
                let mut word = String::from(first);
                let ends = |c: &char| c.is_whitespace() || matches!(c, ';' | '=' | '"' | '\'');
                while let Some(next) = rest.next_if(|c| !ends(c)) {
                    word.push(next);
                }
                tokens.push(Token::Text(word));
            }
        }
    }
    Ok(tokens)
}

/// The text up to the closing quote, with the escapes that Java's `StreamTokenizer` knows.
fn quoted(quote: char, rest: &mut impl Iterator<Item = char>) -> Result<String, &'static str> {
    let mut text = String::new();
    loop {
        match rest.next() {
            None => return Err("a quote is not closed"),
            Some(end) if end == quote => return Ok(text),
            Some('\\') => match rest.next() {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some(digit) if digit.is_ascii_digit() => {
                    return Err("a character by its number after a backslash is not read");
                }
                Some(escaped) => text.push(escaped),
                None => return Err("a quote is not closed"),
            },
            Some(plain) => text.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<LoginModule, &'static str> {
        LoginModule::read(text)
    }

    #[test]
    fn a_login_module_has_a_class_and_options() {
        let text = "org.apache.kafka.common.security.plain.PlainLoginModule  required\n \
                    username=\"al ice\" password='a\\'b\\\\;=c' ;";
        let module = read(text).unwrap();
        assert_eq!(module.class, "PlainLoginModule");
        let options: Vec<_> = module.options.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(options, [("username", "al ice"), ("password", "a'b\\;=c")]);
        assert_eq!(read("A optional;").unwrap().options, []);
        let unquoted = read("A required username=alice;").unwrap();
        assert_eq!(unquoted.options[0].1, "alice");
    }

    #[test]
    fn what_is_no_login_module_is_told_without_its_text() {
        for (text, expected) in [
            ("", "name of a login module"),
            ("A hunter2;", "required, requisite"),
            ("A required password=\"hunter2\"", "semicolon"),
            ("A required password=\"hunter2;", "not closed"),
            ("A required password \"hunter2\";", "option=\"value\""),
            ("A required; B required;", "one login module"),
            ("A required password=\"hunter\\062\";", "by its number"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.contains(expected), "{text}: {why}");
            assert!(!why.contains("hunter2"));
        }
    }
}
