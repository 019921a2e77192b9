/** Exports of tests, put together as the formats say from rows that are all in memory. */

import { originOf } from "../checkpoint";
import { formatCheckpointLine, formatHeader, formatHidden, formatTile, type HiddenRows } from "../export-lines";
import { subtreesOf } from "../plan";
import { foldLeaves, leafHash } from "../tree";
import { type AuditKey, signCheckpoint } from "./signers";

export type Hidden = Pick<HiddenRows, "from" | "to" | "why">;

/** A canonical row as a leaf, with some of its members. */
export function makeRow(traceId: number | bigint, details: Readonly<Record<string, string | number>> = {}, state = ""): Buffer {
  const time = 1_700_000_000_000 + Number(traceId);
  const row = {
    access_key: `AK${traceId}`,
    details,
    domain_id: "d1",
    error_code: "",
    source: "api",
    state,
    time,
    trace_id: String(traceId),
  };
  return Buffer.from(
    JSON.stringify({ ...row, trace_name: "encrypt-data", user_id: "u1", user_name: '","trace_id":"9', would_fail: false }),
  );
}

/** Lines of an export without newlines. @param hidden ascending ranges of rows that are not shown */
export function exportLines(auditKey: AuditKey, rows: readonly Buffer[], hidden: readonly Hidden[] = [], incarnation = 1): Buffer[] {
  const hashes = rows.map(leafHash);
  const lines: (string | Buffer)[] = [formatHeader(originOf(auditKey.spki, incarnation))];
  let isTileShown = false;
  for (let index = 0; index < rows.length; ) {
    const range = hidden.find(({ from }) => from === index);
    const tileEnd = Math.min((Math.floor(index / 256) + 1) * 256, rows.length);
    if (range === undefined) {
      lines.push(rows[index] ?? "");
      isTileShown = true;
    } else {
      const nodes = subtreesOf(range.from, range.to).map(({ from, size }) => foldLeaves(hashes.slice(from, from + size)));
      lines.push(formatHidden({ ...range, nodes }));
    }
    index = range?.to ?? index + 1;
    if (index < tileEnd) continue;
    const start = Math.floor((tileEnd - 1) / 256) * 256;
    if (isTileShown) lines.push(formatTile({ tile: start / 256, leaves: Buffer.concat(hashes.slice(start, tileEnd)) }));
    isTileShown = false;
  }
  lines.push(formatCheckpointLine(signCheckpoint(auditKey, rows.length, foldLeaves(hashes), incarnation)));
  return lines.map((line) => (typeof line === "string" ? Buffer.from(line) : line));
}

export function fileOf(lines: readonly Buffer[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
}
