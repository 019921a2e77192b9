import fc from "fast-check";
import { expect, test } from "vitest";
import { toCell, toRow } from "./csv-cell";

test("a cell that a spreadsheet would run becomes text", () => {
  for (const formula of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\tx", "\nx", '"=1"']) {
    expect(toCell(formula), JSON.stringify(formula)).toMatch(/^"'/);
  }
});

test("nor is a part of it run where the spreadsheet splits at another character, or ends its row at a line end", () => {
  expect(toCell("a;=1+1")).toBe(`"a;'=1+1"`);
  expect(toCell("a; =1;+cmd(2) | @b;-x!y")).toBe(`"a;' =1;'+cmd(2) |' @b;'-x!y"`);
  expect(toCell(';"=1"')).toBe(`";'""=1"""`);
  expect(toCell("a\n=1")).toBe(`"a\n'=1"`);
});

test("nothing is put into text that is no formula", () => {
  for (const plain of ["a;b=c", "a-b", "x@y; z", "shop; +49 30 1234", "first, -second", "a - b", "one\r\ntwo", "Schlüssel; 50 %", "1|2"]) {
    const cell = toCell(plain);
    expect(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell, plain).toBe(plain);
  }
  expect(toCell("plain/alias_1")).toBe("plain/alias_1");
});

test("quotes, commas and line ends stay inside their cell", () => {
  expect(toCell('a "b", c')).toBe('"a ""b"", c"');
  expect(toRow(["a", "b,c", "d\ne"])).toBe('a,"b,c","d\ne"\r\n');
});

/** The cells of one row, as RFC 4180 reads them. */
function readRow(row: string): string[] {
  return [...`,${row.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
}

test("whatever is in the cells, a reader of CSV gets as many, none begins a formula, and only formulas are changed", () => {
  const texts = fc.array(fc.oneof(fc.string(), fc.constantFrom("=1", "a;-b", "'", '"', "a\r\nb", ",", "")), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(texts, (cells) => {
      const read = readRow(toRow(cells));
      expect(read).toHaveLength(cells.length);
      for (const [index, cell] of read.entries()) {
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect(cell.replaceAll("'", "")).toBe((cells[index] ?? "").replaceAll("'", ""));
      }
    }),
  );
});
