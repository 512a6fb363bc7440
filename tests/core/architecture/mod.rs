//! Holds the shape that `ARCHITECTURE.md` describes: imports run one way and in no circle, a name means one thing,
//! files stay small.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use self::imports::Crate;

/// The parts, each with those that it may name. A part may always name itself.
const MAY_NAME: [(&str, &[&str]); 6] = [
    ("model", &[]),
    ("plan", &["model"]),
    ("store", &["model", "plan"]),
    ("data", &["model", "plan", "store"]),
    ("events", &["model", "plan", "store"]),
    ("node", &["model", "store", "data", "events"]),
];

/// Lines above which a file should have become two.
const LONGEST_FILE: usize = 270;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The programs of the project: the addon and the test server.
fn crates() -> [PathBuf; 2] {
    [root(), Path::new(env!("CARGO_MANIFEST_DIR")).join("testing/dynamodb-server/src")]
}

/// The part of a path below `src`, and what follows.
fn part_of(file: &Path) -> String {
    let below = file.strip_prefix(root()).unwrap();
    below.components().next().unwrap().as_os_str().to_str().unwrap().to_owned()
}

#[test]
fn parts_name_only_what_lies_below_them() {
    let parts: Vec<_> = MAY_NAME.iter().map(|(part, _)| *part).collect();
    let mut checked = 0;
    for file in sources(&root()) {
        let part = part_of(&file);
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == part) else { continue };
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            for named in parts.iter().filter(|named| line.contains(&format!("crate::{named}"))) {
                checked += 1;
                assert!(
                    *named == part || allowed.contains(named),
                    "{}:{}: '{part}' must not name '{named}'",
                    file.display(),
                    number + 1
                );
            }
        }
    }
    assert!(checked > 50, "the test no longer finds the imports");
}

/// Whether code names a crate whose name begins so, as `aws_` begins that of each crate of AWS's.
fn names(text: &str, crates: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split(|character| !is_part(character) && character != ':')).any(|path| {
        path.trim_start_matches(':').split_once("::").is_some_and(|(first, _)| first.starts_with(crates))
    })
}

#[test]
fn each_foreign_world_has_one_door() {
    for (crates, door) in [("napi", "node/"), ("heed", "store/embedded/"), ("aws_", "store/dynamo/")] {
        let mut named = 0;
        for file in sources(&root()) {
            let below = file.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            if names(&fs::read_to_string(&file).unwrap(), crates) {
                named += 1;
                assert!(below.starts_with(door), "{below} must not name '{crates}'");
            }
        }
        assert!(named > 1, "the test no longer finds '{crates}'");
    }
}

#[test]
fn the_doors_are_watched() {
    for named in
        ["use aws_sdk_dynamodb::Client;", "let x: ::aws_sdk_dynamodbstreams::Client", "&aws_config::x()"]
    {
        assert!(names(named, "aws_"), "{named}");
    }
    for other in ["// aws_sdk_dynamodb::Client", "my_aws_sdk::x", "self.aws_client", "super::aws_x::y"] {
        assert!(!names(other, "aws_"), "{other}");
    }
}

#[test]
fn the_stores_never_see_each_other() {
    for (store, other) in [("embedded", "dynamo"), ("dynamo", "embedded")] {
        let folder = root().join("store").join(store);
        for file in if folder.exists() { sources(&folder) } else { Vec::new() } {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains(&format!("store::{other}")), "{} names '{other}'", file.display());
        }
    }
}

#[test]
fn the_bytes_of_the_file_are_in_one_folder() {
    let embedded = root().join("store/embedded");
    let mut encoding = 0;
    for file in sources(&embedded) {
        let text = fs::read_to_string(&file).unwrap();
        if ["_be_bytes", "_le_bytes"].iter().any(|conversion| text.contains(conversion)) {
            encoding += 1;
            assert!(file.starts_with(embedded.join("format")), "{} encodes bytes", file.display());
        }
    }
    assert!(encoding > 3, "the test no longer finds the conversions");
}

#[test]
fn files_import_in_no_circle() {
    for folder in crates() {
        let parsed = Crate::parse(&folder);
        let imports: usize = parsed.needs().values().map(BTreeSet::len).sum();
        assert!(imports > 20, "the test no longer finds the imports of {}", folder.display());
        assert_eq!(parsed.circles(), Vec::<Vec<String>>::new(), "in {}", folder.display());
    }
}

#[test]
fn a_type_name_means_one_thing() {
    let mut places = BTreeMap::<String, Vec<String>>::new();
    for file in sources(&root()) {
        let below = file.strip_prefix(root()).unwrap().display().to_string();
        if below.contains("tests") {
            continue;
        }
        for item in syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap().items {
            let name = match item {
                syn::Item::Struct(item) => item.ident,
                syn::Item::Enum(item) => item.ident,
                syn::Item::Trait(item) => item.ident,
                syn::Item::Type(item) => item.ident,
                _ => continue,
            };
            places.entry(name.to_string()).or_default().push(below.clone());
        }
    }
    assert!(places.len() > 100, "the test no longer finds the types");
    places.retain(|_, files| files.len() > 1);
    assert_eq!(places, BTreeMap::new());
}

#[test]
fn a_module_with_children_is_a_folder() {
    for folder in crates() {
        for file in sources(&folder) {
            let folder = file.with_extension("");
            assert!(!folder.is_dir(), "move {} to {}/mod.rs", file.display(), folder.display());
        }
    }
}

#[test]
fn files_stay_small() {
    for file in sources(&root()) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines; give it a second room", file.display());
    }
}
