import { expect, test } from "vitest";
import { formatCheckpointBody, originOf, parseCheckpoint } from "./checkpoint";
import { Unverified } from "./encoding";
import { formatLogKey, parsePolicy, verifyByPolicy } from "./policy";
import { makeAuditKey, makeWitness, signCheckpoint } from "./testing/signers";
import { leafHash } from "./tree";

const log = makeAuditKey();
const root = leafHash(Buffer.from("row"));
const body = formatCheckpointBody(originOf(log.spki, 1), 7, root);
const witnesses = ["x1", "x2", "x3", "y1", "y2"].map((name) => ({ name, ...makeWitness(`witness.example/${name}`) }));
const [x1, x2, , y1] = witnesses as [(typeof witnesses)[0], (typeof witnesses)[0], (typeof witnesses)[0], (typeof witnesses)[0]];
const logLine = `log ${formatLogKey(originOf(log.spki, 1), log.spki)}\n`;
const witnessLines = witnesses.map(({ name, verifierKey }) => `witness ${name} ${verifierKey}\n`).join("");
const groups = "group x 2 x1 x2 x3\ngroup y any y1 y2\ngroup both all x y\n";
const signedBy = (...cosigners: typeof witnesses) =>
  parseCheckpoint(
    Buffer.from(
      signCheckpoint(
        log,
        7,
        root,
        1,
        cosigners.map((witness) => witness.cosign(body)),
      ),
    ),
  );
const parse = (text: string) => parsePolicy(Buffer.from(text));
const isEnough = (policy: string, ...cosigners: typeof witnesses) => {
  try {
    verifyByPolicy(signedBy(...cosigners), parse(policy));
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Unverified);
    return false;
  }
};

test("a quorum of groups of witnesses", () => {
  const policy = `# who is trusted\n\n \t${logLine}${witnessLines}${groups}quorum both\n`;
  expect(isEnough(policy, x1, x2, y1)).toBe(true);
  expect(isEnough(policy, x1, y1)).toBe(false);
  expect(isEnough(policy, x1, x1, y1)).toBe(false);
  expect(isEnough(policy, ...witnesses.slice(0, 3))).toBe(false);
  expect(isEnough(policy)).toBe(false);
});

test("a quorum of one witness, and of none", () => {
  expect(isEnough(`${logLine}${witnessLines}quorum x1\n`, x1)).toBe(true);
  expect(isEnough(`${logLine}${witnessLines}quorum x1\n`, x2)).toBe(false);
  expect(isEnough(`${logLine}quorum none\n`)).toBe(true);
  expect(isEnough("quorum none")).toBe(true);
});

test("a log that the policy does not name, or another incarnation, is not trusted", () => {
  const stranger = makeAuditKey();
  expect(isEnough(`log ${formatLogKey(originOf(stranger.spki, 1), stranger.spki)}\nquorum none\n`)).toBe(false);
  expect(isEnough(`log ${formatLogKey(originOf(log.spki, 2), log.spki)}\nquorum none\n`)).toBe(false);
  expect(isEnough(`log ${formatLogKey(originOf(log.spki, 2), log.spki)}\n${logLine}quorum none\n`)).toBe(true);
});

test("a cosignature of another checkpoint, or with another time, spoils it", () => {
  const policy = parse(`${logLine}${witnessLines}quorum x1\n`);
  const line = x1.cosign(body);
  const bytes = Buffer.from(line.split(" ").at(-1) ?? "", "base64");
  bytes.writeBigUInt64BE(1_700_000_001n, 4);
  const retimed = `${line.split(" ").slice(0, 2).join(" ")} ${bytes.toString("base64")}\n`;
  const elsewhere = x1.cosign(formatCheckpointBody(originOf(log.spki, 1), 8, root));
  const beyond = x1.cosign(body, 2n ** 63n);
  for (const wrong of [retimed, elsewhere, beyond]) {
    expect(() => verifyByPolicy(parseCheckpoint(Buffer.from(signCheckpoint(log, 7, root, 1, [wrong]))), policy)).toThrow(Unverified);
  }
});

test.each([
  ["no quorum", logLine],
  ["two quorums", "quorum none\nquorum none\n"],
  ["a quorum of nobody", "quorum x\n"],
  ["a name that is used before it is there", `group g all x1\n${witnessLines}quorum g\n`],
  ["a witness in two groups", `${witnessLines}group a any x1 x2\ngroup b any x1\nquorum a\n`],
  ["a witness twice in a group", `${witnessLines}group a 2 x1 x1\nquorum a\n`],
  ["a name that is taken", `${witnessLines}group x1 any x2\nquorum x1\n`],
  ["a witness called none", `witness none ${x1.verifierKey}\nquorum none\n`],
  ["a key under two names", `witness a ${x1.verifierKey}\nwitness b ${x1.verifierKey}\nquorum a\n`],
  ["a group that asks for more than it has", `${witnessLines}group a 3 x1 x2\nquorum a\n`],
  ["a group that asks for nobody", `${witnessLines}group a 0 x1 x2\nquorum a\n`],
  ["a group without members", `${witnessLines}group a all\nquorum none\n`],
  ["a log twice", `${logLine}${logLine}quorum none\n`],
  ["an unknown word", "trust me\nquorum none\n"],
  ["a control character", "quorum none\r\n"],
  ["a key with another ID", `witness a ${x1.verifierKey.replace(/\+[0-9a-f]{8}\+/, "+00000000+")}\nquorum a\n`],
  ["a witness's key for a log", `log ${x1.verifierKey}\nquorum none\n`],
  ["a log's key for a witness", `witness a ${formatLogKey(originOf(log.spki, 1), log.spki)}\nquorum a\n`],
  ["no key", "witness a b\nquorum a\n"],
])("a policy with %s is refused", (_, text) => expect(() => parse(text)).toThrow(Unverified));
