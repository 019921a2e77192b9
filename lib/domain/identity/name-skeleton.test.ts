import { describe, expect, test } from "vitest";
import { CONFUSABLES } from "./confusables";
import { isIdentityName } from "./identity-rules";
import { toNameSkeleton } from "./name-skeleton";

describe("names that can be taken for each other have one skeleton", () => {
  test.each([
    ["admin", "аdmin", "Cyrillic а"],
    ["admin", "ɑdmin", "Latin alpha"],
    ["admin", "ａｄｍｉｎ", "wide letters"],
    ["admin", "𝒶𝖽𝓂𝗂𝚗", "mathematical letters"],
    ["admin", "adrnin", "r and n for m"],
    ["admin", "adm\u0131n", "an i without its dot"],
    ["pope", "роре", "all Cyrillic"],
    ["alice", "aIice", "a capital i for l"],
    ["user1", "userl", "l for the digit one"],
    ["ROOT", "R00T", "zeros for O"],
    ["café", "cafe\u0301", "an accent of its own"],
    ["ﬁnance", "finance", "a ligature"],
    ["anna lee", "anna\u00a0lee", "a blank that does not break"],
    ["anna lee", "anna  lee", "two blanks"],
    ["anna lee", "anna\u3000lee", "a wide blank"],
    ["a-b", "a‐b", "another hyphen"],
    ["ΑΒΓ", "ABΓ", "Greek capitals"],
    ["scope", "ѕсоре", "Cyrillic in the middle"],
  ])("%s and %s (%s)", (one, other) => {
    expect(one).not.toBe(other);
    expect(toNameSkeleton(one)).toBe(toNameSkeleton(other));
  });

  test.each([
    ["admin", "admins"],
    ["admin", "Admin"],
    ["alice", "alicia"],
    ["user2", "user3"],
    ["cafe", "café"],
    ["иван", "ивана"],
    ["山田", "山口"],
  ])("%s and %s have not", (one, other) => expect(toNameSkeleton(one)).not.toBe(toNameSkeleton(other)));

  test("and the skeleton of a skeleton is itself, for every character of the table", () => {
    expect(CONFUSABLES.size).toBeGreaterThan(2_500);
    for (const [character, looks] of CONFUSABLES) {
      expect(character).toBe(character.normalize("NFKC").normalize("NFD"));
      expect(toNameSkeleton(character)).toBe(looks.normalize("NFD"));
      expect(toNameSkeleton(looks)).toBe(toNameSkeleton(character));
    }
  });
});

describe("a name of a user", () => {
  test.each(["alice", "Ålice Müller", "山田太郎", "علي", "דוד", "иван-2", "o'neil", "𝒦".repeat(64), "x".repeat(64), "a b"])(
    "may be %s",
    (name) => expect(isIdentityName(name)).toBe(true),
  );

  test.each([
    ["empty", ""],
    ["65 characters", "x".repeat(65)],
    ["a blank at its end", "x "],
    ["a wide blank at its beginning", "\u3000x"],
    ["only blanks", " \u00a0"],
    ["a zero-width space", "ad\u200bmin"],
    ["a zero-width joiner", "ad\u200dmin"],
    ["a zero-width non-joiner", "ad\u200cmin"],
    ["a byte order mark", "ad\ufeffmin"],
    ["a soft hyphen", "ad\u00admin"],
    ["a word joiner", "ad\u2060min"],
    ["a Hangul filler", "ad\u3164min"],
    ["a half-width Hangul filler", "ad\uffa0min"],
    ["an empty Braille pattern", "ad\u2800min"],
    ["a variation selector", "ad\ufe0fmin"],
    ["a grapheme joiner", "ad\u034fmin"],
    ["a tag character", "ad\u{e0061}min"],
    ["a right-to-left override", "ad\u202enim"],
    ["a right-to-left mark", "ad\u200fmin"],
    ["an isolate", "ad\u2067min\u2069"],
    ["an Arabic letter mark", "ad\u061cmin"],
    ["a line break", "ad\nmin"],
    ["a line separator", "ad\u2028min"],
    ["half of a character", "ad\ud800min"],
    ["NUL", "ad\0min"],
    ["DEL", "ad\u007fmin"],
    ["a C1 control", "ad\u0085min"],
  ])("may not have %s", (_what, name) => expect(isIdentityName(name)).toBe(false));
});
