/**
 * What more load than the product can bear does to it: what is still done, how soon the rest is refused, whether health answers; and
 * what one caller with ten times the connections does to another.
 */
import { type ApiClient, signIn } from "../e2e/harness/api-client";
import { startProduct } from "../e2e/harness/product";
import { makeTenant } from "../e2e/harness/tenant";
import { median } from "./hot-path";
import { type Connection, type Load, openConnection, quantile, runLoad } from "./load";
import { encryptWith } from "./many-keys";
import { ms, print, times } from "./print";
import { signWith } from "./signatures";

const PEAK_CONNECTIONS = 32;
const TIMES = [10, 60];
const CALM_CONNECTIONS = 4;
const GREEDY = 10;
const ROUNDS = 3;
const ROUND_MS = 5_000;
const PROBE_MS = 100;
/** Until a crowd has its connections, which come one by one through the primary. */
const GATHER_MS = 4_000;
const OPEN_TIMES = 2;
const OPEN_CONNECTIONS = 1_000;
const TICK_MS = 5;

/** Times in ms. */
type Crowd = {
  readonly what: string;
  /** Done a second at the peak. */
  readonly peak: number;
  /** Of requests that were done, to those at the peak. */
  readonly goodput: number;
  readonly doneP99: number;
  readonly refused: number;
  readonly refusalP99: number;
  /** Connections that ended without an answer. */
  readonly broken: number;
  readonly healthP99: number;
};
type Neighbours = { readonly idle: number; readonly beside: number; readonly ratio: number; readonly greedyPerSecond: number };
type Overload = { readonly crowds: readonly Crowd[]; readonly neighbours: Neighbours };

/** @param text of one message */
export async function printOverload(text: string): Promise<void> {
  const { crowds, neighbours } = await measureOverload(text);
  for (const { what, peak, goodput, doneP99, refused, refusalP99, broken, healthP99 } of crowds) {
    print(`${what}, goodput`, `${times(goodput)} the peak of ${peak.toFixed(0)}/s, p99 ${ms(doneP99)}`, "≥ 0.80");
    print("  refusals, p99", `${refused} (and ${broken} broken), ${ms(refusalP99)}`, "≤ 50 ms");
    print("  /healthz, p99", ms(healthP99));
  }
  const { idle, beside, ratio, greedyPerSecond } = neighbours;
  print(
    "p99 beside a caller with ten times the connections",
    `${ms(beside)} = ${times(ratio)} its idle ${ms(idle)} (the other had ${greedyPerSecond.toFixed(0)}/s)`,
    "≤ 2",
  );
}

/** @param text of one message */
async function measureOverload(text: string): Promise<Overload> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
  try {
    const caller = async (): Promise<{ api: ApiClient; load: Load }> => {
      const tenant = await makeTenant(product);
      const who = { account: tenant.account, name: tenant.userName, password: tenant.password };
      const api = await signIn(product.apiUrl, who, { project: { id: tenant.projectId } });
      const keyId = await api.createKey("bench");
      return { api, load: encryptWith(api, text, () => keyId) };
    };
    const [one, other] = [await caller(), await caller()];
    const crowds = [
      ...(await measureCrowds("encrypt-data", one.load, TIMES)),
      ...(await measureCrowds("sign with RSA_4096", await signWith(one.api, "RSA_4096"), [10])),
    ];
    const rounds: { idle: number; beside: number; greedyPerSecond: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { p99: idle } = await runLoad(one.load, CALM_CONNECTIONS, ROUND_MS);
      const greedy = press(other.load, CALM_CONNECTIONS * GREEDY);
      greedy.count();
      const { p99: beside } = await runLoad(one.load, CALM_CONNECTIONS, ROUND_MS);
      const { done, ms } = await greedy.end();
      rounds.push({ idle, beside, greedyPerSecond: (done.length * 1000) / ms });
    }
    const of = (read: (round: (typeof rounds)[number]) => number) => median(rounds, read);
    const neighbours = {
      idle: of(({ idle }) => idle),
      beside: of(({ beside }) => beside),
      ratio: of(({ idle, beside }) => beside / idle),
      greedyPerSecond: of(({ greedyPerSecond }) => greedyPerSecond),
    };
    return { crowds, neighbours };
  } finally {
    await product.stop();
  }
}

async function measureCrowds(what: string, load: Load, times: readonly number[]): Promise<Crowd[]> {
  await runLoad(load, PEAK_CONNECTIONS, ROUND_MS);
  const { requestsPerSecond: peak } = await runLoad(load, PEAK_CONNECTIONS, ROUND_MS);
  const crowds: Crowd[] = [];
  for (const each of times)
    crowds.push(await crowd(`${what}, ${PEAK_CONNECTIONS * each} connections`, peak, load, pressWith(PEAK_CONNECTIONS * each)));
  crowds.push(await crowd(`${what}, ${OPEN_TIMES} × the rate of the peak`, peak, load, (load) => offer(load, peak * OPEN_TIMES)));
  return crowds;
}

async function crowd(what: string, peak: number, load: Load, begin: (load: Load) => Pressing): Promise<Crowd> {
  const pressing = begin(load);
  await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  pressing.count();
  const health = await probeHealth(new URL("/healthz", load.url).href, ROUND_MS);
  const { done, refused, broken, ms } = await pressing.end();
  return {
    what,
    peak,
    goodput: (done.length * 1000) / ms / peak,
    doneP99: quantile(done, 0.99),
    refused: refused.length,
    refusalP99: refused.length === 0 ? 0 : quantile(refused, 0.99),
    broken,
    healthP99: quantile(health, 0.99),
  };
}

/** In ms, ascending. */
type Pressed = { readonly done: number[]; readonly refused: number[]; readonly broken: number; readonly ms: number };
/** Counts what is answered from the call of `count` until the end. */
type Pressing = { count(): void; end(): Promise<Pressed> };

/** An open loop: so many requests a second, whatever becomes of those before, as long as one of its connections is free. */
function offer(load: Load, perSecond: number): Pressing {
  const tally = new Tally();
  const free: Connection[] = [];
  const underWay = new Set<Promise<void>>();
  const ask = async () => {
    try {
      const connection = free.pop() ?? (await openConnection(load));
      await tally.time(() => connection.send(load.body(0)));
      if (tally.isOver) connection.close();
      else free.push(connection);
    } catch {
      tally.broken += 1;
    }
  };
  const begun = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    for (; sent < ((performance.now() - begun) / 1000) * perSecond; sent += 1) {
      if (underWay.size >= OPEN_CONNECTIONS) continue;
      const one = ask().finally(() => underWay.delete(one));
      underWay.add(one);
    }
  }, TICK_MS);
  return {
    count: () => tally.begin(),
    async end() {
      const result = tally.end();
      clearInterval(timer);
      await Promise.all(underWay);
      for (const connection of free) connection.close();
      return result;
    },
  };
}

const pressWith = (connections: number) => (load: Load) => press(load, connections);

/** A closed loop that sends on whatever it is answered, at once: the worst of clients. */
function press(load: Load, connections: number): Pressing {
  const tally = new Tally();
  const loop = async () => {
    let connection: Connection | null = null;
    while (!tally.isOver) {
      try {
        connection ??= await openConnection(load);
        const own = connection;
        await tally.time(() => own.send(load.body(0)));
      } catch {
        tally.broken += 1;
        connection = null;
      }
    }
    connection?.close();
  };
  const loops = Promise.all(Array.from({ length: connections }, loop));
  return {
    count: () => tally.begin(),
    async end() {
      const result = tally.end();
      await loops;
      return result;
    },
  };
}

class Tally {
  #since = Number.POSITIVE_INFINITY;
  #done: number[] = [];
  #refused: number[] = [];
  broken = 0;
  isOver = false;

  begin(): void {
    this.#since = performance.now();
    this.broken = 0;
  }

  async time(send: () => Promise<number>): Promise<void> {
    const sent = performance.now();
    const status = await send();
    if (performance.now() >= this.#since && !this.isOver) (status === 200 ? this.#done : this.#refused).push(performance.now() - sent);
  }

  end(): Pressed {
    this.isOver = true;
    const ascending = (times: number[]) => times.sort((a, b) => a - b);
    return { done: ascending(this.#done), refused: ascending(this.#refused), broken: this.broken, ms: performance.now() - this.#since };
  }
}

/** @returns ms of each, ascending; each on a connection of its own, as a balancer asks */
async function probeHealth(url: string, forMs: number): Promise<number[]> {
  const end = performance.now() + forMs;
  const times: number[] = [];
  while (performance.now() < end) {
    const asked = performance.now();
    const response = await fetch(url, { headers: { connection: "close" } });
    await response.text();
    times.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
  }
  return times.sort((a, b) => a - b);
}
