//! Faults of a parts file: all of them, with their places; and the same rig as a table.

use super::*;

/// Every fault as `line:column what; expected …; hint`.
fn faults(text: &str, form: Form) -> Vec<String> {
    let (_, faults) = parse(text, form);
    let said = faults.iter().map(|f| {
        let (line, column) = f.place(text);
        let hint = f.hint.as_ref().map_or(String::new(), |h| format!("; {h}"));
        format!("{line}:{column} {}{hint}", f.what)
    });
    said.collect()
}

#[test]
fn all_faults_of_a_file_are_told_with_their_places() {
    let text = r#"format = "pivot.parts/2"
budget = 1000
[cpu]
sokcet = "LGA1151"
power = 65
graphics = "yes"
[motherboard]
socket = 1151
[board]
size = "matxx"
x16_slots = [4, 1]
x16_lanes = [8]
firmware = ""
[[gpu]]
length_mm = "267 mm"
memory_gb = -1
[[gpu]]
date = 2027-02-30
count = 0
[keyboard]
[[case]]
board_sizes = ["ATX", "FTX"]
[[case]]
price = 1.1234567
currency = "cad"
tax_percent = 101
"#;
    let expected = [
        "1:10 `pivot.parts/2` will not do here",
        "2:10 `1000` will not do here",
        "4:1 the processor has no field `sokcet`; did you mean `socket`?",
        "5:1 the processor has no field `power`; did you mean `power_w`?",
        "6:12 `yes` will not do for `graphics`",
        "7:2 there is no part `motherboard`; did you mean `board`?",
        "10:8 `matxx` will not do for `size`; did you mean `ATX`?",
        "11:13 `x16_slots` are not in order",
        "12:13 `x16_lanes` has 1 numbers, and `x16_slots` 2",
        "13:12 `` will not do for `firmware`",
        "15:13 `267 mm` will not do for `length_mm`",
        "16:13 `-1` will not do for `memory_gb`",
        "18:8 this is not TOML: invalid date, expected day between 01 and 28",
        "19:9 `0` will not do for `count`",
        "20:2 there is no part `keyboard`; did you mean `board`?",
        "22:15 the list with `ATX` will not do for `board_sizes`",
        "23:1 there are several of `case`",
    ];
    assert_eq!(faults(text, Form::Toml), expected);
    assert_eq!(
        faults(
            "[case]\nprice = 1.1234567\ncurrency = \"cad\"\ntax_percent = 101\n",
            Form::Toml
        )
        .len(),
        3
    );
    let (_, found) = parse("[cpu]\npower_w = \"65 W\"\n", Form::Toml);
    assert_eq!(found[0].expected, "a whole number without its unit, 0 to 1000000");
}

#[test]
fn all_faults_of_a_table_are_told_with_their_places() {
    let text = "part,name,prise,power_w,fields\n\
                cpu,\"i5, 6600K\",230,91W,\"socket=LGA1151; generation\"\n\
                GPU,,,,length=267; power_w=180\n\
                \n\
                mainboard,,,,\n\
                cooler,,,65,height_mm=159,more\n\
                gpu,,,,count=2|3\n";
    let expected = [
        "1:11 no part has a field `prise`; did you mean `price`?",
        "2:21 `91W` will not do for `power_w`",
        "2:25 `generation` has no `=`",
        "3:8 a graphics card has no field `length`; did you mean `length_mm`?",
        "5:1 there is no part `mainboard`; did you mean `board`?",
        "6:10 the cooler has no field `power_w`",
        "6:27 `more` stands beyond the last column",
        "7:8 `2|3` will not do for `count`",
    ];
    assert_eq!(faults(text, Form::Csv), expected);
    assert_eq!(
        faults("part,name,name\ncpu,a,b\n", Form::Csv)[0],
        "1:11 the column `name` is there twice"
    );
    assert_eq!(
        faults("part,name,fields\ncpu,a,name=b\n", Form::Csv),
        ["2:7 `name` is there twice"]
    );
    assert_eq!(
        faults("part;name\ncpu;a\n", Form::Csv),
        ["1:1 no column is called `part`; put commas between the columns, not semicolons"]
    );
    assert_eq!(faults("", Form::Csv), ["1:1 there is no head"]);
    assert_eq!(
        faults("\u{feff}part\r\ncpu\r\nfoo\r\n", Form::Csv)[0]
            .split("; ")
            .next()
            .unwrap(),
        "3:1 there is no part `foo`"
    );
}

/// A value as a cell has it.
fn cell(value: &str) -> String {
    match value.strip_prefix('[') {
        Some("]") => "none".into(),
        Some(list) => list
            .trim_end_matches(']')
            .split(", ")
            .map(|v| v.trim_matches('"'))
            .collect::<Vec<_>>()
            .join("|"),
        None => value.trim_matches('"').to_owned(),
    }
}

/// The same rig as rows with money in columns, and with a column for each field.
#[test]
fn a_table_says_the_same_as_toml() {
    let build = good();
    let mut narrow = String::from("part,name,price,currency,date,source,fields\n");
    let columns: BTreeSet<String> = build.0.values().flat_map(|f| f.keys().cloned()).collect();
    let mut wide = format!(
        "Part,{}\r\n",
        columns.iter().cloned().collect::<Vec<_>>().join(",")
    );
    for (table, fields) in &build.0 {
        let kind = table.split(' ').next().unwrap();
        let get = |name: &str| {
            fields
                .get(name)
                .map_or(String::new(), |v| format!("\"{}\"", cell(v)))
        };
        let own = ["name", "price", "currency", "date", "source"];
        let rest: Vec<String> = fields
            .iter()
            .filter(|(f, _)| !own.contains(&f.as_str()))
            .map(|(f, v)| format!("{f} = {}", cell(v)))
            .collect();
        writeln!(
            narrow,
            "{kind},{},\"{}\"",
            own.map(get).join(","),
            rest.join("; ")
        )
        .unwrap();
        write!(
            wide,
            "{kind},{}\r\n",
            columns.iter().map(|c| get(c)).collect::<Vec<_>>().join(",")
        )
        .unwrap();
    }
    for table in [narrow, wide] {
        let (rig, faults) = parse(&table, Form::Csv);
        assert!(faults.is_empty(), "{table}\n{faults:?}");
        assert_eq!(check(&rig, TODAY), build.report());
    }
    assert_eq!(
        (
            Form::of("a/parts.CSV"),
            Form::of("a.csv/parts.toml"),
            Form::of("parts")
        ),
        (Form::Csv, Form::Toml, Form::Toml)
    );
}

#[test]
fn a_large_file_is_refused() {
    let text = " ".repeat(pivot_domain::rig::LARGEST + 1);
    assert!(faults(&text, Form::Toml)[0].contains("has 1048577 bytes"));
    let many = "[[gpu]]\n".repeat(65);
    assert_eq!(
        faults(&many, Form::Toml),
        ["65:1 there are more than 64 of `gpu`"]
    );
}

/// Every field stands in the documentation as the code has it.
#[test]
fn every_field_is_documented() {
    let text = include_str!("../../../../docs/rig.md");
    for kind in &KINDS {
        assert!(text.contains(&format!("[{}]", kind.name)), "{}", kind.name);
        for field in kind.all() {
            let row = format!("| `{}` | {} |", field.name, field.about.replace('|', "\\|"));
            assert!(text.contains(&row), "{}: {row}", kind.name);
        }
    }
    for rule in pivot_domain::rig::Rule::ALL {
        assert!(
            text.contains(&format!("| `{}` |", rule.name())),
            "{}",
            rule.name()
        );
    }
}
