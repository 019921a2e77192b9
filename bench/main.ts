/**
 * `npm run bench`: encrypt-data of 1 KB, lists and bulk work against the floors of the same run, as ratios. Machines differ, so a
 * figure without its floor says nothing. `npm run bench -- lists` runs one part; the parts are messages, many-keys, bulk,
 * rotation, lists, console (the key list in a browser), hostile, strangers, sign-in and policy; and, which run only when they are named, alike:
 * whether times tell what somebody else has, trail: filters of ten million traces, integrity: how fast all rows are verified, log: proofs and
 * exports of the sealed log, and overload: what more load than can be borne does.
 */
import { fork } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { signIn } from "../e2e/harness/api-client";
import { startProduct } from "../e2e/harness/product";
import { measureAlike } from "./alike";
import { measureBulk } from "./bulk";
import { measureConsole } from "./console";
import { measureHostility } from "./hostile";
import { type HotPathRound, measureHotPath, median, serialFloor, throughputFloor } from "./hot-path";
import { measureIntegrity } from "./integrity";
import { measureLists } from "./list-at-size";
import { LEAVES, measureExports, measureProofs, ROWS } from "./log";
import { encryptWith, measureManyKeys } from "./many-keys";
import { measureMemory } from "./memory";
import { startNextEcho } from "./next-echo";
import { printOverload } from "./overload";
import { measurePolicy } from "./policy";
import { ms, print, times } from "./print";
import { measureRotation, type RotationWave } from "./rotation";
import { measureSignInFloods } from "./sign-in";
import { measureSignatures, measureWhileMaking } from "./signatures";
import { measureStrangers } from "./strangers";
import { measureTrail, TRACES } from "./trail";

const BYTES = 1024;
const text = "a".repeat(BYTES);
const MEMORY_MS = Number(process.env.BENCH_MEMORY_SECONDS ?? 480) * 1000;

console.log(`${availableParallelism()} × ${cpus()[0]?.model ?? "unknown"}, Node.js ${process.version}, all on the same cores.`);
const PARTS = {
  messages: printMessages,
  "many-keys": printManyKeys,
  bulk: printBulk,
  rotation: printRotation,
  lists: printLists,
  console: printConsole,
  hostile: printHostility,
  strangers: printStrangers,
  "sign-in": printSignInFloods,
  policy: printPolicy,
};
const asked = process.argv.slice(2);
for (const [part, run] of Object.entries(PARTS)) if (asked.length === 0 || asked.includes(part)) await run();
if (asked.includes("alike")) await printAlike();
if (asked.includes("trail")) await printTrail();
if (asked.includes("integrity")) await printIntegrity();
if (asked.includes("log")) await printLog();
if (asked.includes("overload")) await printOverload(text);

async function printLog(): Promise<void> {
  for (const { what, p50, p95 } of await measureProofs()) {
    print(`proof of ${what}, ${LEAVES.toLocaleString("en")} rows`, `p50 ${ms(p50)}, p95 ${ms(p95)}`, "≤ 10 ms");
  }
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
  try {
    const { account, region, adminPassword } = product;
    const api = await signIn(product.apiUrl, { account, name: "admin", password: adminPassword }, { project: { name: region } });
    const { receipts, whole, hidden, verified } = await measureExports(product, api);
    const rows = ROWS.toLocaleString("en");
    print(`show-receipt, ${rows} rows`, `p50 ${ms(receipts.p50)}, p95 ${ms(receipts.p95)}`);
    print(`sealed export of a project with ${rows} rows`, `${whole.toFixed(0)} rows/s`, "≥ 20000 rows/s");
    print("the same where a filter hides all of them", `${hidden.toFixed(0)} rows/s`);
    print("audit:verify of the first", `${verified.toFixed(0)} rows/s`, "≥ 200000 rows/s");
  } finally {
    await product.stop();
  }
}

async function printIntegrity(): Promise<void> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_WORKERS: "1" });
  try {
    const { rows, checkMs, emptyMs, readMs } = await measureIntegrity(product);
    const perSecond = (rows * 1_000) / (checkMs - emptyMs);
    const ratio = times((checkMs - emptyMs) / readMs);
    print(`integrity check: ${rows} rows`, `${perSecond.toFixed(0)} rows/s = ${ratio} reading them (${ms(readMs)})`, "≥ 50000 rows/s");
  } finally {
    await product.stop();
  }
}

function printPolicy(): void {
  const { floorUs, costs } = measurePolicy();
  for (const { what, us, ratio } of costs) {
    print(`decision: ${what}`, `${us.toFixed(2)} µs = ${times(ratio)} reading a small body (${floorUs.toFixed(2)} µs)`, "≤ 20 µs");
  }
}

async function printStrangers(): Promise<void> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_WORKERS: "2" });
  try {
    const who = { account: product.account, name: "admin", password: product.adminPassword };
    const api = await signIn(product.apiUrl, who, { project: { name: product.region } });
    const keyId = await api.createKey("bench");
    const all = await measureStrangers(
      product,
      api,
      encryptWith(api, text, () => keyId),
    );
    for (const { what, idle, p50, ratio, refused } of all) {
      const answers = Object.entries(refused).map(([status, count]) => `${count} × ${status}`);
      print(`encrypt-data, p50, while 150/s: ${what}`, `${ms(p50)} = ${times(ratio)} the idle ${ms(idle)} (${answers.join(", ")})`, "≤ 6");
    }
  } finally {
    await product.stop();
  }
}

async function printSignInFloods(): Promise<void> {
  for (const { what, connections, idle, under, ratio, sent } of await measureSignInFloods(text)) {
    print(
      `encrypt-data under ${sent.toFixed(0)}/s ${what}, ${connections} conn., p99`,
      `${ms(under)} = ${times(ratio)} its idle ${ms(idle)}`,
      "≤ 2",
    );
  }
}

async function printMessages(): Promise<void> {
  const next = await startNextEcho();
  const echo = fork(join(import.meta.dirname, "echo-server.js"));
  try {
    const echoPort = await new Promise<number>((resolve) => echo.once("message", (port) => resolve(port as number)));
    const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
    try {
      const who = { account: product.account, name: "admin", password: product.adminPassword };
      const api = await signIn(product.apiUrl, who, { project: { name: product.region } });
      const keyId = await api.createKey("bench");
      const encrypt = encryptWith(api, text, () => keyId);
      const loads = { encrypt, bare: { ...encrypt, url: `http://127.0.0.1:${echoPort}/` }, next: { ...encrypt, url: next.url } };
      report(await measureHotPath(product, loads, BYTES));
      for (const connections of [1, 32]) {
        const { idle, making, seconds } = await measureWhileMaking(api, encrypt, connections);
        print(
          `encrypt-data while 4 RSA_4096 keys are made, ${connections} conn., p99`,
          `${ms(making.p99)} = ${times(making.p99 / idle.p99)} its idle p99, for ${seconds.toFixed(0)} s`,
          "≤ 3",
        );
      }
      for (const { spec, connections, raw, http, share } of await measureSignatures(product, api)) {
        const goal = spec === "RSA_2048" ? "≥ 85 %" : "";
        print(
          `sign with ${spec}, ${connections} connections`,
          `${http.toFixed(0)}/s = ${(share * 100).toFixed(0)} % of the token's ${raw.toFixed(0)}/s`,
          goal,
        );
      }
      const memory = await measureMemory(product.pid, encrypt, 32, MEMORY_MS);
      print(
        `memory of the workers, ${MEMORY_MS / 1000} s at 32 connections`,
        `${memory.per10Minutes.toFixed(1)} MB in 10 minutes, at ${memory.megabytes.toFixed(0)} MB`,
        "≤ 1",
      );
      print(
        "memory of the whole product right after that",
        `RSS ${memory.whole.rss.toFixed(0)} MB, PSS ${memory.whole.pss.toFixed(0)} MB`,
        "≤ 800, ≤ 500",
      );
    } finally {
      await product.stop();
    }
  } finally {
    echo.disconnect();
    next.stop();
  }
}

async function printManyKeys(): Promise<void> {
  const { few, cold, warm } = await measureManyKeys(text);
  const against = (one: { readonly p50: number }) => times(one.p50 / few.p50);
  print("100 keys at random, 32 connections, p50", `${ms(few.p50)}, ${few.requestsPerSecond.toFixed(0)}/s`);
  print("100,000 keys at random, warm, p50", `${ms(warm.p50)} = ${against(warm)} that of 100`, "≤ 1.3");
  print("100,000 keys, each for the first time, p50", `${ms(cold.p50)} = ${against(cold)} that of 100`, "≤ 2.5");
}

async function printBulk(): Promise<void> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
  try {
    const { api, raw } = await measureBulk(product);
    print("1,000 keys disabled by one call", `${ms(api)} = ${times(api / raw)} raw SQL`, "≤ 2");
  } finally {
    await product.stop();
  }
}

async function printTrail(): Promise<void> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
  try {
    const { account, region, adminPassword } = product;
    const api = await signIn(product.apiUrl, { account, name: "admin", password: adminPassword }, { project: { name: region } });
    const rows = await measureTrail(product, api, (done) => process.stderr.write(`\r${done.toLocaleString("en")} traces`));
    process.stderr.write("\n");
    for (const { what, p95, floor } of rows) {
      print(`${TRACES.toLocaleString("en")} traces: ${what}`, `p95 ${ms(p95)} = ${times(p95 / floor)} a list of keys`, "≤ 50 ms");
    }
  } finally {
    await product.stop();
  }
}

async function printLists(): Promise<void> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
  try {
    const { rows, exportGrowth, exportSeconds } = await measureLists(product);
    for (const { what, few, many, goal } of rows) print(what, `${ms(many)} = ${times(many / few)} that of 1,000 keys`, goal);
    print("100,000 keys read by pages of 1,000", `workers grow by ${exportGrowth.toFixed(0)} MB, ${exportSeconds.toFixed(1)} s`, "≤ 50");
  } finally {
    await product.stop();
  }
}

async function printConsole(): Promise<void> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
  try {
    for (const { what, figure, budget } of await measureConsole(product)) print(what, figure, budget);
  } finally {
    await product.stop();
  }
}

async function printRotation(): Promise<void> {
  const waves = await measureRotation(text);
  const of = (read: (wave: RotationWave) => number) => median(waves, read);
  const share = (raw: (wave: RotationWave) => number) => {
    const percent = (part: number) => (100 * part).toFixed(0);
    const parts = waves.map((wave) => wave.product / raw(wave));
    return `${percent(of((wave) => wave.product / raw(wave)))} % (${percent(Math.min(...parts))} to ${percent(Math.max(...parts))})`;
  };
  const rate = `${of(({ product }) => product).toFixed(0)}/s`;
  print("1,000 of 100,000 keys due at once, wrap + insert", `${rate} = ${share(({ bare }) => bare)} of the raw rate`, "≥ 80 %");
  print("the same, with update and trace in the raw rate", `${rate} = ${share(({ whole }) => whole)} of the raw rate`);
  print(
    "encrypt-data meanwhile, 8 connections, p99",
    `${ms(of(({ rotatingP99 }) => rotatingP99))} = ${times(of((wave) => wave.rotatingP99 / wave.idleP99))} its idle p99`,
    "≤ 2",
  );
}

async function printHostility(): Promise<void> {
  for (const { what, idle, under, sent } of await measureHostility(text))
    print(`encrypt-data under ${sent.toFixed(0)}/s: ${what}, p50`, `${ms(under)} = ${times(under / idle)} its idle ${ms(idle)}`, "≤ 6");
}

function report(rounds: readonly HotPathRound[]): void {
  const of = (read: (round: HotPathRound) => number) => median(rounds, read);
  const rate = (read: (round: HotPathRound) => number) => `${of(read).toFixed(0)}/s`;
  print("H  bare Node echo, 1 connection, p50", ms(of(({ h }) => h)));
  print("E  derive + encrypt 1 KB straight in the token, p50", ms(of(({ e }) => e)));
  print("I  one durable INSERT, p50", ms(of(({ i }) => i)));
  print("A  one row of a durable INSERT of 64", ms(of(({ a }) => a)));
  print(
    "bare Node echo, 32 connections",
    rate(({ bareMany }) => bareMany.requestsPerSecond),
  );
  print(
    "encrypt-data, 1 connection, p50",
    `${ms(of(({ one }) => one.p50))} = ${times(of((round) => round.one.p50 / serialFloor(round)))} (H + E + I)`,
    "≤ 1.5",
  );
  const share = of((round) => (100 * round.many.requestsPerSecond) / throughputFloor(round));
  print("encrypt-data, 32 connections", `${rate(({ many }) => many.requestsPerSecond)} = ${share.toFixed(0)} % of 1/(H + E + A)`, "≥ 50 %");
  print(
    "encrypt-data, 32 connections, p99",
    `${ms(of(({ many }) => many.p99))} = ${times(of(({ many }) => many.p99 / many.p50))} p50`,
    "≤ 5",
  );
  const nextRate = rate((round) => round.next.requestsPerSecond);
  print(
    "encrypt-data against a Next route handler, 32 connections",
    `${times(of(({ many, next: handler }) => many.requestsPerSecond / handler.requestsPerSecond))} its ${nextRate}`,
    "≥ 5",
  );
}

async function printAlike(): Promise<void> {
  const product = await startProduct({ KMS_RATE_LIMIT: "0" });
  try {
    for (const { what, z, one, other } of await measureAlike(product))
      print(what, `z = ${z.toFixed(2)}; ${ms(one)} and ${ms(other)}`, "|z| < 3");
  } finally {
    await product.stop();
  }
}
