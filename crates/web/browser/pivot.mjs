// A pivot in a folder of its own, served by the real binary, and a browser that came in by the link.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const PIVOT = process.env.PIVOT ?? join(dirname(fileURLToPath(import.meta.url)), "../../../target/debug/pivot");
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// A Monday morning in the demo's second week.
export const NOW = "2027-01-11T09:30:00-05:00";

/** Every page that a person can come to, of a pivot that exists. */
export const PAGES = ["/", "/calendar", "/calendar?view=month", "/companies", "/answer", "/timeline", "/timeline/why?task=1.3", "/forecast", "/evidence", "/journal", "/labs", "/labs/garments", "/writing", "/writing/publish", "/settings"];

let shared;
/** One browser for all tests of a file. */
export async function browser() {
  shared ??= await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return shared;
}

export class Pivot {
  /** The demo with its plan accepted, a week later. */
  static async demo() {
    const pivot = new Pivot();
    pivot.run(["demo", pivot.dir], "2027-01-01T12:00:00-05:00");
    pivot.run(["plan", "--accept"], "2027-01-04T08:00:00-05:00");
    // The first week went almost as planned: the session on Thursday afternoon was missed.
    const plan = JSON.parse(pivot.run(["plan", "--dry-run", "--json"], "2027-01-04T08:00:00-05:00"));
    const mine = plan.sessions.filter((s) => s.resource === "me");
    for (const session of mine.filter((s) => s.end < "2027-01-10" && !s.start.startsWith("2027-01-07T15"))) {
      const minutes = (new Date(session.end) - new Date(session.start)) / 60_000;
      pivot.run(["log", session.task, `${minutes}m`], session.end);
      const last = mine.findLast((s) => s.task === session.task);
      if (last === session) pivot.run(["done", session.task], session.end);
    }
    return pivot.serve();
  }

  /** An empty folder. */
  static async empty() {
    return new Pivot().serve();
  }

  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), "pivot-browser-"));
  }

  /** Runs the binary as in a terminal. */
  run(args, now = NOW) {
    return execFileSync(PIVOT, args, { cwd: this.dir, encoding: "utf8", env: { PATH: process.env.PATH, HOME: this.dir, TZ: "America/Toronto", PIVOT_NOW: now } });
  }

  /** The facts of the journal, oldest first. */
  facts() {
    return JSON.parse(this.run(["journal", "--json"])).facts;
  }

  async serve() {
    this.server = spawn(PIVOT, ["serve", "--port", "0", "--now", NOW], { cwd: this.dir, env: { PATH: process.env.PATH, HOME: this.dir, TZ: "America/Toronto" } });
    let told = "";
    this.link = await new Promise((found, failed) => {
      this.server.on("exit", (code) => failed(new Error(`pivot serve ended with ${code}: ${told}`)));
      for (const stream of [this.server.stdout, this.server.stderr]) {
        stream.on("data", (bytes) => {
          told += bytes;
          const link = told.match(/^http:\/\/\S+$/m);
          if (link) found(link[0]);
        });
      }
    });
    this.base = new URL(this.link).origin;
    return this;
  }

  /** A browser window that came in by the link. What it must never do is gathered in `window.faults`. */
  async open({ width = 1280, height = 800, ...more } = {}) {
    const context = await (await browser()).newContext({ viewport: { width, height }, ...more });
    const page = await context.newPage();
    page.faults = [];
    page.on("console", (message) => message.type() === "error" && page.faults.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", (error) => page.faults.push(`${page.url()}: ${error.message}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(this.base) && !request.url().startsWith("data:")) page.faults.push(`asked ${request.url()}`);
    });
    await page.goto(this.link);
    return page;
  }

  async close() {
    this.server?.removeAllListeners("exit");
    this.server?.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Runs a story with a pivot and closes both, whatever happens. */
export async function story(make, play) {
  const pivot = await make();
  try {
    await play(pivot);
  } finally {
    for (const context of shared?.contexts() ?? []) await context.close();
    await pivot.close();
  }
}

export async function end() {
  await shared?.close();
  shared = undefined;
}

/** What axe-core finds wrong on the page, in words. */
export async function violations(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap((v) => v.nodes.map((n) => `${page.url()}: ${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

/** How many pixels the page is wider than the window. */
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

export function clean(page) {
  assert.deepEqual(page.faults, []);
}
