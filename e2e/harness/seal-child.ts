/** Keeps the token of one data directory open, and changes and seals in its database what it is asked to. */
import { readEnv } from "#lib/base/env";
import { openToken } from "#lib/hsm/pkcs11/open";
import { readPin, tokenSettings } from "#lib/runtime/token/token-settings";
import { adoptBook } from "#lib/store/books/change-books";
import { keyBook } from "#lib/store/books/key-book";
import { sealMaker } from "#lib/store/books/seal-maker";
import { openStore, type Store } from "#lib/store/open";
import type { Answer, Asked } from "./honest-sql";
import { sealAll } from "./seal-all";

const env = readEnv(process.env);
const token = openToken(tokenSettings(env, readPin(env)));
/** What transactions that hold a key wait for. */
const held = new Map<string, { change: (statement: string) => void; ended: Promise<void> }>();

const stores = new Map<string, Promise<Store>>();

process.on("message", async (asked: Asked) => {
  const { number } = asked;
  try {
    process.send?.({ number, ...(await answer(asked)) } satisfies Answer);
  } catch (error) {
    process.send?.({ number, failed: String(error) } satisfies Answer);
  }
});
process.once("disconnect", () => process.exit());

async function answer(asked: Asked): Promise<{ pid?: number }> {
  if (asked.kind === "commit") {
    const waiting = held.get(asked.keyId);
    waiting?.change(asked.change);
    await waiting?.ended;
    return {};
  }
  const open = () => token.then((opened) => openStore(asked.url, { makeSeal: sealMaker(opened) }));
  if (asked.kind === "hold") return { pid: await hold(await open(), asked.keyId) };
  // Kept, so that what was verified once is not verified again.
  const store = await (stores.get(asked.url) ?? open());
  stores.set(asked.url, Promise.resolve(store));
  await sealAll(store, asked.xid).catch(async (error: unknown) => {
    stores.delete(asked.url);
    await store.close();
    throw error;
  });
  return {};
}

function hold(store: Store, keyId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let change: (statement: string) => void = () => {};
    const statement = new Promise<string>((come) => {
      change = come;
    });
    const ended = store
      .transactSql(async (run) => {
        const [row] = await run<{ pid: number }>("select pg_backend_pid() as pid from cmk where id = $1 for update", [keyId]);
        resolve(row?.pid ?? 0);
        const text = await statement;
        adoptBook(run, keyBook(keyId));
        await run(text, [keyId]);
      })
      .finally(() => store.close());
    ended.catch(reject);
    held.set(keyId, { change, ended });
  });
}
