use std::collections::{BTreeSet, HashMap};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// The macros that the prelude brings and that write to a stream.
const PRINTING: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// All names that a file's code uses.
#[derive(Default)]
pub struct Source {
    /// The file's path below `src/`.
    pub place: String,
    /// Paths from the crate's root or another crate; what a `use` renamed stands under its own name.
    pub paths: BTreeSet<String>,
    /// Every single word of the code.
    pub words: BTreeSet<String>,
}

impl Source {
    /// Reads the text of a file, where `place` is its path below `src/`.
    pub fn read(place: &str, text: &str) -> Source {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{place}: {error}"));
        let mut collector = Collector {
            module: module_of(place),
            ..Collector::default()
        };
        collector.visit_file(&file);
        let mut words = BTreeSet::new();
        let mut note = |word: &[String]| words.extend(word.iter().cloned());
        let tokens: TokenStream = text.parse().expect("what syn parses has tokens");
        paths_in(tokens, &mut note);
        Source {
            place: place.to_owned(),
            paths: collector.resolved(),
            words,
        }
    }
}

/// `plan/changes.rs` is the module `crate::plan::changes`.
fn module_of(place: &str) -> Vec<String> {
    let mut module = vec!["crate".to_owned()];
    module.extend(place.trim_end_matches(".rs").split('/').map(str::to_owned));
    if module
        .last()
        .is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str()))
    {
        module.pop();
    }
    module
}

#[derive(Default)]
struct Collector {
    module: Vec<String>,
    /// What is named, from the root where it says so itself.
    named: Vec<Vec<String>>,
    /// What a `use` brought into the file, by the name that it bears there.
    imported: HashMap<String, Vec<String>>,
}

impl Collector {
    /// Puts what `crate`, `self`, `super` and the crate's own name stand for in front.
    fn rooted(&self, path: &[String]) -> Vec<String> {
        let mut base = match path.first().map(String::as_str) {
            Some("koffset") => vec!["crate".to_owned()],
            Some("self" | "super") => self.module.clone(),
            _ => return path.to_vec(),
        };
        let rest = match path[0].as_str() {
            "super" => path,
            _ => &path[1..],
        };
        let ups = rest
            .iter()
            .take_while(|segment| *segment == "super")
            .count();
        base.truncate(base.len().saturating_sub(ups).max(1));
        base.extend_from_slice(&rest[ups..]);
        base
    }

    fn note(&mut self, path: &[String]) {
        let rooted = self.rooted(path);
        self.named.push(rooted);
    }

    fn import(&mut self, path: &[String], name: &str) {
        let rooted = self.rooted(path);
        self.imported.insert(name.to_owned(), rooted.clone());
        // Renaming a root hides all that lies below it.
        let is_root = rooted.len() == 1 && path.last().is_some_and(|last| last != name);
        self.named.push(rooted.clone());
        if is_root {
            self.named.push([rooted, vec!["*".to_owned()]].concat());
        }
    }

    fn import_tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.import_tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().cloned().unwrap_or_default();
                self.import(before, &last);
            }
            syn::UseTree::Name(name) => self.import(&with(&name.ident), &name.ident.to_string()),
            syn::UseTree::Rename(rename) => {
                let path = if rename.ident == "self" {
                    before.to_vec()
                } else {
                    with(&rename.ident)
                };
                self.import(&path, &rename.rename.to_string());
            }
            syn::UseTree::Glob(_) => self.note(&[before, &["*".to_owned()]].concat()),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import_tree(tree, before);
                }
            }
        }
    }

    /// All names, those that begin with an imported one in full.
    fn resolved(self) -> BTreeSet<String> {
        let in_full = |path: &Vec<String>| match self.imported.get(&path[0]) {
            Some(imported) => [imported, &path[1..]].concat().join("::"),
            None => path.join("::"),
        };
        self.named.iter().map(in_full).collect()
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import_tree(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.note(&[item.ident.to_string()]);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        let segments: Vec<String> = segments.map(|s| s.ident.to_string()).collect();
        self.note(&segments);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        if let Some(name) = called.path.get_ident().map(ToString::to_string)
            && PRINTING.contains(&name.as_str())
        {
            self.note(&["std".to_owned(), name]);
        }
        paths_in(called.tokens.clone(), &mut |path| self.note(path));
        visit::visit_macro(self, called);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        paths_in(list.tokens.clone(), &mut |path| self.note(path));
        visit::visit_meta_list(self, list);
    }
}

/// Hands over each `a::b::c` among tokens that are not parsed.
fn paths_in(tokens: TokenStream, note: &mut dyn FnMut(&[String])) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                if colons != 2 && !path.is_empty() {
                    note(&std::mem::take(&mut path));
                }
                path.push(ident.to_string());
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            other => {
                if !path.is_empty() {
                    note(&std::mem::take(&mut path));
                }
                colons = 0;
                if let TokenTree::Group(group) = other {
                    paths_in(group.stream(), note);
                }
            }
        }
    }
    if !path.is_empty() {
        note(&path);
    }
}
