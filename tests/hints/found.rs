use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;

/// A program with what follows it in a command.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    let koffset = "access|apply|completions|context|convert|copy|count|delete-offsets|diff|group|journal|lag|man|plan\
                   |range|reset|schema|seek|snapshot|undo|watch";
    let others =
        r"\bkeytool\b|\bkafka-[a-z-]+\.sh\b|\bchmod [0-9]|\bcargo install\b|\bklist\b|\baws [a-z]";
    let kinit = r"(?:^|[\s:])kinit(?:$|\s|:)";
    Regex::new(&format!(
        r"\bkoffset (?:\{{|(?:{koffset})\b)|{others}|{kinit}"
    ))
    .unwrap()
});

/// Whether a text tells of a program to be run. The titles of documents name the command that writes them.
pub fn holds_command(text: &str) -> bool {
    let text = text.replace("one of koffset ", "koffset ");
    COMMAND.is_match(&text.replace("of koffset ", ""))
}

/// Every text in the code of `src`, without tests, attributes, and the examples of help.
pub fn texts() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for file in files(&root) {
        let code: TokenStream = fs::read_to_string(file).unwrap().parse().unwrap();
        collect(code, &mut found);
    }
    found.retain(|text| !text.contains("Exit codes:") && !text.contains("Examples:"));
    assert!(
        found.len() > 1000,
        "the sources are not where they should be"
    );
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !is_test {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
            found.push(path);
        }
    }
    found
}

fn collect(code: TokenStream, found: &mut Vec<String>) {
    let mut tokens = code.into_iter().peekable();
    let mut is_test = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next_if(|next| next.to_string() == "!");
                let attribute = tokens.next().map(|group| group.to_string());
                is_test |=
                    attribute.is_some_and(|text| text.replace(' ', "").contains("cfg(test)"));
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => is_test = false,
            TokenTree::Group(group) if is_test => is_test = group.delimiter() != Delimiter::Brace,
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let Ok(syn::Lit::Str(text)) = syn::parse_str(&literal.to_string()) {
                    found.push(text.value());
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}
