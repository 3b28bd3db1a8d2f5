//! JSON with places: reading and writing back, and adding to a file by place.

use pivot_domain::json::{Member, Node, Value, pointer, put, read, write};
use proptest::prelude::*;

#[test]
fn an_item_is_added_as_the_file_is_set_in() {
    let item = r#"{"title":"B","tags":["x","y"],"more":{"n":1.50}}"#;
    // Tabs, and a last line without a break.
    assert_eq!(
        put(
            "{\n\t\"a\" : 1,\n\t\"awards\": [ { \"title\" : \"A\" } ]\n}",
            "/awards/-",
            r#"{"t": 1}"#
        )
        .unwrap(),
        "{\n\t\"a\" : 1,\n\t\"awards\": [ { \"title\" : \"A\" }, { \"t\": 1 } ]\n}"
    );
    // A list that is not there yet; four spaces; line breaks of another system.
    assert_eq!(
        put("{\r\n    \"a\": 1.0\r\n}\r\n", "/awards/-", item).unwrap(),
        "{\r\n    \"a\": 1.0,\r\n    \"awards\": [\r\n        {\r\n            \"title\": \"B\",\r\n            \"tags\": [\"x\", \"y\"],\r\n            \"more\": {\r\n                \"n\": 1.50\r\n            }\r\n        }\r\n    ]\r\n}\r\n"
    );
    // On one line.
    assert_eq!(
        put("{\"a\":[]}", "/a/-", "{\"b\":1}").unwrap(),
        "{\"a\":[ { \"b\": 1 } ]}"
    );
    // Nothing at all.
    assert_eq!(put("{}", "/a/-", "1").unwrap(), "{\n  \"a\": [1]\n}");
    // In place of what stands there, and deep.
    assert_eq!(
        put("{ \"a\": [1, null] }", "/a/0", "2").unwrap(),
        "{ \"a\": [2, null] }"
    );
    assert_eq!(
        put("{ \"a\": null }", "/a/b/-", "2").unwrap(),
        "{ \"a\": { \"b\": [2] } }"
    );
    assert_eq!(
        put("{ \"a\": [{ \"b\": 1 }] }", "/a/0/c~1d", "2").unwrap(),
        "{ \"a\": [{ \"b\": 1, \"c/d\": 2 }] }"
    );
}

#[test]
fn what_leads_nowhere_is_told() {
    let wrong = |text: &str, pointer: &str, json: &str| put(text, pointer, json).unwrap_err();
    assert_eq!(
        wrong("{ \"a\": 5 }", "/a/-", "1"),
        "`/a/-`: before `-` stands the number `5`"
    );
    assert_eq!(
        wrong("{ \"a\": {} }", "/a/-", "1"),
        "`/a/-`: before `-` stands an object, where a list belongs"
    );
    assert_eq!(
        wrong("{ \"a\": [] }", "/a/1", "1"),
        "`/a/1`: the list has no item 1"
    );
    assert_eq!(wrong("{}", "a", "1"), "`a` is no pointer such as /projects/-");
    assert_eq!(
        wrong("{", "/a", "1"),
        "line 1, column 1: this is not JSON: unterminated object"
    );
    assert!(wrong("{}", "/a", "{").starts_with("what is to be added is no JSON"));
}

#[test]
fn a_pointer_leads_to_what_it_says() {
    let node = read(r#"{ "a/b": [1, { "c~": "x" }], "": 2 }"#).unwrap();
    assert_eq!(node.at_pointer("/a~1b/1/c~0").unwrap().text(), Some("x"));
    assert_eq!(
        node.at_pointer("/").unwrap(),
        &Node::new(Value::Number("2".into()))
    );
    for nowhere in ["/a~1b/2", "/a~1b/01", "/a~1b/-1", "/a", "a", "/a~1b/1/c~0/d"] {
        assert_eq!(node.at_pointer(nowhere), None, "{nowhere}");
    }
    assert_eq!(pointer(&["a/b", "1", "c~"]), "/a~1b/1/c~0");
}

fn tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![
            Just("0"),
            Just("-1.50"),
            Just("1E400"),
            Just("12345678901234567890123"),
            Just("4.000e-2")
        ]
        .prop_map(|n| Value::Number(n.into())),
        "[\\PC\u{0}\u{1f}\"\\\\\u{2028}😀]{0,6}".prop_map(Value::Text),
    ];
    leaf.prop_map(Node::new).prop_recursive(4, 40, 5, |inner| {
        let member = ("[a-c~/\"é-]{0,3}", inner.clone()).prop_map(|(name, node)| Member {
            name,
            name_at: 0..0,
            node,
        });
        prop_oneof![
            proptest::collection::vec(inner, 0..5).prop_map(|l| Node::new(Value::List(l))),
            proptest::collection::vec(member, 0..5).prop_map(|m| Node::new(Value::Object(m))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Order, unknown fields, the same name twice and the digits of numbers come back as they were.
    #[test]
    fn a_tree_reads_back_as_it_was_written(node in tree(), indent in "[ \t]{0,4}") {
        let text = write(&node, &indent);
        prop_assert_eq!(&read(&text).unwrap(), &node);
        // Each place is that of its value.
        for member in read(&text).unwrap().members() {
            prop_assert_eq!(&read(&text[member.node.at.clone()]).unwrap(), &member.node);
            let name = read(&text[member.name_at.clone()]).unwrap();
            prop_assert_eq!(name.text(), Some(member.name.as_str()));
        }
    }

    /// What is added is there, and what was there is untouched: the text without what was put in is the text before.
    #[test]
    fn adding_leaves_the_rest(members in proptest::collection::vec(("[b-d]{1,2}", tree()), 0..4), item in tree(), indent in "[ \t]{0,4}", lines in any::<bool>()) {
        let members: Vec<Member> = members.into_iter().map(|(name, node)| Member { name, name_at: 0..0, node }).collect();
        let root = Node::new(Value::Object(members.clone()));
        let text = if lines { write(&root, &indent) } else { write(&root, "").replace('\n', "") };
        let more = put(&text, "/awards/-", &write(&item, "")).unwrap();
        let read = read(&more).unwrap();
        prop_assert_eq!(&read.members()[..members.len()], members.as_slice());
        prop_assert_eq!(read.at_pointer("/awards/0").unwrap(), &item);
        let alike = text.bytes().zip(more.bytes()).take_while(|(a, b)| a == b).count();
        let after = more.len() - (text.len() - alike);
        prop_assert_eq!([&more.as_bytes()[..alike], &more.as_bytes()[after..]].concat(), text.as_bytes());
        // And a second one stands behind it.
        let third = put(&more, "/awards/-", "7").unwrap();
        let third = pivot_domain::json::read(&third).unwrap();
        prop_assert_eq!(third.get("awards").unwrap().items().len(), 2);
    }
}
