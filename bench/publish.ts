// Writes the results of a run between the two markers of docs/performance.md. The same results go
// beside that page as JSON; the picture is drawn by picture.py.
//
//   bun bench/publish.ts RESULTS.json

import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type Block, conclusions, markdownTable, type Timed } from "./report.ts";
import { blocksOf, type SectionName, sections } from "./sections.ts";
import { targets } from "./targets.ts";

const page = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const data = fileURLToPath(new URL("../docs/performance.json", import.meta.url));
const BEGIN = "<!-- results: written by `scripts/bench publish` -->";
const END = "<!-- end of the results -->";

interface Results {
  about: Record<string, string | number>;
  timed: Timed[];
}

function blockText({ title, lines }: Block): string {
  return `**${title}**\n\n\`\`\`text\n${lines.map((line) => line.trimEnd()).join("\n")}\n\`\`\`\n`;
}

function resultsText(results: Results): string {
  const { about, timed } = results;
  const facts = Object.entries(about).map(([name, value]) => `${name} ${value}`).join(", ");
  const blocks = [
    ...conclusions(timed),
    ...(Object.keys(sections) as SectionName[]).flatMap((name) => {
      const measured = (results as unknown as Record<string, unknown>)[name];
      return measured === undefined ? [] : blocksOf(name, measured);
    }),
  ];
  const table = markdownTable(timed, targets).join("\n");
  return `${facts}\n\n${table}\n\n${blocks.map(blockText).join("\n")}`;
}

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error("usage: bun bench/publish.ts RESULTS.json");
const results = JSON.parse(readFileSync(source, "utf8")) as Results;
const text = readFileSync(page, "utf8");
const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
if (begin < 0 || end < begin) throw new Error(`${page} lacks its markers`);
const before = text.slice(0, begin + BEGIN.length);
writeFileSync(page, `${before}\n\n${resultsText(results)}\n${text.slice(end)}`);
writeFileSync(data, `${JSON.stringify(results)}\n`);
