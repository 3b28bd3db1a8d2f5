// Two tabs and a terminal at once: nothing is lost, and everybody sees what the others did.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Pivot, clean, end, story } from "./pivot.mjs";

after(end);

test("an open page follows what a terminal records", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    assert.equal(await page.getByText("The timer runs since").count(), 0);
    pivot.run(["start", "1.1"]);
    await page.getByText("The timer runs since 09:30").waitFor({ timeout: 10_000 });
    clean(page);
  }));

test("a page in which somebody types is not taken away", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    const field = page.getByLabel("Time worked", { exact: true });
    await field.fill("45m");
    pivot.run(["start", "1.1"]);
    await page.getByText("Something changed.").waitFor({ timeout: 10_000 });
    assert.equal(await field.inputValue(), "45m");
    clean(page);
  }));

test("the second tab is told what the first one did, and records on top of it", () =>
  story(Pivot.demo, async (pivot) => {
    const first = await pivot.open();
    const second = await first.context().newPage();
    // Without the stream of news the second tab stays as it was made.
    await second.route("**/events", (route) => route.abort());
    await second.goto(pivot.base);
    await first.getByLabel("Time worked", { exact: true }).fill("30m");
    await first.getByRole("button", { name: "Log", exact: true }).click();
    await first.getByText("Logged 30m").waitFor();
    await second.getByLabel("Time worked", { exact: true }).fill("15m");
    await second.getByRole("button", { name: "Log", exact: true }).click();
    await second.getByRole("heading", { name: "Something changed since that page was made" }).waitFor();
    const logged = () => pivot.facts().filter((fact) => fact.kind === "logged" && fact.at.startsWith("2027-01-11"));
    assert.equal(logged().length, 1);
    await second.getByRole("button", { name: "Record it all the same" }).click();
    await second.getByText("Logged 15m").waitFor();
    assert.deepEqual(logged().map((fact) => fact.payload.spent), ["PT30M", "PT15M"]);
    clean(first);
  }));
