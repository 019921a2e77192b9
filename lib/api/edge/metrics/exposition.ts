/** Figures → the text that Prometheus reads (exposition format 0.0.4). */
import type { Family } from "./families";

export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export type Sample = { readonly labels: readonly string[]; readonly values: readonly number[] };

/** @param samples of one family; without any nothing is said about it */
export function expose(name: string, family: Family, samples: readonly Sample[]): string {
  if (samples.length === 0) return "";
  const lines = samples.flatMap(({ labels, values }) => {
    const pairs = labels.map((value, index) => `${family.labels[index]}="${escapeValue(value)}"`);
    return family.bounds === undefined ? [line(name, pairs, values[0] ?? 0)] : histogramLines(name, pairs, family.bounds, values);
  });
  return `${[`# HELP ${name} ${family.help}`, `# TYPE ${name} ${family.kind}`, ...lines].join("\n")}\n`;
}

function histogramLines(name: string, pairs: readonly string[], bounds: readonly number[], values: readonly number[]): string[] {
  let count = 0;
  const buckets = [...bounds.map(String), "+Inf"].map((bound, index) => {
    count += values[index] ?? 0;
    return line(`${name}_bucket`, [...pairs, `le="${bound}"`], count);
  });
  return [...buckets, line(`${name}_sum`, pairs, values[bounds.length + 1] ?? 0), line(`${name}_count`, pairs, count)];
}

function line(name: string, pairs: readonly string[], value: number): string {
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
}

function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
