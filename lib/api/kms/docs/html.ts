/** Markup as values. Invariant: text becomes markup only through `html`, which escapes every value that is not markup itself. */

export type Markup = { readonly markup: string };
type Value = Markup | string | number | null | undefined | false | readonly Value[];

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.reduce((text, part, index) => text + toText(values[index - 1]) + part) };
}

function toText(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (Array.isArray(value)) return value.map(toText).join("");
  if (typeof value === "object") return (value as Markup).markup;
  return escaped(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

/** Text whose `quoted` parts are shown as code. */
export function prose(text: string): Markup[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
