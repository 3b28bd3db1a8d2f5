// pivot site serve: an open page follows the files, shows what is wrong with them, and comes back.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { NOW, PIVOT, Pivot, browser, end, story } from "./pivot.mjs";

after(end);

const POST = '+++\ntitle = "First post"\ndate = 2027-01-05\n+++\n\nThe text of it.\n';

/** The demo with a post, its site served. */
async function shown() {
  const pivot = new Pivot();
  pivot.run(["demo", pivot.dir], "2027-01-01T12:00:00-05:00");
  mkdirSync(join(pivot.dir, "posts"));
  writeFileSync(join(pivot.dir, "posts/first.md"), POST);
  const env = { PATH: process.env.PATH, HOME: pivot.dir, TZ: "America/Toronto" };
  pivot.server = spawn(PIVOT, ["site", "serve", "--port", "0", "--now", NOW], { cwd: pivot.dir, env });
  let told = "";
  pivot.link = await new Promise((found, failed) => {
    pivot.server.on("exit", (code) => failed(new Error(`pivot site serve ended with ${code}: ${told}`)));
    for (const stream of [pivot.server.stdout, pivot.server.stderr]) {
      stream.on("data", (bytes) => {
        told += bytes;
        const link = told.match(/^http:\/\/\S+$/m);
        if (link) found(link[0]);
      });
    }
  });
  return pivot;
}

test("an open page loads anew by itself, with what is wrong on top until it is mended", () =>
  story(shown, async (pivot) => {
    const page = await (await (await browser()).newContext()).newPage();
    const faults = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`${pivot.link}posts/first/`);
    await page.getByText("The text of it.").waitFor();
    const file = join(pivot.dir, "posts/first.md");
    writeFileSync(file, POST.replace("The text", "Another text"));
    await page.getByText("Another text of it.").waitFor();
    writeFileSync(file, POST.replace("date", "dat"));
    await page.getByText("posts/first.md, line 3, column 1").waitFor();
    assert.ok(await page.getByText("Another text of it.").isVisible(), "the last good state is below");
    writeFileSync(file, POST.replace("The text", "A third text"));
    await page.getByText("A third text of it.").waitFor();
    assert.equal(await page.locator("#pivot-faults").count(), 0);
    const answer = await page.goto(`${pivot.link}none/`);
    assert.equal(answer.status(), 404);
    // Chromium tells of a page that is not found.
    assert.deepEqual(faults.filter((fault) => !fault.includes("404")), []);
  }));
