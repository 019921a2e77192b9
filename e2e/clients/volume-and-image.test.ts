/** Guide 1.2.5.2 and 1.2.5.3: disks and images are encrypted with the default master keys, or with a customer's key under a grant. */
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type CloudService, makeFolder, makeService, runClient } from "../harness/cloud-service";
import { grantTo, makeProject } from "../harness/grants";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
let customer: Tenant;
let evs: CloudService;
let ims: CloudService;
let folder: string;
// biome-ignore lint/suspicious/noExplicitAny: the clients are plain JavaScript
let volume: any;
// biome-ignore lint/suspicious/noExplicitAny: as above
let kms: any;
beforeAll(async () => {
  customer = await makeTenant(product);
  [evs, ims] = [await makeService(product, customer, "evs"), await makeService(product, customer, "ims")];
  folder = makeFolder(ims.credentials);
  const load = (file: string) => import(pathToFileURL(join(import.meta.dirname, file)).href);
  volume = await load("volume/volume.mjs");
  const { KeyService } = await load("shared/key-service.mjs");
  kms = new KeyService({ url: product.apiUrl, credentials: evs.credentials });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = (file: string) => join(folder, file);
const aliasesOf = async (tenant: Tenant) => {
  const { key_details } = (await tenant.client.call("list-keys")).body as {
    key_details: { key_alias: string; default_key_flag: string }[];
  };
  return key_details.filter((key) => key.default_key_flag === "1").map((key) => key.key_alias);
};

test("a disk is written, detached, attached again and read", async () => {
  await volume.createVolume(kms, customer.projectId, place("disk"), "disk-1", 64);
  expect(await aliasesOf(customer)).toContain("evs/default");
  const bytes = randomBytes(4 * volume.SECTOR_BYTES);
  const disk = await volume.attachVolume(kms, customer.projectId, place("disk"), "disk-1");
  await disk.write(10, bytes);
  await disk.detach();
  await expect(disk.read(10, 4)).rejects.toThrow(/detached/);
  expect(readFileSync(place("disk")).includes(bytes.subarray(0, 64))).toBe(false);
  const again = await volume.attachVolume(kms, customer.projectId, place("disk"), "disk-1");
  expect((await again.read(10, 4)).equals(bytes)).toBe(true);
  // Each sector by its own number: equal sectors do not look alike.
  await again.write(20, Buffer.alloc(2 * volume.SECTOR_BYTES));
  await again.detach();
  const stored = readFileSync(place("disk")).subarray(4_096 + 20 * volume.SECTOR_BYTES);
  expect(stored.subarray(0, volume.SECTOR_BYTES).equals(stored.subarray(volume.SECTOR_BYTES, 2 * volume.SECTOR_BYTES))).toBe(false);
});

test("a disk is attached in its own project only, as itself only, and by no other service", async () => {
  await volume.createVolume(kms, customer.projectId, place("mine"), "mine", 8);
  const elsewhere = (await makeProject(product, customer)).projectId;
  await expect(volume.attachVolume(kms, elsewhere, place("mine"), "mine")).rejects.toThrow();
  await expect(volume.attachVolume(kms, customer.projectId, place("mine"), "another")).rejects.toMatchObject({ kind: "unopenable" });
  const { KeyService } = await import(pathToFileURL(join(import.meta.dirname, "shared/key-service.mjs")).href);
  const asImages = new KeyService({ url: product.apiUrl, credentials: ims.credentials });
  await expect(volume.attachVolume(asImages, customer.projectId, place("mine"), "mine")).rejects.toMatchObject({ kind: "denied" });
});

test("a disk with a customer's key is attached while the grant lasts", async () => {
  const keyId = await customer.client.createKey("disks");
  const create = () => volume.createVolume(kms, customer.projectId, place("theirs"), "theirs", 8, keyId);
  await expect(create()).rejects.toMatchObject({ kind: "denied" });
  expect(existsSync(place("theirs"))).toBe(false);
  const grantId = await grantTo(customer.client, keyId, evs.credentials.user_id, ["create-datakey", "decrypt-datakey"]);
  await create();
  await (await volume.attachVolume(kms, customer.projectId, place("theirs"), "theirs")).detach();
  await customer.client.call("revoke-grant", { key_id: keyId, grant_id: grantId });
  await expect(volume.attachVolume(kms, customer.projectId, place("theirs"), "theirs")).rejects.toMatchObject({ kind: "denied" });
});

test("an image is encrypted and decrypted under its name, and one that was changed leaves no file", async () => {
  const environment = { KMS_URL: product.apiUrl, KMS_CREDENTIALS: place("credentials.json"), KMS_PROJECT: customer.projectId };
  const run = (...words: string[]) => runClient("image/image.mjs", words, environment);
  const bytes = randomBytes(9_000_000);
  writeFileSync(place("plain"), bytes);
  expect(await run("encrypt", place("plain"), place("sealed"), "debian-12")).toEqual({ code: 0, output: "" });
  expect(await run("decrypt", place("sealed"), place("back"), "debian-12")).toEqual({ code: 0, output: "" });
  expect(readFileSync(place("back")).equals(bytes)).toBe(true);
  expect(await aliasesOf(customer)).toContain("ims/default");
  const sealed = readFileSync(place("sealed"));
  writeFileSync(place("cut"), sealed.subarray(0, -1));
  expect(await run("decrypt", place("cut"), place("never"), "debian-12")).toMatchObject({ code: 1 });
  expect(await run("decrypt", place("sealed"), place("never"), "debian-13")).toMatchObject({ code: 1 });
  expect(readdirSync(folder).filter((file) => /never|part/.test(file))).toEqual([]);
});
