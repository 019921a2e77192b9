import { expect, test } from "vitest";
import { draftKey, forgetDrafts, keepDraft, readDraft } from "./drafts";

/** What is used of a browser's storage. */
function storage(items: Record<string, string> = {}): Storage {
  const store = Object.create(null) as Record<string, unknown>;
  Object.assign(store, items);
  Object.defineProperties(store, {
    getItem: { value: (key: string) => (key in store ? store[key] : null) },
    setItem: {
      configurable: true,
      value: (key: string, value: string) => {
        store[key] = value;
      },
    },
    removeItem: { value: (key: string) => delete store[key] },
  });
  return store as unknown as Storage;
}
const key = draftKey(["account", "user", "project"], "create-key");
const EMPTY = { alias: "", tags: [{ id: 0 }] };

test("what was kept comes back, and nothing for another person or form", () => {
  const tab = storage();
  keepDraft(tab, key, { alias: "orders", tags: [] });
  expect(readDraft(tab, key, EMPTY)).toEqual({ alias: "orders", tags: [] });
  expect(readDraft(tab, draftKey(["account", "other", "project"], "create-key"), EMPTY)).toBeNull();
});

test.each(["", "null", "{", "[]", '{"alias":1,"tags":[]}', '{"alias":"x"}', '{"alias":"x","tags":{}}', '{"alias":"x","tags":null}'])(
  "%# what does not have the form's shape is no draft",
  (kept) => {
    expect(readDraft(storage({ [key]: kept }), key, EMPTY)).toBeNull();
  },
);

test("signing out forgets all drafts and nothing else", () => {
  const tab = storage({ [key]: "{}", "kms-draft:x": "{}", other: "1" });
  forgetDrafts(tab);
  expect(Object.keys(tab)).toEqual(["other"]);
});

test("a storage that is full or forbidden is no failure", () => {
  const full = storage();
  Object.defineProperty(full, "setItem", {
    value: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  expect(() => keepDraft(full, key, EMPTY)).not.toThrow();
});
