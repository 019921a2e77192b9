/** A key to make lines for, in tests and on the page for those who write clients. */
import type { Reach } from "../reach";
import type { KeyToUse } from "../uses";

export const SAMPLE_KEY: KeyToUse = {
  key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
  key_spec: "AES_256",
  key_usage: "ENCRYPT_DECRYPT",
  key_state: "2",
  default_key_flag: "0",
  realm: "eu-de",
};

export function sampleReach(key: Partial<KeyToUse> = {}, more: Partial<Reach> = {}): Reach {
  return {
    apiUrl: "http://127.0.0.1:8000",
    userId: "8c1f3f5e0b0e4c6f9d0a5b7c2e4d6f81",
    accountName: "default",
    project: { id: "5f3c2b1a4d6e48b79a0c1d2e3f405162", name: "eu-de" },
    key: { ...SAMPLE_KEY, ...key },
    ...more,
  };
}
