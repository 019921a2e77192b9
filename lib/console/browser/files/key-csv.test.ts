import { expect, test } from "vitest";
import type { FoundKey } from "#lib/wire/kms/key-details";
import { USUAL_COLUMNS } from "../search/list-columns";
import { csvColumns, csvHeader, csvRows } from "./key-csv";

const KEY = {
  key_alias: "-dash",
  key_state: "4",
  key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
  creation_date: "1700000000000",
  key_spec: "AES_256",
  key_usage: "ENCRYPT_DECRYPT",
  origin: "kms",
  key_description: "",
  scheduled_deletion_date: "1800000000000",
  expiration_time: "",
  key_rotation_enabled: "true",
  last_rotation_time: "",
  next_rotation_time: "1750000000000",
  last_use: { time: "1704164645000", operation: "encryptData", user_type: "user", user_id: "a", user_name: "=app" },
  tags: [
    { key: "team", value: "Zahlungen für München" },
    { key: "pci", value: "" },
  ],
} as unknown as FoundKey;

const fileOf = (shown: Parameters<typeof csvColumns>[0], key = KEY) => {
  const parts = csvColumns(shown);
  return csvHeader(parts) + csvRows(parts, [key]);
};

test("a key is one row: the list's columns in their order, then tags and the dates that matter", () => {
  const [header, row, end] = fileOf(USUAL_COLUMNS).slice(1).split("\r\n");
  expect(header).toBe(
    "Alias,Status,Key Algorithm,Usage,Origin,Last used,Last Used By,Creation Time,ID,Tags,Deletion Date,Material Expiry,Rotation,Last Rotation,Next Rotation,Description",
  );
  expect(row).toBe(
    `"'-dash",Pending deletion,AES_256,ENCRYPT_DECRYPT,Key Management Service,2024-01-02T03:04:05.000Z,"'=app",2023-11-14T22:13:20.000Z,0d0466b0-e727-4d9c-b35d-f84bb474a37f,"team=Zahlungen für München; pci=",2027-01-15T08:00:00.000Z,,On,,2025-06-15T15:06:40.000Z,`,
  );
  expect(end).toBe("");
});

test("the choice and order of the list's columns are the file's", () => {
  const [header] = fileOf(["tags", "id"]).slice(1).split("\r\n");
  expect(header).toMatch(/^Alias,Status,Tags,ID,Deletion Date,/);
  expect(header).not.toContain("Origin");
});

test("the file begins with a byte order mark, so that a spreadsheet reads it as UTF-8", () => {
  expect([...new TextEncoder().encode(fileOf(USUAL_COLUMNS)).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
});
