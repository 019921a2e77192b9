/** GET kms/system: what the console's System screen shows. */
import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { makeTenant } from "../harness/tenant";

const product = inject("product");

test("HSM, database and quotas are described, without an address, a path or a secret", async () => {
  const { client, projectId } = await makeTenant(product);
  await client.createKey("counted");
  const { status, headers, body } = await client.send("GET", `/v1.0/${projectId}/kms/system`);
  expect(status).toBe(200);
  expect(headers.get("cache-control")).toContain("no-store");
  expect(body).toEqual({
    version: JSON.parse(readFileSync("package.json", "utf8")).version,
    hsm: {
      status: "ok",
      label: expect.any(String),
      manufacturer: "SoftHSM project",
      model: "SoftHSM v2",
      serial_number: expect.stringMatching(/^[0-9a-f]+$/),
      library: expect.stringContaining("2."),
      // SoftHSM2 takes SHA-1 alone.
      oaep_sha256: "host",
      imports_in_token: [],
    },
    database: { status: "ok" },
    database_roles: "separate",
    schema_differences: [],
    altered_rows: 0,
    mark_kept: true,
    audit_log: {
      broken: "",
      faults: [],
      checkpoint: {
        origin: expect.stringMatching(/^kms-console\/audit\/[0-9a-f]{16}\/1$/),
        incarnation: 1,
        size: expect.any(Number),
        root: expect.stringMatching(/^[\w+/]{43}=$/),
        time: expect.stringMatching(/^\d{13}$/),
      },
      lag_ms: expect.any(Number),
      verification: expect.toSatisfy((last) => last === null || (last.wrong === 0 && last.begins === 0)),
      witnesses: [],
    },
    jobs: expect.any(Array),
    forwarding: [],
    key_quota: expect.any(Number),
    keys_used: 1,
    grant_quota: 100,
  });
  const text = JSON.stringify(body);
  expect(text).not.toContain(product.dataDir);
  expect(text).not.toMatch(/postgres|localhost|127\.0\.0\.1|pin/i);
});

test("every job is described with its last run, its next run and its failures, and measured for Prometheus", async () => {
  const { client, projectId } = await makeTenant(product);
  const names = ["rotation", "deletion", "materialExpiry", "tokenExpiry", "domainKeys", "integrity"];
  const jobs = async () => (await client.send("GET", `/v1.0/${projectId}/kms/system`)).body.jobs;
  await expect
    .poll(async () => (await jobs()).filter((job: { last_run: string }) => job.last_run !== "").length, { timeout: 30_000 })
    .toBe(names.length);
  for (const [place, job] of (await jobs()).entries()) {
    expect(job).toEqual({
      name: names[place],
      status: "ok",
      last_run: expect.stringMatching(/^\d{13}$/),
      next_run: expect.stringMatching(/^\d{13}$/),
      last_failure: "",
      failure: "",
      failures: 0,
      failures_in_a_row: 0,
    });
    expect(Number(job.next_run)).toBeGreaterThan(Number(job.last_run));
  }
  const reply = await fetch(`${product.apiUrl}/metrics`);
  expect([reply.status, reply.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/plain; version=0\.0\.4/)]);
  const text = await reply.text();
  for (const name of names) {
    expect(text).toMatch(new RegExp(`^kms_job_runs_total\\{job="${name}"\\} [1-9]\\d*$`, "m"));
    expect(text).toMatch(new RegExp(`^kms_job_failures_total\\{job="${name}"\\} 0$`, "m"));
    expect(text).toMatch(new RegExp(`^kms_job_last_success_timestamp_seconds\\{job="${name}"\\} \\d{10}`, "m"));
  }
  expect(text).toMatch(/^kms_job_due\{job="deletion"\} \d+$/m);
  const told = text.split("\n").filter((line) => line.includes("kms_job_"));
  for (const line of told) expect(line).toMatch(/^(# (HELP|TYPE) kms_job_|kms_job_[a-z_]+\{job="[a-zA-Z]+"\} [\d.]+$)/);
});

test("whoever has no role in the project is told nothing", async () => {
  const owner = await makeTenant(product);
  const nobody = await makeTenant(product, [], owner);
  const viewer = await makeTenant(product, ["KMS Viewer"], owner);
  const path = `/v1.0/${owner.projectId}/kms/system`;
  expect((await viewer.client.send("GET", path)).status).toBe(200);
  expect((await nobody.client.send("GET", path)).status).toBe(403);
});
