/** The product's own sources as text, for tests about its shape: who imports whom, how long files are, which words stand where. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const IMPORTS =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|(?:^|\n)\s*import\s+"([^"]+)"|\b(?:import|require|importActual)\(\s*"([^"]+)"\s*\)/g;
const ERASED = /(?:^|\n)\s*(?:import|export)\s+type\s[^;]*?from\s+"[^"]+"/g;

/** Tests, what only they use, and code that a tool writes. */
export const NOT_OURS = /\.(?:test|spec)\.tsx?$|\/testing\/|\/generated\/|\/hsm\/contract\//;

/** @returns paths from the product's root, sorted; a folder that is not there has no files */
export function filesBelow(folder: string, names = /\.tsx?$/): string[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && names.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
      .sort();
  } catch {
    return [];
  }
}

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

/** What a file imports: files of ours without their ending, packages by name. Imports of types count. */
export function importsOf(file: string): string[] {
  return specifiers(file, textOf(file));
}

/** The same without what is erased before anything runs. */
export function importsAtRunTimeOf(file: string): string[] {
  return specifiers(file, textOf(file).replace(ERASED, ""));
}

function specifiers(file: string, text: string): string[] {
  return [...text.matchAll(IMPORTS)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    if (specifier.startsWith("#")) return specifier.slice(1);
    if (specifier.startsWith(".")) return normalize(join(dirname(file), specifier)).replace(/\.tsx?$/, "");
    return specifier.startsWith("node:") ? specifier : packageName(specifier);
  });
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
