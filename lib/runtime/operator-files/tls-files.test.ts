import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLog } from "#lib/base/log";
import { readTlsFiles } from "./tls-files";
import { watchFiles } from "./watched-files";

const folder = mkdtempSync(join(tmpdir(), "kms-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A certificate for `localhost` and its key, as two files in a folder of their own. */
function makePair(name: string): { certFile: string; keyFile: string } {
  const at = join(folder, name);
  mkdirSync(at);
  const files = { certFile: join(at, "tls.crt"), keyFile: join(at, "tls.key") };
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost"];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", files.keyFile, "-out", files.certFile];
  execFileSync("openssl", ["req", "-x509", "-days", "2", ...subject, ...made], { stdio: "ignore" });
  return files;
}

const first = makePair("first");
const second = makePair("second");

function encrypt(keyFile: string, ...form: string[]): string {
  const to = join(folder, `encrypted-${form.length}.key`);
  execFileSync("openssl", [...form, "-in", keyFile, "-aes256", "-passout", "pass:hunter22", "-out", to], { stdio: "ignore" });
  return to;
}

test("a pair is read, and refused when the two do not belong together or one is missing", () => {
  expect(readTlsFiles(first).cert).toContain("BEGIN CERTIFICATE");
  expect(() => readTlsFiles({ ...first, keyFile: second.keyFile })).toThrow("name two files that belong together");
  expect(() => readTlsFiles({ ...first, certFile: join(folder, "none") })).toThrow(/KMS_TLS_CERT_FILE is ".*none", which cannot be read/);
});

test.each([
  ["PKCS#8", ["pkey"]],
  ["traditional", ["ec", "-conv_form", "compressed"]],
])("a key with a password is refused by that reason (%s)", (_, form) => {
  const keyFile = encrypt(first.keyFile, ...form);
  expect(() => readTlsFiles({ ...first, keyFile })).toThrow(`KMS_TLS_KEY_FILE is "${keyFile}", whose key has a password`);
});

test("files that are replaced come into force once they are of use, by a new file or by a link that leads elsewhere", () => {
  const mounted = join(folder, "mounted");
  mkdirSync(mounted);
  const lead = (to: string) => {
    symlinkSync(to, join(mounted, "..data.new"));
    renameSync(join(mounted, "..data.new"), join(mounted, "..data"));
  };
  lead(join(folder, "first"));
  const files = { certFile: join(mounted, "..data", "tls.crt"), keyFile: join(mounted, "..data", "tls.key") };
  const inForce: string[] = [];
  const lines: string[] = [];
  const log = createLog("info", "test", { write: (line) => lines.push(line) });
  const pair = readTlsFiles(files);
  const watched = watchFiles(
    [files.certFile, files.keyFile],
    pair,
    () => readTlsFiles(files),
    (one, other) => one.cert !== other.cert,
    ({ cert }) => inForce.push(cert),
    log,
  );
  watched.look();
  expect(inForce).toEqual([]);

  lead(join(folder, "second"));
  watched.look();
  expect(inForce).toEqual([readTlsFiles(second).cert]);
  watched.look();
  expect(inForce).toHaveLength(1);

  // For a moment only one of the two is new, which nobody need hear of.
  const keyFile = encrypt(second.keyFile, "pkey");
  mkdirSync(join(folder, "bad"));
  renameSync(keyFile, join(folder, "bad", "tls.key"));
  execFileSync("cp", [second.certFile, join(folder, "bad", "tls.crt")]);
  lead(join(folder, "bad"));
  watched.look();
  expect(lines.filter((line) => line.includes('"error"'))).toEqual([]);
  watched.look();
  watched.look();
  expect(lines.filter((line) => line.includes('"error"'))).toHaveLength(1);
  expect(lines.at(-1)).toContain("whose key has a password");
  expect(watched.current().cert).toBe(readTlsFiles(second).cert);
  expect(inForce).toHaveLength(1);

  rmSync(join(mounted, "..data"));
  watched.look();
  watched.look();
  expect(watched.current().cert).toBe(readTlsFiles(second).cert);
  writeFileSync(join(folder, "bad", "tls.key"), readTlsFiles(second).key);
  lead(join(folder, "first"));
  watched.look();
  expect(inForce.at(-1)).toBe(readTlsFiles(first).cert);
});
