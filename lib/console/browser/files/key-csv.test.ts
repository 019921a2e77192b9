import { expect, test } from "vitest";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { csvHeader, csvRows, toCell } from "./key-csv";

test("a cell that a spreadsheet would run becomes text", () => {
  for (const formula of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"]) expect(toCell(formula)).toMatch(/^"'/);
});

test("nor is a part of it run where the spreadsheet splits at another character", () => {
  expect(toCell("a;=1+1")).toBe(`"a;'=1+1"`);
  expect(toCell("a; =1;+2 | @b,-3")).toBe(`"a;' =1;'+2 |' @b,'-3"`);
  expect(toCell(';"=1"')).toBe(`";'""=1"""`);
  expect(toCell("=;=")).toBe(`"'=;'="`);
  for (const plain of ["a;b=c", "a-b", "x@y; z", "1|2"]) expect(toCell(plain)).toBe(plain);
});

test("line ends and tabs become blanks, so that a cell begins no row and no cell of its own", () => {
  expect(toCell("a\r\nb\rc\nd\te")).toBe("a b c d e");
  expect(toCell("a;\n=1")).toBe(`"a;' =1"`);
});

test("quotes and commas stay inside their cell", () => {
  expect(toCell('a "b", c')).toBe('"a ""b"", c"');
  expect(toCell("plain/alias_1")).toBe("plain/alias_1");
});

test("a key is one row under the guide's column names", () => {
  const key = {
    key_alias: "-dash",
    key_state: "4",
    key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
    creation_date: "1700000000000",
    key_spec: "AES_256",
    key_usage: "ENCRYPT_DECRYPT",
    origin: "kms",
    key_description: "",
  } as KeyDetails;
  const [header, row, end] = (csvHeader() + csvRows([key])).split("\r\n");
  expect(header).toBe("Alias,Status,ID,Creation Time,Key Algorithm,Usage,Origin,Description");
  expect(row).toBe(
    `"'-dash",Pending deletion,0d0466b0-e727-4d9c-b35d-f84bb474a37f,2023-11-14T22:13:20.000Z,AES_256,ENCRYPT_DECRYPT,Key Management Service,`,
  );
  expect(end).toBe("");
});
