/** 1,000 of 100,000 keys due at once: how quickly they are rotated against the raw rate of the same run, and what callers notice of it. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { signIn } from "../e2e/harness/api-client";
import { connect, ownerUrl, sql } from "../e2e/harness/database";
import { sealAnew } from "../e2e/harness/honest-sql";
import { startProduct } from "../e2e/harness/product";
import { fillWithKeys } from "./fill-with-keys";
import { runLoad } from "./load";
import { encryptWith } from "./many-keys";

const KEYS = 100_000;
const DUE = 1_000;
const WAVES = 5;
const CONNECTIONS = 8;
const IDLE_MS = 5_000;

export type RotationWave = {
  /** Keys per second. */
  readonly bare: number;
  readonly whole: number;
  readonly product: number;
  /** ms of encrypt-data, before and meanwhile. */
  readonly idleP99: number;
  readonly rotatingP99: number;
};

export async function measureRotation(text: string): Promise<RotationWave[]> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0" });
  try {
    const who = { account: product.account, name: "admin", password: product.adminPassword };
    const api = await signIn(product.apiUrl, who, { project: { name: product.region } });
    const keyId = await api.createKey("bench");
    fillWithKeys(product.dataDir, KEYS);
    await sealAnew(product.dataDir);
    await sql(product.dataDir, "vacuum analyze");
    const encrypt = encryptWith(api, text, () => keyId);
    const waves: RotationWave[] = [];
    for (let wave = 0; wave < WAVES; wave += 1) {
      const { bare, whole } = raw(product.dataDir);
      const alone = await rotate(product.dataDir, async (isOver) => {
        while (!(await isOver())) await pause(END_LOOK_MS);
      });
      const idle = await runLoad(encrypt, CONNECTIONS, IDLE_MS);
      let rotatingP99 = 0;
      await rotate(product.dataDir, async (isOver) => {
        let hasEnded = false;
        const watching = (async () => {
          while (!(await isOver())) await pause(END_LOOK_MS);
          hasEnded = true;
        })();
        rotatingP99 = (await runLoad({ ...encrypt, until: () => hasEnded }, CONNECTIONS, 60_000, 0)).p99;
        await watching;
      });
      waves.push({ bare, whole, product: alone, idleP99: idle.p99, rotatingP99 });
    }
    return waves;
  } finally {
    await product.stop();
  }
}

/** How often is looked whether it has begun, and whether all are done, in ms: looking takes time from what is measured. */
const BEGIN_LOOK_MS = 5;
const END_LOOK_MS = 50;

/**
 * Makes keys due, and waits until they have been rotated.
 * @param meanwhile runs from the first rotated key on
 * @returns keys per second
 */
async function rotate(dataDir: string, meanwhile: (isOver: () => Promise<boolean>) => Promise<void>): Promise<number> {
  const client = await connect(dataDir);
  try {
    const [{ last }] = (await client.query<{ last: string }>("select coalesce(max(id), 0) as last from trace")).rows as [{ last: string }];
    await client.query(
      `update cmk set rotation_interval = 30, next_rotation_at = now() where id in
        (select id from cmk where alias <> 'bench' and rotation_count = 0 order by random() limit $1)`,
      [DUE],
    );
    await sealAnew(dataDir);
    const look = async () => {
      // From the claim of the first batch to the end of the job, which looks once more whether anything is left.
      const { rows } = await client.query<{ n: number; seconds: number }>(
        `select count(*)::int as n,
           extract(epoch from (select finished_at from job_run where name = 'rotation') - min(time))::float as seconds
         from trace where id > $1 and trace_name = 'rotateKey'`,
        [last],
      );
      return rows[0] ?? { n: 0, seconds: 0 };
    };
    const isOver = async () => {
      const { n, seconds } = await look();
      return n >= DUE && seconds > 0;
    };
    while ((await look()).n === 0) await pause(BEGIN_LOOK_MS);
    await meanwhile(isOver);
    return DUE / (await look()).seconds;
  } finally {
    await client.end();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function raw(dataDir: string): { bare: number; whole: number } {
  const program = join(import.meta.dirname, "raw-rotation.js");
  const done = spawnSync(process.execPath, [program, ownerUrl(dataDir), dataDir, String(DUE)], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    env: { ...process.env, SOFTHSM2_CONF: join(dataDir, "softhsm2.conf") },
  });
  if (done.status !== 0) throw new Error("The floors of rotation could not be measured.");
  return JSON.parse(done.stdout);
}
