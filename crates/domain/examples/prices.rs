//! How much memory a large price list takes: writes one in the form of AWS's offer files, finds a price in it, and prints the
//! largest size that this process had before and after.
//!
//! `cargo run --release -p pivot-domain --example prices -- 500`: megabytes.

use std::fs::File;
use std::io::{BufWriter, Write};

use pivot_domain::rig::cost::prices::{Wanted, find};

/// The largest resident size so far, in KiB, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::io::read_to_string(File::open("/proc/self/status").ok()?).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A product, and its terms: about 1.9 kB together. One in the middle is the machine that is looked for.
fn product(i: u64) -> (String, String) {
    let sku = format!("SKU{i:013}");
    let (instance, system) = match i % 7 {
        3 => ("p2.xlarge".to_owned(), "Windows"),
        _ => (format!("m{}.{}xlarge", i % 40, i % 97), "Linux"),
    };
    (sku.clone(), attributes(&sku, &instance, system))
}

fn attributes(sku: &str, instance: &str, system: &str) -> String {
    format!(
        r#"    "{sku}" : {{
      "sku" : "{sku}",
      "productFamily" : "Compute Instance",
      "attributes" : {{
        "servicecode" : "AmazonEC2", "location" : "US East (N. Virginia)", "locationType" : "AWS Region",
        "instanceType" : "{instance}", "currentGeneration" : "Yes", "instanceFamily" : "General purpose", "vcpu" : "4",
        "physicalProcessor" : "Intel Xeon Platinum 8175", "clockSpeed" : "3.1 GHz", "memory" : "16 GiB", "storage" : "EBS only",
        "networkPerformance" : "Up to 10 Gigabit", "processorArchitecture" : "64-bit", "tenancy" : "Shared",
        "operatingSystem" : "{system}", "licenseModel" : "No License required", "usagetype" : "BoxUsage:{instance}",
        "operation" : "RunInstances", "capacitystatus" : "Used", "preInstalledSw" : "NA", "regionCode" : "us-east-1",
        "servicename" : "Amazon Elastic Compute Cloud"
      }}
    }}"#
    )
}

fn terms(sku: &str, price: &str) -> String {
    format!(
        r#"      "{sku}" : {{ "{sku}.JRTCKXETXF" : {{ "offerTermCode" : "JRTCKXETXF", "sku" : "{sku}", "effectiveDate" : "2026-11-01T00:00:00Z",
        "priceDimensions" : {{ "{sku}.JRTCKXETXF.6YS6EN2CT7" : {{ "rateCode" : "{sku}.JRTCKXETXF.6YS6EN2CT7",
          "description" : "$0.1 per On Demand Instance Hour", "beginRange" : "0", "endRange" : "Inf", "unit" : "Hrs",
          "pricePerUnit" : {{ "USD" : "{price}" }}, "appliesTo" : [ ] }} }}, "termAttributes" : {{ }} }} }}"#
    )
}

fn write(file: File, megabytes: u64) -> std::io::Result<u64> {
    let mut out = BufWriter::new(file);
    let each = (product(0).1.len() + terms("SKU0000000000000", "0.1000000000").len()) as u64;
    let so_many = (megabytes * 1_000_000 / each).max(2);
    writeln!(
        out,
        "{{\n  \"formatVersion\" : \"v1.0\",\n  \"publicationDate\" : \"2026-11-09T21:04:46Z\",\n  \"products\" : {{"
    )?;
    for i in 0..so_many {
        writeln!(out, "{},", product(i).1)?;
    }
    writeln!(out, "{}", attributes("WANTED", "p2.xlarge", "Linux"))?;
    writeln!(out, "  }},\n  \"terms\" : {{\n    \"OnDemand\" : {{")?;
    for i in 0..so_many {
        writeln!(out, "{},", terms(&product(i).0, "0.1000000000"))?;
    }
    writeln!(
        out,
        "{}\n    }},\n    \"Reserved\" : {{ }}\n  }}\n}}",
        terms("WANTED", "0.9000000000")
    )?;
    out.flush()?;
    Ok(so_many + 1)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let megabytes: u64 = std::env::args().nth(1).as_deref().unwrap_or("500").parse()?;
    let path = std::env::temp_dir().join(format!("pivot-prices-{}.json", std::process::id()));
    let products = write(File::create(&path)?, megabytes)?;
    let size = std::fs::metadata(&path)?.len();
    let before = peak();
    let wanted = Wanted {
        instance: "p2.xlarge".to_owned(),
        region: "us-east-1".to_owned(),
    };
    let found = find(|| File::open(&path), &wanted);
    let after = peak();
    std::fs::remove_file(&path)?;
    let row = found.map_err(|wrong| wrong.what)?;
    println!(
        "{size} bytes, {products} products: {} {} an hour ({})",
        row.currency, row.price, row.sku
    );
    match (before, after) {
        (Some(before), Some(after)) => println!("largest size: {before} KiB before, {after} KiB after"),
        _ => println!("this system does not tell the size of a process"),
    }
    Ok(())
}
