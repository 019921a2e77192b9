import { expect, test } from "vitest";
import { StartError } from "#lib/base/start-error";
import { checkOpenFiles } from "./open-files";

const limits = (soft: string) =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax processes             63000                63000                processes \nMax open files            ${soft.padEnd(20)} 524288               files     \n`;

test("a start with fewer open files than the connections need is refused, with what to do", () => {
  expect(() => checkOpenFiles({ maxConnections: 2_000 }, limits("2255"))).toThrow(
    new StartError(
      "A process may open 2255 files here, and KMS_MAX_CONNECTIONS, which is 2000, needs 2256: raise the limit (ulimit -n, LimitNOFILE=), or set KMS_MAX_CONNECTIONS to 1999 or less.",
    ),
  );
});

test("where not even the fewest connections are left, only a higher limit helps", () => {
  expect(() => checkOpenFiles({ maxConnections: 16 }, limits("271"))).toThrow(/: raise the limit \(ulimit -n, LimitNOFILE=\)\.$/);
});

test("as many as are needed are enough, and where no limit can be read none is checked", () => {
  for (const text of [limits("2256"), limits("unlimited"), "", null])
    expect(() => checkOpenFiles({ maxConnections: 2_000 }, text)).not.toThrow();
});
