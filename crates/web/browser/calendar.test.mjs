// A session is dragged, stretched, moved by keys: what else moves is seen before it is agreed to, and the journal has what was agreed.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Pivot, clean, end, sideways, story, violations } from "./pivot.mjs";

after(end);

const FRIDAY = "2027-01-15T15:30";

/** The session of the week that begins at a moment. */
const at = (page, start) => page.locator(`#week li.session[data-start^="${start}"]`);

/** Where in the week a minute of a day is, in the middle of its column. */
async function spot(page, date, minutes) {
  const week = page.locator("#week");
  const [from, to] = [Number(await week.getAttribute("data-from")), Number(await week.getAttribute("data-to"))];
  const box = await page.locator(`.day[data-date="${date}"] .body`).boundingBox();
  return { x: box.x + box.width / 2, y: box.y + (box.height * (minutes - from)) / (to - from) };
}

/** Drags what is grabbed by so much in time, and to another day where one is named. */
async function drag(page, session, date, minutes, grip = 20) {
  const start = (await session.getAttribute("data-start")).slice(0, 16);
  const [day, clock] = start.split("T");
  const [hours, rest] = clock.split(":").map(Number);
  const from = await spot(page, day, 60 * hours + rest + grip);
  const to = await spot(page, date, minutes + grip);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.locator(".ghost").first().waitFor();
  await page.mouse.up();
}

test("a session is dragged to Saturday, its consequences are seen, agreed to, and recorded", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/calendar`);
    const session = at(page, FRIDAY);
    const id = await session.getAttribute("data-session");
    const before = pivot.facts().length;
    await drag(page, session, "2027-01-16", 15 * 60);
    const dialog = page.locator("dialog#consequences[open]");
    await dialog.waitFor();
    const said = await dialog.innerText();
    assert.match(said, /Sat(urday)? 16 Jan/);
    assert.match(said, /Finish/i);
    assert.deepEqual(await violations(page), []);
    assert.equal(pivot.facts().length, before, "nothing is recorded before it is agreed to");
    await dialog.locator("[name=accept]").click();
    await page.locator(".said").waitFor();
    const facts = pivot.facts().slice(before);
    assert.deepEqual(facts.map((fact) => fact.kind), ["plan-accepted", "pinned"]);
    assert.equal(facts[1].payload.id, id);
    assert.equal(new Date(facts[1].payload.start).toISOString(), "2027-01-16T20:00:00.000Z");
    await at(page, "2027-01-16T15:00").waitFor();
    // And it is in the journal's page, from where it can be taken back.
    await page.goto(`${pivot.base}/journal`);
    assert.match(await page.locator("main").innerText(), new RegExp(`pinned ${id.replace("/", "\\/")}`, "i"));
    clean(page);
  }));

test("what is dragged and left as it was is as it was", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/calendar`);
    const before = pivot.facts().length;
    await drag(page, at(page, FRIDAY), "2027-01-16", 15 * 60);
    await page.locator("dialog#consequences[open]").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog#consequences[open]").waitFor({ state: "hidden" });
    assert.equal(await at(page, FRIDAY).count(), 1);
    assert.equal(pivot.facts().length, before);
    clean(page);
  }));

test("the lower edge stretches a session", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open({ height: 1100 });
    await page.goto(`${pivot.base}/calendar`);
    const session = at(page, FRIDAY);
    const edge = await session.locator(".edge").boundingBox();
    const to = await spot(page, "2027-01-15", 18 * 60);
    await page.mouse.move(edge.x + edge.width / 2, edge.y + edge.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y - 3, { steps: 5 });
    await page.mouse.up();
    const dialog = page.locator("dialog#consequences[open]");
    await dialog.waitFor();
    await dialog.locator("[name=accept]").click();
    await page.locator(".said").waitFor();
    const pinned = pivot.facts().at(-1);
    assert.equal(pinned.kind, "pinned");
    assert.equal(new Date(pinned.payload.start).toISOString(), "2027-01-15T20:30:00.000Z");
    assert.equal(new Date(pinned.payload.end).toISOString(), "2027-01-15T23:00:00.000Z");
    clean(page);
  }));

test("by keys alone: a day on, an hour later, seen, agreed to", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/calendar`);
    await at(page, FRIDAY).locator("a.inner").focus();
    await page.keyboard.press("ArrowRight");
    for (let n = 0; n < 4; n++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+ArrowUp");
    assert.match(await page.locator("#told").innerText(), /16:30/);
    await page.keyboard.press("Enter");
    const dialog = page.locator("dialog#consequences[open]");
    await dialog.waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("name"));
    for (let n = 0; n < 20 && (await focused()) !== "accept"; n++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(".said").waitFor();
    const pinned = pivot.facts().at(-1);
    assert.equal(pinned.kind, "pinned");
    assert.equal(new Date(pinned.payload.start).toISOString(), "2027-01-16T21:30:00.000Z");
    assert.equal(new Date(pinned.payload.end).toISOString(), "2027-01-16T23:15:00.000Z");
    clean(page);
  }));

test("two tabs drag at once: the second sees what the first one did before anything is recorded", () =>
  story(Pivot.demo, async (pivot) => {
    const first = await pivot.open();
    await first.goto(`${pivot.base}/calendar`);
    const second = await first.context().newPage();
    await second.route("**/events", (route) => route.abort());
    await second.goto(`${pivot.base}/calendar`);
    await drag(first, at(first, FRIDAY), "2027-01-16", 15 * 60);
    await drag(second, at(second, "2027-01-15T13:15"), "2027-01-17", 10 * 60);
    await second.locator("dialog#consequences[open]").waitFor();
    await first.locator("dialog#consequences[open] [name=accept]").click();
    await first.locator(".said").waitFor();
    const recorded = pivot.facts().length;
    await second.locator("dialog#consequences[open] [name=accept]").click();
    await second.getByText(/changed/i).first().waitFor();
    assert.equal(pivot.facts().length, recorded, "the second one is asked first");
  }));

test("without JavaScript a session moves by forms, and its consequences come first", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open({ javaScriptEnabled: false });
    await page.goto(`${pivot.base}/calendar`);
    await at(page, FRIDAY).locator("a.inner").click();
    await page.locator("input[name=day]").fill("2027-01-16");
    await page.locator("input[name=start]").fill("15:00");
    await page.getByRole("button", { name: "See what it moves" }).click();
    assert.match(await page.locator("main").innerText(), /Finish/i);
    const before = pivot.facts().length;
    await page.locator("[name=accept]").click();
    const facts = pivot.facts().slice(before);
    assert.deepEqual(facts.map((fact) => fact.kind), ["plan-accepted", "pinned"]);
    clean(page);
  }));

test("on a phone the week is a list by day, within the window", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open({ width: 360, height: 740, isMobile: true, hasTouch: true });
    await page.goto(`${pivot.base}/calendar`);
    assert.equal(await sideways(page), 0);
    const [friday, saturday] = [await at(page, FRIDAY).boundingBox(), await page.locator('.day[data-date="2027-01-16"]').boundingBox()];
    assert.ok(saturday.y > friday.y, "days stand one below the other");
    await at(page, FRIDAY).locator("a.inner").tap();
    await page.waitForURL(/\/calendar\/session/);
    assert.equal(await sideways(page), 0);
    clean(page);
  }));
