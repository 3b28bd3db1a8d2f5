// A lab from its page: data by a button, a file that is dropped, the verdict, the leaderboard; and what is wrong with one.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Pivot, clean, end, sideways, story, violations } from "./pivot.mjs";

after(end);

/** A picture of 28 by 28 of a NumPy file, as bytes. */
function pictures(file) {
  const bytes = readFileSync(file);
  const length = bytes.readUInt16LE(8);
  const [count, high, wide] = bytes.subarray(10, 10 + length).toString().match(/'shape': \((\d+), (\d+), (\d+)\)/).slice(1).map(Number);
  const size = high * wide;
  return Array.from({ length: count }, (_, n) => bytes.subarray(10 + length + n * size, 10 + length + (n + 1) * size));
}

/** Rows of a CSV file without its header. */
const rows = (file) => readFileSync(file, "utf8").trimEnd().split("\n").slice(1).map((line) => line.split(","));

/** An answer to `garments`: each picture has the label of the nearest of the first so many training pictures. */
function answer(dir, known) {
  const train = pictures(join(dir, "train.npy")).slice(0, known);
  const labels = rows(join(dir, "train.csv"));
  const ids = rows(join(dir, "test.csv"));
  const nearest = (picture) => {
    let [best, least] = [0, Infinity];
    for (const [n, other] of train.entries()) {
      let sum = 0;
      for (let p = 0; p < other.length && sum < least; p++) sum += (other[p] - picture[p]) ** 2;
      if (sum < least) [best, least] = [n, sum];
    }
    return labels[best][1];
  };
  const said = pictures(join(dir, "test.npy")).map(nearest);
  return `id,label\n${ids.map(([id], n) => `${id},${said[n]}`).join("\n")}\n`;
}

/** Drops a file on the form, as a hand would. */
async function drop(page, name, text) {
  const data = await page.evaluateHandle(
    ([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: "text/csv" }));
      return data;
    },
    [name, text],
  );
  for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("form[data-drop]", type, { dataTransfer: data });
}

test("a file is dropped, and its verdict and its place stand on the page", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.getByRole("link", { name: "Labs" }).click();
    await page.getByRole("link", { name: "Ten kinds of garments" }).click();
    await page.getByRole("button", { name: "Make the data" }).click();
    await page.getByText("They are here now.").waitFor();
    const dir = join(pivot.dir, "labs/garments");
    const csv = answer(dir, 300);
    await drop(page, "nearest.csv", csv);
    const count = rows(join(dir, "test.csv")).length;
    await page.getByText(new RegExp(`nearest\\.csv: .* kB, ${count} rows`)).waitFor();
    assert.equal(pivot.facts().filter((fact) => fact.kind === "scored").length, 0, "nothing is sent before it is asked for");
    await page.getByLabel("A note, for yourself").fill("the nearest of 300");
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.locator("#verdict").waitFor();
    const fact = pivot.facts().at(-1);
    assert.equal(fact.kind, "scored");
    const value = fact.payload.value.toFixed(4);
    assert.ok((await page.locator("#verdict").innerText()).includes(value));
    const own = page.locator(".board .own");
    assert.match(await own.innerText(), new RegExp(`attempt 1.*your best[\\s\\S]*the nearest of 300[\\s\\S]*${value}`));
    // What was said for what, for all public rows.
    const cells = await page.locator(".heat tbody td:not(.faint)").allInnerTexts();
    const board = JSON.parse(pivot.run(["lab", "leaderboard", "garments", "--json"]));
    assert.deepEqual(cells.map(Number), board.confusion.cells.flat());
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      // Colours change over a moment: what is looked at is how they end.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      assert.deepEqual(await violations(page), [], colorScheme);
    }
    // A second one, by two clicks: one attempt, and the curve appears.
    writeFileSync(join(pivot.dir, "better.csv"), answer(dir, 900));
    await page.locator("#file").setInputFiles(join(pivot.dir, "better.csv"));
    await page.getByRole("button", { name: "Submit", exact: true }).dblclick();
    await page.getByRole("heading", { name: /Attempt 2/ }).waitFor();
    await page.getByRole("heading", { name: "Your attempts" }).waitFor();
    assert.equal(await page.locator(".board .own").count(), 2);
    // The same again is told, and the page is within reach and within the window on a phone too.
    await page.locator("#file").setInputFiles(join(pivot.dir, "better.csv"));
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByText("This very file was attempt 2").waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ["/labs", "/labs/garments", "/labs/budget"]) {
      await page.goto(pivot.base + path);
      assert.equal(await sideways(page), 0, `${path} scrolls sideways`);
      assert.deepEqual(await violations(page), [], path);
    }
    clean(page);
  }));

test("what is wrong with a file stands there by line, without a script too", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open({ javaScriptEnabled: false });
    pivot.run(["lab", "get", "convolution"]);
    const dir = join(pivot.dir, "labs/convolution");
    const sample = readFileSync(join(dir, "sample_submission.csv"), "utf8").split("\n");
    sample[3] = sample[3].replace(/,.*/, ",much");
    writeFileSync(join(pivot.dir, "wrong.csv"), sample.join("\n"));
    await page.goto(`${pivot.base}/labs/convolution`);
    await page.locator("#file").setInputFiles(join(pivot.dir, "wrong.csv"));
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    const said = await page.locator("#submit").innerText();
    assert.match(said, /wrong\.csv, line 4, column 2 \(value\)/);
    assert.match(said, /costs no attempt/);
    assert.equal(pivot.facts().filter((fact) => fact.kind === "scored").length, 0);
    // One that is too large is refused in words, before a script could have said so.
    writeFileSync(join(pivot.dir, "large.csv"), Buffer.alloc(5 << 20, 49));
    await page.locator("#file").setInputFiles(join(pivot.dir, "large.csv"));
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByText("large.csv is larger than 4 MiB").waitFor();
  }));

test("a file that is too large is told before it is sent", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    pivot.run(["lab", "get", "convolution"]);
    await page.goto(`${pivot.base}/labs/convolution`);
    writeFileSync(join(pivot.dir, "large.csv"), Buffer.alloc(5 << 20, 49));
    await page.locator("#file").setInputFiles(join(pivot.dir, "large.csv"));
    await page.getByText("large.csv has 5.2 MB, and would be refused: 4 MiB at most.").waitFor();
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    assert.equal(await page.locator("[role=alert]").count(), 0, "nothing was sent");
    clean(page);
  }));
