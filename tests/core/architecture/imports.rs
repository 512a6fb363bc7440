//! Which file of a crate names which: its `use` trees and its paths, re-exports followed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, UseTree};

/// A module's name: the parts of its path below the crate.
pub type Module = Vec<String>;

/// The modules of a crate, the file of each, and what each names.
pub struct Crate {
    modules: BTreeMap<Module, Parsed>,
}

struct Parsed {
    /// Paths that the file names, absolute or from the module they stand in.
    paths: Vec<Module>,
    /// Names that the module offers and where they come from: `pub use a::B` is `B` from `a::B`.
    exports: Vec<(String, Module)>,
    /// Names that the module offers from wherever: `pub use a::*`.
    globs: Vec<Module>,
}

impl Crate {
    /// Parses all files below a folder that has `lib.rs` or `main.rs`.
    pub fn parse(folder: &Path) -> Self {
        let mut modules = BTreeMap::new();
        for file in super::sources(folder) {
            let module = module_of(file.strip_prefix(folder).unwrap());
            let parsed = syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap();
            let mut names =
                Names { module: module.clone(), paths: Vec::new(), exports: Vec::new(), globs: Vec::new() };
            names.visit_file(&parsed);
            let Names { paths, exports, globs, .. } = names;
            modules.insert(module, Parsed { paths, exports, globs });
        }
        // Test modules are compiled with the crate but are no part of its shape.
        modules.retain(|module, _| {
            module.last().is_none_or(|last| last != "tests") && !module.contains(&"tests".into())
        });
        Self { modules }
    }

    /// For each module, the modules that it needs. A module's own ancestors are not among them: they declare
    /// it, and lend it what all their children share.
    pub fn needs(&self) -> BTreeMap<&Module, BTreeSet<&Module>> {
        self.modules
            .iter()
            .map(|(module, parsed)| {
                let named = parsed.paths.iter().filter_map(|path| self.resolve(path, 0));
                (module, named.filter(|other| !module.starts_with(other)).collect())
            })
            .collect()
    }

    /// The module that a path leads to, through re-exports.
    fn resolve(&self, path: &[String], depth: usize) -> Option<&Module> {
        let length = (0..=path.len()).rev().find(|length| self.modules.contains_key(&path[..*length]))?;
        let (module, parsed) = self.modules.get_key_value(&path[..length])?;
        let Some(name) = path.get(length) else { return Some(module) };
        if depth > 8 {
            return Some(module);
        }
        let rest = &path[length + 1..];
        if let Some((_, origin)) = parsed.exports.iter().find(|(exported, _)| exported == name) {
            return self.resolve(&[origin, rest].concat(), depth + 1);
        }
        let from_glob = |glob: &Module| {
            let origin = [glob.as_slice(), std::slice::from_ref(name), rest].concat();
            self.resolve(&origin, depth + 1).filter(|found| found.len() > glob.len())
        };
        parsed.globs.iter().find_map(from_glob).or(Some(module))
    }

    /// Groups of modules each of which needs all others of its group, directly or not.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let needs = self.needs();
        let reached: BTreeMap<_, _> = needs.keys().map(|module| (*module, reach(&needs, module))).collect();
        let mut circles = BTreeSet::new();
        for (module, reachable) in &reached {
            if reachable.contains(*module) {
                let circle = reachable.iter().filter(|other| reached[*other].contains(*module));
                circles.insert(circle.map(|module| module.join("::")).collect::<Vec<_>>());
            }
        }
        circles.into_iter().collect()
    }
}

fn reach<'a>(needs: &BTreeMap<&'a Module, BTreeSet<&'a Module>>, from: &Module) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<_> = needs[from].iter().copied().collect();
    while let Some(module) = open.pop() {
        if reached.insert(module) {
            open.extend(needs[module].iter().copied());
        }
    }
    reached
}

fn module_of(file: &Path) -> Module {
    let mut module: Module =
        file.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

struct Names {
    module: Module,
    paths: Vec<Module>,
    exports: Vec<(String, Module)>,
    globs: Vec<Module>,
}

impl Names {
    /// The path from the root of the crate; `None` for a path that leads out of it.
    fn absolute(&self, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => Vec::new(),
            "self" => self.module.clone(),
            "super" => self.module[..self.module.len().checked_sub(1)?].to_vec(),
            _ => return None,
        };
        for part in rest {
            if part == "super" {
                base.pop()?;
            } else {
                base.push(part.clone());
            }
        }
        Some(base)
    }

    /// What a `use` brings: each name, and the path behind it.
    fn leaves(tree: &UseTree, path: &mut Module, found: &mut Vec<(String, Module)>) {
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                Self::leaves(&part.tree, path, found);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| Self::leaves(tree, path, found)),
            UseTree::Name(name) if name.ident == "self" => {
                found.push((path.last().cloned().unwrap_or_default(), path.clone()));
            }
            UseTree::Name(name) => {
                found.push((name.ident.to_string(), [path.as_slice(), &[name.ident.to_string()]].concat()))
            }
            UseTree::Rename(name) => {
                found.push((name.rename.to_string(), [path.as_slice(), &[name.ident.to_string()]].concat()));
            }
            UseTree::Glob(_) => found.push(("*".to_owned(), path.clone())),
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|ident| ident == "test")
    })
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if is_for_tests(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut leaves = Vec::new();
        Self::leaves(&item.tree, &mut Vec::new(), &mut leaves);
        let is_export = !matches!(item.vis, syn::Visibility::Inherited);
        for (name, path) in leaves {
            // `pub use child::Name` names a child without `self`.
            let Some(path) =
                self.absolute(&path).or_else(|| is_export.then(|| [self.module.as_slice(), &path].concat()))
            else {
                continue;
            };
            match (is_export, name.as_str()) {
                (true, "*") => self.globs.push(path.clone()),
                (true, _) => self.exports.push((name, path.clone())),
                (false, _) => {}
            }
            self.paths.push(path);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Module = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.extend(self.absolute(&parts));
        visit::visit_path(self, path);
    }
}

#[test]
fn a_circle_is_found_through_groups_paths_and_re_exports() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    let circles = || Crate::parse(folder.path()).circles();
    write("lib.rs", "mod a; mod b; mod c;");
    write("a.rs", "use crate::{b::{B}, c}; #[cfg(test)] mod tests { use crate::a::X; }");
    write("b/mod.rs", "mod deep; pub use deep::B;");
    write("b/deep.rs", "use super::super::c::C; #[cfg(test)] use crate::a::X; pub struct B;");
    write("c.rs", "fn c() { }");
    assert_eq!(circles(), Vec::<Vec<String>>::new());
    write("c.rs", "fn c() -> crate::a::X { crate::a::x() }");
    assert_eq!(circles(), [["a", "b::deep", "c"]], "`B` is named by its re-export, `X` by its path");
}
