import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { consistencyPlan, inclusionPlan, inclusionSteps, verifyConsistency, verifyInclusion } from "./proof";
import { appendTo, EMPTY_ROOT, emptyRange, foldLeaves, leafHash, nodeHash, rootOf, rootOfPerfect, subtreesOf } from "./tree";

const MOST = Number.MAX_SAFE_INTEGER;
const leaves = Array.from({ length: 301 }, (_, index) => Buffer.from(`leaf ${index}`));
const hashes = leaves.map(leafHash);

// RFC 9162 §2.1.1, §2.1.3.1 and §2.1.4.1 word for word, over the leaves themselves.
const sha = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
const split = (count: number) => 2 ** (Math.ceil(Math.log2(count)) - 1);
const known = new Map<string, Buffer>();
function headOf(from: number, to: number): Buffer {
  const name = `${from} ${to}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const middle = from + split(to - from);
  const head =
    to === from
      ? sha()
      : to - from === 1
        ? sha(Buffer.from([0]), leaves[from] ?? Buffer.of())
        : sha(Buffer.from([1]), headOf(from, middle), headOf(middle, to));
  known.set(name, head);
  return head;
}
function pathOf(index: number, from: number, to: number): Buffer[] {
  if (to - from === 1) return [];
  const middle = from + split(to - from);
  return index < middle ? [...pathOf(index, from, middle), headOf(middle, to)] : [...pathOf(index, middle, to), headOf(from, middle)];
}
function subproofOf(first: number, from: number, to: number, isWhole: boolean): Buffer[] {
  if (first === to) return isWhole ? [] : [headOf(from, to)];
  const middle = from + split(to - from);
  return first <= middle
    ? [...subproofOf(first, from, middle, isWhole), headOf(middle, to)]
    : [...subproofOf(first, middle, to, false), headOf(from, middle)];
}

/** As somebody computes it who has hashes of perfect subtrees only. */
const answer = (plan: readonly { from: number; to: number }[]) =>
  plan.map(({ from, to }) => {
    const nodes = subtreesOf(from, to).map((subtree) => headOf(subtree.from, subtree.from + subtree.size));
    return rootOf(nodes, to - from);
  });
const flipped = (bytes: Buffer, bit: number) => {
  const other = Buffer.from(bytes);
  other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return other;
};
const size = fc.integer({ min: 1, max: 300 });

test("the vectors of Certificate Transparency's own tests", () => {
  const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  const known = inputs.map((input) => leafHash(Buffer.from(input, "hex")));
  expect(roots.map((_, count) => foldLeaves(known.slice(0, count)).toString("hex"))).toEqual(roots);
});

test("the root of every size up to 300", () => {
  for (let count = 0; count <= 300; count++) expect(foldLeaves(hashes.slice(0, count))).toEqual(headOf(0, count));
  expect(EMPTY_ROOT).toEqual(sha());
});

test("a tree that grows by perfect subtrees of any size has the same root", () => {
  fc.assert(
    fc.property(size, fc.array(fc.integer({ min: 0, max: 300 })), (count, cuts) => {
      const range = emptyRange();
      const borders = [...new Set([...cuts.filter((cut) => cut < count), 0, count])].sort((a, b) => a - b);
      borders.slice(1).forEach((to, place) => {
        for (const part of subtreesOf(borders[place] ?? 0, to)) appendTo(range, headOf(part.from, part.from + part.size), part.size);
      });
      expect(rootOf(range.nodes, range.size)).toEqual(headOf(0, count));
    }),
  );
  const three = emptyRange();
  for (const hash of hashes.slice(0, 3)) appendTo(three, hash);
  for (const leaves of [2, 4, 0, 3, -1, 0.5, Number.NaN]) expect(() => appendTo(three, EMPTY_ROOT, leaves)).toThrow(RangeError);
});

test("a perfect tree of hashes in one buffer has the same root", () => {
  for (const count of [1, 2, 4, 8, 256]) expect(rootOfPerfect(Buffer.concat(hashes.slice(0, count)))).toEqual(headOf(0, count));
  for (const bytes of [0, 31, 33, 96]) expect(() => rootOfPerfect(Buffer.alloc(bytes))).toThrow(RangeError);
});

test("a leaf larger than any before it", () => {
  const large = Buffer.alloc(1_000_000, 7);
  expect(leafHash(large)).toEqual(sha(Buffer.from([0]), large));
  expect(leafHash(Buffer.alloc(0))).toEqual(sha(Buffer.from([0])));
});

test("proofs of every leaf of every size are those of the RFC, and hold", () => {
  for (let count = 1; count <= 300; count++) {
    const root = headOf(0, count);
    for (let index = 0; index < count; index++) {
      const proof = answer(inclusionPlan(index, count));
      if (!Buffer.concat(proof).equals(Buffer.concat(pathOf(index, 0, count)))) expect([index, count]).toBe("as in the RFC");
      if (!verifyInclusion({ leaf: headOf(index, index + 1), index, size: count, proof, root })) expect([index, count]).toBe("proven");
    }
  }
});

test("consistency of every two sizes is proven as the RFC says, and holds", () => {
  for (let second = 0; second <= 300; second += second < 70 ? 1 : 7) {
    for (let first = 0; first <= second; first++) {
      const proof = answer(consistencyPlan(first, second));
      const expected = first === 0 ? [] : subproofOf(first, 0, second, true);
      if (!Buffer.concat(proof).equals(Buffer.concat(expected))) expect([first, second]).toBe("as in the RFC");
      const claim = { first, second, firstRoot: headOf(0, first), secondRoot: headOf(0, second), proof };
      if (!verifyConsistency(claim)) expect([first, second]).toBe("proven");
    }
  }
});

test("a proof of inclusion that was changed in any way is refused", () => {
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), fc.nat(255), (count, at, other, bit) => {
      const index = at % count;
      const proof = pathOf(index, 0, count);
      const claim = { leaf: headOf(index, index + 1), index, size: count, proof, root: headOf(0, count) };
      const place = other % Math.max(proof.length, 1);
      const wrong = [
        { ...claim, leaf: flipped(claim.leaf, bit) },
        { ...claim, root: flipped(claim.root, bit) },
        { ...claim, index: (index + 1 + (other % 299)) % 300 },
        { ...claim, index: index + 2 ** 32 },
        { ...claim, index: -1 - index },
        { ...claim, index: index + 0.5 },
        { ...claim, size: index },
        { ...claim, proof: [...proof, claim.root] },
        { ...claim, proof: [claim.leaf, ...proof] },
        { ...claim, leaf: claim.leaf.subarray(1) },
        ...(proof.length === 0
          ? []
          : [
              { ...claim, proof: proof.slice(1) },
              { ...claim, proof: proof.slice(0, -1) },
              { ...claim, proof: proof.with(place, flipped(proof[place] ?? claim.root, bit)) },
              { ...claim, proof: proof.with(place, (proof[place] ?? claim.root).subarray(1)) },
            ]),
      ];
      expect(verifyInclusion(claim)).toBe(true);
      expect(wrong.filter(verifyInclusion)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("a proof of consistency that was changed in any way is refused", () => {
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), fc.nat(255), (second, at, other, bit) => {
      const first = (at % second) + 1;
      const proof = subproofOf(first, 0, second, true);
      const claim = { first, second, firstRoot: headOf(0, first), secondRoot: headOf(0, second), proof };
      const place = other % Math.max(proof.length, 1);
      const wrong = [
        { ...claim, firstRoot: flipped(claim.firstRoot, bit) },
        { ...claim, secondRoot: flipped(claim.secondRoot, bit) },
        { ...claim, first: second + 1 },
        { ...claim, first: 0 },
        { ...claim, first: first - 0.5 },
        { ...claim, proof: [...proof, claim.firstRoot] },
        { ...claim, proof: [claim.firstRoot, ...proof] },
        ...(proof.length === 0
          ? []
          : [
              { ...claim, proof: proof.slice(1) },
              { ...claim, proof: proof.slice(0, -1) },
              { ...claim, proof: proof.with(place, flipped(proof[place] ?? claim.firstRoot, bit)) },
              { ...claim, first: second },
            ]),
      ];
      expect(verifyConsistency(claim)).toBe(true);
      expect(wrong.filter(verifyConsistency)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("a proof for an older size does not hold for a tree that was cut, nor the other way round", () => {
  fc.assert(
    fc.property(size, size, (a, b) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(first < second);
      const proof = subproofOf(first, 0, second, true);
      expect(verifyConsistency({ first: second, second: first, firstRoot: headOf(0, second), secondRoot: headOf(0, first), proof })).toBe(
        false,
      );
      expect(verifyConsistency({ first, second, firstRoot: headOf(0, second), secondRoot: headOf(0, second), proof })).toBe(false);
    }),
  );
  expect(verifyConsistency({ first: 0, second: 5, firstRoot: headOf(0, 5), secondRoot: headOf(0, 5), proof: [] })).toBe(false);
  expect(verifyConsistency({ first: 5, second: 5, firstRoot: headOf(0, 5), secondRoot: headOf(0, 4), proof: [] })).toBe(false);
});

test("plans for sizes beyond 32 bits, up to the largest", () => {
  const count = fc.integer({ min: 1, max: MOST });
  fc.assert(
    fc.property(count, count, fc.boolean(), (a, b, near) => {
      const size = near ? MOST - (a % 5) : Math.max(a, b);
      const index = near ? size - 1 - (b % 3) : Math.min(a, b) - 1;
      const plan = inclusionPlan(index, size);
      expect(plan.length).toBeLessThanOrEqual(53);
      // With the leaf itself the siblings cover the tree, each leaf once.
      const covered = [{ from: index, to: index + 1 }, ...plan].sort((one, two) => one.from - two.from);
      expect(covered.map(({ from }) => from)).toEqual([0, ...covered.slice(0, -1).map(({ to }) => to)]);
      expect(covered.at(-1)?.to).toBe(size);
      expect(inclusionSteps(index, size)).toEqual(plan.map(({ from }) => (from < index ? "left" : "right")));
      const parts = subtreesOf(Math.min(index, size), size);
      expect(parts.length).toBeLessThanOrEqual(106);
      expect(parts.reduce((next, part) => (part.from === next && next % part.size === 0 ? next + part.size : Number.NaN), index)).toBe(
        size,
      );
      for (const part of consistencyPlan(index + 1, size)) expect(part.from % 2 ** Math.ceil(Math.log2(part.to - part.from))).toBe(0);
    }),
  );
});

test("what is no number of leaves has no plan", () => {
  for (const wrong of [-1, 0.5, Number.NaN, MOST + 1, Number.POSITIVE_INFINITY]) {
    expect(() => inclusionPlan(0, wrong)).toThrow(RangeError);
    expect(() => inclusionPlan(wrong, 10)).toThrow(RangeError);
    expect(() => consistencyPlan(0, wrong)).toThrow(RangeError);
    expect(() => subtreesOf(0, wrong)).toThrow(RangeError);
  }
  expect(() => inclusionPlan(10, 10)).toThrow(RangeError);
  expect(() => consistencyPlan(11, 10)).toThrow(RangeError);
  expect(() => subtreesOf(11, 10)).toThrow(RangeError);
  expect(() => rootOf([EMPTY_ROOT], 3)).toThrow(RangeError);
  expect(() => nodeHash(EMPTY_ROOT, Buffer.alloc(31))).toThrow(RangeError);
});
