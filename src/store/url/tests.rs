use super::*;

fn target(url: Option<&str>, table: Option<&str>) -> Result<Target> {
    let config = Config { url: url.map(Into::into), tables: None, table: table.map(Into::into) };
    parse(&config).map(|choice| choice.target)
}

fn location(url: Option<&str>, table: Option<&str>) -> Location {
    match target(url, table).unwrap() {
        Target::Embedded(options) => options.location,
        other => panic!("{other:?}"),
    }
}

#[test]
fn finds_the_folder() {
    for (url, table, folder) in [
        (None, None, "./.ampt/data"),
        (None, Some("orders"), "./.ampt/orders"),
        (Some("file:/srv/my%20data"), None, "/srv/my data"),
        (Some("file:///srv/data?durability=relaxed"), None, "/srv/data"),
        (Some("file:data"), Some("orders"), "orders"),
    ] {
        assert_eq!(location(url, table), Location::Folder(folder.into()), "{url:?}");
    }
    assert_eq!(location(Some("memory:"), Some("x")), Location::Memory);
}

#[test]
fn finds_the_table() {
    let url = "dynamodb://my-table?region=eu-west-1&endpoint=http%3A%2F%2Flocalhost%3A8000&profile=p";
    for (table, name) in [(None, "my-table"), (Some("orders"), "orders")] {
        let Target::Dynamo(settings) = target(Some(url), table).unwrap() else { panic!("no table") };
        assert_eq!(settings.table, name);
        assert_eq!(settings.region.as_deref(), Some("eu-west-1"));
        assert_eq!(settings.endpoint.as_deref(), Some("http://localhost:8000"));
        assert_eq!(settings.profile.as_deref(), Some("p"));
    }
    let tables = Config { tables: Some(r#"["a","b"]"#.into()), ..Config::default() };
    let Target::Dynamo(settings) = parse(&tables).unwrap().target else { panic!("no table") };
    assert_eq!(settings.table, "a");
}

#[test]
fn refuses_what_names_no_store() {
    for (url, table) in [
        (Some(""), None),
        (Some("./data"), None),
        (Some("file:"), None),
        (Some("file:x?durabilty=full"), None),
        (Some("redis://x"), None),
        (Some("file:%ff"), None),
        (Some("dynamodb://"), None),
        (Some("dynamodb://t?zone=x"), None),
        (Some("dynamodb://t?endpoint=localhost:8000"), None),
        (Some("dynamodb://t?endpoint=http%3A%2F%2F"), None),
        (Some("dynamodb://t?endpoint=http%3A%2F%2Fa%20b"), None),
        (Some("dynamodb://t?region="), None),
        (Some("dynamodb://t?connections=0"), None),
        (Some("dynamodb://t?connections=many"), None),
        (Some("dynamodb://t?timeout=0"), None),
        (Some("dynamodb://t?attemptTimeout=1.5"), None),
        (Some("memory:?like=cassandra"), None),
        (Some("memory:?like"), None),
        (Some("memory:?lag=300"), None),
        (Some("memory:?seed=7"), None),
        (Some("memory:?busy=7"), None),
        (Some("memory:?like=dynamodb&lag=1.5"), None),
        (Some("memory:?like=dynamodb&lag=-1"), None),
        (Some("memory:?like=dynamodb&lag=60001"), None),
        (Some("memory:?like=dynamodb&seed=x"), None),
        (Some("memory:?like=dynamodb&seed=9007199254740992"), None),
        (Some("memory:?like=dynamodb&busy=101"), None),
        (Some("memory:?like=dynamodb&seed=1&seed=2"), None),
        (Some("memory:?like=dynamodb&speed=1"), None),
        (Some("file:x?like=dynamodb"), None),
        (Some("memory:?readonly"), None),
        (Some("memory:?like=dynamodb&readonly"), None),
        (Some("file:x?readonly=false"), None),
        (Some("file:x?readonly="), None),
        (Some("dynamodb://t?readonly=1"), None),
        (Some("file:~"), None),
        (Some("file:~/x"), None),
        (Some("file:~jane/x"), None),
        (Some("file:///~/x"), None),
        (Some("file:$HOME/x"), None),
        (Some("file:${HOME}/x"), None),
        (Some("file:%HOME%"), None),
        (Some("file:/srv/$USER/x"), None),
        (None, Some("../x")),
        (None, Some("")),
    ] {
        assert_eq!(target(url, table).unwrap_err().code, "INVALID_URL", "{url:?} {table:?}");
    }
}

#[test]
fn a_url_says_whether_the_store_is_only_read() {
    for (url, read_only) in [
        ("file:x", false),
        ("file:x?readonly", true),
        ("file:x?sweep=off&readonly=true", true),
        ("dynamodb://t?region=r", false),
        ("dynamodb://t?readonly&region=r", true),
    ] {
        let config = Config { url: Some(url.into()), ..Config::default() };
        assert_eq!(parse(&config).unwrap().read_only, read_only, "{url}");
    }
}

#[test]
fn names_the_folder_that_a_shell_would_have_meant() {
    let home = std::env::home_dir().unwrap();
    for (url, meant) in
        [("file:~/x", "x"), ("file:$HOME/a/b", "a/b"), ("file:${HOME}/x", "x"), ("file:///~/x", "x")]
    {
        let message = target(Some(url), None).unwrap_err().message;
        let folder = home.join(meant);
        assert!(message.contains(&format!("Write 'file:{}'", folder.display())), "{message}");
    }
    for url in ["file:~jane/x", "file:$DATA/x"] {
        let message = target(Some(url), None).unwrap_err().message;
        assert!(message.contains("Write the absolute path"), "{message}");
    }
    for (url, folder) in [
        ("file:%7E/x", "~/x"),
        ("file:a~/$/x$", "a~/$/x$"),
        ("file:%24HOME", "$HOME"),
        ("file:%25HOME%25", "%HOME%"),
    ] {
        assert_eq!(location(Some(url), None), Location::Folder(folder.into()));
    }
}
