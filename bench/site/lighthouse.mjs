// Runs Lighthouse on four pages of the demo and prints the score of each category.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const { SITE, DEMO, OUT, TOOLS, CHROME_PATH = "/usr/bin/chromium" } = process.env;
const TYPES = { html: "text/html; charset=utf-8", css: "text/css", png: "image/png", svg: "image/svg+xml", xml: "application/xml", txt: "text/plain", woff2: "font/woff2" };
const server = createServer((request, answer) => {
  const whole = decodeURIComponent(new URL(request.url, "http://x").pathname);
  let path = whole.replace(/^\/repo\//, "/");
  if (path.endsWith("/")) path += "index.html";
  const file = join(OUT, path);
  if (!existsSync(file)) return answer.writeHead(404).end();
  const type = TYPES[file.split(".").pop()] ?? "application/octet-stream";
  const text = /text|xml|svg/.test(type);
  // As Pages does: compressed, and kept for ten minutes.
  answer.writeHead(200, { "content-type": type, "cache-control": "max-age=600", ...(text ? { "content-encoding": "gzip" } : {}) });
  answer.end(text ? gzipSync(readFileSync(file)) : readFileSync(file));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}/repo/`;
execFileSync(SITE, [DEMO, OUT, "--base", base], { stdio: "ignore" });

let worst = 100;
for (const path of ["", "posts/first-lesson/", "projects/fishes/", "resume/"]) {
  const report = await new Promise((done, failed) => {
    const args = [join(TOOLS, "node_modules/lighthouse/cli/index.js"), base + path, "--output=json", "--quiet", "--only-categories=performance,accessibility,best-practices,seo", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"];
    const child = spawn(process.execPath, args, { env: { ...process.env, CHROME_PATH }, stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (bytes) => (out += bytes));
    child.on("exit", (code) => (code === 0 ? done(JSON.parse(out)) : failed(new Error(`lighthouse ended with ${code}`))));
  });
  const scores = Object.values(report.categories).map((c) => [c.title, Math.round(c.score * 100)]);
  worst = Math.min(worst, ...scores.map(([, score]) => score));
  console.log(`/${path}: ${scores.map(([title, score]) => `${title} ${score}`).join(", ")}`);
  for (const category of Object.values(report.categories)) {
    for (const { id, weight } of category.auditRefs) {
      const audit = report.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 0.9) console.log(`  ${id}: ${audit.title} (${audit.score})`);
    }
  }
}
server.close();
process.exit(worst >= 95 ? 0 : 1);
