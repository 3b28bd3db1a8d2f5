// A first visit, from an empty folder to a dated plan.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Pivot, clean, end, story } from "./pivot.mjs";

after(end);

// Every Tuesday from 19:00 to 20:00, in the middle of an evening that would be free.
const CHOIR = [
  "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Choir//EN", "BEGIN:VEVENT", "UID:choir@example", "DTSTAMP:20270101T000000Z",
  "DTSTART;TZID=America/Toronto:20270112T190000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "SUMMARY:Choir", "END:VEVENT", "END:VCALENDAR", "",
].join("\r\n");

test("a first visit leads to a dated plan", () =>
  story(Pivot.empty, async (pivot) => {
    const page = await pivot.open();
    await page.getByRole("radio", { name: /Evenings and Saturday/ }).check();
    await page.getByRole("radio", { name: /as in 2017/ }).check();
    await page.getByLabel("Your time zone").fill("America/Toronto");
    await page.getByLabel("A file (.ics)").setInputFiles({ name: "choir.ics", mimeType: "text/calendar", buffer: Buffer.from(CHOIR) });
    await page.getByRole("button", { name: "Make my plan" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    const shown = await page.locator(".finish").innerText();
    const plan = JSON.parse(pivot.run(["plan", "--dry-run", "--json"]));
    const finish = new Date(plan.finish).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "America/Toronto" });
    assert.ok(shown.includes(finish), `${shown} has ${finish}, as the terminal says`);
    assert.match(readFileSync(join(pivot.dir, "pivot.toml"), "utf8"), /America\/Toronto/);
    // The choir's hour, with its buffer of a quarter before and behind it, is kept free on every Tuesday.
    const tuesdays = plan.sessions.filter((s) => s.resource === "me" && new Date(s.start.slice(0, 10)).getUTCDay() === 2);
    assert.ok(tuesdays.length > 5);
    assert.deepEqual(tuesdays.filter((s) => s.start.slice(11, 16) < "20:15" && s.end.slice(11, 16) > "18:45"), []);
    await page.goto(`${pivot.base}/calendar`);
    await page.getByText("Choir").first().waitFor();
    clean(page);
  }));

test("what is wrong on a first visit stands beside its field, and what was typed stays", () =>
  story(Pivot.empty, async (pivot) => {
    const page = await pivot.open({ javaScriptEnabled: false });
    await page.getByRole("radio", { name: /As a line/ }).check();
    await page.locator("#spec").fill("mon-fri 18:00-25:00");
    await page.getByLabel("Your time zone").fill("America/Toront");
    await page.getByRole("button", { name: "Make my plan" }).click();
    const said = await page.locator("main").innerText();
    assert.match(said, /25:00/);
    assert.match(said, /America\/Toronto/, "the nearest zone is named");
    assert.equal(await page.locator("#spec").inputValue(), "mon-fri 18:00-25:00");
    assert.equal(await page.locator("#zone").inputValue(), "America/Toront");
    await page.locator("#spec").fill("mon-fri 18:00-21:00");
    await page.locator("#zone").fill("America/Toronto");
    await page.getByRole("button", { name: "Make my plan" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    assert.match(await page.locator(".finish").innerText(), /2027/);
  }));
