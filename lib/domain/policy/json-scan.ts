/**
 * Reads JSON (RFC 8259) into a tree that knows its places. Stricter than `JSON.parse` in two points: a member that stands twice is refused
 * (two readers would take different ones), and so is text that cannot be stored. Invariants: one pass over the text, and no recursion, so
 * that neither length nor nesting can exhaust anything; names of members are never looked up in an object.
 */
import { isStorable } from "../text";
import type { JsonMember, JsonNode, Span } from "./json-tree";

export type ScanFault = Span & {
  readonly code: "jsonEmpty" | "jsonSyntax" | "jsonTooDeep" | "memberTwice" | "textInvalid";
  /** What is wanted at that place, or the name that stands twice. */
  readonly detail: string;
};

/** An object (with the names seen so far) or a list whose end has not been read. */
type Open = { start: number; names: Set<string> | null; members: JsonMember[]; items: JsonNode[]; name: string; nameSpan: Span };

const BLANKS = /[ \t\n\r]*/y;
const LITERAL = /(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![A-Za-z0-9_.+-])/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON text holds none of them bare.
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Stop extends Error {
  constructor(readonly fault: ScanFault) {
    super(fault.code);
  }
}

/** @param maxDepth objects and arrays within each other */
export function scanJson(text: string, maxDepth: number): { readonly root: JsonNode } | { readonly fault: ScanFault } {
  try {
    return { root: new Scanner(text, maxDepth).scan() };
  } catch (error) {
    if (error instanceof Stop) return { fault: error.fault };
    throw error;
  }
}

class Scanner {
  private readonly open: Open[] = [];
  private root: JsonNode | null = null;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  scan(): JsonNode {
    this.skip(BLANKS);
    if (this.at === this.text.length) this.stop("jsonEmpty", "", 0);
    this.readValue();
    // Each turn reads what follows a value, a bracket or a comma, and the bracket or the next value after it.
    for (let top = this.open.at(-1); top !== undefined; top = this.open.at(-1)) {
      const isFirst = top.members.length === 0 && top.items.length === 0;
      const close = top.names === null ? "]" : "}";
      if (this.text[this.at] === close) this.close(top);
      else {
        if (!isFirst) this.readComma(close);
        if (top.names !== null) this.readName(top, top.names);
        this.readValue();
      }
    }
    if (this.root === null) throw new Error("a value was read and not kept");
    if (this.at < this.text.length) this.wanted("the end of the policy: everything stands within one pair of braces { }");
    return this.root;
  }

  private readValue(): void {
    const start = this.at;
    const character = this.text[start];
    if (character === "{" || character === "[") {
      if (this.open.length === this.maxDepth) this.stop("jsonTooDeep", String(this.maxDepth), start);
      const names = character === "{" ? new Set<string>() : null;
      this.open.push({ start, names, members: [], items: [], name: "", nameSpan: { start, end: start } });
      this.at += 1;
      this.skip(BLANKS);
    } else if (character === '"') {
      this.keep(this.readText());
    } else if (this.skip(LITERAL)) {
      this.keep({ kind: "literal", start, end: this.at, written: this.text.slice(start, this.at) });
    } else {
      this.wanted(character === "]" ? "a value, or no comma before this" : 'a value; text stands in double quotes "…"');
    }
  }

  /** Puts a whole value where it belongs. */
  private keep(node: JsonNode): void {
    const into = this.open.at(-1);
    if (into === undefined) this.root = node;
    else if (into.names === null) into.items.push(node);
    else into.members.push({ name: into.name, nameSpan: into.nameSpan, value: node });
    this.skip(BLANKS);
  }

  private close({ start, names, members, items }: Open): void {
    this.open.pop();
    this.at += 1;
    const span = { start, end: this.at };
    this.keep(names === null ? { kind: "array", ...span, items } : { kind: "object", ...span, members });
  }

  private readComma(close: string): void {
    if (this.text[this.at] !== ",") this.wanted(`a comma, or ${close} to close the ${close === "]" ? "list" : "object"}`);
    this.at += 1;
    this.skip(BLANKS);
  }

  private readName(into: Open, names: Set<string>): void {
    const character = this.text[this.at];
    if (character !== '"') this.wanted(character === "}" ? "no comma before this" : 'the name of a member, in double quotes "…"');
    const { start, end, value } = this.readText();
    if (names.has(value)) this.stop("memberTwice", value, start, end);
    names.add(value);
    into.name = value;
    into.nameSpan = { start, end };
    this.skip(BLANKS);
    if (this.text[this.at] !== ":") this.wanted("a colon : between name and value");
    this.at += 1;
    this.skip(BLANKS);
  }

  private readText() {
    const start = this.at;
    this.at += 1;
    for (;;) {
      this.skip(PLAIN);
      if (this.text[this.at] === '"') break;
      if (!this.skip(ESCAPE)) {
        this.wanted(this.text[this.at] === "\\" ? 'a valid escape, such as \\" or \\u0041' : 'the closing quote " on the same line');
      }
    }
    this.at += 1;
    const written = this.text.slice(start, this.at);
    const value = written.includes("\\") ? (JSON.parse(written) as string) : written.slice(1, -1);
    if (!isStorable(value)) this.stop("textInvalid", "", start, this.at);
    return { kind: "text", start, end: this.at, value } as const;
  }

  /** @returns whether there was anything of that kind to read */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text) || pattern.lastIndex === this.at) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  private wanted(what: string): never {
    return this.stop("jsonSyntax", what, this.at, Math.min(this.at + 1, this.text.length));
  }

  private stop(code: ScanFault["code"], detail: string, start: number, end = start + 1): never {
    throw new Stop({ code, start, end, detail });
  }
}
