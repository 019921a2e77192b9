/** Requests as nobody sane sends them, made from the OpenAPI document: nearly valid ones, and then one thing turned bad. */
import fc from "fast-check";
import type { ApiDocument } from "./documented-replies";
import { fromSchema, type JsonSchema, type Known } from "./schema-arbitrary";

export type RandomRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
};

type Parameter = { name: string; in: "path" | "query" | "header"; required: boolean; schema: JsonSchema };
type Operation = {
  operationId: string;
  parameters: { $ref?: string }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
};

/** A request of one operation, by the document. */
export function requestOf(
  document: ApiDocument,
  path: string,
  method: string,
  operation: Operation,
  known: Known,
): fc.Arbitrary<RandomRequest> {
  const arbitrary = (name: string, schema: JsonSchema) => fromSchema(document, schema, known, name);
  const parameters = operation.parameters.map(
    (parameter) => (parameter.$ref ? document.resolve(parameter.$ref.slice(1)).value : parameter) as Parameter,
  );
  const values = fc.record(
    Object.fromEntries(parameters.map(({ name, schema }) => [name, fc.oneof({ weight: 3, arbitrary: arbitrary(name, schema) }, oddText)])),
  );
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const body = schema === undefined ? fc.constant(null) : mutated(arbitrary("", schema));
  return fc.tuple(values, body, oddHeaders, oddMethod(method), oddPath).map(([given, bytes, headers, verb, bend]) => {
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(wellFormed(given[name])));
    const inQuery = parameters
      .filter((parameter) => parameter.in === "query")
      .map(({ name }) => `${name}=${encodeURIComponent(wellFormed(given[name]))}`);
    const inHeader = parameters
      .filter((parameter) => parameter.in === "header")
      .map(({ name }) => [name, wellFormed(given[name]).replace(/[^ -~]/g, "?")]);
    const query = inQuery.length > 0 ? `?${inQuery.join("&")}` : "";
    return { method: verb, path: bend(filled) + query, headers: { ...headers, ...Object.fromEntries(inHeader) }, body: bytes };
  });
}

/** `encodeURIComponent` refuses lone surrogates; what a URL cannot hold is not sent. */
function wellFormed(value: unknown): string {
  return Buffer.from(String(value ?? "")).toString();
}

const oddText = fc.constantFrom("", "\0", "%00", "..", "a".repeat(300), "\u202e", "💥", "null", "-1", "__proto__", "constructor", "1e400");

const oddMethod = (method: string) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(method.toUpperCase()) },
    fc.constantFrom("HEAD", "OPTIONS", "GET", "PUT", "PATCH", "DELETE", "PROPFIND", "BREW"),
  );

const oddPath = fc.oneof(
  { weight: 12, arbitrary: fc.constant((path: string) => path) },
  fc.constantFrom<(path: string) => string>(
    (path) => `${path}/`,
    (path) => path.replace("/kms/", "//kms/"),
    (path) => path.toUpperCase(),
    (path) => `${path}%2e`,
    (path) => `${path}%zz`,
    (path) => `${path}?${"q=1&".repeat(200)}`,
    (path) => `${path}/../${"x".repeat(300)}`,
  ),
);

const oddHeaders = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ "Content-Type": "application/json" }) },
  fc.constantFrom<Record<string, string>>(
    {},
    { "Content-Type": "text/plain" },
    { "Content-Type": ";;;" },
    { "Content-Type": "application/json;charset=utf-16" },
    { "Content-Type": "multipart/form-data; boundary=x" },
    { "Content-Encoding": "gzip" },
    { "X-Http-Method-Override": "DELETE" },
    { "X-Auth-Token": "" },
    { "X-Auth-Token": `kms_${"A".repeat(43)}` },
    { Authorization: "SDK-HMAC-SHA256 Access=, SignedHeaders=, Signature=", "X-Sdk-Date": "99999999T999999Z" },
    { "X-Project-Id": "__proto__" },
    { Accept: "image/png" },
  ),
);

/** One thing that no schema allows, for any place of a body. */
const oddValue = fc.oneof(
  fc.constantFrom<unknown>(null, "", [], {}, true, 0, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER, "0", "-1", "1e5", "07", "null"),
  fc.constantFrom<unknown>(
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\uffff",
    "💥".repeat(100),
    "x".repeat(60_000),
    "__proto__",
    "' or 1=1 --",
  ),
  fc.constantFrom<unknown>([[[[[]]]]], { a: { b: { c: {} } } }, [null, null], { length: 1e9 }, { toString: 1 }),
);

function mutated(valid: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  const replaced = fc
    .tuple(valid, fc.nat(), oddValue)
    .map(([value, seed, odd]) => JSON.stringify(replaceOne(structuredClone(value), seed, odd)) ?? "");
  const text = valid.map((value) => JSON.stringify(value) ?? "");
  return fc.oneof(
    { weight: 6, arbitrary: text.map((given) => Buffer.from(given)) },
    { weight: 8, arbitrary: replaced.map((given) => Buffer.from(given)) },
    ...BENT.map((bend) => ({ weight: 1, arbitrary: text.map(bend) })),
  );
}

/** What happens to the bytes of a body that was sound. */
const BENT: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text.replace(/^\{/, '{"__proto__":{"key_id":"x"},"constructor":{"prototype":{}},')),
  // The same name twice: which one counts must not matter to anybody's safety.
  (text) => Buffer.from(text.replace(/^\{("[^"]+"):/, "{$1:null,$1:[],$1:")),
  (text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xc3, 0x28, 0x7d])]),
  (text) => Buffer.from(text, "utf16le"),
  (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
  (text) => Buffer.from(text.slice(0, Math.ceil(text.length / 2))),
  (text) => Buffer.from(`${text}${text}`),
  (text) => Buffer.from(`[${text}]`),
  (text) => Buffer.from(`${"[".repeat(50_000)}${text}${"]".repeat(50_000)}`),
  (text) => Buffer.from(text.replace(/:"[^"]*"/, `:"${"x".repeat(1_000_000)}"`)),
  (text) => Buffer.from(text.replace(/"(\d+)"/g, "$1").replace(/:"[^"]*"/, ":1e400")),
  () => Buffer.from("key_id=x&limit=1"),
];

/** Puts `odd` in the place of one member of the value, however deep. */
function replaceOne(value: unknown, seed: number, odd: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return odd;
  const names = Object.keys(value);
  const name = names[seed % names.length] as string;
  const members = value as Record<string, unknown>;
  const isDeep = typeof members[name] === "object" && seed % 3 > 0;
  members[name] = isDeep ? replaceOne(members[name], Math.floor(seed / names.length), odd) : odd;
  return value;
}
