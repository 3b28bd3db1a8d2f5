// The companies' pages: within reach and within the window with something in them, and of use without a script.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Pivot, clean, end, sideways, story, violations } from "./pivot.mjs";

after(end);

const LONG = "Engineer of machines-that-learn-from-very-long-words-without-any-space-in-them-at-all";

/** Three postings: one on the list, one that is not, one that is gone. */
function fill(pivot) {
  pivot.run(["company", "init"]);
  postings(pivot, "Machine learning engineer");
}

function postings(pivot, first) {
  const seen = { first_seen: "2027-01-09T00:00:00Z", last_seen: "2027-01-10T00:00:00Z" };
  const posting = (id, title, more) => ({
    board: "lever:vision", company: "Example Vision", id, title, places: ["Lyon", "Oslo"], remote: "hybrid",
    url: `https://jobs.example/${id}`, apply_url: `https://jobs.example/${id}/apply`, ...seen, ...more,
    text: "# You have\nA PhD, five years of Python\n# Nice to have\nKubernetes",
  });
  const postings = [posting("1", first), posting("2", LONG), posting("3", "Deep learning researcher", { gone: "2027-01-10T00:00:00Z" })];
  mkdirSync(join(pivot.dir, "postings"), { recursive: true });
  writeFileSync(
    join(pivot.dir, "postings/example-vision.json"),
    JSON.stringify({ format: "pivot.postings/1", company: "Example Vision", board: "lever:vision", fetched: "2027-01-10T00:00:00Z", postings }),
  );
}

test("companies, postings and applications are within reach and within the window", () =>
  story(Pivot.demo, async (pivot) => {
    fill(pivot);
    pivot.run(["apply", "2", "--note", LONG]);
    pivot.run(["apply", "next", "2", "ask how it stands", "--due", "2027-01-15"]);
    pivot.run(["apply", "3"]);
    pivot.run(["apply", "stage", "3", "rejected"]);
    const page = await pivot.open();
    for (const colorScheme of ["light", "dark"]) {
      for (const [width, height] of [[1440, 900], [360, 740]]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        for (const path of ["/companies", "/companies?show=all", "/companies/posting?id=example-vision/1", "/companies/posting?id=example-vision/2"]) {
          await page.goto(pivot.base + path);
          for (const details of await page.locator("main details").all()) await details.evaluate((d) => (d.open = true));
          assert.deepEqual(await violations(page), [], `${path} ${colorScheme} ${width}`);
          assert.equal(await sideways(page), 0, `${path} scrolls sideways at ${width}`);
        }
      }
    }
    clean(page);
  }));

test("without a script: from a posting to an application, its stage and what is next", () =>
  story(Pivot.demo, async (pivot) => {
    fill(pivot);
    const page = await pivot.open({ javaScriptEnabled: false });
    await page.goto(`${pivot.base}/companies`);
    await page.getByRole("link", { name: "Machine learning engineer" }).click();
    await page.getByLabel("A note").fill("by way of Grace");
    await page.getByRole("button", { name: "I applied" }).click();
    await page.getByText("by way of Grace").waitFor();
    await page.getByText("Plan what is next").click();
    await page.getByLabel("What is to be done").fill("write to Grace");
    await page.getByRole("button", { name: "Put it into the plan" }).click();
    await page.getByText("Next: write to Grace").waitFor();
    await page.getByText("Say how it went on").click();
    await page.getByLabel("It is now at").selectOption("interview");
    await page.getByRole("button", { name: "Record it" }).click();
    await page.getByRole("heading", { name: /Interview/ }).waitFor();
    assert.deepEqual(pivot.facts().slice(-3).map((fact) => fact.kind), ["submitted", "task-added", "outcome"]);
    await page.goto(`${pivot.base}/companies?show=gone`);
    await page.getByRole("link", { name: "Deep learning researcher" }).waitFor();
    clean(page);
  }));

test("open pages follow what is saved elsewhere: a posting, the companies, the résumé", () =>
  story(Pivot.demo, async (pivot) => {
    fill(pivot);
    const page = await pivot.open();
    const now = (text) => page.getByText(text).first().waitFor({ timeout: 10_000 });
    await page.goto(`${pivot.base}/companies`);
    assert.equal(await page.getByText("Machine learning engineer, new").count(), 0);
    postings(pivot, "Machine learning engineer, new");
    await now("Machine learning engineer, new");
    const file = join(pivot.dir, "companies.toml");
    writeFileSync(file, `${readFileSync(file, "utf8")}\n[[company]]\nname = "Another Company"\n`);
    await now("Another Company");
    await page.goto(`${pivot.base}/answer`);
    assert.equal(await page.getByText("Machine learning engineer, newer").count(), 0);
    postings(pivot, "Machine learning engineer, newer");
    await now("Machine learning engineer, newer");
    const before = await page.locator("body").getAttribute("data-files");
    writeFileSync(join(pivot.dir, "resume.json"), '{"basics": {"name": "Ada"}}\n');
    await page.waitForFunction((before) => document.body.dataset.files !== before, before, { timeout: 10_000 });
    clean(page);
  }));
