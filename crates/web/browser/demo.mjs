// The demo site of pivot-publish, built by its example, on a server that only reads files.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const SITE = process.env.SITE ?? join(here, "../../../target/debug/examples/site");
const DEMO = join(here, "../../publish/tests/demo");
const TYPES = { html: "text/html; charset=utf-8", css: "text/css", png: "image/png", svg: "image/svg+xml", xml: "application/xml", json: "application/json", woff2: "font/woff2", txt: "text/plain" };

/** Builds and serves it: where it stands, the folder of its files, and how to end it. */
export async function demo() {
  const folder = mkdtempSync(join(tmpdir(), "pivot-site-"));
  const out = join(folder, "out");
  const server = createServer((request, answer) => {
    let path = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/repo\//, "/");
    if (path.endsWith("/")) path += "index.html";
    const file = join(out, path);
    const found = existsSync(file);
    answer.writeHead(found ? 200 : 404, { "content-type": TYPES[file.split(".").pop()] ?? "application/octet-stream" });
    answer.end(found ? readFileSync(file) : readFileSync(join(out, "404.html")));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${server.address().port}/repo/`;
  execFileSync(SITE, [DEMO, out, "--base", base], { stdio: "ignore" });
  const close = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, out, close };
}
