import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { TokenStartError } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { failingToken } from "#lib/hsm/testing/failing-token";
import { provision } from "#lib/hsm/testing/provision";
import { openWorkerToken, type WorkerTokenParts } from "./worker-token";

const CKR_PIN_INCORRECT = 0xa0;
const token = provision("SoftHSM2");
const faults = failingToken(token.settings.modulePath);
const settings = { ...token.settings, modulePath: faults.modulePath };
const log = { error: vi.fn(), warn: vi.fn() };
let tell: (pin: string) => void = () => {};
const parts = {
  settings: { ...settings, pin: "user-wrong" },
  options: {},
  followPin: (take: (pin: string) => void) => {
    tell = take;
  },
  log: log as never,
} satisfies Partial<WorkerTokenParts>;

beforeAll(() => initialiseToken(settings, { create: true, soPin: token.soPin }));
afterAll(() => {
  token.remove();
  faults.remove();
});

test("a worker whose PIN is refused at its start waits for another, and tries each of them once", async () => {
  faults.forget();
  const waits = vi.fn();
  let opened = false;
  const opening = openWorkerToken({ ...parts, waits }).finally(() => {
    opened = true;
  });
  await vi.waitFor(() => expect(waits).toHaveBeenCalledTimes(1));
  tell("user-also-wrong");
  await vi.waitFor(() => expect(waits).toHaveBeenCalledTimes(2));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([opened, faults.signIns().map(({ answer }) => answer)]).toEqual([false, [CKR_PIN_INCORRECT, CKR_PIN_INCORRECT]]);
  tell(settings.pin);
  const hsm = await opening;
  hsm.checkHealth();
  expect(faults.signIns().map(({ answer }) => answer)).toEqual([CKR_PIN_INCORRECT, CKR_PIN_INCORRECT, 0]);
  expect(log.error).toHaveBeenCalledTimes(2);
  const lines = JSON.stringify([log.error.mock.calls, log.warn.mock.calls]);
  expect(lines).toContain("KMS_PKCS11_PIN_FILE");
  for (const pin of [settings.pin, "user-wrong", "user-also-wrong"]) expect(lines).not.toContain(pin);
  await hsm.close();
});

test("what a new PIN does not mend is an error at once", async () => {
  const waits = vi.fn();
  const opening = openWorkerToken({ ...parts, settings: { ...settings, tokenLabel: "no-such-token" }, waits });
  await expect(opening).rejects.toBeInstanceOf(TokenStartError);
  expect(waits).not.toHaveBeenCalled();
});

test("a worker starts though the token goes out of sight just after it was seen, as when another process signs in", async () => {
  // The first look, at two slots, is well; the second fails with all its repetitions. A rule does not count a call that one before it failed.
  faults.rule(...Array.from({ length: 12 }, () => "C_GetTokenInfo nth:3 fail:0x30"));
  try {
    const hsm = await openWorkerToken({ ...parts, settings, waits: vi.fn() });
    hsm.checkHealth();
    await hsm.close();
  } finally {
    faults.rule();
  }
});
