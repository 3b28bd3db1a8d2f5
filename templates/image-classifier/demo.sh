#!/bin/sh
# The whole way with no pictures and no weights: draws a set, trains, serves, asks, ends. It leaves nothing behind but target/.
# PROGRAM=target/debug/image-classifier takes that one and builds none.
set -eu
cd "$(dirname "$0")"
program=${PROGRAM:-}
if [ -z "$program" ]; then
    cargo build --release
    program="${CARGO_TARGET_DIR:-target}/release/image-classifier"
fi
place=$(mktemp -d)
server=
end() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$place"
}
trap end EXIT
trap 'exit 1' INT TERM

"$program" demo-data "$place/pictures"
"$program" data "$place/pictures" --out "$place/report"
"$program" train "$place/pictures" --out "$place/model" --epochs "${EPOCHS:-40}"
: >"$place/log"
"$program" serve --model "$place/model" --address 127.0.0.1:0 >"$place/log" &
server=$!
address=
tries=0
while [ -z "$address" ]; do
    address=$(sed -n 's/^serving \(http:[^ ]*\).*/\1/p' "$place/log")
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
        echo "demo: the service did not come up:" && cat "$place/log" && exit 1
    fi
    sleep 0.1
done
curl --silent --show-error --fail "$address/health" && echo
for picture in "$place"/pictures/*/*-000.png; do
    echo "a $(basename "$(dirname "$picture")") is taken for:" \
        "$(curl --silent --show-error --fail --data-binary "@$picture" "$address/classify" | sed 's/.*"label":"\([^"]*\)".*/\1/')"
done
kill "$server"
if wait "$server"; then
    server=
    echo "demo: all of it works"
else
    server=
    echo "demo: the service did not end well" && cat "$place/log" && exit 1
fi
