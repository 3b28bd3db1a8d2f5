#!/bin/sh
# Format, lints and tests: what must hold before anybody else uses it.
set -e
cd "$(dirname "$0")"
cargo fmt --check
cargo clippy --all-targets --locked -- -D warnings
cargo test --locked
