// Code blocks of the Markdown pages, and what their comments say that they print.

import { readFileSync } from "node:fs";
import { root } from "./demo.ts";

/** The blocks of one language in a page, in order. */
export function blocks(page: string, language: string): string[] {
  const text = readFileSync(root + page, "utf8");
  const fenced = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
  return [...text.matchAll(fenced)].map(([, code]) => code!);
}

/** The comments behind the calls that print, `// "text"` or `# text`, in order. */
export function promised(code: string, call: string, comment: string): string[] {
  return code.split("\n").flatMap((line) => {
    const at = line.lastIndexOf(` ${comment} `);
    return line.includes(`${call}(`) && at >= 0 ? [line.slice(at + comment.length + 2)] : [];
  });
}
