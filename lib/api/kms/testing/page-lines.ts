/**
 * The page of the API as lines that a reader can compare: a block for each section, in it the text as a browser shows it, a line for each
 * paragraph, field or row, and the digest of the section's markup, for what the text does not tell (links, labels, order).
 */
import { createHash } from "node:crypto";
import type { Blocks } from "./compare-blocks";

const BREAKS = /<(?:p|h[1-6]|li|div|tr|pre|dl|section|article|header|nav|details|summary|table|title|a class="skip")\b[^>]*>/g;
const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const ERROR_ROW = /<tr><td>(\d+)<\/td><td><code>([^<]+)<\/code><\/td><td>([^<]*)<\/td><\/tr>/g;

/** @param page HTML as `docsPage` makes it */
export function pageBlocks(page: string): Blocks {
  const blocks = new Map<string, string[]>();
  const messages = new Set<string>();
  for (const part of page.split(/(?=<(?:article|section) (?:id|class)=|<nav|<style>|<\/style>)/)) {
    const name = /^<(?:article|section) (?:id|class)="([^"]+)"/.exec(part)?.[1] ?? /^<(\/?\w+)/.exec(part)?.[1] ?? "head";
    const errors: string[] = [];
    const rest = part.replace(ERROR_ROW, (_row, status, code, message) => {
      messages.add(`${code} #${digest(message).slice(0, 4)}: ${toText(message)}`);
      errors.push(`${status} ${code} #${digest(message).slice(0, 4)}`);
      return "";
    });
    const lines =
      name === "style"
        ? []
        : rest
            .replace(BREAKS, "\n$&")
            .split("\n<")
            .map((line, index) => toText(index === 0 ? line : `<${line}`));
    blocks.set(name, [
      ...lines.filter((line) => line !== ""),
      ...(errors.length === 0 ? [] : [`errors: ${errors.join(", ")}`]),
      `markup ${digest(part)}`,
    ]);
  }
  return blocks.set("messages of errors", [...messages].sort());
}

function toText(markup: string): string {
  return markup
    .replace(/<\/(?:dt|th|a)>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, " ")
    .trim();
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
