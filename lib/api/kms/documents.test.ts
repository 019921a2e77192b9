import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { docsPage } from "./docs/page";
import { renderDocument } from "./openapi/document";
import { type Blocks, describeDifferences, readBlocks, writeBlocks } from "./testing/compare-blocks";
import { documentBlocks } from "./testing/document-lines";
import { pageBlocks } from "./testing/page-lines";

const RENEW = "KMS_RENEW_DOCUMENTS";
const document = renderDocument("https://kms.example");

/** @param file beside this one, what the documents were when last they were renewed on purpose */
function compareWith(file: string, blocks: Blocks): string {
  const url = new URL(`./golden/${file}`, import.meta.url);
  if (process.env[RENEW] === "1") writeFileSync(url, writeBlocks(blocks));
  return describeDifferences(readBlocks(readFileSync(url, "utf8")), blocks);
}

const HINT = `If clients are meant to see this, renew the file and commit it: ${RENEW}=1 npx vitest run lib/api/kms/documents.test.ts`;

describe("what clients read about the API stays as it is", () => {
  test("in the OpenAPI document", () => {
    const differences = compareWith("openapi.txt", documentBlocks(document));
    expect(differences, `The OpenAPI document differs from golden/openapi.txt:\n${differences}\n${HINT}\n`).toBe("");
  });

  test("on the page /docs", () => {
    const differences = compareWith("docs.txt", pageBlocks(docsPage(document)));
    expect(differences, `The page /docs differs from golden/docs.txt:\n${differences}\n${HINT}\n`).toBe("");
  });
});

describe("a difference is named", () => {
  const before = new Map([
    ["POST a", ["one", "two", "two"]],
    ["POST b", ["three"]],
  ]);

  test("by the block and line where it is", () => {
    const after = new Map([
      ["POST a", ["one", "two", "four"]],
      ["POST c", ["three"]],
    ]);
    expect(describeDifferences(before, after)).toBe("POST a\n  - two\n  + four\n- POST b (1 lines)\n+ POST c (1 lines)");
  });

  test("also where only the order is another", () => {
    expect(describeDifferences(before, new Map([...before].reverse()))).toBe("the same blocks in another order");
    const turned = new Map([...before, ["POST a", ["two", "one", "two"]]] as [string, string[]][]);
    expect(describeDifferences(before, turned)).toBe("POST a\n  the same lines in another order");
  });

  test("and nothing is lost in the file", () => {
    expect(describeDifferences(before, readBlocks(writeBlocks(before)))).toBe("");
  });

  test("wherever in the documents it is: in a limit, an example, a refusal, a label or a link", () => {
    const changes: [string, string][] = [
      ['"maxLength":255', '"maxLength":256'],
      ["billing-service", "billing-servant"],
      ["#/components/examples/keyDisabled", "#/components/examples/keyNotFound"],
    ];
    const json = JSON.stringify(document);
    for (const [old, fresh] of changes) {
      expect(json).toContain(old);
      expect(describeDifferences(documentBlocks(document), documentBlocks(JSON.parse(json.replace(old, fresh)))), old).not.toBe("");
    }
    const page = docsPage(document);
    for (const [old, fresh] of [
      ["Errors of createKey", "Errors of a key"],
      ['href="#createKey"', 'href="#create"'],
      ["KMS.0207", "KMS.0208"],
    ]) {
      expect(page).toContain(old);
      expect(describeDifferences(pageBlocks(page), pageBlocks(page.replace(old as string, fresh as string))), old).not.toBe("");
    }
  });
});
